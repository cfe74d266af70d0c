"""How a grading run is coming along, and its table at the end."""

import sys
import time
from typing import Any


class Progress:
    """One line on the terminal, rewritten at most ten times a second; nothing elsewhere.

    Args:
        total: how many submissions there are.
    """

    def __init__(self, total: int) -> None:
        self.total, self.start, self.next = total, time.monotonic(), 0.0
        self.live = sys.stderr.isatty()

    def show(self, done: dict[str, dict[str, Any]], notebooks: int) -> None:
        """Report submissions done and notebooks executed so far."""
        now = time.monotonic()
        if not self.live or now < self.next:
            return
        self.next = now + 0.1
        spent = now - self.start
        left = spent * (self.total - len(done)) / len(done) if done else 0.0
        failures = sum(bool(result["errors"]) for result in done.values())
        line = (
            f"{len(done)} of {self.total} submissions, {notebooks / max(spent, 0.1):.1f} "
            f"notebooks/s, {left // 60:.0f}:{left % 60:02.0f} left, {failures} with errors"
        )
        print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clear the line."""
        if self.live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def table(report: dict[str, Any]) -> str:
    """What a grading run came to, a student a line, and a summary."""
    students = report["students"]
    wide = max(len(student) for student in students)
    lines = []
    for student, result in students.items():
        score = "" if result["score"] is None else f"{result['score']:g} of {result['max_score']:g}"
        remarks = [result["state"]]
        remarks += [f"late: -{result['late_penalty']:g}"] if result["late_penalty"] else []
        remarks += ["to be graded by hand"] if result["needs_manual_grade"] else []
        lines.append(f"{student:<{wide}}  {score:>12}  {', '.join(remarks)}")
        lines += [f"{'':<{wide}}  {'':>12}  {note}" for note in result["notes"]]
    states = [result["state"] for result in students.values()]
    counts = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
    lines.append(f"{counts}; {report['notebooks']} notebooks executed in {report['seconds']:g} s")
    return "\n".join(lines)
