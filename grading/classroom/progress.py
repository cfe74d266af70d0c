"""How a grading run is coming along, and its table at the end."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    from grading.classroom.run import ClassReport, StudentReport

SCORE_WIDTH = 12


class Progress:
    """A bar on the terminal; nothing where there is none.

    Args:
        total: how many submissions there are.
    """

    def __init__(self, total: int) -> None:
        self._failed = 0
        self._bar = tqdm(
            total=total,
            unit=" submissions",
            leave=False,
            disable=not sys.stderr.isatty(),
        )

    def show(self, failed: bool, notebooks: int) -> None:
        """Count one more submission, and say how many notebooks were run so far."""
        self._failed += failed
        self._bar.set_postfix(
            {"notebooks": notebooks, "with errors": self._failed}, refresh=False
        )
        self._bar.update()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the line."""
        self._bar.close()


def table(report: "ClassReport") -> str:
    """What a grading run came to, a student a line, and a summary."""
    students = report.students
    width = max(len(student) for student in students)
    lines = []
    for student, row in students.items():
        score, remarks = _score(row), ", ".join(_remarks(row))
        lines.append(f"{student:<{width}}  {score:>{SCORE_WIDTH}}  {remarks}")
        indent = " " * (width + SCORE_WIDTH + 4)
        lines += [indent + note for note in row.notes]
    states = [row.state for row in students.values()]
    counts = [f"{states.count(state)} {state}" for state in sorted(set(states))]
    lines.append(
        f"{', '.join(counts)}; {report.notebooks} notebooks executed "
        f"in {report.seconds:.2f} s"
    )
    return "\n".join(lines)


def _score(row: "StudentReport") -> str:
    if row.result is None:
        return ""
    return f"{row.result.score:g} of {row.result.max_score:g}"


def _remarks(row: "StudentReport") -> list[str]:
    remarks = [row.state]
    if row.result is not None and row.result.late_penalty:
        remarks.append(f"late: -{row.result.late_penalty:g}")
    if row.result is not None and row.result.needs_manual_grade:
        remarks.append("to be graded by hand")
    return remarks
