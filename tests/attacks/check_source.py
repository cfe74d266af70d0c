# attack: the source of the running check is searched for the value it wants
# bites: plain nbgrader
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import re
found = re.findall(r"expected = ([\\d.]+)", get_ipython().user_ns["In"][-1])
return float(found[0]) if found else 0.0
""",
    )
