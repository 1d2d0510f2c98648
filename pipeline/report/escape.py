"""Text from outside made inert: HTML escaped, cut, and characters that hide shown as escapes.

Everything a document, a site or a person wrote passes through `show` before it stands on the page,
and through `visible` before it stands on a terminal. ZWJ and ZWNJ stay: scripts need them.

>>> visible("a\\x1b[31mb")
'a\\\\u001b[31mb'
>>> show("<b>\\u202e")
'&lt;b&gt;<span class="esc">\\\\u202e</span>'
"""

import html
import re

LIMIT = 300

_HIDING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_HIDING}]")
_HIDDEN_OR_BLANK = re.compile(f"[{_HIDING}\t\n\u00a0\u202f]")


def _escape(character: str) -> str:
    # This form is also what a TOML string reads, so that copied lines stay true.
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """Plain text for a terminal: characters that hide or steer become escapes; one line."""
    shown = _HIDDEN.sub(lambda found: _escape(found[0]), text)
    return shown.replace("\n", " ").replace("\t", " ")


def show(text: str, *, blanks: bool = False) -> str:
    """HTML for any text; with `blanks`, tabs, line feeds and fixed spaces are shown too."""
    pattern = _HIDDEN_OR_BLANK if blanks else _HIDDEN
    escaped = html.escape(text)
    return pattern.sub(lambda found: f'<span class="esc">{_escape(found[0])}</span>', escaped)


def cut(text: str, limit: int = LIMIT) -> str:
    """At most `limit` characters; an ellipsis stands for the rest."""
    return text if len(text) <= limit else text[:limit].rstrip() + "…"


def foreign(text: str, tag: str = "bdi", limit: int = LIMIT) -> str:
    """An element of its own for text from outside, so that its direction stays inside."""
    return f'<{tag} dir="auto">{show(cut(text, limit))}</{tag}>'
