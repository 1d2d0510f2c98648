r"""Controls, terminal codes and invisible litter.

Why text is like this: word processors write vertical tabs for line breaks, terminals colour codes,
page breaks come as form feeds, copied web pages bring soft hyphens and zero-width spaces; UTF-16
read byte by byte leaves a NUL after every letter. Wrong only where the control itself is the
subject, or where an invisible space was the sole mark between words of a script without spaces.

>>> separate_words("page\x0bthree"), separate_words("\x1b[1mbold\x1b[0m")
('page three', 'bold')
>>> drop_litter("news\u00adpaper")
'newspaper'
"""

import regex

_CONTROLS = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
# Colours and cursor moves, then operating-system commands (window titles) with their payload.
_TERMINAL = regex.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)")
# Scripts and emoji need some format characters: U+200C to U+200F, variation selectors stay.
LITTER = "\u00ad\u200b\u2060\ufeff\u180e\ufffc\u206a\u206b\u206c\u206d\u206e\u206f"
_LITTER = regex.compile(f"[{LITTER}]")


def separate_words(line: str) -> str:
    """The line without controls; a space stands where one glued two words together."""
    if "\x1b" in line:
        line = _TERMINAL.sub("", line)
    # UTF-16 read as a byte page: a NUL beside every letter.
    if line.count("\0") * 3 >= len(line):
        line = line.replace("\0", "")
    return str(_CONTROLS.sub(_space, line))


def _space(match: regex.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    return " " if before.strip() and after.strip() else ""


def drop_litter(line: str) -> str:
    """The line without characters that show nothing and join nothing.

    Only after mojibake: byte AD, a soft hyphen, is half of many letters.
    """
    return str(_LITTER.sub("", line))
