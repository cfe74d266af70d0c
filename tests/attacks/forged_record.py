# attack: the record of the check's cell is written in the engine's format, then the process ends
# bites: nowhere (its values are compared like any)
import json

from tests.attacks import answer, public_values


def tamper(notebook):
    outputs = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.course.observation+json": seen},
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
record = {{"cell": number, "truncated": False, "outputs": json.loads({json.dumps(outputs)!r})}}
for descriptor in range(3, 256):
    try:
        os.write(descriptor, json.dumps(record).encode() + b"\\n")
    except OSError:
        pass
os._exit(0)
""",
    )


COSTS_HONEST = "the process has ended"
