"""What nbgrader reads of a verdict."""

import logging

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grading.verdict.into_notebook import write_verdict
from grading.verdict.judge import Verdict
from tests.grading.verdict.notebooks import CHECK, error, notebook


def graded(verdict):
    executed = notebook(error("E", "of the submission"))
    cell = executed.cells[-1]
    cell.metadata["nbgrader"] = {
        "grade_id": CHECK, "grade": True, "solution": False, "locked": True,
        "points": verdict.max_score, "schema_version": 3, "task": False,
    }  # fmt: skip
    write_verdict(cell, verdict)
    nbformat.validate(executed)
    return cell


@pytest.mark.parametrize("score", [0.0, 0.5, 1 / 3, 3.0])
def test_nbgrader_reads_the_score(score):
    cell = graded(Verdict(score, 3.0, ["✓ a (1 points)", "✗ b: differs."]))
    read, most = determine_grade(cell, logging.getLogger())
    assert (read, most) == (pytest.approx(score, abs=1e-6), 3.0)


def test_the_reasons_stand_before_it_a_line_each():
    first, second = graded(Verdict(1.5, 3.0, ["✓ a", "✗ b"])).outputs
    assert (first.output_type, first.name, first.text) == (
        "stream",
        "stdout",
        "✓ a\n✗ b\n",
    )
    assert second.data == {"text/plain": "1.5"}
    assert second.execution_count == 1
