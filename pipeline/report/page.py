"""The page: HTML, style and script modules joined into one file that opens from disk.

The policy in the page allows the inline style and script with these digests, and the chunks that
the script loads; there are no `style` attributes, and text from outside only becomes text nodes.
"""

import hashlib
from base64 import b64encode
from importlib.resources import files
from string import Template

# Modules share one scope, in this order: the browser gets one script, and no bundler is needed.
MODULES = (
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
    "repairs",
    "documents",
    "main",
)


def page(data: str) -> str:
    """The page as HTML; `data` is the first view's JSON, safe inside a script."""
    style = _resource("page.css")
    modules = "\n".join(_resource(f"{name}.js") for name in MODULES)
    script = f'"use strict";\n(() => {{\n{modules}}})();\n'
    return Template(_resource("page.html")).substitute(
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


def _resource(name: str) -> str:
    return files("pipeline.report").joinpath("web", name).read_text(encoding="utf-8")
