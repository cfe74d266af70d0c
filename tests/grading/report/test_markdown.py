"""Markdown and HTML of a submission are cleaned in a time that does not run away."""

import time

import pytest

from grading.report.cleaning import clean, markdown2html

LONGEST = 50_000
# Beginnings without an end, which a converter may look for again and again.
ODD = [
    "\\begin{a}", "\\begin{a}\\end{b}", "\\begin{a*}", "\\\\(", "\\\\[", "$", "$$\n", "$a ",
    "[", "![[", "[a](", "<", "<a ", "<div>\n", "<!--", "`", "*_", "**a*", "a*", "> - >",
    "1. a\n", "|a|b|\n", "- ", "~~~\n", "\t", " ", "\\",
]  # fmt: skip


def seconds(text, convert=markdown2html):
    """CPU time of one conversion, the better of two."""
    times = []
    for _ in range(2):
        start = time.process_time()
        convert(text)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.slow
@pytest.mark.parametrize("unit", ODD)
def test_twice_the_text_does_not_take_four_times_as_long(unit):
    half = unit * (LONGEST // len(unit) // 2)
    allowance = 0.1  # for what a small machine does meanwhile
    assert seconds(half * 2) < 4 * seconds(half) + allowance


@pytest.mark.parametrize("unit", ["\\begin{a}", "\\\\(", "\\\\["])
def test_formulas_without_an_end_never_take_long(unit):
    """At any length: the worst is the longest text that is still converted."""
    for length in (1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 1_000_000):
        assert seconds(unit * (length // len(unit))) < 1


def test_text_that_would_take_long_is_shown_as_it_was_written():
    text = "<script>1</script> & \\begin{a} **b**\n" * 2_000
    shown = markdown2html(text)
    assert shown.startswith("<pre>") and shown.endswith("</pre>")
    assert "<script" not in shown
    assert (
        shown.count("&lt;script&gt;1&lt;/script&gt; &amp; \\begin{a} **b**\n") == 2_000
    )


def test_an_essay_with_many_formulas_is_converted():
    formula = "\\begin{aligned} a & = b \\\\ c & = d \\end{aligned}\n\n"
    text = f"The *slope* is {formula}" * 40
    assert markdown2html(text).count("<em>slope</em>") == 40


def test_long_text_without_formulas_is_converted_up_to_the_limit():
    words = "*a* word\n\n" * (LONGEST // 10)
    assert "<em>" in markdown2html(words)
    assert "<em>" not in markdown2html(words + "x")


MOST_TAGS = 10_000


@pytest.mark.parametrize("unit", ["<div>", "<b></p>", "<a><div>", "<table><a>", "<!--"])
def test_the_most_tags_that_are_cleaned_do_not_take_long(unit):
    assert seconds(unit * (MOST_TAGS // unit.count("<")), clean) < 2


def test_more_tags_than_that_are_shown_as_they_were_written():
    assert clean("<div>" * MOST_TAGS).startswith("<div><div>")
    shown = clean('<div>"&' * (MOST_TAGS + 1))
    assert shown == "<pre>" + '&lt;div&gt;"&amp;' * (MOST_TAGS + 1) + "</pre>"


def test_a_large_picture_in_few_tags_is_kept():
    picture = '<img src="data:image/png;base64,' + "A" * 2_000_000 + '">'
    assert clean(picture) == picture
