"""What of somebody else's is shown, on one line."""

import pytest

from grading.text import MOST, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain text, 100 %", "plain text, 100 %"),
        ("größer 数 ✓ …", "größer 数 ✓ …"),
        ("\x1b[2Jgone", " [2Jgone"),
        ("\x9b31mred", " 31mred"),
        ("two\nlines\r\nand\tmore", "two lines  and more"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("\u202egnp.exe\u202c", " gnp.exe "),
        ("\u2066a\u2069\u200f\u200b\ufeff", " a    "),
        ("half \ud800 \udcff", "half    "),
        ("\x00\x07\x08\x7f", "    "),
    ],
)
def test_what_a_terminal_obeys_becomes_a_space(text, shown):
    assert printable(text) == shown
    assert printable(text).isprintable()


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 12, 1000])
def test_text_is_cut_and_says_so(length):
    text = "x" * length
    shown = printable(text, most=10)
    assert shown == (text if length <= 10 else "x" * 9 + "…")


def test_long_text_is_cut_without_being_asked():
    assert printable("x" * MOST) == "x" * MOST
    assert len(printable("x" * 1_000_000)) == MOST
