"""What comes out of the sandbox is rebuilt from known parts, or refused."""

import nbformat
import pytest

from grading.sandbox import records
from scaffold.observation import MIME

PNG = {"image/png": "iVBORw0KGgo="}


def rebuild(outputs, values=10_000):
    return records.Rebuilder(MIME, values).rebuild(outputs)


def display(data, **more):
    return {"output_type": "display_data", "data": data, "metadata": {}, **more}


def test_what_a_kernel_writes_is_kept():
    reported = [
        {"output_type": "stream", "name": "stdout", "text": ["a", "b"]},
        display({"text/plain": "p", "text/html": "<b>", **PNG}),
        {
            "output_type": "execute_result",
            "data": {
                "text/plain": "3",
                "application/json": {"a": [1, None, True, 0.5]},
            },
            "metadata": {"image/png": {"width": 3}},
            "execution_count": 7,
        },
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]
    rebuilt = rebuild(reported)
    assert rebuilt == [reported[0] | {"text": "ab"}, *reported[1:]]
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(o) for o in rebuilt])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_other_kinds_of_data_are_dropped():
    data = {
        "text/plain": "p",
        "application/javascript": "alert(1)",
        "text/html": ["<b>"],
        "x": 1,
    }
    assert rebuild([display(data), display({"application/pdf": "x"})]) == [
        display({"text/plain": "p"})
    ]


def test_named_displays_are_no_observations():
    assert rebuild([display({MIME: 1, "text/plain": "p"}, id="x")]) == [
        display({"text/plain": "p"})
    ]


def test_text_can_be_saved_and_numbers_are_json():
    data = {
        "text/plain": "\ud800",
        "application/json": [float("inf"), {"\udfff": float("nan")}],
    }
    (rebuilt,) = rebuild([display(data)])
    assert rebuilt["data"] == {
        "text/plain": "?",
        "application/json": ["inf", {"?": "nan"}],
    }
    assert records.parse(b'{"a": NaN, "b": 1e999}') == {"a": "NaN", "b": float("inf")}


@pytest.mark.parametrize(
    "reported",
    [
        None,
        {},
        ["text"],
        [{}],
        [{"output_type": "update_display_data", "data": {}, "metadata": {}}],
        [{"output_type": "stream", "name": "stdlog", "text": []}],
        [{"output_type": "stream", "name": "stdout", "text": "a"}],
        [{"output_type": "stream", "name": "stdout", "text": [1]}],
        [{"output_type": "error", "ename": "E", "evalue": None, "traceback": []}],
        [{"output_type": "error", "ename": "E", "evalue": "v", "traceback": "t"}],
        [{"output_type": "display_data", "data": [], "metadata": {}}],
        [{"output_type": "display_data", "data": {}, "metadata": None}],
        [
            {
                "output_type": "execute_result",
                "data": {"text/plain": "1"},
                "metadata": {},
                "execution_count": True,
            }
        ],
    ],
)
def test_everything_else_is_refused(reported):
    with pytest.raises(ValueError):
        rebuild(reported)


def test_depth_is_bounded():
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        rebuild([display({"application/json": deep})])
    with pytest.raises(ValueError, match="deep"):
        records.parse(b"[" * 100_000)


def test_values_are_counted():
    """Small ones take far more memory than they have bytes."""
    many = [display({"application/json": [[]] * 100})]
    assert rebuild(many, values=200) == many
    with pytest.raises(records.TooManyValues):
        rebuild(many, values=50)
