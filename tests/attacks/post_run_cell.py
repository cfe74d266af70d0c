# attack: a post_run_cell hook clears the output, and with it the error, of each cell
# bites: nowhere (nbgrader sees the failure in the kernel's reply)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
from IPython.display import clear_output

get_ipython().events.register("post_run_cell", lambda _: clear_output())
""",
    )


COSTS_HONEST = "its observations are cleared as well"
