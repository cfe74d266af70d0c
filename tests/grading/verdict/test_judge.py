"""From what was reported to points and reasons."""

from types import SimpleNamespace

import pytest

from grading.course import Question
from grading.verdict.judge import judge
from tests.grading.verdict.notebooks import (
    CHECK,
    PIECE,
    Repaired,
    display,
    error,
    marked,
    notebook,
    number,
    reports,
    section,
)

GATE = number("shape", 2.0, hint="Rows?")
VALUE = number("value", 0.5, points=2.0, hint="Mean or sum?")
OTHER = number("slope", 7.0, points=1.0)
EXPECTED = [GATE, VALUE, OTHER]


def verdict_on(executed, expected=EXPECTED, problems=(), **submission):
    reference = {CHECK: list(expected)}
    repaired = Repaired(executed, **submission)
    return judge(section(3.0), repaired, reference, list(problems))[PIECE]


def wrong(observation):
    return observation | {"value": "98.7"}


def test_right_values_earn_their_points():
    verdict = verdict_on(reports(*EXPECTED))
    assert verdict.score == verdict.max_score == 3
    assert verdict.messages == ["✓ shape", "✓ value (2 points)", "✓ slope (1 point)"]


def test_a_wrong_value_costs_its_own_points_and_gives_the_hint():
    verdict = verdict_on(reports(GATE, wrong(VALUE), wrong(OTHER)))
    assert verdict.score == 0
    problem = "it differs; the largest difference is about 10^1"
    assert verdict.messages == [
        "✓ shape",
        f"✗ value (2 points): {problem}. Mean or sum?",
        f"✗ slope (1 point): {problem}.",
    ]
    assert verdict_on(reports(GATE, wrong(VALUE), OTHER)).score == 1
    assert verdict_on(reports(GATE, VALUE, wrong(OTHER))).score == 2


def test_a_failed_gate_voids_what_follows():
    verdict = verdict_on(reports(wrong(GATE), VALUE, wrong(OTHER)))
    assert verdict.score == 0
    assert verdict.messages[0].startswith("✗ shape: it differs")
    assert verdict.messages[1] == "– value (2 points): earns nothing without “shape”."
    assert verdict.messages[2].startswith("✗ slope (1 point): it differs")


def test_a_failed_gate_leaves_what_stood_before_it():
    verdict = verdict_on(reports(VALUE, wrong(GATE), OTHER), [VALUE, GATE, OTHER])
    assert verdict.score == 2


def test_the_first_of_two_failed_gates_is_named_and_a_later_right_one_is_told():
    second, third = GATE | {"name": "dtype"}, GATE | {"name": "device"}
    expected = [GATE, second, third, VALUE]
    verdict = verdict_on(reports(wrong(GATE), wrong(second), third, VALUE), expected)
    assert verdict.messages[2] == "✓ device"
    assert verdict.messages[3] == "– value (2 points): earns nothing without “shape”."


def test_points_hints_and_tolerances_are_the_references():
    bold = {"points": 1000.0, "rtol": 1e9, "atol": 1e9, "hint": "Well done!"}
    verdict = verdict_on(reports(GATE | bold, wrong(VALUE) | bold, OTHER | bold))
    assert verdict.score == 1
    assert not any("Well done" in message for message in verdict.messages)


def test_scores_are_round_numbers():
    parts = [number(str(i), 1.0, points=0.1) for i in range(3)]
    assert verdict_on(reports(*parts), parts).score == 0.3
    third = [number("third", 1.0, points=1 / 3)]
    assert verdict_on(reports(*third), third).score == 0.333333


@pytest.mark.parametrize(
    "reported",
    [
        [VALUE, GATE, OTHER],
        [GATE, VALUE, OTHER, OTHER],
        [GATE, GATE, VALUE],
        [GATE, VALUE | {"check": "forward"}],
        [GATE | {"check": None}],
        [GATE | {"name": ["shape"]}],
        [{}],
        [OTHER],
    ],
)
def test_another_report_than_was_asked_for_earns_nothing(reported):
    verdict = verdict_on(reports(*reported))
    assert (verdict.score, verdict.max_score) == (0, 3)
    assert verdict.messages == [
        "✗ loss: the check reported something else than it was asked."
    ]


@pytest.mark.parametrize("odd", [None, 1, "x", []])
def test_odd_reports_are_no_error_of_the_judge(odd):
    assert verdict_on(notebook(display(odd))).score == 0


def test_a_check_that_stops_keeps_what_it_had_earned_and_tells_why():
    executed = notebook(
        display(GATE),
        display(VALUE),
        error("ValueError", "in\nthe check"),
        piece=[error("NameError", "in the piece")],
    )
    verdict = verdict_on(executed, problems=["The notebook took too long."])
    assert verdict.score == 2
    assert verdict.messages[2:] == [
        "✗ slope (1 point): stopped by ValueError: in the check.",
        "The cell loss itself fails: NameError: in the piece",
        "The notebook took too long.",
    ]


def test_the_line_of_the_student_that_stopped_a_check_is_told():
    message = "TypeError: no\nreturn X \x1b[31m* w"
    verdict = verdict_on(notebook(display(GATE), error("Stopped", message)))
    assert verdict.messages[1:] == [
        "✗ value (2 points): stopped by TypeError: no, in your line "
        "`return X  [31m* w`. Mean or sum?",
        "✗ not reached: slope.",
    ]


@pytest.mark.parametrize("name", ["NotStarted", "NotImplementedError"])
def test_an_untouched_piece_is_not_started(name):
    verdict = verdict_on(notebook(error(name, "loss: not started.")))
    assert (verdict.score, verdict.messages) == (0, ["✗ not started."])
    verdict = verdict_on(notebook(display(GATE), error(name, "")))
    assert verdict.messages[1].startswith("✗ value (2 points): stopped by")


def test_nothing_reported_and_no_error_is_told_as_not_reached():
    verdict = verdict_on(reports())
    assert verdict.score == 0
    assert verdict.messages == ["✗ not reached: shape, value, slope."]


def test_what_went_wrong_elsewhere_is_no_matter_of_a_check_that_got_through():
    executed = notebook(*map(display, EXPECTED), piece=[error("E", "after all")])
    assert len(verdict_on(executed, problems=["Out of memory."]).messages) == 3


def test_a_submission_without_the_piece_is_judged():
    executed = reports(GATE)
    del executed.cells[1]
    assert verdict_on(executed).messages == ["✓ shape", "✗ not reached: value, slope."]


def test_a_voided_piece_earns_nothing_and_says_why():
    verdict = verdict_on(reports(*EXPECTED), voided={PIECE: "uses\x1b torch.nn."})
    assert (verdict.score, verdict.max_score) == (0, 3)
    assert verdict.messages == ["✗ loss: uses  torch.nn."]
    assert verdict_on(reports(*EXPECTED), voided={"forward": "no."}).score == 3


def test_a_question_for_a_person_waits():
    verdicts = judge(section(10.0, manual=True), Repaired(notebook()), {}, [])
    assert verdicts[PIECE].score is None
    assert verdicts[PIECE].max_score == 10
    assert verdicts[PIECE].messages == ["loss: waits for a person to grade it."]


def test_each_question_has_its_verdict():
    own = section(3.0)
    other = Question("sgd-check", "sgd", 1.0, False)
    both = SimpleNamespace(name="02-loss", questions=[*own.questions, other])
    executed = reports(*EXPECTED)
    step = number("step", 1.0, points=1.0, check="sgd")
    executed.cells.append(marked("sgd-check", display(step)))
    reference = {CHECK: EXPECTED, "sgd-check": [step]}
    verdicts = judge(both, Repaired(executed, {PIECE: "no."}), reference, [])
    assert {piece: one.score for piece, one in verdicts.items()} == {PIECE: 0, "sgd": 1}


def test_messages_are_short_and_obeyed_by_no_terminal():
    text = "\x1b[2J\u202e\ud800\n" * 1000
    verdict = verdict_on(
        notebook(display(GATE | {"kind": text}), error(text, text)), problems=[text]
    )
    assert all(message.isprintable() for message in verdict.messages)
    assert max(map(len, verdict.messages)) < 1000


def test_a_verdict_cannot_be_changed():
    with pytest.raises(AttributeError):
        verdict_on(reports(*EXPECTED)).score = 100


# Names of mistakes.


def diagnosed(executed, manual=False, **submission):
    """The messages of a verdict, and what was shown to whoever knows mistakes."""
    asked = []

    def diagnose(examined):
        asked.append(examined)
        return ["This is a mistake."]

    repaired = Repaired(executed, **submission)
    reference = {CHECK: EXPECTED}
    verdicts = judge(section(3.0, manual), repaired, reference, [], diagnose)
    return verdicts[PIECE].messages, asked


def test_what_differs_may_have_a_name_which_is_told_last():
    messages, (examined,) = diagnosed(reports(GATE, wrong(VALUE), OTHER))
    assert messages[-1] == "This is a mistake."
    assert examined.expected == EXPECTED
    assert list(examined.reported) == [GATE, wrong(VALUE), OTHER]
    assert (examined.stop, examined.score) == (None, 1.0)


def test_what_ended_a_check_is_shown_to_whoever_knows_mistakes():
    executed = notebook(display(GATE), error("Stopped", "TypeError: no\nmy line"))
    _, (examined,) = diagnosed(executed)
    assert examined.stop.error == "TypeError: no"


@pytest.mark.parametrize(
    ("executed", "other"),
    [
        (reports(*EXPECTED), {}),
        (reports(wrong(VALUE)), {"voided": {PIECE: "It uses torch.nn."}}),
        (reports(VALUE, GATE), {}),
        (reports(wrong(VALUE)), {"manual": True}),
    ],
    ids=["right", "voided", "not as asked", "graded by a person"],
)
def test_where_nothing_is_examined_nothing_is_named(executed, other):
    messages, asked = diagnosed(executed, **other)
    assert not asked
    assert "This is a mistake." not in messages
