"""The command that prints which wrong answers get a name."""

import pytest

from grading.sample_answers import answers as sample_answers
from scaffold.diagnosis import FRAME
from tests.conftest import DEFAULT, ROOT
from tests.naming import Named, answers, name, table


def test_wrong_answers_are_found_by_their_first_lines(tmp_path):
    for place, text in {
        "loss/a.py": "# wrong: it is doubled\nx = 1\n",
        "loss/b.py": "# right: a loop\nx = 2\n",
        "loss/c.py": "x = 3\n",
        "note.py": "# wrong: no piece\n",
    }.items():
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    found = [("loss", "it is doubled", "# wrong: it is doubled\nx = 1\n")]
    assert list(answers(tmp_path)) == found


def test_the_table_counts_what_is_examined():
    named = Named("loss", "a", [f"{FRAME} it is."], voided=False, found=True)
    unnamed = Named("loss", "b", [], voided=False, found=True)
    accepted = Named("loss", "c", [], voided=False, found=False)
    voided = Named("loss", "d", [], voided=True, found=True)
    text = table([named, unnamed, accepted, voided])
    assert f"loss | a\n    {FRAME} it is." in text
    assert "nothing is found wrong" in text
    assert text.endswith("1 of 3 wrong answers have a name (33%); 1 more break a rule.")
    assert table([]).startswith("0 of 0")


@pytest.mark.parametrize(
    "piece", sorted({piece for piece, _ in sample_answers(ROOT, DEFAULT)})[:2]
)
def test_a_known_wrong_answer_is_named_and_a_right_one_is_not(grader, piece):
    known = [
        one for one in sample_answers(ROOT, DEFAULT).values() if one.piece == piece
    ]
    right = next(one for one in known if one.right)
    names = name(grader, piece, "", right.source)
    assert (names.names, names.found) == ([], False)
    wrong = [one for one in known if not one.right][:3]
    assert any(name(grader, piece, "", one.source).names for one in wrong)
