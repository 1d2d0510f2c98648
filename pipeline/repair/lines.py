"""The repairs of one line, in order: a rule, a reason, the line before and after."""

import html
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import regex

from pipeline.repair.quotes import write_quotes
from pipeline.settings import Repair

if TYPE_CHECKING:
    import ftfy

RULES = {
    "repair.control": "A control character stood between words; it became a space.",
    "repair.encoding": "The text had been decoded with the wrong encoding (mojibake).",
    "repair.entity": "An HTML entity stood for a character.",
    "repair.character": "A terminal code, control, surrogate or line separator was damage.",
    "repair.litter": "An invisible character did nothing for the text.",
    "repair.quotes": "Quotation marks were written in the style the settings ask for.",
    "repair.nfc": "Letters and their accents stood apart; they were composed (Unicode NFC).",
}
LONGEST_SEGMENT = 1_000_000  # ftfy cuts longer lines itself, in the middle of a sequence
_CONTROL = regex.compile(r"(?<=\S)[\x01-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f](?=\S)")
# Operating-system commands (titles) are left by ftfy; cut them with their payload.
_TERMINAL_TITLE = regex.compile(r"\x1b\][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)")
_ENTITY = regex.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_URL_BEFORE = regex.compile(r"(?:https?://|www\.)\S*$")
# Scripts and emoji need some format characters: U+200C to U+200F, variation selectors stay.
_LITTER = regex.compile("[\u00ad\u200b\u2060\ufeff\u180e\ufffc\u206a-\u206f]")
_PLAIN = regex.compile(r"[\n\x20-\x25\x27-\x7e]*")


@dataclass(frozen=True, slots=True)
class LineRepair:
    """One step on one line."""

    rule: str
    before: str
    after: str


def may_change(text: str, settings: Repair) -> bool:
    """False only when no repair could change the text: printable ASCII without ``&``."""
    return _PLAIN.fullmatch(text) is None or (settings.quotes == "repair" and "''" in text)


def repair_line(line: str, settings: Repair, *, entities: bool) -> tuple[LineRepair, ...]:
    """The repairs of a line, in order; each starts from what the one before left.

    Mojibake goes before litter, because byte AD (a soft hyphen) is half of many letters.
    """
    steps: list[LineRepair] = []
    if not may_change(line, settings):
        return ()
    for rule, function in _STEPS:
        if rule == "repair.entity" and not entities:
            continue
        after = function(line)
        if after != line:
            steps.append(LineRepair(rule, line, after))
            line = after
    after = write_quotes(line, settings.quotes)
    if after != line:
        steps.append(LineRepair("repair.quotes", line, after))
    return tuple(steps)


def _control_to_space(line: str) -> str:
    return str(_CONTROL.sub(" ", _TERMINAL_TITLE.sub("", line)))


def _decode_entities(line: str) -> str:
    """At most two rounds: what was escaped twice by mistake, and never a loop."""
    for _ in range(2):
        if "&" not in line:
            break
        line = _ENTITY.sub(_entity, line)
    return line


def _entity(match: regex.Match[str]) -> str:
    if _URL_BEFORE.search(match.string, max(0, match.start() - 300), match.start()):
        return str(match[0])
    decoded = html.unescape(match[0])
    # A line break would cut the line in two, and a tag would be made out of text.
    return str(match[0]) if decoded in "\n\r<>" else decoded


def _fix_encoding(line: str) -> str:
    if line.isascii():
        return line
    return _ftfy(line, _encoding_config())


def _fix_characters(line: str) -> str:
    return _ftfy(line, _character_config())


def _ftfy(line: str, config: "ftfy.TextFixerConfig") -> str:
    import ftfy

    fixed = [ftfy.fix_and_explain(part, config).text for part in _segments(line)]
    return "".join(fixed)


def _segments(line: str) -> list[str]:
    """The line in parts that ftfy does not cut itself, each ending at a space where one is near."""
    parts = []
    while len(line) > LONGEST_SEGMENT:
        cut = line.rfind(" ", LONGEST_SEGMENT // 2, LONGEST_SEGMENT) + 1 or LONGEST_SEGMENT
        parts.append(line[:cut])
        line = line[cut:]
    return [*parts, line]


@cache
def _encoding_config() -> "ftfy.TextFixerConfig":
    import ftfy

    # explain=True: without it ftfy ignores the sub-options of fix_encoding (6.3.1).
    return ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        max_decode_length=2 * LONGEST_SEGMENT,
        explain=True,
    )


@cache
def _character_config() -> "ftfy.TextFixerConfig":
    return _encoding_config()._replace(
        fix_encoding=False,
        fix_c1_controls=False,
        remove_terminal_escapes=True,
        fix_line_breaks=True,
        fix_surrogates=True,
        remove_control_chars=True,
    )


def _drop_litter(line: str) -> str:
    return str(_LITTER.sub("", line))


def _compose(line: str) -> str:
    return line if line.isascii() else unicodedata.normalize("NFC", line)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("repair.control", _control_to_space),
    ("repair.encoding", _fix_encoding),
    ("repair.entity", _decode_entities),
    ("repair.character", _fix_characters),
    ("repair.litter", _drop_litter),
    ("repair.nfc", _compose),
)
