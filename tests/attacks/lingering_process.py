# attack: a process in a session of its own outlives its cell and writes to every descriptor
# bites: nowhere (what it writes is refused; that it ends is the sandbox's matter)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import os, time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for descriptor in range(3, 256):
                try:
                    os.write(descriptor, b"{}\\n")
                except OSError:
                    pass
            time.sleep(0.02)
    os._exit(0)
""",
    )


COSTS_HONEST = "the stream is damaged"
