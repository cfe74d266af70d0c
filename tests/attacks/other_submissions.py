# attack: another student's submission is read, and the answer taken from it
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import glob, json

for path in glob.glob("../../../submitted/honest/*/*.ipynb") + glob.glob("/*/submitted/*/*/*.ipynb"):
    for cell in json.load(open(path))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "loss":
            exec("".join(cell["source"]))
""",
    )
