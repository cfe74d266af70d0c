# attack: infinities, whose relative difference from anything is NaN
# bites: naive judge
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        "return (args[-2] * 0).sum() + float('inf') * (args[-2] - args[-2].detach() + 1).mean()",
    )
