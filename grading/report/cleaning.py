"""What a submission may show in a browser: text, tables and pictures, nothing that acts.

Feedback and formgrader's pages are made by nbconvert's `HTMLExporter` from nbgrader's own
templates, in which the HTML of markdown cells is never cleaned.  `nbgrader_config.py` gives both
exporters these filters, the last ones that markdown and HTML of a notebook go through on their way
into a page, and `Bare`.  An SVG figure is put into an `<img>` by the templates, where
browsers run no scripts.
"""

import re
from typing import Any

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

# Of what nh3 allows: no names that the page's own scripts and styles could mean, no style.
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan", "style"},
    "th": {"align", "colspan", "rowspan", "scope", "style"},
}
_TAGS = nh3.ALLOWED_TAGS - {"map", "area"}
_ALLOWED = {
    "href": re.compile(r"(https?://|mailto:)", re.I),  # no file of the submission's own
    "src": re.compile(
        r"data:image/(png|jpeg|gif|svg\+xml)[;,]", re.I
    ),  # no call to a server
    "class": re.compile(
        r"((highlight|hl-\w+|[a-z]\w?\w?)( |$))*$"
    ),  # those of coloured code
}


def clean(html: str | bytes) -> str:
    """HTML in which nothing runs, loads, overlays the page or leads to another page of this site.

    Scripts, event handlers, frames, forms, styles and remote pictures go; text, tables, links to
    other sites, embedded pictures and the mathematics between dollar signs stay.
    """
    return nh3.clean(
        html.decode("utf-8", "replace") if isinstance(html, bytes) else str(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "data"},
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    allowed = _ALLOWED.get(attribute)
    return value if allowed is None or allowed.match(value.strip()) else None


def markdown2html(source: str) -> str:
    """Markdown as clean HTML."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return clean(MarkdownWithMath(renderer=renderer).render(source))


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
