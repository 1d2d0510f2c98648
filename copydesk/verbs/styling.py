"""Colour for people: the plain views of the report, styled on a terminal and as they are on a pipe.

Colour never says anything alone: each mark also stands in the text. NO_COLOR and TERM=dumb are
obeyed.
"""

import re
import sys

from copydesk.verbs.output import write_text

# The first pattern that fits a line gives its style.
_LINES = (
    (re.compile(r"\s+\d* ?- ?"), "red"),
    (re.compile(r"\s+\^ "), "dim"),
    (re.compile(r"\s+\+ "), "green"),
    (re.compile(r"\s+\[\["), "cyan"),
    (re.compile(r"\S.*"), "bold"),
)
_CHANGES = ((r"\[-.*?-\]", "red strike"), (r"\{\+.*?\+\}", "green underline"))


def write_styled(text: str) -> None:
    """The text on stdout; with colour only where a person looks at a terminal."""
    if not sys.stdout.isatty():
        write_text(text)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    for line in text.rstrip("\n").split("\n"):
        style = next((name for pattern, name in _LINES if pattern.match(line)), "")
        shown = Text(line, style=style)
        for pattern, name in _CHANGES:
            shown.highlight_regex(pattern, name)
        console.print(shown)
