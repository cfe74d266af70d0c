# attack: an observation nested so deeply that parsing it breaks the parser
# bites: nowhere (nothing on the other side of it is plain nbgrader)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
from IPython.display import display

deep = {}
for _ in range(900):
    deep = {"name": deep}
for kind in ("application/vnd.course.observation+json", "application/json"):
    display({kind: deep}, raw=True)
""",
    )


COSTS_HONEST = "such a record is refused, and the notebook ends"
