# attack: the kernel's own do_execute is replaced, so that later cells only seem to run
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
async def do_execute(*_, **__):
    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}

get_ipython().kernel.do_execute = do_execute
""",
    )
