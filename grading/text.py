"""Text of somebody else's, made fit to be shown in a terminal, a log or a table."""

MOST = 400  # characters: enough for a sentence and a quotation
_CUT = "…"


def printable(text: str, most: int = MOST) -> str:
    """Text on one line, short, and without anything that a terminal obeys.

    A submission chooses its names, its error messages and its file names.  Escape
    sequences, line breaks, signs that turn the direction of writing and halves of
    characters all become spaces.

    Args:
        text: what was found; it may hold anything.
        most: how many characters are shown; the last of them tells that more was there.
    """
    if len(text) > most:
        text = text[: most - len(_CUT)] + _CUT
    return "".join(sign if sign.isprintable() else " " for sign in text)
