"""Verdicts: what a check of a submission reported against what the reference's reported.

Everything that comes from a submission is data here and may be anything at all.  Points, names,
hints and tolerances are only ever taken from the reference.
"""

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict

from grading.course import Question, Section, grade_id
from grading.errors import GradingError
from grading.intake.repair import Repaired
from scaffold.observation import MIME, difference

_MAX_REASON = 400


@dataclass(frozen=True)
class Verdict:
    """What a question earned and why.

    Attributes:
        score: points earned; None as long as a person has to grade it.
        max_score: points that were to be had.
        messages: what held, what differed, what was not reached; a sentence each.
    """

    score: float | None
    max_score: float
    messages: list[str]


def observations(cell: NotebookNode) -> list[dict[str, Any]]:
    """The observations among a cell's outputs, in order."""
    found = []
    for output in cell.get("outputs", []):
        if output.get("output_type") == "display_data" and MIME in output.get(
            "data", {}
        ):
            seen = output["data"][MIME]
            found.append(seen if isinstance(seen, dict) else {})
    return found


def expected(
    section: Section, executed: NotebookNode
) -> dict[str, list[dict[str, Any]]]:
    """The reference's observations by graded cell.

    Raises:
        GradingError: if a check of the reference fails, reports nothing, or its observations'
            points do not add up to the cell's.
    """
    cells = {grade_id(cell): cell for cell in executed.cells if grade_id(cell)}
    found = {}
    for question in section.questions:
        if question.manual:
            continue
        seen = observations(cells[question.cell])
        names = [one.get("name") for one in seen]
        worth = sum(one.get("points", 0) for one in seen)
        if _error(cells[question.cell]) or not seen or len(set(names)) < len(names):
            raise GradingError(
                f"{section.name}.ipynb: the reference does not get through {question.cell}: "
                f"{_error(cells[question.cell]) or 'no observations, or two of one name'}. "
                "Repair the check or the solution, then run `make notebooks release`."
            )
        if abs(worth - question.points) > 1e-9:
            raise GradingError(
                f"{section.name}.ipynb: the observations of {question.cell} are worth {worth:g} "
                f"points, the cell {question.points:g}. Make them agree in the notebook."
            )
        found[question.cell] = seen
    return found


def judge(
    section: Section,
    submission: Repaired,
    reference: dict[str, list[dict[str, Any]]],
    problems: list[str],
) -> dict[str, Verdict]:
    """A verdict for each question of a section, by piece.

    Args:
        section: the instructor's notebook.
        submission: the repaired notebook, executed.
        reference: what `expected` found on the same draw.
        problems: what went wrong with the run as a whole.
    """
    cells = {
        grade_id(cell): cell for cell in submission.notebook.cells if grade_id(cell)
    }
    verdicts = {}
    for question in section.questions:
        if question.manual:
            message = f"{question.piece}: waits for a person to grade it."
            verdicts[question.piece] = Verdict(None, question.points, [message])
        elif question.piece in submission.voided:
            message = f"✗ {question.piece}: {submission.voided[question.piece]}"
            verdicts[question.piece] = Verdict(0.0, question.points, [message])
        else:
            verdicts[question.piece] = _verdict(
                question,
                cells.get(question.piece),
                cells[question.cell],
                reference,
                problems,
            )
    return verdicts


def _verdict(
    question: Question,
    piece: NotebookNode | None,
    check: NotebookNode,
    reference: dict[str, list[dict[str, Any]]],
    problems: list[str],
) -> Verdict:
    wanted, seen = reference[question.cell], observations(check)
    names = [one["name"] for one in wanted]
    if [one.get("name") for one in seen] != names[: len(seen)] or any(
        one.get("check") != question.piece for one in seen
    ):
        message = (
            f"✗ {question.piece}: the check reported something else than it was asked."
        )
        return Verdict(0.0, question.points, [message])
    score, messages, closed = 0.0, [], ""
    for want, got in zip(wanted, seen, strict=False):
        problem = difference(want, got)
        worth = f" ({want['points']:g} points)" if want["points"] else ""
        if problem:
            messages.append(
                f"✗ {want['name']}{worth}: {problem}. {want['hint']}".rstrip()
            )
            closed = closed or ("" if want["points"] else want["name"])
        elif closed and want["points"]:
            messages.append(f"– {want['name']}{worth}: earns nothing without {closed}.")
        else:
            messages.append(f"✓ {want['name']}{worth}")
            score += want["points"]
    if len(seen) < len(wanted):
        messages.append(f"✗ not reached: {', '.join(names[len(seen) :])}.")
        messages += [f"The check stopped: {_error(check)}"] if _error(check) else []
        if piece is not None and _error(piece):
            messages.append(f"The cell {question.piece} itself fails: {_error(piece)}")
        messages += problems
    return Verdict(
        round(score, 6), question.points, [_line(message) for message in messages]
    )


def _error(cell: NotebookNode) -> str:
    """The first error among a cell's outputs in one line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            return _line(f"{output.get('ename')}: {output.get('evalue')}").removesuffix(
                ": "
            )
    return ""


def _line(text: str) -> str:
    """Text that may quote a submission, short and without anything that a terminal obeys."""
    return "".join(c if c.isprintable() else " " for c in text[:_MAX_REASON])


def replace_outputs(cell: NotebookNode, verdict: Verdict) -> None:
    """Put the explanation and the number that nbgrader reads in place of a check's outputs."""
    text, score = (
        "\n".join(verdict.messages) + "\n",
        {"text/plain": f"{verdict.score:g}"},
    )
    result = {
        "output_type": "execute_result",
        "data": score,
        "metadata": {},
        "execution_count": 1,
    }
    cell.outputs = from_dict(
        [{"output_type": "stream", "name": "stdout", "text": text}, result]
    )
