# attack: an AST transformer empties every later cell
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import ast

class Empty(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.Module([], [])

get_ipython().ast_transformers.append(Empty())
""",
    )


COSTS_HONEST = "its check is emptied as well"
