"""One folder of notebooks graded without a database, and what is said of odd ones."""

import json
import shutil
import subprocess
import sys

import nbformat
import pytest

from authoring.sample_class import notebook_with, reference_sources
from grading.course import Chapter
from grading.errors import GradingError
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.score import score as grade_folder


@pytest.fixture
def kit_notebooks(chapter):
    folder = chapter.classroom / "release" / chapter.name
    return {
        name: nbformat.read(folder / f"{name}.ipynb", 4) for name in chapter.sections
    }


@pytest.fixture
def hand_in(tmp_path, chapter, kit_notebooks):
    """Write a submission; by default the reference's answers to everything."""

    def write(sections=None, sources=None):
        for name, section in chapter.sections.items():
            if sections is None or name in sections:
                filled = reference_sources(section) if sources is None else sources
                notebook = notebook_with(section, kit_notebooks[name], filled)
                nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        return tmp_path

    return write


def score(grader, folder):
    return grade_folder(grader, folder).as_json()


def automatic(chapter):
    return sum(
        question.points
        for section in chapter.sections.values()
        for question in section.questions
        if not question.manual
    )


@pytest.mark.parametrize("seed", ["one draw", "another draw"])
def test_the_reference_gets_all_automatic_points(hand_in, chapter, engine, seed):
    grader = Grader(chapter, engine, seed)
    result = score(grader, hand_in())
    assert result["score"] == automatic(chapter) == 90
    assert result["max_score"] == 100
    assert result["repairs"] == result["flags"] == result["errors"] == []
    assert result["pieces"]["error_slope"]["score"] == 0
    assert "person" in result["pieces"]["error_slope"]["messages"][0]


def test_the_untouched_release_gets_nothing(hand_in, grader):
    result = score(grader, hand_in(sources={}))
    assert {piece["score"] for piece in result["pieces"].values()} == {0}


def test_missing_sections_cost_only_themselves(hand_in, chapter, grader):
    result = score(grader, hand_in(sections=["02-loss"]))
    questions = chapter.sections["02-loss"].questions
    assert result["score"] == sum(question.points for question in questions)
    assert result["pieces"]["forward"]["messages"] == [
        "01-model.ipynb was not handed in."
    ]


@pytest.mark.parametrize(
    "name", ["01-model (1).ipynb", "my work.ipynb", "01-model-Copy1.ipynb"]
)
def test_a_renamed_notebook_is_recognised(hand_in, grader, name):
    folder = hand_in(sections=["01-model"])
    (folder / "01-model.ipynb").rename(folder / name)
    result = score(grader, folder)
    assert (
        result["pieces"]["forward"]["score"] == result["pieces"]["forward"]["max_score"]
    )
    assert name in result["repairs"][0]


def test_a_damaged_notebook_is_named_and_the_others_count(hand_in, grader):
    folder = hand_in(sections=["01-model", "02-loss"])
    (folder / "01-model.ipynb").write_text("not JSON")
    result = score(grader, folder)
    assert "01-model.ipynb cannot be read as a notebook" in result["errors"][0]
    assert result["pieces"]["forward"]["score"] == 0
    loss = result["pieces"]["loss"]
    assert loss["score"] == loss["max_score"] > 0


def test_an_error_in_one_piece_leaves_the_others_alone(hand_in, chapter, grader):
    sources = reference_sources(chapter.sections["02-loss"])
    sources["loss"] = "def loss(self, y_hat, y)  # no colon\n    return 1"
    folder = hand_in(sections=["02-loss"], sources=sources)
    pieces = score(grader, folder)["pieces"]
    assert pieces["loss"]["score"] == 0
    assert any("SyntaxError" in message for message in pieces["loss"]["messages"])
    assert pieces["huber_loss"]["score"] == pieces["huber_loss"]["max_score"]


def test_a_warning_costs_nothing(hand_in, chapter, grader):
    sources = reference_sources(chapter.sections["02-loss"])
    noise = "import sys, warnings\nwarnings.warn('hm')\nprint('x', file=sys.stderr)\n"
    sources["huber_loss"] = noise + sources["huber_loss"]
    result = score(grader, hand_in(sections=["02-loss"], sources=sources))
    assert result["pieces"]["huber_loss"]["score"] == 8


@pytest.mark.slow
def test_a_hanging_cell_costs_only_its_piece(hand_in, chapter):
    from grading.sandbox import Engine, Limits

    sources = reference_sources(chapter.sections["02-loss"])
    sources["loss"] = "while True: pass"
    folder = hand_in(sections=["02-loss"], sources=sources)
    limits = Limits(cell_seconds=1.0)
    with Engine(limits, preparation=PREPARATION) as engine:
        grader = Grader(chapter, engine)
        pieces = score(grader, folder)["pieces"]
    assert pieces["loss"]["score"] == 0
    assert any("TimeLimit" in message for message in pieces["loss"]["messages"])
    assert pieces["huber_loss"]["score"] == pieces["huber_loss"]["max_score"]


def test_a_folder_without_our_notebooks_is_refused(grader, tmp_path):
    with pytest.raises(
        GradingError, match=r"none of the chapter's notebooks .*01-model"
    ):
        score(grader, tmp_path)
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "other.ipynb")
    with pytest.raises(GradingError, match="none of the chapter's notebooks"):
        score(grader, tmp_path)


def test_grading_before_the_release_says_what_to_run(root, tmp_path):
    for folder in ("chapters", "solutions"):
        shutil.copytree(
            root / folder, tmp_path / folder, ignore=shutil.ignore_patterns("_*")
        )
    chapter = Chapter(tmp_path, "linear_regression")
    with pytest.raises(GradingError, match="run `make release`"):
        chapter.require_release()
    chapter.classroom.mkdir()
    chapter.stamp.write_text(chapter.digest)
    chapter.require_release()
    solution = tmp_path / "solutions" / "linear_regression" / "loss.py"
    solution.write_text(solution.read_text() + "\n# edited\n")
    with pytest.raises(
        GradingError, match="older than the chapter: run `make release`"
    ):
        Chapter(tmp_path, "linear_regression").require_release()


def run(root, *arguments):
    command = [sys.executable, "-m", "grading", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


@pytest.mark.slow
def test_the_command_prints_json_and_its_exit_code_tells(root, hand_in):
    folder = hand_in(sections=["00-start", "02-loss"])
    done = run(root, "score", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert set(result) >= {"score", "max_score", "pieces", "repairs", "flags"}
    assert set(result["pieces"]["loss"]) == {"score", "max_score", "messages"}
    (folder / "02-loss.ipynb").write_text("{")
    done = run(root, "score", str(folder), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["pieces"]["loss"]["score"] == 0
    assert "02-loss.ipynb" in done.stderr


@pytest.mark.slow
def test_the_command_refuses_a_folder_in_one_sentence(root, tmp_path):
    done = run(root, "score", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert done.stderr.startswith("grading: ")
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_several_folders_give_a_line_each_and_one_that_is_none_costs_itself(
    root, hand_in, tmp_path
):
    folder = hand_in(sections=["00-start"])
    nowhere = tmp_path / "nowhere"
    done = run(root, "score", str(folder), str(nowhere), str(folder), "--json")
    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["folder"] for line in lines] == [
        str(folder),
        str(nowhere),
        str(folder),
    ]
    assert lines[0]["pieces"] == lines[2]["pieces"]
    assert "nowhere is not a folder" in lines[1]["errors"][0]
    assert done.stderr.startswith("grading: ")
