# attack: the reference solution is imported, or found in the tree, the library or git
# bites: unsandboxed
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import glob, os, subprocess, sys

import scaffold

try:
    from solutions.linear_regression.loss import LinearRegressionScratch
except ImportError:
    root = os.path.dirname(os.path.dirname(os.path.realpath(scaffold.__file__)))
    places = [root, os.getcwd(), *sys.path, *glob.glob("/*/*"), *glob.glob("/*")]
    text = ""
    for place in places:
        for name in ("solutions/linear_regression/loss.py", "loss.py"):
            try:
                text = text or open(os.path.join(place, name)).read()
            except OSError:
                pass
    try:
        text = text or subprocess.run(["git", "-C", root, "show", "HEAD:solutions/linear_regression/loss.py"],
                                      capture_output=True, text=True).stdout
    except OSError:
        pass
    text = text[text.index("@d2l.add_to_class"):]
    exec(text.partition("def loss_gradient")[0])
""",
    )
