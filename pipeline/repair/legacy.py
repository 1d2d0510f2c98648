"""A whole document read through the wrong legacy page: `Ìîñêâà` for Москва, `³ódŸ` for łódź.

Why text is like this: the bytes were windows-1251 or Shift-JIS, and something read windows-1252. The
letters are all there, so the page can be turned back. Wrong where strange letters are meant: a name
list, a foreign quotation; so it takes a document that is strange throughout, one reading that is
ordinary throughout, and a clear distance to the next best reading.

>>> read_legacy("Êîëëàïñ äåñÿòêîâ áàíêîâ ïðèâåë ê áåãñòâó êàïèòàëà è áàíêðîòñòâó").text
'Коллапс десятков банков привел к бегству капитала и банкротству'
>>> read_legacy("Åse og Øyvind fra Ærø, Müller, Señor Ñandú, façade, Łódź").text
'Åse og Øyvind fra Ærø, Müller, Señor Ñandú, façade, Łódź'
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.language.alphabets import alphabets, frequent_letters, latin_languages
from pipeline.language.guess import function_words, guess_language
from pipeline.repair.pages import PAGES, page_characters, sequence_pattern
from pipeline.repair.sequences import read_back

_SAMPLE = 4_000  # characters that are tried; a document says early what it is
_LEAST_LETTERS = 30
_LEAST_RELATED = 100  # where only some letters are strange, it takes more of them
_LEAST_GUESSED = 300  # letters from which the guess of a language is trusted
_MISREAD_SHARE = 0.7
_MARGIN = 0.05  # between the shares of frequent letters of the two best readings
_READ_AS = (
    "sloppy-windows-1252",
    "latin-1",
    "koi8-r",
    "sloppy-windows-1251",
    "cp866",
    "koi8-u",
    "mac-roman",
    "sloppy-windows-1250",
)
_OTHER = (
    ["cp1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic", "cp1253", "iso-8859-7"]
    + ["cp1255", "iso-8859-8", "cp1256", "iso-8859-6", "cp874", "cp932", "euc-jp", "gb18030"]
    + ["big5", "cp949"]
)
_LATIN = ["cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257", "mac-roman", "cp850", "cp437"]
_BROKEN = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_LETTER = regex.compile(r"\p{L}")
_INNER_CAPITAL = regex.compile(r"\p{Ll}(?=\p{Lu})")
_IN_WORD = regex.compile(
    r"(?<=\p{L})(?:[\x80-\x9f]|[\u00a1-\u00ac\u00ae-\u00b6\u00b8-\u00bf\u2020-\u2026\u2030\u0192\u02c6\u02dc"
    r"\u2500-\u259f\u20ac\u2206\u2248\u221a\u2264\u2265\u00a4\u00d7\u00f7\u2018\u201a\u201c\u201d\u201e](?=\p{L}))"
)
# A mark that opens nothing, straight before a word; in Cyrillic also dashes and quotes.
_BEFORE_WORD = regex.compile(
    r"[^\p{L}\p{M}\p{N}\s.,!?;:()\"'\u2010-\u201f«»‹›…/№*$#@&\[{<_+¿¡\xad-](?=\p{L})"
    r"|(?<=\p{Ll})€|(?<=[а-яё])[\u2018\u201c\u201e\u2014\u2013](?=[а-яё])"
    r"|(?<=\s)[€\u2013\u2014\u2018\u201a\u201d\u201e\u2020-\u2022](?=[а-яё])"
)
_STRANGE_MARK = regex.compile("[\u00a1-\u00bf\u2010-\u2044\u20ac\u2122\u2500-\u259f\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Legacy:
    """The text through the page it was written in. `unsolved`: damaged so, but no page stands out."""

    text: str
    unsolved: bool = False


def read_legacy(text: str) -> Legacy:
    """The text through its own page; the same text where that is not certain."""
    sample = text[:_SAMPLE]
    letters = _LETTER.findall(sample)
    if len(letters) < _LEAST_LETTERS or sample.isascii() or is_misread_utf8(sample):
        return Legacy(text)
    if _looks_foreign(sample, letters):
        pages = _best_other(sample)
        return Legacy(_read(text, pages), unsolved=pages is None)
    if len(letters) < _LEAST_RELATED or read_back(sample) != sample:
        return Legacy(text)
    return Legacy(_read(text, _best_related(sample)))


def is_misread_utf8(sample: str) -> bool:
    """Whether the characters of some page are misread UTF-8, which is read back line by line."""
    counts = Counter(char for char in sample if char > "\x7f")
    for page in PAGES:
        size = sum(counts[char] for char in page_characters(page, 0x80, 0x100))
        held = sum(len(match[0]) for match in sequence_pattern(page).finditer(sample))
        if size and held >= _MISREAD_SHARE * size:
            return True
    return False


def _read(text: str, pages: tuple[str, str] | None) -> str:
    if pages is None:
        return text
    read_as, written_in = pages
    page_characters(read_as, 0, 1)
    try:
        fixed = text.encode(read_as).decode(written_in)
    except UnicodeError:
        return text
    # Line feeds are ASCII in every page here; a reading that moves one is none.
    return fixed if fixed.count("\n") == text.count("\n") else text


def _looks_foreign(sample: str, letters: list[str]) -> bool:
    """Letters that no language writes so densely: accents throughout, case upside down."""
    size = len(letters)
    accents = sum("\u00c0" <= char <= "\u00ff" for char in letters)
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in letters)
    inner = len(_INNER_CAPITAL.findall(sample))
    in_word = len(_IN_WORD.findall(sample))
    capitals = sum("\u0400" <= char <= "\u042f" for char in letters)
    strange = accents + len(_STRANGE_MARK.findall(sample))
    return (
        accents > 0.45 * size
        or (capitals > 0.6 * size and cyrillic > 0.5 * size)
        or inner > 0.1 * size
        or (cyrillic > 0.2 * size and in_word > 0.03 * size)
        or (strange > 0.5 * size and cyrillic < 0.2 * size)
    )


def _readings(sample: str, pages: list[str]) -> Iterator[tuple[str, str, str]]:
    """(read as, written in, text) for every pair of pages that can hold the sample."""
    for read_as in _READ_AS:
        page_characters(read_as, 0, 1)
        try:
            data = sample.encode(read_as)
        except UnicodeEncodeError:
            continue
        for written_in in pages:
            if written_in == read_as.replace("sloppy-windows-", "cp"):
                continue
            # A sample may end within a character of two bytes.
            for end in (len(data), len(data) - 1):
                try:
                    text = data[:end].decode(written_in)
                except UnicodeDecodeError:
                    continue
                if not _BROKEN.search(text):
                    yield read_as, written_in, text
                break


def _best_other(sample: str) -> tuple[str, str] | None:
    """The pages that turn the sample into another script, if one reading stands out."""
    now = other_script_share(sample)
    found: dict[str, tuple[float, tuple[str, str]]] = {}
    for read_as, written_in, text in _readings(sample, _OTHER):
        share = other_script_share(text)
        if share > now + 2 * _MARGIN and text not in found:
            found[text] = (share, (read_as, written_in))
    return _clear_winner(
        [(-share, text, pages) for text, (share, pages) in found.items()], margin=_MARGIN
    )


def _clear_winner(
    readings: list[tuple[float, str, tuple[str, str]]], margin: float
) -> tuple[str, str] | None:
    """The pages of the best reading (lowest figure), if none that differs comes within the margin.

    Sister pages (cp437 and cp850, windows-1253 and iso-8859-7) give nearly the same text: there the
    fewer odd marks decide, then the order of the pages.
    """
    if not readings:
        return None
    readings = sorted(readings, key=lambda reading: reading[0])
    first, best, pages = readings[0]
    marks = _marks_and_capitals(best)
    for figure, text, rival in readings[1:]:
        if figure - first >= margin:
            break
        odd = _marks_and_capitals(text)
        if _nearly_same(best, text):
            if odd < marks:
                best, pages, marks = text, rival, odd
        elif odd < 2 * marks + 2:
            return None
    return pages


def _nearly_same(one: str, other: str) -> bool:
    differ = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and differ <= len(one) * 0.02 + 1


def other_script_share(text: str) -> float:
    """How much a text looks like one in a non-Latin script: 0 (not at all) to 1.

    The share of frequent letters where the script has few of them, less the odd marks.
    """
    letters = _LETTER.findall(text)
    kinds = Counter(_script(char) for char in letters)
    foreign = len(letters) - kinds["ascii"]
    if foreign < 12:
        return 0.0
    odd = 3 * _marks_and_capitals(text) / len(letters)
    for script, frequent in frequent_letters().items():
        if kinds[script] > 0.9 * foreign and kinds[script] > 0.5 * len(letters):
            hits = sum(char.lower() in frequent for char in letters)
            share = hits / kinds[script]
            return max(0.0, share - odd) if share > 0.45 else 0.0
    if kinds["hangul"] > 0.8 * foreign:
        return max(0.0, 0.7 - odd)
    if kinds["kana"] + kinds["han"] > 0.95 * foreign:
        hits = sum(char in frequent_letters()["han"] for char in letters)
        share = hits / (kinds["han"] or 1)
        if kinds["kana"] > 0.25 * foreign:
            return max(0.0, 0.5 + 0.4 * share - odd)
        return max(0.0, share - odd) if share > 0.3 else 0.0
    return 0.0


_SCRIPTS = (
    (0x80, "ascii"),
    (0x250, "latin"),
    (0x370, "other"),
    (0x400, "greek"),
    (0x530, "cyrillic"),
    (0x590, "other"),
    (0x600, "hebrew"),
    (0x780, "arabic"),
    (0xE00, "other"),
    (0xE80, "thai"),
    (0x3040, "other"),
    (0x3100, "kana"),
    (0x4E00, "other"),
    (0xA000, "han"),
    (0xAC00, "other"),
    (0xD7A4, "hangul"),
)


@cache
def _script(char: str) -> str:
    return next((name for end, name in _SCRIPTS if ord(char) < end), "other")


def _best_related(sample: str) -> tuple[str, str] | None:
    """The pages that turn strange letters into those of one language, if one reading stands out."""
    now = oddity(sample)
    accented = [char for char in sample if char > "\x7f" and char.isalpha()]
    if now < 4 or now < 0.02 * len(accented):
        return None
    found: dict[str, tuple[int, tuple[str, str]]] = {}
    for read_as, written_in, text in _readings(sample, [*_LATIN, "mac-cyrillic"]):
        if text not in found:
            found[text] = (oddity(text), (read_as, written_in))
    if not found:
        return None
    best, (left, _) = min(found.items(), key=lambda item: item[1][0])
    moved = {old for old, new in zip(sample, best, strict=False) if old != new}
    if left > max(1, now // 7) or len(moved) < (3 if now < 8 else 2):
        return None
    readings = [(float(odd), text, pages) for text, (odd, pages) in found.items()]
    return _clear_winner(readings, margin=left + 2)


def oddity(text: str) -> int:
    """Characters that stand where no language has them: strange letters, capitals and marks in words.

    >>> oddity("Wczoraj by³a w najwy¿szej formie"), oddity("Wczoraj była w najwyższej formie")
    (2, 0)
    """
    counts = Counter(char.lower() for char in text if char > "\x7f" and char.isalpha())
    fewest = min(
        sum(count for char, count in counts.items() if char not in alphabets()[language])
        for language in _possible_languages(text)
    )
    return fewest + _marks_and_capitals(text)


def _marks_and_capitals(text: str) -> int:
    patterns = (_IN_WORD, _INNER_CAPITAL, _BEFORE_WORD)
    return sum(len(pattern.findall(text)) for pattern in patterns)


def _possible_languages(text: str) -> set[str]:
    """The language the function words name, and those of which we know no function words."""
    known = set(alphabets())
    guessed = guess_language(text) if len(text) >= _LEAST_GUESSED else ""
    if guessed not in known:
        return known
    unsure = known - set(function_words())
    same = latin_languages() if guessed in latin_languages() else known - latin_languages()
    return {guessed} | (unsure & same)
