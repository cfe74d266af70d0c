"""The card below a check, in text and in HTML."""

import pytest

from scaffold.card import Card
from scaffold.findings import Findings


@pytest.mark.parametrize(
    ("findings", "points", "title"),
    [
        (Findings(2.5, [], "b"), 4.0, "f: 2.5 of 4 points"),
        (Findings(0.0, [], ""), 0.0, "f: right"),
        (Findings(0.0, [], "b"), 0.0, "f: not yet right"),
    ],
)
def test_the_title_tells_what_is_there(findings, points, title):
    assert Card("f", findings, points).title == title


def test_what_a_student_wrote_is_text_and_not_markup():
    try:
        raise ValueError("<script>")
    except ValueError as error:
        card = Card(
            "f", Findings(0.0, ["✗ <b>: no."], "<b>"), 1.0, ["Mean < sum."], error
        )
    assert "<script>" not in card.html
    assert "&lt;script&gt;" in card.html
    assert "✗ &lt;b&gt;: no." in card.html
    assert card.html.count("<details>") == 1
    assert card.text == "f: 0 of 1 points\n✗ <b>: no.\nMean < sum."
    assert "Mean &lt; sum." in card.html


def test_a_blank_has_no_traceback():
    card = Card(
        "f", Findings(0.0, [], "not started."), 1.0, error=NotImplementedError()
    )
    assert "<details>" not in card.html
