"""What the instructor's own notebook reports: the measure of every submission."""

import math
from typing import cast

from nbformat import NotebookNode

from grading.course import Question, Section
from grading.errors import GradingError
from grading.verdict.reported import cells_by_name, first_error, observations
from scaffold.observation import Observation

_POINTS_TOLERANCE = 1e-9


def reference_observations(
    section: Section, executed_notebook: NotebookNode
) -> dict[str, list[Observation]]:
    """The reference's observations, by the name of the cell that reported them.

    Args:
        section: the instructor's notebook, which tells what is graded.
        executed_notebook: the same, executed; the cells' outputs are read.

    Raises:
        GradingError: if a check fails, reports nothing or the same name twice, or if
            the points of its observations do not add up to the cell's.
    """
    cells = cells_by_name(executed_notebook)
    return {
        question.cell: _checked(section, question, cells[question.cell])
        for question in section.questions
        if not question.manual
    }


def _checked(
    section: Section, question: Question, cell: NotebookNode
) -> list[Observation]:
    # The reference is the instructor's, so its records have all their fields.
    found = cast(list[Observation], observations(cell))
    names = {one["name"] for one in found}
    error = first_error(cell)
    if not error and (not found or len(names) < len(found)):
        error = "no observations, or two of one name"
    if error:
        raise GradingError(
            f"{section.name}.ipynb: the reference does not get through "
            f"{question.cell}: {error}. "
            "Repair the check or the solution, then run `make notebooks release`."
        )
    points = math.fsum(one["points"] for one in found)
    if abs(points - question.points) > _POINTS_TOLERANCE:
        raise GradingError(
            f"{section.name}.ipynb: the observations of {question.cell} are worth "
            f"{points:g} points, the cell {question.points:g}. "
            "Make them agree in the notebook."
        )
    return found
