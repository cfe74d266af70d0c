# attack: the record of the check's cell is written in the engine's format, then the process ends
# bites: nowhere (its values are compared like any)
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
import json, os, sys
frame = sys._getframe()
while frame and "index" not in frame.f_locals:
    frame = frame.f_back
number = frame.f_locals["index"] if frame else 0
from sandbox.inside import reporting
outputs = json.loads({json.dumps(outputs)!r})
record = reporting.record(number, outputs, reporting.Rooms(10**6, 10**6), {MIME!r})
for descriptor in range(3, 256):
    try:
        os.write(descriptor, record)
    except OSError:
        pass
os._exit(0)
""",
    )


COSTS_HONEST = "the process has ended"
