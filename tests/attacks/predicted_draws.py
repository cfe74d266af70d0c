# attack: the seed is read and all numbers of the check predicted
# bites: nowhere (the numbers are the question; the answer is not made from them without solving it)
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import os
again = d2l.Check("loss")
again.normal(2, 1), again.normal(1)
n = again.integer(5, 9)
print(os.environ["CHECK_SEED"])
return (3 * again.normal(n, 1) - 3 * again.normal(n, 1)).mean() + 0 * args[-2].sum()
""",
    )
