# attack: a check's outputs are given display ids, under which a later cell rewrites them
# bites: nowhere (what has an id is no observation, and a cell's outputs are taken when it ends)
import json

from tests.attacks import after, before, public_values


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import scaffold.check as module
from IPython.display import display, update_display

plain = module.display
module.display = lambda data, raw: display(data, raw=True, display_id=data["text/plain"][:9])
LinearRegressionScratch.loss = lambda *_: torch.zeros(1, requires_grad=True).sum()
""",
    )
    after(
        notebook,
        "loss-check",
        f"""
import json

module.display = plain
for seen in json.loads({json.dumps(public_values())!r}):
    data = {{"application/vnd.course.observation+json": seen}}
    update_display(data, raw=True, display_id=("· loss: " + seen["name"])[:9])
""",
    )
