"""The repairs of one line, in order: a rule, the line before and after each step."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from pipeline.repair.controls import drop_litter, separate_words
from pipeline.repair.entities import decode_entities
from pipeline.repair.mojibake import fix_encoding
from pipeline.repair.quotes import write_quotes
from pipeline.settings import Repair

_LINE_BREAK = regex.compile("[\r\u2028\u2029]")
_SURROGATE_PAIR = regex.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = regex.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LineRepair:
    """One step on one line; `after` may hold line breaks."""

    rule: str
    before: str
    after: str


def repair_line(
    line: str, settings: Repair, *, entities: bool = True, encoding: bool = True
) -> tuple[LineRepair, ...]:
    """The repairs of a line, in order; each starts from what the one before left.

    Mojibake goes before litter, because byte AD (a soft hyphen) is half of many letters.
    """
    steps: list[LineRepair] = []
    for rule, function in _steps(settings, entities=entities, encoding=encoding):
        after = function(line)
        if after != line:
            steps.append(LineRepair(rule, line, after))
            line = after
    return tuple(steps)


def _steps(
    settings: Repair, *, entities: bool, encoding: bool
) -> Iterator[tuple[str, Callable[[str], str]]]:
    yield "repair.surrogate", join_surrogates
    yield "repair.break", break_lines
    yield "repair.control", separate_words
    if entities:
        yield "repair.entity", decode_entities
    if encoding:
        yield "repair.encoding", fix_encoding
    yield "repair.litter", drop_litter
    yield "repair.nfc", compose
    if settings.quotes != "keep":
        yield "repair.quotes", lambda line: write_quotes(line, settings.quotes)


def join_surrogates(line: str) -> str:
    """Halves of UTF-16 joined, and U+FFFD for a half alone: UTF-8 cannot hold them.

    Why text is like this: JSON escapes cut apart, or UTF-16 taken for code points.
    """
    if line.isascii():
        return line
    line = _SURROGATE_PAIR.sub(
        lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), line
    )
    return str(_SURROGATE.sub("\ufffd", line))


def break_lines(line: str) -> str:
    """Carriage returns, line and paragraph separators as line feeds, the only line end here.

    Why text is like this: Windows and old Macs end lines otherwise, and editors write U+2028.
    """
    return str(_LINE_BREAK.sub("\n", line.removesuffix("\r")))


def compose(line: str) -> str:
    """Letters and their accents in one character (Unicode NFC); older systems write them apart."""
    return line if line.isascii() else unicodedata.normalize("NFC", line)
