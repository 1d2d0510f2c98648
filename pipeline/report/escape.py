"""Text from outside made inert: cut, and characters that hide or steer shown as escapes.

Everything a document, a site or a person wrote passes through `visible` before it stands on a
terminal or in an entry to paste; the page does the same by itself. ZWJ and ZWNJ stay: scripts need
them.

>>> visible("a\\x1b[31mb\\u202e")
'a\\\\u001b[31mb\\\\u202e'
"""

import re

LIMIT = 300

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Plain text on one line in which nothing hides or steers."""
    shown = _HIDDEN.sub(lambda found: _escape(found[0]), text)
    return shown.replace("\n", " ").replace("\t", " ")


def _escape(character: str) -> str:
    # This form is also what a TOML string reads, so that copied lines stay true.
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cut(text: str, limit: int = LIMIT) -> str:
    """At most `limit` characters; an ellipsis stands for the rest."""
    return text if len(text) <= limit else text[:limit].rstrip() + "…"
