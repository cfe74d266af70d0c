"""A cell's outputs in the engine are those of an ordinary Jupyter kernel."""

import json
import re
from itertools import groupby, product
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from nbclient import NotebookClient

from grading.sandbox.inside.shell import Transformers

CELLS = {
    "print": "print('a', 1, True, sep='-'); print('no newline', end='')",
    "stderr": "import sys; print('careful', file=sys.stderr)",
    "both": "print('out'); print('err', file=sys.stderr)",
    "unicode": "print('ŷ = Xw + b, 🙂, \\x1b[1mbold\\x1b[0m, \\r tab\\t')",
    "nothing": "",
    "assignment": "value = 3",
    "comment": "# only this",
    "int": "1 + 1",
    "bool": "1 == 1",
    "none": "None",
    "float": "0.1 + 0.2",
    "nan": "float('nan'), float('inf'), -float('inf')",
    "string": "'it\\'s'",
    "suppressed": "1 + 1;",
    "last value": "(_, __)",
    "count": "len(In), sorted(Out)[:3]",
    "tensor": "import torch; torch.tensor([[1.0, float('nan')], [2, 3]], dtype=torch.float64)",
    "gradient": "w = torch.ones(2, requires_grad=True); (w * w).sum()",
    "generator": "_ = torch.manual_seed(3); torch.randn(3)",
    "array": "import numpy as np; np.arange(6).reshape(2, 3) / 7",
    "result then print": "print('first')\n{'b': [1, 2], 'a': (3,)}",
    "long": "list(range(2000))",
    "html": "from IPython.display import HTML, Markdown, Math, SVG, display\nHTML('<b>x</b>')",
    "display": "display(1, 'two'); display(Markdown('*m*'), Math('x^2'))",
    "display in between": "print('before'); display(3); print('after')",
    "svg": "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>')",
    "metadata": "display(HTML('x'), metadata={'isolated': True})",
    "raw": "display({'text/plain': 'p', 'application/json': {'a': [1, None]}}, raw=True)",
    "own repr": "class R:\n    def _repr_html_(self): return '<i>r</i>'\nR()",
    "broken repr": "class B:\n    def __repr__(self): raise ValueError('no')\nB()",
    "error": "print('so far'); 1 / 0",
    "error in a function": "def f(x):\n    return x[3]\n\nf([])",
    "chained error": "try:\n    {}['k']\nexcept KeyError as e:\n    raise RuntimeError('m') from e",
    "syntax error": "def f(:\n    pass",
    "error in a library": "import json; json.loads('{x')",
    "error in torch": "torch.ones(2, requires_grad=True).backward()",
    "assertion": "assert 1 == 2, 'not equal'",
    "goes on": "print('still here')",
    "interrupt": "raise KeyboardInterrupt",
    "input": "try:\n    input('? ')\nexcept Exception as e:\n    print(type(e).__name__)",
    "await": "import asyncio\nawait asyncio.sleep(0)\nprint('waited')",
    "async for": "async def g():\n    yield 1\nasync for i in g():\n    print(i)",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2, 4]); plt.title('curve')",
    "two figures": "plt.figure(); plt.plot([1]); plt.figure(); plt.plot([2]);",
    "show": "plt.plot([3]); plt.show(); print('shown')",
    "figure as result": "fig, ax = plt.subplots(); fig",
    "svg figure": "%config InlineBackend.figure_formats = ['svg']\nplt.plot([1, 2]);",
    "closed figure": "fig = plt.figure(); plt.close(fig)",
    "magic": "%who_ls int",
    "cell magic": "%%capture caught\nprint('hidden')",
    "captured": "caught.stdout",
    "time": "%%timeit -n1 -r1 -q\npass",
    "magic in a block": "if True:\n    %who_ls str",
    "magic value": "names = %who_ls str\nnames",
    "called by a comma": ",print a b",
    "called by a slash": "/print 'a'",
    "no magic": "print(7\n      % 4, '%who ?')",
    "own transformer": "from IPython.core.inputtransformer2 import TokenTransformBase\n"
    "class Shout(TokenTransformBase):\n"
    "    @classmethod\n"
    "    def find(cls, lines):\n"
    "        return next((cls(l[0].start) for l in lines if l[0].string == 'shout'), None)\n"
    "    def transform(self, lines):\n"
    "        return [line.replace('shout', 'print(1)') for line in lines]\n"
    "transformers = get_ipython().input_transformer_manager.token_transformers\n"
    "transformers.append(Shout)",
    "transformed": "shout",
    "transformed no more": "transformers.remove(Shout)\nprint('shout')",
    "shell": "!echo from a shell",
    "shell value": "lines = !echo one\nlines",
    "help": "len?",
    "clear": "from IPython.display import clear_output\nprint(1); clear_output()\nprint('stays')",
    "clear later": "print('gone')\nclear_output(wait=True)\nprint('instead')",
    "clear at the end": "print('kept')\nclear_output(wait=True)",
    "update": "handle = display('old', display_id='h')\nhandle.update('new')\nprint('x')",
    "thread": "import threading\nt = threading.Thread(target=print, args=('in a thread',))\n"
    "t.start(); t.join()",
    "logging": "import logging; logging.warning('logged')",
    "redirect": "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as s:\n"
    "    print('inner')\ns.getvalue()",
    "main": "__name__, '__file__' in globals()",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: float = 1.0\nP()",
    "source": "import inspect\ndef twice(x):\n    return 2 * x\nprint(inspect.getsource(twice))",
    "cwd": "import os; os.listdir()",
    "tty": "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()",
    "writelines": "sys.stdout.writelines(['a', 'b']); sys.stdout.flush()",
}


@pytest.fixture(scope="module")
def by_kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kernel")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(c) for c in CELLS.values()]
    )
    NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        timeout=60,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    return dict(
        zip(
            CELLS,
            ([dict(o) for o in cell.outputs] for cell in notebook.cells),
            strict=True,
        )
    )


@pytest.fixture(scope="module")
def by_engine(engine):
    run = engine.run(list(CELLS.values()), {}, {})
    assert run.problems == []
    return dict(zip(CELLS, (cell.outputs for cell in run.cells), strict=True))


def comparable(outputs):
    """Without what differs between any two kernels: order of streams, addresses, image bytes."""
    result = []
    for is_stream, group in groupby(
        outputs, key=lambda o: o["output_type"] == "stream"
    ):
        if is_stream:
            parts = list(group)
            for name in ("stdout", "stderr"):
                text = "".join(p["text"] for p in parts if p["name"] == name)
                result += [(name, text)] if text else []
            continue
        for output in group:
            output = dict(output)
            if "data" in output:
                data = dict(output["data"])
                data |= {mime: "..." for mime in data if mime.startswith("image/")}
                output["data"] = data
            result.append(output)
    text = json.dumps(result, indent=1, sort_keys=True, ensure_ascii=False)
    text = text.replace(
        str(Path.home()), "~"
    )  # as a kernel, which has that home, abbreviates it
    text = re.sub(r"0x[0-9a-f]+", "0x...", text).replace("\\r\\n", "\\n")
    return re.sub(r"[\d/]+\.py", "cell.py", text)


@pytest.mark.slow
@pytest.mark.parametrize("name", CELLS)
def test_outputs_are_those_of_a_kernel(name, by_kernel, by_engine):
    assert comparable(by_engine[name]) == comparable(by_kernel[name])


def result_of(manager, text):
    try:
        return manager.transform_cell(text)
    except SyntaxError as error:
        return repr(error)


BEFORE = (
    "",
    "  ",
    "x = ",
    "x=",
    "x == ",
    "x = \\\n",
    "if x:\n    ",
    "f(1,\n",
    "'''\n",
    "y\n\n",
    "# ",
)
SIGNS = (
    "%m a",
    "%%m a",
    "!ls",
    "!!ls",
    "?x",
    "??x",
    ",f a",
    ";f a",
    "/f a",
    "x?",
    "x.y??",
    "x",
)
AFTER = ("", "\n", "  ", " # no", "\nz", "\n)", "\n'''", "\\\n", "\t\n")


def test_cells_are_transformed_as_ipython_does():
    ours, theirs = Transformers(), TransformerManager()
    changed = 0
    for parts in product(BEFORE, SIGNS, AFTER):
        text = "".join(parts)
        assert result_of(ours, text) == result_of(theirs, text), text
        changed += result_of(ours, text).strip() != text.strip()
    assert changed > 100  # or the texts show nothing
