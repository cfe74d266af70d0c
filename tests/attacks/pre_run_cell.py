# attack: a pre_run_cell hook puts a shell that runs nothing in place just before the check
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
async def nothing(*_, **__):
    shell.run_ast_nodes = original
    return False

def hook(info):
    if "loss(" in info.raw_cell:
        shell.run_ast_nodes = nothing

shell = get_ipython()
original = shell.run_ast_nodes
shell.events.register("pre_run_cell", hook)
""",
    )


COSTS_HONEST = "`huber_loss(` in its check sets off the hook too"
