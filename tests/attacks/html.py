# attack: scripts in outputs, in text cells and in raw cells
# bites: plain nbgrader (see tests/grading/test_report.py)
from nbformat.v4 import new_markdown_cell, new_raw_cell

from tests.attacks import before

SCRIPT = "<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">"


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        f"""
from IPython.display import HTML, SVG, Javascript, display

display(HTML({SCRIPT!r}), Javascript("document.title = 'ran'"))
""",
    )
    notebook.cells += [new_markdown_cell(SCRIPT), new_raw_cell(SCRIPT)]
