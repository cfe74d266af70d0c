"""How a verdict is written into a notebook, where nbgrader looks for it."""

from nbformat import NotebookNode, from_dict

from grading.verdict.judge import Verdict


def write_verdict(cell: NotebookNode, verdict: Verdict) -> None:
    """Put a verdict in place of a check's outputs, in the form that nbgrader reads.

    Of a check's outputs nbgrader takes the first result that is a number as its score;
    the explanation before it is what students see in their feedback.

    Args:
        cell: the check; its outputs are replaced.
        verdict: one with a score.
    """
    text = "\n".join(verdict.messages) + "\n"
    explanation = {"output_type": "stream", "name": "stdout", "text": text}
    number = {
        "output_type": "execute_result",
        "data": {"text/plain": f"{verdict.score:g}"},
        "metadata": {},
        "execution_count": 1,
    }
    cell.outputs = from_dict([explanation, number])
