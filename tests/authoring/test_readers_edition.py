"""The readers' edition: what is folded, what is gone, and that no page needs a network."""

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from authoring.readers_edition import for_readers
from scaffold.observation import MIME

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEVER_READ = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "#@save")
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
}
REMOTE = re.compile(r"\s*(https?:)?//", re.I)


def edition(*cells):
    return for_readers(json.loads(json.dumps(new_notebook(cells=list(cells)))))["cells"]


def marked(cell, **mark):
    cell.metadata["nbgrader"] = mark
    return cell


def test_a_solution_is_folded_and_its_markers_are_gone():
    source = (
        "def f(x):  #@save\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    )
    (cell,) = edition(marked(new_code_cell(source), solution=True, grade=False))
    assert cell["source"] == "def f(x):\n    return x"
    assert cell["metadata"]["tags"] == ["hide-input"]
    assert cell["metadata"]["mystnb"]["code_prompt_show"] == "Show a solution"


def test_a_check_is_folded_with_what_it_prints_and_its_reports_are_gone():
    report = new_output(
        "display_data", data={MIME: {"value": 1}, "text/plain": "· f: value"}
    )
    printed = new_output("stream", text="all is well")
    check = new_code_cell("check.observe('f', f(1))", outputs=[report, printed])
    (cell,) = edition(marked(check, solution=False, grade=True))
    assert cell["metadata"]["tags"] == ["hide-cell"]
    assert [output["output_type"] for output in cell["outputs"]] == ["stream"]


def test_the_hidden_part_of_a_check_loses_only_its_markers():
    source = (
        "check(1)\n### BEGIN HIDDEN TESTS\ncheck(2)\n### END HIDDEN TESTS\ncheck(3)"
    )
    (cell,) = edition(marked(new_code_cell(source), solution=False, grade=True))
    assert cell["source"] == "check(1)\ncheck(2)\ncheck(3)"


def test_a_written_answer_is_folded_and_its_marking_scheme_is_gone():
    source = (
        "### BEGIN SOLUTION\nBecause.\n\n=== BEGIN MARK SCHEME ===\n2 points for the word.\n"
        "=== END MARK SCHEME ===\n### END SOLUTION"
    )
    (cell,) = edition(marked(new_markdown_cell(source), solution=True, grade=True))
    assert (
        cell["source"].startswith("<details><summary>")
        and "\n\nBecause.\n" in cell["source"]
    )
    assert "points" not in cell["source"] and "MARK" not in cell["source"]


def test_other_cells_stay_as_they_are():
    picture = new_output("display_data", data={"image/svg+xml": "<svg/>"})
    plot = new_code_cell("plot()", outputs=[picture], metadata={"tags": ["demo"]})
    text, code = edition(new_markdown_cell("# A title\n\nA sentence."), plot)
    assert text["source"] == "# A title\n\nA sentence."
    assert code["source"] == "plot()" and code["metadata"]["tags"] == ["demo"]
    assert code["outputs"][0]["data"] == {"image/svg+xml": "<svg/>"}


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """The whole book, built with warnings as errors."""
    out = tmp_path_factory.mktemp("book")
    command = [
        Path(sys.executable).parent / "jupyter-book",
        "build",
        ROOT,
        "--path-output",
        out,
    ]
    built = subprocess.run(
        [*command, "-W", "-n", "--keep-going"], capture_output=True, text=True, cwd=ROOT
    )
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    return out / "_build" / "html"


@pytest.fixture(scope="module")
def pages(html):
    found = sorted(html.glob("chapters/**/*.html"))
    assert len(found) >= 12
    return [*found, html / "search.html"]


class Loader(HTMLParser):
    """Collects what a browser loads for a page without being asked to."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = "href" if tag == "link" else LOADS.get(tag)
        unloaded = {"next", "prev", "index", "search", "author", "canonical"}
        if name in attributes and not set(attributes.get("rel", "").split()) & unloaded:
            self.found.append(attributes[name])


@pytest.mark.slow
def test_everything_a_page_loads_lies_in_the_book(pages):
    for page in pages:
        loader = Loader()
        loader.feed(page.read_text("utf-8"))
        assert any(
            "mathjax" in address or "theme" in address for address in loader.found
        )
        for address in loader.found:
            if address.startswith("data:"):
                continue
            assert not REMOTE.match(address), f"{page.name} loads {address}"
            path = page.parent / unquote(address.partition("?")[0].partition("#")[0])
            assert path.is_file(), (
                f"{page.name} loads {address}, which is not in the book"
            )


@pytest.mark.slow
def test_styles_load_nothing_from_elsewhere(html):
    for path in html.glob("_static/**/*.css"):
        for address in re.findall(
            r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)", path.read_text("utf-8")
        ):
            assert not REMOTE.match(address), f"{path.name} loads {address}"


@pytest.mark.slow
def test_nothing_of_the_authors_marks_is_in_pages_search_or_sources(html):
    texts = [*html.glob("**/*.html"), html / "searchindex.js"]
    for path in texts:
        text = path.read_text("utf-8")
        assert not [
            mark for mark in NEVER_READ if mark in text and path.stem != "study"
        ], path
    assert not (html / "_sources").exists() and not list(html.glob("**/*.ipynb"))


@pytest.mark.slow
def test_each_figure_says_what_it_shows(pages):
    class Images(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "img":
                alt = dict(attrs).get("alt") or ""
                assert len(alt) > 20 and not alt.startswith(("_images", "../")), (
                    page.name,
                    attrs,
                )

    for page in pages:
        Images().feed(page.read_text("utf-8"))


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip(
            "there is no Chromium on this machine; the pages were checked as text"
        )
    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@pytest.fixture
def opened(browser):
    """A function that opens a page, waits for its mathematics, and notes what goes wrong."""
    contexts = []

    def open_page(path):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(120_000)  # a busy machine is no failure
        contexts.append(context)
        page, trouble = context.new_page(), []
        page.on("request", lambda asked: away(asked.url) and trouble.append(asked.url))
        page.on("requestfailed", lambda asked: trouble.append(f"missing: {asked.url}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(path.as_uri())
        if page.locator("script[src*=mathjax]").count():
            page.wait_for_function(
                "window.MathJax && MathJax.startup && MathJax.startup.promise"
            )
            page.evaluate("MathJax.startup.promise")
        return page, trouble

    yield open_page
    for context in contexts:
        context.close()


def away(address):
    return not address.startswith(("file:", "data:", "blob:"))


@pytest.mark.slow
def test_pages_open_without_a_network_and_fit_a_desk_and_a_phone(pages, opened):
    formulas = 0
    for path in pages:
        page, trouble = opened(path)
        assert not trouble, (path.name, trouble)
        assert page.locator("mjx-merror, [data-mjx-error]").count() == 0, path.name
        formulas += page.locator("mjx-container").count()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (
                f"{path.name} is {wide} pixels wide on a screen of {width}"
            )
        page.close()
    assert formulas > 200


@pytest.mark.slow
def test_the_landscape_asks_first_and_then_moves_by_keyboard(html, opened):
    page, trouble = opened(html / "chapters" / "landscape.html")
    rate, words = page.locator("#landscape-lr"), page.locator(".landscape-words")
    assert rate.is_disabled()
    page.locator("#landscape input[type=radio]").first.check()
    assert rate.is_enabled()
    page.locator("#landscape-scale").focus()
    page.keyboard.press("End")
    assert "is still on its way" in words.inner_text()
    before = page.locator("#landscape svg .path").first.get_attribute("points")
    rate.focus()
    page.keyboard.press("End")
    assert rate.get_attribute("aria-valuetext") == "2.5"
    assert "diverges" in words.inner_text() and "0.0812" in words.inner_text()
    assert page.locator("#landscape svg .path").first.get_attribute("points") != before
    assert not trouble


@pytest.mark.slow
def test_without_scripts_a_picture_stands_in_the_landscapes_place(html, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((html / "chapters" / "landscape.html").as_uri())
    assert page.locator("#landscape img").bounding_box()["height"] > 100
    context.close()
