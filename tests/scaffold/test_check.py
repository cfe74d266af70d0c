"""What a check reports, and when two reports count as equal."""

import json
import linecache
import math

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from scaffold import check as checks
from scaffold.check import Check, CheckFailure, NotStarted, Stopped, encode
from scaffold.observation import MAX_ITEMS, decode


@pytest.fixture(autouse=True)
def shell():
    return InteractiveShell.instance()


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Put a kit's reference values in place."""

    def put(reference):
        (tmp_path / "scaffold").mkdir()
        (tmp_path / checks.REFERENCE).write_text(json.dumps(reference))
        monkeypatch.setattr(checks, "__file__", str(tmp_path / "scaffold" / "check.py"))
        checks._reference.cache_clear()

    monkeypatch.delenv("CHECK_SEED", raising=False)
    yield put
    checks._reference.cache_clear()


@pytest.mark.parametrize(
    "value",
    [
        torch.randn(3, 2),
        torch.zeros(0, 4),
        torch.tensor(1.5),
        torch.tensor([True, False]),
        torch.arange(6).reshape(2, 3).T,
        torch.tensor([math.nan, math.inf, -math.inf]),
        np.arange(4.0),
        torch.randn(3, requires_grad=True),
    ],
)
def test_an_array_survives_the_way_through_json(value):
    back = decode(json.loads(json.dumps(encode(value))))
    plain = value.detach().numpy() if isinstance(value, torch.Tensor) else value
    np.testing.assert_array_equal(back, plain)
    assert back.dtype == plain.dtype
    assert back.shape == plain.shape


def test_the_draw_follows_the_seed_and_the_name(monkeypatch):
    def draw(seed, name):
        monkeypatch.setenv("CHECK_SEED", seed)
        return Check(name).normal(4)

    assert torch.equal(draw("a", "x"), draw("a", "x"))
    assert not torch.equal(draw("a", "x"), draw("b", "x"))
    assert not torch.equal(draw("a", "x"), draw("a", "y"))


def test_the_draw_leaves_the_global_generator_alone():
    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    check = Check("x")
    check.normal(3), check.uniform(0, 1), check.integer(0, 9)
    assert torch.equal(torch.rand(1), expected)


def test_whole_numbers_reach_both_ends():
    check = Check("x")
    assert {check.integer(2, 4) for _ in range(200)} == {2, 3, 4}


def test_a_report_is_a_snapshot(monkeypatch):
    monkeypatch.setenv("CHECK_SEED", "secret")
    value = torch.ones(2)
    with capture_output() as captured:
        Check("x").observe("value", value, points=1)
        value.zero_()
    (output,) = captured.outputs
    assert decode(output.data[checks.MIME]).tolist() == [1, 1]


def test_a_kit_compares_and_explains(kit):
    value = encode(torch.ones(2)) | {
        "rtol": 1e-4,
        "atol": 1e-6,
        "points": 1,
        "hint": "Mean?",
    }
    kit({"x": [value | {"name": "value"}]})
    with capture_output():
        Check("x").observe("value", torch.ones(2), points=1)
    with pytest.raises(
        CheckFailure, match=r"x: value \(1 point\): they are all zero\. Mean\?"
    ):
        Check("x").observe("value", torch.zeros(2), points=1)


def test_a_kit_refuses_a_check_that_it_does_not_know(kit):
    kit({"x": []})
    with pytest.raises(CheckFailure, match="fresh copy"):
        Check("x").observe("value", torch.ones(2), points=1)


def test_a_kit_only_reports_on_a_secret_draw(kit, monkeypatch):
    kit({"x": []})
    monkeypatch.setenv("CHECK_SEED", "secret")
    with capture_output() as captured:
        Check("x").observe("value", torch.ones(2), points=1)
    assert len(captured.outputs) == 1


@pytest.mark.parametrize(
    ("value", "record"),
    [
        (None, {"kind": "NoneType", "value": None}),
        (True, {"kind": "bool", "value": True}),
        ("mean", {"kind": "str", "value": "mean"}),
        (10**30, {"kind": "int", "value": "1" + "0" * 30}),
        (0.5, {"kind": "float", "value": "0.5"}),
        (math.nan, {"kind": "float", "value": "nan"}),
        (np.float64(0.5), {"kind": "float", "value": "0.5"}),
        ([1], {"kind": "list"}),
        (torch.ones(1).bfloat16(), {"kind": "tensor of torch.bfloat16, torch.strided"}),
        (np.array(["a"]), {"kind": "array of str32"}),
        (np.zeros(MAX_ITEMS + 1, "bool"), {"kind": "array of bool"}),
    ],
)
def test_values_as_plain_data(value, record):
    assert encode(value) == record


def test_a_sparse_or_an_empty_tensor_is_reported_by_its_kind():
    assert encode(torch.ones(2).to_sparse())["kind"].startswith(
        "tensor of torch.float32"
    )
    assert encode(torch.ones(2, device="meta"))["kind"].startswith("tensor of")


def test_the_largest_array_is_reported_whole():
    assert decode(encode(np.ones(MAX_ITEMS, "bool"))).sum() == MAX_ITEMS


def test_a_report_holds_what_the_judge_needs(monkeypatch):
    monkeypatch.setenv("CHECK_SEED", "secret")
    with capture_output() as captured:
        Check("x").require("shape", 1.5, hint="Rows?", rtol=0.1, atol=0.2)
    (output,) = captured.outputs
    assert output.data[checks.MIME] == {
        "check": "x", "name": "shape", "kind": "float", "value": "1.5",
        "points": 0.0, "hint": "Rows?", "rtol": 0.1, "atol": 0.2,
    }  # fmt: skip
    assert output.data["text/plain"] == "· x: shape (float)"


def test_a_kit_ticks_what_holds_in_the_order_of_the_check(kit):
    first, second = (
        encode(value)
        | {"name": name, "rtol": 0.0, "atol": 0.0, "points": 1, "hint": ""}
        for name, value in (("a", 1.0), ("b", 2.0))
    )
    kit({"x": [first, second]})
    with capture_output() as captured:
        check = Check("x")
        check.observe("a", 1.0, points=1)
        check.observe("b", 2.0, points=1)
    assert [output.data["text/plain"][0] for output in captured.outputs] == ["✓", "✓"]
    with pytest.raises(CheckFailure, match="fresh copy"):
        Check("x").observe("b", 2.0, points=1)
    with pytest.raises(CheckFailure, match=r"x: a \(1 point\): it .*\.$") as caught:
        Check("x").observe("a", 3.3, points=1)
    assert caught.value._render_traceback_() == [f"✗ {caught.value}"]


def value_of(name, value, points=1.0, hint=""):
    """An observation as a kit's reference has it."""
    return encode(value) | {
        "check": "x",
        "name": name,
        "rtol": 1e-4,
        "atol": 1e-6,
        "points": points,
        "hint": hint,
    }


THREE = [value_of("a", 1.0, hint="One?"), value_of("b", 2.0), value_of("c", 3.0)]


def test_a_block_goes_on_after_a_difference_and_shows_what_it_found(kit):
    kit({"x": THREE})
    with (
        capture_output() as captured,
        pytest.raises(CheckFailure, match=r"^x: a \(1 point\): it differs.*One\?$"),
        Check("x") as check,
    ):
        check.observe("a", 7.3, points=1)
        check.observe("b", 2.0, points=1)
        check.observe("c", 3.0, points=1)
    (card,) = captured.outputs
    lines = card.data["text/plain"].splitlines()
    assert lines[0] == "x: 2 of 3 points"
    assert lines[2:] == ["✓ b (1 point)", "✓ c (1 point)"]
    assert "<b>x: 2 of 3 points</b>" in card.data["text/html"]


def test_a_block_in_which_all_is_right_says_so_and_raises_nothing(kit):
    kit({"x": THREE})
    with capture_output() as captured, Check("x") as check:
        for number, name in enumerate("abc", start=1):
            check.observe(name, float(number), points=1)
    (card,) = captured.outputs
    assert card.data["text/plain"].splitlines()[0] == "x: 3 of 3 points"


def test_a_block_that_leaves_something_out_is_not_right(kit):
    kit({"x": THREE})
    with (
        capture_output(),
        pytest.raises(CheckFailure, match="not reached: b, c"),
        Check("x") as check,
    ):
        check.observe("a", 1.0, points=1)


def test_a_block_of_another_check_cell_is_refused(kit):
    kit({"x": THREE})
    with (
        capture_output(),
        pytest.raises(CheckFailure, match="fresh copy"),
        Check("x") as check,
    ):
        check.observe("another", 1.0, points=1)


STUDENT = "def answer(x):\n    y = x + 1\n    return y.mean(7)\n"


def answer_in_a_notebook():
    """A function whose source is known to Python, but is in no file."""
    file, space = "<a cell>", {}
    lines = STUDENT.splitlines(keepends=True)
    linecache.cache[file] = len(STUDENT), None, lines, file
    exec(compile(STUDENT, file, "exec"), space)
    return space["answer"]


def test_an_error_is_one_sentence_with_the_students_line(kit):
    kit({"x": THREE})
    answer = answer_in_a_notebook()
    with (
        capture_output() as captured,
        pytest.raises(CheckFailure, match=r"^x: b \(1 point\): stopped by IndexError"),
        Check("x") as check,
    ):
        check.observe("a", 1.0, points=1)
        check.observe("b", answer(torch.ones(2)), points=1)
    text = captured.outputs[-1].data["text/plain"].splitlines()
    assert text[:2] == ["x: 1 of 3 points", "✓ a (1 point)"]
    assert text[2].startswith("✗ b (1 point): stopped by IndexError: Dimension out of")
    assert text[2].endswith("in your line `return y.mean(7)`.")
    assert text[3] == "✗ not reached: c."
    assert "<details>" in captured.outputs[-1].data["text/html"]


def test_the_first_problem_is_told_and_not_the_error_it_leads_to(kit):
    kit({"x": THREE})
    with (
        capture_output(),
        pytest.raises(CheckFailure, match=r"^x: a \(1 point\): .*nothing came back"),
        Check("x") as check,
    ):
        check.observe("a", None, points=1)
        None.backward()


def test_when_grading_an_error_and_the_students_line_are_reported(kit, monkeypatch):
    kit({"x": THREE})
    monkeypatch.setenv("CHECK_SEED", "secret")
    answer = answer_in_a_notebook()
    with (
        capture_output() as captured,
        pytest.raises(Stopped) as caught,
        Check("x") as check,
    ):
        check.observe("a", 1.0, points=1)
        check.observe("b", answer(torch.ones(2)), points=1)
    error, line = str(caught.value).splitlines()
    assert error.startswith("IndexError: Dimension out of range")
    assert line == "return y.mean(7)"
    (shown,) = caught.value._render_traceback_()
    assert shown == f"✗ stopped by {error}, in your line `{line}`"
    assert len(captured.outputs) == 1


def test_a_long_message_is_cut_and_ends_without_a_stop():
    assert checks.stop_of(ValueError("no.\nWell.")).error == "ValueError: no. Well"
    assert len(checks.stop_of(ValueError("x" * 9999)).error) < 400


def test_a_blank_is_not_started(kit):
    kit({"x": THREE})
    with (
        capture_output() as captured,
        pytest.raises(NotStarted, match=r"^x: not started\.$"),
        Check("x"),
    ):
        raise NotImplementedError
    assert captured.outputs[-1].data["text/plain"].splitlines() == [
        "x: 0 of 3 points",
        "✗ not started.",
    ]


def test_an_interruption_is_no_answer(kit):
    kit({"x": THREE})
    with (
        capture_output() as captured,
        pytest.raises(KeyboardInterrupt),
        Check("x"),
    ):
        raise KeyboardInterrupt
    assert not captured.outputs


@pytest.mark.parametrize(
    ("truth", "value"),
    [
        (True, True),
        (torch.tensor(True), True),
        ([True, True], True),
        ([True, False], False),
        (0, False),
    ],
)
def test_what_holds_is_reported_as_yes_or_no(monkeypatch, truth, value):
    monkeypatch.setenv("CHECK_SEED", "secret")
    with capture_output() as captured:
        Check("x").holds("X is left as it was", truth)
    record = captured.outputs[0].data[checks.MIME]
    assert (record["kind"], record["value"]) == ("bool", value)
    assert record["points"] == 0


def test_draws_are_what_they_say():
    check = Check("x")
    numbers = check.normal(10_000, 2)
    assert numbers.shape == (10_000, 2) and numbers.dtype == torch.float32
    assert abs(numbers.mean()) < 0.05 and abs(numbers.std() - 1) < 0.05
    uniform = [check.uniform(-3.0, 5.0) for _ in range(1000)]
    assert -3 <= min(uniform) < -2.5 and 4.5 < max(uniform) < 5
