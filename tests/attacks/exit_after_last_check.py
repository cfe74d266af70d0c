# attack: everything is reported, then the process ends before it can be looked at
# bites: nowhere (what was reported stands, right or wrong)
from tests.attacks import after, answer


def tamper(notebook):
    answer(
        notebook, "return torch.zeros(1, requires_grad=True).sum() + 0 * args[-2].sum()"
    )
    after(
        notebook,
        "huber_loss-check",
        "import atexit, os, sys; atexit.register(os._exit, 0); os._exit(0)",
    )
