# attack: another student's submission is read, and the answer taken from it
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import glob, json

places = ("../../../submitted/honest/*/*.ipynb", "/*/submitted/*/*/*.ipynb")
for path in [path for place in places for path in glob.glob(place)]:
    for cell in json.load(open(path))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "loss":
            exec("".join(cell["source"]))
""",
    )
