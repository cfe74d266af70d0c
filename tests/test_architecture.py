"""Who may import whom, and how large the grader may become."""

import ast
import io
import subprocess
import tokenize
import tomllib
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"scaffold", "solutions", "grading", "authoring", "tests", "benchmarks"}
MAY_IMPORT = {
    "scaffold": set(),
    "grading": {"scaffold"},
    "authoring": {"scaffold", "grading"},
}
SECTIONS = ["start", "model", "loss", "sgd", "trainer", "training"]


def imported(path: Path) -> set[str]:
    """Full names of the modules of ours that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return {name for name in found if name.partition(".")[0] in OURS}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_room_allows(package):
    for path in (ROOT / package).rglob("*.py"):
        others = {name.partition(".")[0] for name in imported(path)} - {package}
        assert others <= MAY_IMPORT[package], path


@pytest.mark.parametrize("section", SECTIONS)
def test_a_solution_imports_only_the_scaffold_and_the_section_before(section):
    position = SECTIONS.index(section)
    before = {f"solutions.{SECTIONS[position - 1]}"} if position else set()
    assert imported(ROOT / "solutions" / f"{section}.py") <= {"scaffold"} | before


def test_notebooks_import_only_scaffold_and_solutions():
    for path in (ROOT / "chapters").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                for node in ast.walk(ast.parse(cell.source)):
                    if isinstance(node, ast.ImportFrom):
                        package = (node.module or "").partition(".")[0]
                        assert package not in OURS - {"scaffold", "solutions"}, path


def test_nothing_imports_the_tests():
    for package in MAY_IMPORT | {"benchmarks": set(), "solutions": set()}:
        for path in (ROOT / package).rglob("*.py"):
            if package != "benchmarks":
                assert not any(name.startswith("tests") for name in imported(path)), (
                    path
                )


def test_solutions_are_not_part_of_the_installed_distribution():
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "setuptools"
    ]
    assert not any(name.startswith("solutions") for name in packages["packages"])


def lines_of_code(path: Path) -> int:
    """Lines that hold code: no blank ones, comments or docstrings."""
    text = path.read_text("utf-8")
    held: set[int] = set()
    idle = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in idle | {tokenize.ENDMARKER}:
            held |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef
        ) and ast.get_docstring(node):
            held -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(held)


def test_the_grader_does_not_grow():
    """A reviewer must be able to convince themselves: 500 for the sandbox and 1,500 for all was
    the aim. Both are past it; they may only shrink from here.
    """
    sandbox = sum(map(lines_of_code, (ROOT / "grading" / "sandbox").glob("*.py")))
    rest = sum(map(lines_of_code, (ROOT / "grading").glob("*.py")))
    assert sandbox <= 820
    assert rest <= 1630


def test_sections_bound_to_the_from_scratch_rule_say_so():
    bound = {
        path.stem
        for path in (ROOT / "chapters" / "linear_regression").glob("*.ipynb")
        if nbformat.read(path, as_version=4)
        .metadata.get("course", {})
        .get("forbidden")
    }
    assert bound == {"01-model", "02-loss", "03-sgd", "04-trainer"}


def test_no_file_names_a_place_on_somebodys_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".ipynb", ".yml", ".toml", ".txt", ".cfg"}:
            text = path.read_text("utf-8")
            assert "/home/" + "runner" not in text, name
            assert str(ROOT) + "/" not in text, name
