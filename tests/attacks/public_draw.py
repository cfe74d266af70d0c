# attack: the check is made to draw the public numbers, the answers to which are in the kit
# bites: fixed draw
import json

from tests.attacks import answer, before, public_values

ANSWER = """
import base64, struct
of_all, of_one_row = (struct.unpack("<f", base64.b64decode(d))[0] for d in known)
value = of_one_row if len(args[-2]) == 1 else of_all
return torch.tensor(value) + 0 * args[-2].sum()
"""


def tamper(notebook):
    before(notebook, "", "import os; os.environ['CHECK_SEED'] = 'public'")
    values = {seen["name"]: seen for seen in public_values()}
    known = [values[name]["data"] for name in ("loss", "loss of one row")]
    before(notebook, "loss", f"known = {json.dumps(known)}")
    answer(notebook, ANSWER)


COSTS_HONEST = "its numbers are those of the public draw as well"
