"""Mojibake of a line: what is certain first, then ftfy under an explicit configuration.

ftfy's default changes three of four clean articles (curly quotes, CJK punctuation); its decision on
a line can rest on one doubtful pair (`IRMÃ”` would become `IRMÔ`). So its answer counts only where
the line holds a certain sequence, or four of which one is telling.

>>> fix_encoding("fianc\\u00c3\\u00a9e"), fix_encoding("A IRMÃ” DELE")
('fiancée', 'A IRMÃ” DELE')
"""

from functools import cache
from typing import TYPE_CHECKING

import regex

from pipeline.repair.lost import fill_lost_letters
from pipeline.repair.pages import PAGES, sequence_pattern
from pipeline.repair.sequences import is_certain, is_telling_sequence, read_back
from pipeline.repair.whole import read_whole_line

if TYPE_CHECKING:
    import ftfy

_ROUNDS = 3  # text is misread twice now and then, three times hardly ever
_DOUBTFUL = 4
LONGEST_SEGMENT = 1_000_000  # ftfy cuts longer lines itself, in the middle of a sequence
_SEGMENT_TAIL = 2_000
_C1 = regex.compile("[\x80-\x9f]")


def fix_encoding(line: str) -> str:
    """The line as it was before it was read through the wrong page, as far as that is certain."""
    if line.isascii():
        return line
    for _ in range(_ROUNDS):
        fixed = read_whole_line(line)
        if not fixed:
            fixed = read_back(fill_lost_letters(line))
        if fixed == line:
            break
        line = fixed
    return _with_ftfy(line)


def _with_ftfy(line: str) -> str:
    from ftfy.badness import is_bad

    if _C1.search(line) is None and not (is_bad(line) and has_evidence(line)):
        return line
    import ftfy

    parts = [ftfy.fix_and_explain(part, encoding_config()).text for part in segments(line)]
    return "".join(parts)


def has_evidence(line: str) -> bool:
    """Whether a line shows damage that is no chance: a certain sequence, or several others."""
    for page in PAGES:
        matches = list(sequence_pattern(page).finditer(line))
        if any(is_certain(match, page) for match in matches):
            return True
        if len(matches) >= _DOUBTFUL and any(map(is_telling_sequence, matches)):
            return True
    return False


def segments(line: str) -> list[str]:
    """The line in parts that ftfy does not cut itself, each ending at a space where one is near."""
    parts = []
    at = 0
    while len(line) - at > LONGEST_SEGMENT:
        end = at + LONGEST_SEGMENT
        cut = line.rfind(" ", end - _SEGMENT_TAIL, end) + 1 or end
        parts.append(line[at:cut])
        at = cut
    return [*parts, line[at:]]


@cache
def encoding_config() -> "ftfy.TextFixerConfig":
    """Every option by name: ftfy's defaults are not ours, and may move."""
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
