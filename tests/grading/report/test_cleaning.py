"""Nothing of a submission runs in the browser of whoever looks at it."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.server_extensions.formgrader import handlers

from grading.report.cleaning import clean, markdown2html
from tests.conftest import ROOT

RUN = "document.documentElement.className+=' ran'"
EVIL = f"""
<script>{RUN}</script>
<img src=x onerror="{RUN}">
<svg onload="{RUN}"><script>{RUN}</script><a xlink:href="javascript:{RUN}"><text>x</text></a></svg>
<svg><style><img src=x onerror="{RUN}"></style></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;">
</table></mtext></math>
<noscript><p title="</noscript><img src=x onerror='{RUN}'>"></noscript>
<!--><img src=x onerror="{RUN}">-->
<iframe src="javascript:parent.{RUN}"></iframe>
<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>
<object data="javascript:{RUN}"></object><embed src="javascript:{RUN}">
<details open ontoggle="{RUN}">x</details><input autofocus onfocus="{RUN}"><body onload="{RUN}">
<video><source onerror="{RUN}"></video><marquee onstart="{RUN}">x</marquee>
<style>* {{ animation: a 1ms }} @keyframes a {{}}</style><p onanimationend="{RUN}">x</p>
<form action="javascript:{RUN}"><button>x</button></form>
<a href="javascript:{RUN}">link</a> <a href=" java&#10;script:{RUN}">link</a>
<a href="evil.html">own file</a> <a href="data:text/html,<script>{RUN}</script>">data</a>
<img src="https://example.org/who-reads-this.png">
<div class="modal navbar-fixed-top" id="toc">over</div>
<base href="https://example.org/"><meta http-equiv="refresh" content="0;url=data:text/html,gone">
"""
LINKS = f"""
[a](javascript:{RUN}) [b][1] <javascript:{RUN}> ![c](x"onerror="{RUN}) `<img onerror=1>`

[1]: javascript:{RUN}

$$ <img src=x onerror="{RUN}"> $$  $\\href{{javascript:{RUN}}}{{x}}$
"""
GOOD = r"""
# A heading

Since $a < b$ and
$$\begin{aligned} x & = 1 \\ y & = 2 \end{aligned}$$

| left | right |
|:-----|------:|
| *1*  | `2`   |

- [a link](https://example.org/)

```python
x = 1
```

![a picture](data:image/png;base64,iVBORw0KGgo=)
"""
CLICK = """for (const link of document.querySelectorAll(".rendered_html a"))
    if (!link.href.startsWith("https://example.org")) link.click()"""
GROWS = {"image/png": {"width": f"1 onerror={RUN.replace(' ', '')}", "height": 2}}


def malicious():
    """A graded notebook with the payloads wherever a submission can put text."""
    everywhere = {
        "text/html": EVIL, "text/markdown": EVIL + LINKS, "text/latex": EVIL,
        "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\">"
        f"<script>{RUN}</script></svg>",
        "application/javascript": RUN, "text/plain": EVIL,
    }  # fmt: skip
    outputs = [
        new_output("display_data", {mime: data}) for mime, data in everywhere.items()
    ]
    outputs += [
        new_output("display_data", {"image/png": "AAAA"}, metadata=GROWS),
        new_output("display_data", {"image/png": f'"><img src=x onerror="{RUN}">'}),
        new_output("display_data", {"text/html": EVIL}, metadata={"text/html": {"isolated": True}}),
        new_output("display_data", {"image/jpeg": "AAAA"}, metadata={"filenames": 5}),
        new_output("stream", name="stdout", text=EVIL),
        new_output("error", ename="E", evalue="e", traceback=[EVIL]),
    ]  # fmt: skip
    essay = new_markdown_cell(EVIL + LINKS, id="essay")
    essay.metadata["nbgrader"] = {
        "grade_id": "essay", "grade": True, "solution": True, "locked": False, "points": 2,
        "task": False, "schema_version": 3,
    }  # fmt: skip
    cells = [
        essay,
        new_markdown_cell(EVIL),
        new_markdown_cell(LINKS),
        new_markdown_cell(GOOD),
    ]
    cells += [new_raw_cell(EVIL), new_code_cell(f"# {EVIL}", outputs=outputs)]
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


class Page(HTMLParser):
    """What of a page could act."""

    def __init__(self, text):
        super().__init__()
        self.found, self.script = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.script = tag in ("script", "style")
        values = {name: value or "" for name, value in attributes}
        for name, value in values.items():
            address = "".join(value.split()).lower()
            acts = name.startswith("on") and "classname" in address
            if acts or address.startswith(("javascript:", "data:text", "evil")):
                self.found.append(f"{tag} {name}={value[:60]}")
        if (
            tag in ("iframe", "object", "embed", "base", "form")
            or "http-equiv" in values
        ):
            self.found.append(tag)
        if tag == "img" and not values.get("src", "data:image").startswith(
            "data:image"
        ):
            self.found.append("a picture from elsewhere")
        if "modal" in values.get("class", ""):
            self.found.append("something over the page")

    def handle_data(self, data):
        if self.script and RUN in data:
            self.found.append(f"script {data[:60]}")

    def handle_endtag(self, tag):
        self.script = False


def formgrader_page(config):
    """The page of formgrader for the malicious notebook, up to its own buttons."""
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    notebook = dict.fromkeys(("notebook", "notebook_id", "student", "base_url"), "x")
    resources = notebook | {"index": 0, "total": 1, "nbgrader": notebook}
    resources |= {
        "last_name": "",
        "first_name": "",
        "submission_id": "x",
        "assignment_id": "x",
    }
    return HTMLExporter(config=config).from_notebook_node(
        malicious(), resources=resources
    )[0]


def config_of(folder):
    app = NbGrader()
    app.config_dir = str(folder)
    app.load_cwd_config = False
    app.load_config_file()
    return app.config


@pytest.fixture(scope="module")
def feedback(tmp_path_factory):
    """Run `nbgrader generate_feedback` with our configuration, and with none."""
    pages = {}
    for kind in ("ours", "plain"):
        root = tmp_path_factory.mktemp(kind)
        if kind == "ours":
            shutil.copy(ROOT / "nbgrader_config.py", root)
        else:
            lines = (ROOT / "nbgrader_config.py").read_text("utf-8").splitlines()
            kept = [line for line in lines if line.startswith(("c = ", "root", "from", "c.CourseD"))
                    and not line.endswith("[")]  # fmt: skip
            (root / "nbgrader_config.py").write_text("\n".join(kept))
        (root / "chapters" / "ps").mkdir(parents=True)
        folder = root / "classroom" / "autograded" / "mallory" / "ps"
        folder.mkdir(parents=True)
        notebook = malicious()
        if kind == "plain":  # these break nbconvert itself
            notebook.cells[-1].outputs = [
                output for output in notebook.cells[-1].outputs
                if "image/jpeg" not in output.get("data", {})
            ]  # fmt: skip
        nbformat.write(notebook, folder / "01-thing.ipynb")
        environment = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        before = os.environ["PATH"]
        os.environ["PATH"] = environment["PATH"]  # nbgrader runs alembic
        try:
            with Gradebook(f"sqlite:///{root}/classroom/gradebook.db",
                           "linear-regression-from-scratch") as gradebook:  # fmt: skip
                gradebook.update_or_create_assignment("ps")
                gradebook.update_or_create_notebook("01-thing", "ps")
                gradebook.update_or_create_grade_cell(
                    "essay", "01-thing", "ps", max_score=2, cell_type="markdown"
                )
                gradebook.update_or_create_solution_cell("essay", "01-thing", "ps")
                gradebook.update_or_create_student("mallory")
                gradebook.update_or_create_submission("ps", "mallory")
        finally:
            os.environ["PATH"] = before
        command = [sys.executable, "-m", "nbgrader", "generate_feedback", "ps"]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True
        )
        page = root / "classroom" / "feedback" / "mallory" / "ps" / "01-thing.html"
        assert page.is_file(), done.stderr[-2000:]
        pages[kind] = page
    return pages


@pytest.fixture(scope="module")
def pages(feedback, tmp_path_factory):
    """Feedback and formgrader's page, as they are here."""
    folder = tmp_path_factory.mktemp("pages")
    page = folder / "formgrader.html"
    page.write_text(formgrader_page(config_of(feedback["ours"].parents[4])), "utf-8")
    return {"feedback": feedback["ours"], "formgrader": page}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["feedback", "formgrader"])
def test_nothing_in_a_page_can_act(pages, name):
    text = pages[name].read_text("utf-8")
    assert Page(text).found == []


@pytest.mark.slow
def test_plain_nbgrader_lets_scripts_through(feedback):
    """Which shows that the notebook is malicious, and that the look above sees it."""
    found = " ".join(Page(feedback["plain"].read_text("utf-8")).found)
    assert "script" in found and "img onerror" in found and "iframe" in found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["feedback", "formgrader"])
def test_what_is_harmless_survives(pages, name):
    text = pages[name].read_text("utf-8")
    assert r"$$\begin{aligned} x &amp; = 1 \\ y &amp; = 2 \end{aligned}$$" in text
    assert "$a &lt; b$" in text
    assert "<em>1</em>" in text and "text-align:right" in text.replace(": ", ":")
    assert 'href="https://example.org/"' in text
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in text
    assert '<span class="n">x</span>' in text
    assert "data:image/svg+xml;base64," in text


@pytest.mark.slow
def test_in_a_browser_nothing_runs(pages, feedback):
    """Every page is opened, and everything in it that looks like a link or a button is clicked."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("there is no Chromium on this machine")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=arguments)
        ran = {}
        for name, page in {**pages, "plain": feedback["plain"]}.items():
            context = browser.new_context(service_workers="block")
            asked = []
            context.route("**/*", lambda route: route.abort())
            context.route(re.compile("^(file|data):"), lambda route: route.continue_())
            context.on(
                "request", lambda request, asked=asked: asked.append(request.url)
            )
            tab = context.new_page()
            tab.goto(page.as_uri(), wait_until="load")
            if name != "plain":
                tab.evaluate(CLICK)
                assert not [url for url in asked if "who-reads" in url]
            try:
                ran[name] = "ran" in tab.evaluate("document.documentElement.className")
            except playwright.Error:
                ran[name] = True  # the page has led somewhere else meanwhile
            context.close()
        browser.close()
    assert ran == {"feedback": False, "formgrader": False, "plain": True}


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p class="panel">x</p>', "<p>x</p>"),
        ('<p class="navbar">x</p>', "<p>x</p>"),
        ('<span class="mi o">1</span>', '<span class="mi o">1</span>'),
        ('<td style="text-align:left;position:fixed">', ""),
        ('<a href="evil.html">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="//example.org">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ("<img src=http://example.org/x.png>", "<img>"),
        (b"<b>x</b><script>1</script>", "<b>x</b>"),
    ],
)
def test_clean_keeps_what_it_should(html, kept):
    assert clean(html) == kept


def test_cleaning_is_the_last_step():
    assert clean(markdown2html(EVIL + LINKS)) == markdown2html(EVIL + LINKS)
    assert json.dumps(markdown2html("x" * 100_000))
