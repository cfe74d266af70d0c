# attack: a custom exception handler swallows every error
# bites: nowhere (nbgrader sees the failure in the kernel's reply)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        "get_ipython().set_custom_exc((Exception,), lambda *_, **__: None)",
    )
