"""How a grading run is coming along."""

import sys
from types import TracebackType

from tqdm import tqdm


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
