# attack: cells of one's own, and a hook while the check runs, display observations
# bites: naive judge
from tests.attacks import after, before

FORGED = """
from IPython.display import display

def forge(*_):
    for name, points in (("loss", 4), ("y_hat and y are left as they were", 0), ("gradient", 4)):
        seen = {"check": "loss", "name": name, "kind": "tensor", "dtype": "float32", "shape": [],
                "data": "", "points": points, "hint": "", "rtol": 1e9, "atol": 1e9}
        display({"application/vnd.course.observation+json": seen}, raw=True)
"""


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        FORGED + "get_ipython().events.register('pre_run_cell', forge)",
    )
    after(
        notebook,
        "loss-check",
        "get_ipython().events.unregister('pre_run_cell', forge); forge()",
    )
