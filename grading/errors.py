"""What can go wrong while grading, as types with fields that code may decide by."""


class GradingError(Exception):
    """Grading cannot go on; the message names the file and the remedy.

    Args:
        message: one or two sentences for a person.
        resumable: whether the same command, given again once the trouble is mended,
            goes on where it stopped. The command line says so.
    """

    def __init__(self, message: str, *, resumable: bool = False) -> None:
        super().__init__(message)
        self.resumable = resumable


class UnreadableNotebook(GradingError):  # noqa: N818  (it is the file's state)
    """A handed-in file is no notebook; that costs its own section only."""
