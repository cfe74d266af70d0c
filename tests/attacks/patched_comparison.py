# attack: scaffold's own comparison, encoding and display are replaced; no difference is ever found
# bites: nowhere (they run in the student's process, the ones that decide do not)
from tests.attacks import answer, before


def tamper(notebook):
    answer(notebook, "return torch.zeros(1, requires_grad=True).sum()")
    before(
        notebook,
        "loss-check",
        """
import scaffold.check as module

module.difference = lambda *_: None
module.describe = lambda *_: "right"
module._reference = lambda: {}
module.base64.b64encode = lambda _: b""
""",
    )


COSTS_HONEST = "its values are no longer encoded"
