"""What a submission may show in a browser: text, tables, pictures, nothing that acts.

Feedback and formgrader's pages are made by nbconvert's `HTMLExporter` from nbgrader's
own templates, in which the HTML of markdown cells is never cleaned.
`nbgrader_config.py` gives both exporters these filters, the last ones that markdown and
HTML of a notebook go through on their way into a page, and `Bare`.  An SVG figure is
put into an `<img>` by the templates, where browsers run no scripts.
"""

import re
from html import escape
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

# Of what nh3 allows, without image maps, and with no names or styles that the page's
# own scripts and style sheets could mean.
_TAGS = nh3.ALLOWED_TAGS - {"map", "area"}
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan", "style"},
    "th": {"align", "colspan", "rowspan", "scope", "style"},
}
_STYLES = {"text-align"}
_SCHEMES = {"http", "https", "mailto", "data"}

# What the value of an attribute must begin with. A link leads to another site, never to
# a file that was handed in; a picture is embedded, so that no server learns who reads.
_VALUE_BEGINS = {
    "href": re.compile(r"https?://|mailto:", re.IGNORECASE),
    "src": re.compile(r"data:image/(png|jpeg|gif|svg\+xml)[;,]", re.IGNORECASE),
}
# The classes of coloured code: `highlight`, `hl-python`, `mi`, `s2`, …
_CODE_CLASS = re.compile(r"highlight|hl-\w+|[a-z]\w{0,2}")

# mistune looks for the end of each formula up to the end of the text. Where none ends,
# its time grows with the number of formulas times the length of the text.
_FORMULA_BEGINS = re.compile(r"\\begin\{|\\\\\[|\\\\\(")
_MAX_MARKDOWN = 50_000
_MAX_FORMULAS_TIMES_LENGTH = 1_000_000
# Where tags stand in each other, the time of cleaning grows with their square.
_MAX_TAGS = 10_000


def clean(html: str | bytes) -> str:
    """HTML in which nothing runs, loads, overlays the page or leads to this site.

    Scripts, event handlers, frames, forms, styles and remote pictures go; text, tables,
    links to other sites, embedded pictures and the mathematics between dollar signs
    stay.  HTML that would take long to clean is shown as it was written.
    """
    if isinstance(html, bytes):
        html = html.decode("utf-8", "replace")
    html = str(html)
    if html.count("<") > _MAX_TAGS:
        return _as_written(html)
    return _clean(html)


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        filter_style_properties=_STYLES,
        url_schemes=_SCHEMES,
    )


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute, or None if the attribute has to go."""
    if attribute == "class":
        harmless = all(_CODE_CLASS.fullmatch(name) for name in value.split())
        return value if harmless else None
    begins = _VALUE_BEGINS.get(attribute)
    if begins is None or begins.match(value.strip()):
        return value
    return None


def _as_written(text: str) -> str:
    return f"<pre>{escape(text, quote=False)}</pre>"


def markdown2html(source: str) -> str:
    """Markdown as clean HTML.

    Text that would take long to convert is shown as it was written.
    """
    if _takes_long(source):
        return _as_written(source)
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return _clean(MarkdownWithMath(renderer=renderer).render(source))


def _takes_long(source: str) -> bool:
    if len(source) > _MAX_MARKDOWN:
        return True
    formulas = len(_FORMULA_BEGINS.findall(source))
    return formulas * len(source) > _MAX_FORMULAS_TIMES_LENGTH


class Bare(Preprocessor):
    """Takes away outputs' metadata, which templates write into tags without quotes."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Empty the metadata of a cell's outputs."""
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
        return cell, resources
