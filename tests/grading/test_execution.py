"""What a notebook finds while it is graded."""

import re

from grading.execution import compiled

PRINT_ALL = """
import inspect, pathlib
for path in pathlib.Path("solutions").rglob("*"):
    if path.is_file(): print(path, path.read_bytes())
for thing in (LinearRegressionScratch, LinearRegressionScratch.forward):
    try: print(inspect.getsource(thing))
    except (OSError, TypeError): print("no source")
"""


def solution_lines(text):
    """The lines between the markers of a module's solutions."""
    regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL)
    return [line.strip() for line in "".join(regions).splitlines() if line.strip()]


def test_earlier_sections_are_there_but_not_their_text(chapter, engine):
    section = chapter.sections["02-loss"]
    imports = section.notebook.cells[1].source
    assert "import LinearRegressionScratch" in imports
    run = engine.run([imports, PRINT_ALL], compiled(section.files), {})
    assert [cell.error for cell in run.cells] == [None, None]
    shown = "".join(output.get("text", "") for output in run.cells[1].outputs)
    assert "model.pyc" in shown and shown.count("no source") == 2
    text = section.files[f"solutions/{chapter.name}/model.py"]
    assert solution_lines(text)
    assert [line for line in solution_lines(text) if line in shown] == []


def test_what_is_compiled_is_all_that_a_section_needs(chapter):
    for section in chapter.sections.values():
        given = compiled(section.files)
        assert {name.removesuffix("c") for name in given} == set(section.files)
