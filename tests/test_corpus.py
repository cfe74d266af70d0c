"""Every sample answer is given exactly the score that its file states.

Each answer is graded by the real engine, in the reference's notebook, on the public draw that
students check against and on a secret one; both must find the same.
"""

from copy import deepcopy

import pytest

from authoring.sample_class import answers
from grading.course import grade_id
from grading.execution import Cache
from grading.intake import rules
from grading.intake.repair import Repaired
from grading.score import Grader
from scaffold.check import PUBLIC

ANSWERS = answers()


@pytest.fixture(scope="session")
def graders(assignment, engine):
    """On the public draw and on a secret one; the reference is run once for each."""
    secret = Grader(assignment, lambda: engine, Cache(None))
    return [secret, Grader(assignment, lambda: engine, Cache(None), seed=PUBLIC)]


def home(assignment, piece):
    return next(s for s in assignment.sections.values() if piece in s.pieces)


@pytest.mark.parametrize(("piece", "name"), ANSWERS, ids=map("/".join, ANSWERS))
def test_an_answer_gets_its_score(piece, name, assignment, graders):
    answer, section = ANSWERS[piece, name], home(assignment, piece)
    for grader in graders:
        notebook = deepcopy(section.notebook)
        next(
            cell for cell in notebook.cells if grade_id(cell) == piece
        ).source = answer.source
        submission = Repaired(notebook)
        rules.apply(section, submission)
        verdict = grader.grade(section, submission)[piece]
        assert verdict.score == pytest.approx(answer.score), (
            grader.seed,
            verdict.messages,
        )
        full = verdict.score == verdict.max_score
        assert full == (answer.name.startswith("right") or not verdict.max_score)
        assert full or any(message.startswith("✗") for message in verdict.messages)


def test_every_piece_has_right_and_wrong_answers(assignment):
    for section in assignment.sections.values():
        for question in section.questions:
            if question.manual:
                continue
            verdicts = {
                name.partition("_")[0]
                for piece, name in ANSWERS
                if piece == question.piece
            }
            assert verdicts == {"right", "wrong"}, question.piece


def test_no_two_wrong_answers_of_a_piece_claim_the_same_property():
    wrong = [(a.piece, a.what) for a in ANSWERS.values() if a.name.startswith("wrong")]
    assert len(set(wrong)) == len(wrong)
