# attack: the shell's way of showing an error is replaced by nothing
# bites: nowhere (nbgrader sees the failure in the kernel's reply)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook, "loss-check", "get_ipython().showtraceback = lambda *_, **__: None"
    )
