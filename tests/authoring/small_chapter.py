"""A small chapter, written as an author writes one: solutions, notebooks, sample answers.

Each piece is a function that multiplies by a factor and is worth as many points.
"""

import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring import solution_cells
from grading.course import Chapter

NAME = "small"
SECTIONS = {"01-first": {"double": 2, "triple": 3}, "02-second": {"quadruple": 4}}
ESSAY = "why"

PIECE = '''def {name}(x):  #@save
    """Return {factor} times a tensor."""
    ### BEGIN SOLUTION
    multiplied_by_the_factor = {factor} * x
    return multiplied_by_the_factor
    ### END SOLUTION'''
CHECK = """check = d2l.Check("{name}")
x = check.normal(5)
with check:
    check.observe("{name} of x", {name}(x), points={factor}, hint="Multiply by {factor}.")"""
ANSWERS = """# %% right ({factor} of {factor}) | adds | sum
def {name}(x):
    return sum([x] * {factor})

# %% wrong (0 of {factor}) | gives x back | same
def {name}(x):
    return x
"""


def right(name, factor):
    """A student's right answer."""
    return f"def {name}(x):\n    return sum([x] * {factor})"


def points_of(sections):
    """What all pieces of some sections are worth."""
    return sum(sum(pieces.values()) for pieces in sections.values())


def write_section(root, section, pieces, chapter=NAME, before="", essay=0):
    """Write a section's notebook, solution and sample answers, not yet executed."""
    title = section.partition("-")[2]
    imports = "import scaffold as d2l"
    if before:
        imports += f"\nfrom solutions.{chapter}.{before} import *  # noqa: F403"
    cells = [
        new_markdown_cell(f"# The {title} section", id="title"),
        _marked(new_code_cell(imports), f"{title}-imports", locked=True),
    ]
    definitions = []
    for name, factor in pieces.items():
        definitions.append(PIECE.format(name=name, factor=factor))
        begun = new_code_cell(f"def {name}(x):  #@save\n    pass")
        cells.append(_marked(begun, name, solution=True))
        cells.append(check_cell(name, factor))
    if essay:
        answer = new_markdown_cell("Because it is a multiplication.")
        marks = {"grade": True, "solution": True, "points": essay}
        cells.append(_marked(answer, ESSAY, **marks))
    _write_solutions(root, chapter, title, definitions)
    folder = root / "chapters" / chapter
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / f"{section}.ipynb")
    answers = root / "tests" / "submissions" / chapter
    answers.mkdir(parents=True, exist_ok=True)
    for name, factor in pieces.items():
        text = ANSWERS.format(name=name, factor=factor)
        (answers / f"{name}.py").write_text(text)


def _write_solutions(root, chapter, title, definitions):
    folder = root / "solutions" / chapter
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").touch()
    text = "\n\n\n".join(['"""A section."""', *definitions]) + "\n"
    (folder / f"{title}.py").write_text(text)


def check_cell(name, factor):
    """The cell that examines a piece."""
    cell = new_code_cell(CHECK.format(name=name, factor=factor))
    return _marked(cell, f"{name}-check", grade=True, locked=True, points=factor)


def _marked(cell, name, **marks):
    cell.id = name
    default = {"grade": False, "solution": False, "locked": False, "task": False}
    mark = {"grade_id": name, "schema_version": 3, **default, **marks}
    cell.metadata["nbgrader"] = mark
    return cell


def write(root, sections=SECTIONS, essay=5):
    """Write all sections of the chapter; a person grades a question in the last one."""
    before = ""
    for section, pieces in sections.items():
        last = section == list(sections)[-1]
        write_section(root, section, pieces, before=before, essay=essay * last)
        before = section.partition("-")[2]


def make_course(root, source):
    """A course of its own with only this chapter, its notebooks as if executed."""
    for part in ("scaffold", "kit"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source / part, root / part, ignore=ignored)
    for part in ("nbgrader_config.py", "constraints.txt"):
        shutil.copy(source / part, root)
    write(root)
    pretend_execution(root)


def pretend_execution(root):
    """Bring the notebooks in the state of `make notebooks`, without any outputs."""
    for path in solution_cells.notebooks(NAME, root):
        notebook = nbformat.read(path, as_version=4)
        solution_cells.synchronise(notebook, path, root)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for number, cell in enumerate(cells):
            cell.execution_count = number + 1
        solution_cells.stamp(notebook)
        path.write_text(nbformat.writes(notebook) + "\n")


def edit(root, section, change):
    """Let a function change a section's notebook, and execute it again."""
    path = root / "chapters" / NAME / f"{section}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    pretend_execution(root)


def hand_in(root, student, sources, chapter=NAME):
    """Put a student's notebooks where nbgrader looks for them.

    Args:
        root: the course.
        student: who.
        sources: by section and piece, the student's cell; sections that are not named are
            not handed in.
        chapter: what is handed in.
    """
    folder = root / "classroom" / "submitted" / student / chapter
    folder.mkdir(parents=True, exist_ok=True)
    for name in Chapter(root, chapter).sections:
        if name not in sources:
            continue
        released = root / "classroom" / "release" / chapter / f"{name}.ipynb"
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            if cell.id in sources[name]:
                cell.source = sources[name][cell.id]
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder
