# attack: NaN, with which every comparison is false, "larger than the tolerance" included
# bites: naive judge
from tests.attacks import answer


def tamper(notebook):
    answer(notebook, "return (args[-2] * float('nan')).mean()")
