"""Who may import whom, what is declared, and which names of others are not used.

Each rule is a small function that finds what breaks it, and is tried on text that does.
"""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from tests.conftest import CHAPTERS, ROOT

OURS = {
    "authoring",
    "benchmarks",
    "chapters",
    "grading",
    "kit",
    "scaffold",
    "solutions",
    "tests",
}
RECORDS = {"grading.course", "grading.errors", "grading.text"}

# A room may import itself and what stands here.  Where rooms lie in one another, each
# file is held to the rule of the innermost.
MAY_IMPORT = {
    "scaffold": set(),
    "kit": {"scaffold"},
    "grading": {"scaffold"},
    "grading.intake": RECORDS,
    "grading.verdict": {"grading.intake", "scaffold.observation", "scaffold.findings"}
    | RECORDS,
    "grading.report": {"scaffold.observation"} | RECORDS,
    "grading.sandbox": {"grading.errors", "grading.text"},
    "grading.sandbox.inside": {"grading.sandbox"},
    "authoring": {"scaffold", "kit", "grading"},
}
ROOMS = list(MAY_IMPORT)

# Reading and judging run on any system and need no database: they may travel one day.
PORTABLE = ["grading.intake", "grading.verdict"]
NOT_PORTABLE = {"fcntl", "nbgrader", "pwd", "resource", "sqlalchemy", "torch"}


# Finding out.


def modules(text, package=""):
    """Full names of the modules that a text imports, relative names resolved.

    Of `from a import b`, both `a` and `a.b` are given: `b` may be a module.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = [*above, node.module] if node.level else [node.module]
            origin = ".".join(name for name in start if name)
            yield origin
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def imports_of(path):
    """What a file of ours imports."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return set(modules(path.read_text("utf-8"), package))


def within(name, rooms):
    """Whether a module stands in one of some rooms."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def files_of(room):
    """The files of a room that do not stand in a room within it."""
    inner = [name for name in ROOMS if name.startswith(f"{room}.")]
    for path in sorted((ROOT / room.replace(".", "/")).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not within(module, inner):
            yield path


def outside(names, allowed):
    """Those modules of ours that are not in the rooms allowed.

    That `from a.b import c` mentions `a.b` counts only where `a.b.c` is not allowed.
    """
    ours = {name for name in names if name.partition(".")[0] in OURS}
    bad = {name for name in ours if not within(name, allowed)}
    good = ours - bad
    return {name for name in bad if not any(within(other, [name]) for other in good)}


# Rooms.


@pytest.mark.parametrize(
    ("text", "package", "found"),
    [
        ("import a.b", "", {"a.b"}),
        ("from a.b import c", "", {"a.b", "a.b.c"}),
        ("from . import c", "a.b", {"a.b", "a.b.c"}),
        ("from ..d import c", "a.b", {"a.d", "a.d.c"}),
        ("def f():\n    import a", "", {"a"}),
    ],
)
def test_imports_are_found(text, package, found):
    assert set(modules(text, package)) == found


def test_a_forbidden_import_is_found():
    assert outside({"grading.score", "os"}, ["grading.intake"]) == {"grading.score"}
    assert outside({"grading", "grading.intake"}, ["grading.intake"]) == set()
    assert outside({"grading", "grading.score"}, ["grading.intake"]) == {
        "grading",
        "grading.score",
    }


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    files = list(files_of(room))
    assert files
    for path in files:
        assert outside(imports_of(path), MAY_IMPORT[room] | {room}) == set(), path


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_solution_imports_only_the_scaffold_and_the_section_before(chapter):
    before = set()
    for section in CHAPTERS[chapter].sections:
        name = section.partition("-")[2]
        path = ROOT / "solutions" / chapter / f"{name}.py"
        if path.is_file():
            assert outside(imports_of(path), {"scaffold"} | before) == set(), path
            before = {f"solutions.{chapter}.{name}"}


def test_notebooks_import_only_scaffold_and_solutions():
    for path in (ROOT / "chapters").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                names = set(modules(cell.source))
                assert outside(names, ["scaffold", "solutions"]) == set(), path


@pytest.mark.parametrize("package", sorted(OURS - {"tests", "benchmarks"}))
def test_nothing_imports_the_tests(package):
    for path in (ROOT / package).rglob("*.py"):
        names = imports_of(path)
        assert not any(within(name, ["tests", "benchmarks"]) for name in names), path


def test_solutions_are_not_part_of_the_installed_distribution():
    packages = project()["tool"]["setuptools"]["packages"]
    assert not any(within(name, ["solutions"]) for name in packages)


def test_every_room_is_part_of_the_installed_distribution():
    known = set(project()["tool"]["setuptools"]["packages"])
    for room in ("scaffold", "kit", "grading"):
        for path in (ROOT / room).rglob("__init__.py"):
            assert ".".join(path.parent.relative_to(ROOT).parts) in known


@pytest.mark.parametrize("room", PORTABLE)
def test_what_travels_with_the_kit_is_portable(room):
    for path in files_of(room):
        names = imports_of(path)
        assert not any(within(name, NOT_PORTABLE) for name in names), path


def test_importing_what_travels_with_the_kit_brings_nothing_heavy():
    """Nor does anything that it imports in turn."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for room in PORTABLE
        for path in files_of(room)
    ]
    heavy = {"IPython", "matplotlib", "nbgrader", "sqlalchemy", "torch"}
    lines = [f"import {name}" for name in names]
    lines.append(f"import sys; print(*({heavy!r} & set(sys.modules)))")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


# Names of chapters.

TOOLS = ["authoring", "benchmarks", "grading", "kit", "scaffold"]
NAMING_A_CHAPTER: set[str] = set()


def test_no_tool_names_a_chapter():
    """A second chapter needs no line in any tool."""
    paths = [path for tool in TOOLS for path in (ROOT / tool).rglob("*.py")]
    paths += [ROOT / "nbgrader_config.py", *(ROOT / "tests").glob("*.py")]
    names = "|".join(map(re.escape, CHAPTERS))
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in paths
        if re.search(rf"\b({names})\b", path.read_text("utf-8"))
    }
    assert naming == NAMING_A_CHAPTER


# Packages of others.


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def normal(name):
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(extras):
    """Names of the distributions that the project says it needs."""
    wanted = list(project()["project"]["dependencies"])
    for extra in extras:
        wanted += project()["project"]["optional-dependencies"][extra]
    return {normal(re.match(r"[\w.-]+", requirement)[0]) for requirement in wanted}


@cache
def installed():
    """By package, the distributions that bring it."""
    return packages_distributions()


def undeclared(names, known):
    """Those packages that no declared distribution brings."""
    missing = set()
    for package in {name.partition(".")[0] for name in names}:
        own = package in OURS or package in sys.stdlib_module_names
        brought_by = {normal(name) for name in installed().get(package, [])}
        if not own and not brought_by & known:
            missing.add(package)
    return missing


@pytest.mark.slow
def test_a_package_that_is_not_declared_is_found():
    assert undeclared({"json", "torch.nn", "yaml"}, {"torch"}) == {"yaml"}


@pytest.mark.parametrize(
    ("packages", "extras"),
    [
        (sorted(OURS - {"tests", "benchmarks"}), ["cluster"]),
        (["tests", "benchmarks"], ["cluster", "test"]),
    ],
    ids=["course", "tests"],
)
def test_every_imported_package_is_declared(packages, extras):
    beside = {path.stem for path in (ROOT / "tests").rglob("*.py")}
    for package in packages:
        for path in (ROOT / package).rglob("*.py"):
            if not path.is_relative_to(ROOT / "tests" / "submissions"):
                missing = undeclared(imports_of(path), declared(extras))
                assert missing <= (beside if package == "tests" else set()), path


def test_every_package_that_notebooks_import_is_declared():
    for path in (ROOT / "chapters").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                assert undeclared(modules(cell.source), declared([])) == set(), path


# Private names of others.

NOT_FOR_US = ["IPython", "nbclient", "nbconvert", "nbgrader"]
# By file, with the reason; a name that is no longer used must be taken off.
PRIVATE_NAMES = {
    "grading/sandbox/inside/shell.py": {
        # IPython shows tracebacks through it; public hooks are for single exceptions.
        "_showtraceback",
        # What IPython calls for each failed cell; it would keep frames alive.
        "_format_exception_for_storage",
    },
}
_PRIVATE = re.compile(r"(?:\bdef |\.|^ +)(_[a-z]\w*)", re.MULTILINE)


@pytest.fixture(scope="module")
def private():
    """All names with one leading underscore that the libraries define or use."""
    names = set()
    for library in NOT_FOR_US:
        folder = Path(find_spec(library).origin).parent
        for path in folder.rglob("*.py"):
            names |= set(_PRIVATE.findall(path.read_text("utf-8", "replace")))
    return names


def private_uses(text, private):
    """Private names of libraries that a text imports, reads, sets or overrides.

    A name that is defined in the text itself, outside classes made from a library's, is
    taken for our own.
    """
    tree = ast.parse(text)
    imported = {name for name in modules(text) if within(name, NOT_FOR_US)}
    if not imported:
        return set()
    used = {name.rpartition(".")[2] for name in imported}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    overridden = set(_overridden(tree, {name.rpartition(".")[2] for name in imported}))
    own = set(_defined(tree)) - overridden
    return ((used | overridden) & private) - own


def _overridden(tree, imported):
    """Names of methods in classes whose base is an imported one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
            if bases & imported:
                yield from (part.name for part in node.body if hasattr(part, "name"))


def _defined(tree):
    """Names of functions, classes, variables and own attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif _is_own_attribute(node):
            yield node.attr


def _is_own_attribute(node):
    """Whether a node sets an attribute of `self`."""
    stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    return stored and ast.unparse(node.value) == "self"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from nbgrader.apps import Api\nApi()._hidden", {"_hidden"}),
        ("from nbgrader.apps import _hidden", {"_hidden"}),
        ("from nbgrader import Api\nApi()._hidden = 1", {"_hidden"}),
        ("from nbgrader import A\nclass B(A):\n  def _hidden(self): 0", {"_hidden"}),
        ("from nbgrader import A\nclass B:\n  def _hidden(self): 0", set()),
        ("from nbgrader import A\nclass B:\n  x = A().open", set()),
        ("from os import A\nA()._hidden", set()),
    ],
)
def test_private_names_are_found(text, found):
    assert private_uses(text, {"_hidden"}) == found


def test_no_private_name_of_the_notebook_libraries_is_used(private):
    assert {"_preprocessors", "_showtraceback"} <= private
    paths = [path for tool in TOOLS for path in (ROOT / tool).rglob("*.py")]
    used = {}
    for path in paths:
        names = private_uses(path.read_text("utf-8"), private)
        if names:
            used[path.relative_to(ROOT).as_posix()] = names
    assert used == PRIVATE_NAMES


# Places.

_PLACE = re.compile(r"/(home|Users)/(?!student|you\b)\w+/")
_TEXT = {".cfg", ".ipynb", ".md", ".py", ".toml", ".txt", ".yaml", ".yml", ""}


def places(text):
    """Folders of somebody's machine that a text names."""
    own = [f"{ROOT}/"] if f"{ROOT}/" in text else []
    return own + [match[0] for match in _PLACE.finditer(text)]


def test_a_place_on_a_machine_is_found():
    home = "/home/"
    assert places(f"see {home}runner/x and {ROOT}/y") == [f"{ROOT}/", f"{home}runner/"]
    assert places(f"see {home}student/x and /tmp/y") == []


def test_no_file_names_a_place_on_somebodys_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in listed.split("\0"):
        path = ROOT / name
        if path.is_file() and path.suffix in _TEXT:
            assert places(path.read_text("utf-8")) == [], name


def test_every_file_that_a_page_for_contributors_names_is_there():
    """Prose outlives code unless somebody looks."""
    for page in ("README.md", "CONTRIBUTING.md", ".github/SECURITY.md"):
        text = (ROOT / page).read_text("utf-8")
        for name in re.findall(
            r"`((?:grading|tests|authoring|scaffold|kit)/[^`<…]*)`", text
        ):
            assert (ROOT / name).exists(), (page, name)
