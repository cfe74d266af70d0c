"""Every sample answer is given exactly the score that its title states.

Each answer is graded by the real engine, in the reference's notebook, on the public draw that
students check against and on many secret ones; all must find the same.  Of every piece, one
right and one wrong answer are graded by the fast tests, on fewer draws.
"""

import re

import pytest

from grading.grader import Grader
from grading.intake.repair import Repaired
from grading.sample_answers import answers, folder_of
from scaffold.check import PUBLIC
from tests.answering import answered, section_of
from tests.conftest import CHAPTERS, DEFAULT, ROOT

ANSWERS = {
    (chapter, *key): answer
    for chapter in CHAPTERS
    for key, answer in answers(ROOT, chapter).items()
}


FEW_DRAWS = 2
MANY_DRAWS = 20


def samples():
    """Every answer, and on how many draws: the first two verdicts of a piece on few."""
    met = set()
    for key, answer in ANSWERS.items():
        kind = (key[0], answer.piece, answer.right)
        name = "/".join(key)
        if kind not in met:
            yield pytest.param(*key, FEW_DRAWS, id=name)
        met.add(kind)
        many = f"{name} on {MANY_DRAWS} draws"
        yield pytest.param(*key, MANY_DRAWS, id=many, marks=pytest.mark.slow)


@pytest.fixture(scope="module")
def graders(chapter_named, engine):
    """Graders of a chapter: the first on the public draw, the others on secret ones."""
    made = {}

    def of(name, draws):
        kept = made.setdefault(name, [])
        while len(kept) < draws:
            seed = "" if kept else PUBLIC
            chapter = chapter_named(name)
            kept.append(Grader(chapter, engine, seed, names_mistakes=False))
        return kept[:draws]

    return of


@pytest.mark.parametrize(("chapter", "piece", "name", "draws"), list(samples()))
def test_an_answer_gets_its_score(chapter, piece, name, draws, graders):
    answer = ANSWERS[chapter, piece, name]
    section = section_of(CHAPTERS[chapter], piece)
    for grader in graders(chapter, draws):
        notebook = answered(section, piece, answer.source)
        repaired = grader.apply_rules(section, Repaired(notebook))
        verdict = grader.verdicts(section, repaired)[piece]
        reasons = [text for text in verdict.messages if text.startswith("✗")]
        assert verdict.score == pytest.approx(answer.score), (grader.seed, reasons)
        assert verdict.max_score == answer.points
        assert bool(reasons) == (not answer.right), reasons


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_piece_has_right_and_wrong_answers_and_nothing_else_has(chapter):
    found = {
        (piece, answer.right)
        for (home_of, piece, _), answer in ANSWERS.items()
        if home_of == chapter
    }
    wanted = {
        (question.piece, verdict)
        for section in CHAPTERS[chapter].sections.values()
        for question in section.questions
        if not question.manual
        for verdict in (True, False)
    }
    assert found == wanted


def test_no_two_wrong_answers_of_a_piece_claim_the_same_property():
    wrong = [
        (chapter, answer.piece, answer.what)
        for (chapter, *_), answer in ANSWERS.items()
        if not answer.right
    ]
    assert len(set(wrong)) == len(wrong)


def test_the_readme_s_example_is_one_of_the_answers():
    text = folder_of("README.md", ROOT).read_text("utf-8")
    (example,) = re.findall(r"^    (# %% .*)", text, re.MULTILINE)
    loss = folder_of(DEFAULT, ROOT) / "loss.py"
    assert example in loss.read_text("utf-8").splitlines()


def test_the_readme_s_way_to_read_the_answers_reads_all_of_them(monkeypatch):
    """Somebody with another grader gets from its few lines what we get."""
    text = folder_of("README.md", ROOT).read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    monkeypatch.chdir(ROOT)
    space = {}
    exec(code, space)
    assert space["CHAPTER"] == DEFAULT
    assert {
        (piece, f"{verdict}_{name}", score, source.strip())
        for piece, verdict, name, score, source in space["collected"]
    } == {
        (piece, name, answer.score, answer.source)
        for (chapter, piece, name), answer in ANSWERS.items()
        if chapter == DEFAULT
    }
