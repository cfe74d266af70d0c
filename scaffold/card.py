"""The card below a check: what was found, as text and as HTML."""

import html
from dataclasses import dataclass, field
from traceback import format_exception

from scaffold.findings import Findings


@dataclass(frozen=True)
class Card:
    """What a student sees below a check at home.

    Attributes:
        piece: the piece's name.
        findings: what the check has found.
        points: what the piece is worth.
        diagnosis: sentences that name the mistake, where it is known.
        error: what ended the check early, if anything did.
    """

    piece: str
    findings: Findings
    points: float
    diagnosis: list[str] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def title(self) -> str:
        """The piece and how much of it is right."""
        if self.points:
            return f"{self.piece}: {self.findings.score:g} of {self.points:g} points"
        state = "not yet right" if self.findings.problem else "right"
        return f"{self.piece}: {state}"

    @property
    def text(self) -> str:
        """The card in plain text, a sentence a line."""
        return "\n".join([self.title, *self.findings.sentences, *self.diagnosis])

    @property
    def html(self) -> str:
        """The card in HTML, with the error's traceback behind a click."""
        lines = [f"<b>{html.escape(self.title)}</b>"]
        for sentence in [*self.findings.sentences, *self.diagnosis]:
            lines.append(html.escape(sentence))
        card = "<br>".join(lines)
        if self.error is not None and not isinstance(self.error, NotImplementedError):
            whole = html.escape("".join(format_exception(self.error)))
            fold = f"<details><summary>Traceback</summary><pre>{whole}</pre></details>"
            card += fold
        return f"<div>{card}</div>"
