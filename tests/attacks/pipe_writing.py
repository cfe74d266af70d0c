# attack: records of cells are written to every open descriptor, in the engine's own format
# bites: nowhere (a record out of turn ends the notebook, and its values are compared like any)
import json

from tests.attacks import MIME, answer, public_values


def tamper(notebook):
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {MIME: seen},
        }
        for seen in public_values()
    ]
    answer(
        notebook,
        f"""
import json, os
from sandbox.inside import reporting
outputs = json.loads({json.dumps(outputs)!r})
for cell in range(20):
    line = reporting.record(cell, outputs, reporting.Rooms(10**6, 10**6), {MIME!r})
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, line)
        except OSError:
            pass
return torch.zeros(())
""",
    )


COSTS_HONEST = "the notebook ends where the stream is damaged"
