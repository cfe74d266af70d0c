# attack: an IPython input transformer turns later cells into `pass`
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        "get_ipython().input_transformers_post.append(lambda _: ['pass'])",
    )


COSTS_HONEST = "its check is rewritten as well"
