"""Where the benchmarks put what they found: one section each in RESULTS.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"


def put(section: str, text: str, results: Path = RESULTS) -> None:
    """Put a section in its place, and leave the others as they are.

    Args:
        section: the section's name, which marks its place in comments.
        text: what stands there from now on.
        results: the file.
    """
    begin, end = f"<!-- {section}: begin -->\n", f"<!-- {section}: end -->"
    old = results.read_text("utf-8") if results.exists() else "# Benchmark results\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n{begin}{end}\n"
    before, _, rest = old.partition(begin)
    _, _, after = rest.partition(end)
    results.write_text(f"{before}{begin}{text}{end}{after}", "utf-8")


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, the first column aligned left and the others right."""
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])
