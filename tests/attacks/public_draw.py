# attack: the check is made to draw the public numbers, the answers to which are in the kit
# bites: fixed draw
import json

from tests.attacks import answer, before, public_values

ANSWER = """
import base64, struct
return torch.tensor(struct.unpack("<f", base64.b64decode(known["data"]))[0]) + 0 * args[-2].sum()
"""


def tamper(notebook):
    before(notebook, "", "import os; os.environ['CHECK_SEED'] = 'public'")
    before(notebook, "loss", f"known = {json.dumps(public_values()[0])}")
    answer(notebook, ANSWER)


COSTS_HONEST = "its numbers are those of the public draw as well"
