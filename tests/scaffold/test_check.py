"""What a check reports, and when two reports count as equal."""

import json
import math

import numpy as np
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from scaffold import check as checks
from scaffold.check import Check, CheckFailure, encode
from scaffold.observation import decode, difference


@pytest.fixture(autouse=True)
def shell():
    return InteractiveShell.instance()


def observed(value, **options):
    """A value as a reference reports it."""
    return encode(value) | {"rtol": 1e-4, "atol": 1e-6} | options


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


@pytest.mark.parametrize(
    ("right", "got"),
    [
        (torch.ones(3), torch.ones(3) * (1 + 1e-6)),
        (torch.tensor([math.nan, 1.0]), torch.tensor([math.nan, 1.0])),
        (torch.tensor([math.inf]), torch.tensor([math.inf])),
        (2.0, 2.0000001),
        (math.nan, math.nan),
        (True, True),
        (10**30, 10**30),
        ("mean", "mean"),
        (None, None),
    ],
)
def test_equal_values_do_not_differ(right, got):
    assert difference(observed(right), encode(got)) is None


@pytest.mark.parametrize(
    ("right", "got"),
    [
        (torch.ones(3), torch.ones(3) * 1.01),
        (torch.ones(3), torch.ones(3, 1)),
        (torch.ones(3), torch.ones(3, dtype=torch.float64)),
        (torch.ones(3), np.ones(3, dtype=np.float32)),
        (torch.ones(3), [1.0, 1.0, 1.0]),
        (torch.ones(()), 1.0),
        (torch.tensor([math.nan, 1.0]), torch.tensor([1.0, math.nan])),
        (torch.tensor([math.inf]), torch.tensor([-math.inf])),
        (torch.tensor([math.inf]), torch.tensor([1e30])),
        (torch.tensor([1]), torch.tensor([2])),
        (torch.ones(2).to_sparse(), torch.ones(2)),
        (2.0, 2),
        (2.0, 2.1),
        (True, 1),
        (1, 2),
        ("mean", "sum"),
        (None, False),
        (None, object()),
    ],
)
def test_different_values_differ(right, got):
    assert difference(observed(right), encode(got))


@pytest.mark.parametrize(
    "damage",
    [
        {"data": "AAAA"},
        {"data": "not base64!"},
        {"data": None},
        {"data": ["AACAPwAAgD8AAIA/"]},
        {"shape": [3, 10**12]},
        {"shape": [-3]},
        {"shape": "3"},
        {"shape": [3.0]},
        {"dtype": "object"},
        {"dtype": None},
        {"kind": None},
        {"kind": ["tensor"]},
    ],
)
def test_damaged_reports_never_pass(damage):
    right = observed(torch.ones(3))
    assert difference(right, encode(torch.ones(3)) | damage)


def test_an_object_that_equals_everything_equals_nothing():
    class Equal:
        def __eq__(self, other):
            return True

    assert difference(observed(1.0), encode(Equal()))


def test_the_explanation_holds_no_expected_number():
    right = torch.tensor([0.73125, -1.25])
    text = difference(observed(right), encode(right + 0.5))
    assert "10^-1" in text
    assert "73" not in text
    assert "25" not in text


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
    with pytest.raises(CheckFailure, match=r"x: value: .*differ.* Mean\?"):
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
