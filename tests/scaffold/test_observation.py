"""When two observations count as equal, and in which words they differ."""

import base64
import math

import numpy as np
import pytest
import torch

from scaffold.check import encode
from scaffold.observation import (
    DTYPES,
    MAX_AXES,
    MAX_ITEMS,
    decode,
    describe,
    difference,
)


def observed(value, **options):
    """A value as a reference reports it."""
    return encode(value) | {"rtol": 1e-4, "atol": 1e-6} | options


def array(dtype, shape, raw):
    """An array as it is reported, made without the code under test."""
    data = base64.b64encode(raw).decode()
    return {"kind": "array", "dtype": dtype, "shape": shape, "data": data}


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
    got = right + torch.tensor([0.5, 0.25])
    text = difference(observed(right), encode(got))
    assert "10^-1" in text
    assert "73" not in text
    assert "25" not in text


# Decoding: every byte counts.


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_decoded_little_end_first(dtype):
    values = np.array([[0, 1, 1], [0, 1, 0]]).astype(dtype)
    little = values.astype(values.dtype.newbyteorder("<"))
    back = decode(array(dtype, [2, 3], little.tobytes()))
    np.testing.assert_array_equal(back, values)
    assert back.dtype == np.dtype(dtype)


def test_two_bytes_are_a_number_of_which_the_first_counts_less():
    assert decode(array("int16", [1], b"\x01\x02")).tolist() == [0x0201]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "not an array"),
        (array("float32", [1], b"1234") | {"dtype": "object"}, "not an array"),
        (array("float32", [1], b"1234") | {"dtype": ["float32"]}, "not an array"),
        (array("float32", [1], b"1234") | {"data": b"MTIzNA=="}, "not an array"),
        (array("float32", (1,), b"1234"), "not an array"),
        (array("float32", [-1], b""), "not a shape"),
        (array("float32", [True], b"1234"), "not a shape"),
        (array("float32", [1.0], b"1234"), "not a shape"),
        (array("float32", [0, MAX_ITEMS + 1], b""), "not a shape"),
        (array("float32", [1] * (MAX_AXES + 1), b"1234"), "not a shape"),
        (array("float32", [1], b"1234") | {"data": "MTIzNA"}, "not base64"),
        (array("float32", [1], b"1234") | {"data": "MT IzNA=="}, "not base64"),
        (array("float32", [2], b"1234"), "data do not fill the shape"),
        (array("float32", [], b""), "data do not fill the shape"),
        (array("float64", [1], b"1234"), "data do not fill the shape"),
    ],
)
def test_damage_is_told(record, reason):
    with pytest.raises(ValueError, match=f"^{reason}$"):
        decode(record)


@pytest.mark.parametrize("shape", [[0, MAX_ITEMS], [MAX_ITEMS, 0, 5]])
def test_the_longest_axis_is_no_damage(shape):
    assert list(decode(array("bool", shape, b"")).shape) == shape


def test_as_many_axes_as_there_may_be():
    assert decode(array("bool", [1] * MAX_AXES, b"\x01")).ndim == MAX_AXES


# The words.


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (encode(torch.ones(3, 1)), "float32 tensor of shape (3, 1)"),
        (encode(np.ones(2)), "float64 array of shape (2,)"),
        (encode(1.5), "float"),
        (encode([1]), "list"),
        ({}, "None"),
        ({"kind": "tensor", "shape": "3"}, "tensor"),
    ],
)
def test_an_observation_in_words(record, words):
    assert describe(record) == words


SHAPES = "expected a float32 tensor of shape (2,), got "


@pytest.mark.parametrize(
    ("right", "got", "words"),
    [
        (
            torch.ones(2),
            torch.tensor([[3.0], [4.5]]),
            SHAPES + "a float32 tensor of shape (2, 1)",
        ),
        (
            torch.ones(2),
            torch.ones(2, 1),
            SHAPES + "a float32 tensor of shape (2, 1); "
            "the numbers are the right ones, but not their shape",
        ),
        (
            torch.ones(2),
            torch.ones(2).int(),
            SHAPES + "an int32 tensor of shape (2,); the numbers are the right ones",
        ),
        (
            torch.ones(2),
            2 * np.ones(2),
            SHAPES + "a float64 array of shape (2,)",
        ),
        (
            torch.ones(2),
            None,
            "expected a float32 tensor of shape (2,), but nothing came back (None)",
        ),
        (1.5, 1, "expected a float, got an int"),
        (1, 2, "it is another whole number than expected"),
        ("mean", "sum", "it is another text than expected"),
        (True, False, "this is not so"),
        (torch.tensor([1, 2, 3]), torch.tensor([1, 0, 0]), "2 of 3 numbers differ"),
        (torch.tensor([True]), torch.tensor([False]), "it differs"),
        (torch.tensor(3), torch.tensor(4), "it differs"),
        (torch.tensor(3), torch.tensor(6), "it is twice as much"),
        (torch.ones(3), torch.ones(3) / 2, "they are half as much everywhere"),
        (1.0, 3.3, "it differs; the largest difference is about 10^0"),
        (1.0, 1.03, "it differs; the largest difference is about 10^-2"),
        (0.0, 2e-6, "it differs; the largest difference is about 10^-6"),
        (1.0, 1e30, "it differs; the largest difference is about 10^30"),
        (
            torch.zeros(2, 3),
            torch.tensor([[0, 0, 5.0], [0, -70, 0]]),
            "2 of 6 numbers differ; the largest difference is about 10^1, at [1, 1]",
        ),
        (
            torch.zeros(2),
            torch.tensor([0.0, 0.02]),
            "1 of 2 numbers differ; the largest difference is about 10^-2, at [1]",
        ),
        (
            torch.zeros(1),
            torch.full((1,), -20.0),
            "it differs; the largest difference is about 10^1, at [0]",
        ),
    ],
)
def test_the_words_of_a_difference(right, got, words):
    assert difference(observed(right), encode(got)) == words


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.filterwarnings("error")
def test_what_is_no_number_is_told_without_its_size(number):
    told = difference(observed(1.0), encode(number))
    assert told == "it differs; NaN or infinity"
    told = difference(observed(number), encode(1.0))
    assert told == "it differs; the largest difference is beyond all numbers"
    both = torch.tensor([math.inf, 1.0]), torch.tensor([-math.inf, number])
    told = difference(observed(both[0]), encode(both[1]))
    assert told == "2 of 2 numbers differ; NaN or infinity is among them"


@pytest.mark.filterwarnings("error")
def test_a_difference_beyond_all_numbers_is_told():
    most = float(np.finfo(np.float32).max)
    right = torch.tensor([most, most / 2])
    got = torch.tensor([-most, most / 3])
    told = difference(observed(right), encode(got))
    assert told.endswith("the largest difference is beyond all numbers")


def test_tolerances_are_of_the_expected_value():
    assert difference(observed(100.0, rtol=0.1, atol=0.0), encode(110.0)) is None
    assert difference(observed(100.0, rtol=0.1, atol=0.0), encode(110.1))
    assert difference(observed(110.1, rtol=0.1, atol=0.0), encode(100.0)) is None
    assert difference(observed(0.0, rtol=0.1, atol=0.5), encode(0.5)) is None
    assert difference(observed(0.0, rtol=0.1, atol=0.5), encode(0.6))
    exact = observed(torch.tensor([2]), rtol=10.0, atol=10.0)
    assert difference(exact, encode(torch.tensor([3])))


def test_complex_numbers_are_near_in_the_plane():
    right = torch.tensor([1 + 2j])
    assert difference(observed(right), encode(right * (1 + 1e-6j))) is None
    assert "10^0" in difference(observed(right), encode(right * 1j))


@pytest.mark.parametrize(
    "value", [None, "", "one", [1.0], {}, 10**400, "1" + "0" * 400 + "x"]
)
def test_a_number_that_is_none_is_damage(value):
    seen = {"kind": "float", "value": value}
    assert difference(observed(1.0), seen) == "the reported value is damaged"
    assert (
        difference(observed(1.0), {"kind": "float"}) == "the reported value is damaged"
    )


def test_damaged_data_say_what_is_damaged():
    damaged = encode(torch.ones(3)) | {"data": "AAAA"}
    assert difference(observed(torch.ones(3)), damaged) == (
        "the reported value is damaged (data do not fill the shape)"
    )
