"""Sample answers are read from one file per piece, and what is amiss is named."""

import pytest

from grading.errors import GradingError
from grading.sample_answers import Answer, answers, read

GOOD = """# %% right (6 of 6) | a loop | loop
for x in range(3):
    print(x)

# a comment of the student's


print("done")

# %% wrong (2.5 of 6) | halves | the | result | halved
print(1)
"""


@pytest.fixture
def file(tmp_path):
    """A function that writes a file of answers and returns its place."""

    def write(text):
        path = tmp_path / "tests" / "submissions" / "tiny" / "double.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_cell_is_an_answer(file, tmp_path):
    file(GOOD)
    loop = GOOD.split("# %%")[1].partition("\n")[2].strip()
    assert answers(tmp_path, "tiny") == {
        ("double", "right_loop"): Answer("double", "right_loop", "a loop", 6, 6, loop),
        ("double", "wrong_halved"): Answer(
            "double", "wrong_halved", "halves | the | result", 2.5, 6, "print(1)"
        ),
    }


def test_the_verdict_is_read_from_the_title(file):
    assert [answer.right for answer in read(file(GOOD))] == [True, False]


def test_a_piece_without_points_has_wrong_answers_too(file):
    (answer,) = read(file("# %% wrong (0 of 0) | doubles | doubled\nx = 2\n"))
    assert not answer.right


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "does not begin with a cell"),
        ("import torch\n" + GOOD, "does not begin with a cell"),
        ("# %% right | a loop | loop\nx\n", "write its title like"),
        ("# %% good (6 of 6) | a loop | loop\nx\n", "write its title like"),
        ("# %% right (6 of 6) | a loop | two words\nx\n", "write its title like"),
        ("# %% right (six of 6) | a loop | loop\nx\n", "write its title like"),
        ("# %% right (6 of 6) | a loop | loop\n\n", "is empty"),
        ("# %% right (5 of 6) | a loop | loop\nx\n", "a right answer is given all"),
        ("# %% wrong (6 of 6) | a loop | loop\nx\n", "a right answer is given all"),
        (GOOD + "# %% right (6 of 6) | again | loop\nx\n", "are called right_loop"),
        (GOOD + "# %% right (5 of 5) | fewer | few\nx\n", "5 and 6 points"),
    ],
)
def test_what_is_amiss_is_named_with_its_place_and_a_remedy(file, text, complaint):
    with pytest.raises(GradingError, match=complaint) as raised:
        read(file(text))
    assert "tiny/double.py" in str(raised.value)
    assert ": " in str(raised.value)
