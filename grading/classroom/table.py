"""The table at the end of a grading run: a student a line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grading.classroom.run import ClassReport, StudentReport

SCORE_WIDTH = 12


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
