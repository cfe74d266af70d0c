# attack: everything that the garbage collector knows is searched for reference values
# bites: plain nbgrader
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import base64, gc, struct
for thing in gc.get_objects():
    if type(thing) is dict:
        if isinstance(thing.get("data"), str) and thing.get("check") == "loss":
            raw = base64.b64decode(thing["data"])[:4]
            return torch.tensor(struct.unpack("<f", raw)[0]) + 0 * args[-2].sum()
        if "expected" in thing and "loss" in thing:
            return thing["expected"]
return 0.0
""",
    )
