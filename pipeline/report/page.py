"""The report page: one HTML file without scripts, requests or clocks, that opens from disk.

The policy in the page allows one thing: the inline style with this digest. Text from outside goes
through `escape` alone; there are no `style` attributes.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from string import Template

from pipeline.report.boilerplate import boilerplate
from pipeline.report.documents import documents, listed_documents, sites
from pipeline.report.duplicates import duplicates
from pipeline.report.escape import show
from pipeline.report.figures import Evidence, Figures
from pipeline.report.overview import headline, overview
from pipeline.report.repairs import repairs
from pipeline.report.undo import notes, undo

_SECTIONS = (
    ("overview", "Overview"),
    ("duplicates", "Duplicates"),
    ("boilerplate", "Boilerplate"),
    ("repairs", "Repairs"),
    ("sites", "Sites"),
    ("documents", "Documents"),
    ("notes", "Notes"),
    ("undo", "How to undo"),
)


def render(
    evidence: Evidence,
    figures: Figures,
    texts: Callable[[Sequence[str]], Mapping[str, str]],
) -> str:
    """The whole page as HTML.

    `texts` gives the cleaned texts of the documents asked for, kept or dropped; it is called once
    for each shown group, with the kept document first, and may leave documents out.
    """
    listed = listed_documents(evidence.outcomes)
    anchors = {row["document"]: f"d{number}" for number, row in enumerate(listed, 1)}
    body = (
        overview(evidence, figures),
        duplicates(evidence, anchors, texts),
        boilerplate(evidence.removed, anchors),
        repairs(evidence.repairs, anchors),
        sites(evidence.outcomes, evidence.templates, anchors),
        documents(listed, figures, anchors),
        notes(figures.notes),
        undo(evidence),
    )
    style = _resource("page.css")
    return Template(_resource("page.html")).substitute(
        policy=policy(style),
        style=style,
        headline=show(headline(figures)),
        nav="".join(f'<a href="#{name}">{title}</a>' for name, title in _SECTIONS),
        body="\n".join(body),
    )


# Modules share one scope, in this order: the browser gets one script, and no bundler is needed.
_MODULES = (
    "dom",
    "data",
    "address",
    "decisions",
    "alignment",
    "comparison",
    "list",
    "charts",
    "overview",
    "duplicates",
    "boilerplate",
    "sites",
    "documents",
    "repairs",
    "main",
)


def page(data: str) -> str:
    """The interactive page as HTML; `data` is the first view's JSON, safe inside a script."""
    style = _resource("web/page.css")
    modules = "\n".join(_resource(f"web/{name}.js") for name in _MODULES)
    script = f'"use strict";\n(() => {{\n{modules}}})();\n'
    return Template(_resource("web/page.html")).substitute(
        policy=_policy(style, script), style=style, data=data, script=script
    )


def _policy(style: str, script: str) -> str:
    """Nothing but this style, this script, and the chunks that this script loads."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; "
        f"script-src '{_digest(script)}' 'strict-dynamic'; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def policy(style: str) -> str:
    """The content security policy: nothing but this style."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )


def _resource(name: str) -> str:
    return files("pipeline.report").joinpath(name).read_text(encoding="utf-8")
