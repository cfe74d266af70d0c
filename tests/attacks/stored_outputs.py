# attack: the file already holds the outputs of a check that succeeded
# bites: plain nbgrader
from nbformat.v4 import new_output

from tests.attacks import MIME, cell, public_values


def tamper(notebook):
    check = cell(notebook, "loss-check")
    check.outputs = [
        new_output("display_data", {MIME: seen}) for seen in public_values()
    ]
    check.outputs.append(
        new_output("execute_result", {"text/plain": "8"}, execution_count=1)
    )
    check.metadata["tags"] = ["skip-execution"]
