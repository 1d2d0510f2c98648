"""A whole document read through the wrong legacy page: `Ìîñêâà` for Москва, `³ódŸ` for łódź.

Why text is like this: the bytes were windows-1251 or Shift-JIS, and something read windows-1252.
The letters are all there, so the page can be turned back. Wrong where strange letters are meant: a
name list, a foreign quotation; so it takes a document that is strange throughout, one reading that
is ordinary throughout, and a clear distance to the next best reading.

>>> read_legacy("Êîëëàïñ äåñÿòêîâ áàíêîâ ïðèâåë ê áåãñòâó êàïèòàëà è áàíêðîòñòâó").text
'Коллапс десятков банков привел к бегству капитала и банкротству'
>>> read_legacy("Åse og Øyvind fra Ærø, Müller, Señor Ñandú, façade, Łódź").text
'Åse og Øyvind fra Ærø, Müller, Señor Ñandú, façade, Łódź'
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline.language.alphabets import alphabets, latin_languages
from pipeline.language.guess import guess_language
from pipeline.language.scripts import script_share
from pipeline.language.strangeness import CodeUnits, Strangeness, code_units, measure, strangeness
from pipeline.language.tokens import languages
from pipeline.repair.pages import PAGES, page_characters, sequence_pattern
from pipeline.repair.sequences import read_back

_SAMPLE = 4_000  # characters that are tried; a document says early what it is
_LEAST_LETTERS = 30
_LEAST_ODD = 4
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
_CYRILLIC = ["cp1251", "koi8-r", "koi8-u", "cp866", "iso-8859-5", "mac-cyrillic"]
_NEAR_EAST = ["cp1253", "iso-8859-7", "cp1255", "iso-8859-8", "cp1256", "iso-8859-6"]
_FAR_EAST = ["cp874", "cp932", "euc-jp", "gb18030", "big5", "cp949"]
_OTHER = [*_CYRILLIC, *_NEAR_EAST, *_FAR_EAST]
_LATIN = ["cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257", "mac-roman", "cp850", "cp437"]
_BROKEN = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


@dataclass(frozen=True, slots=True)
class Legacy:
    """The text through its own page. `unsolved`: it is damaged so, but no page stands out."""

    text: str
    unsolved: bool = False


def read_legacy(text: str, units: CodeUnits | None = None) -> Legacy:
    """The text through its own page; the same text where that is not certain."""
    if text.isascii():
        return Legacy(text)
    shape = measure((units or code_units(text)).head(_SAMPLE))
    foreign = _looks_foreign(shape)
    if shape.letters < _LEAST_LETTERS or not (foreign or _looks_related(shape)):
        return Legacy(text)
    sample = text[:_SAMPLE]
    if is_misread_utf8(sample):
        return Legacy(text)
    if foreign:
        pages = _best_other(sample)
        return Legacy(_read(text, pages), unsolved=pages is None)
    if read_back(sample) != sample:
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


def _looks_foreign(shape: Strangeness) -> bool:
    """Letters that no language writes so densely: accents throughout, case upside down."""
    size = shape.letters
    return (
        shape.accents > 0.45 * size
        or (shape.cyrillic_capitals > 0.6 * size and shape.cyrillic > 0.5 * size)
        or (shape.inner_capitals > 0.1 * size and shape.cyrillic > 0.5 * size)
        or (shape.cyrillic > 0.2 * size and shape.in_word > 0.03 * size)
        or (shape.accents + shape.strange > 0.5 * size and shape.cyrillic < 0.2 * size)
    )


def _looks_related(shape: Strangeness) -> bool:
    """Some letters are out of place, as when one Latin or Cyrillic page is read as its sister."""
    share = 0.02 if shape.cyrillic * 2 > shape.beyond else 0.05
    return shape.letters >= _LEAST_RELATED and shape.oddity >= max(_LEAST_ODD, share * shape.beyond)


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
    now = script_share(sample)
    found: dict[str, tuple[float, tuple[str, str]]] = {}
    for read_as, written_in, text in _readings(sample, _OTHER):
        share = script_share(text)
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
    marks = strangeness(best).marks
    for figure, text, rival in readings[1:]:
        if figure - first >= margin:
            break
        odd = strangeness(text).marks
        if _nearly_same(best, text):
            if odd < marks:
                best, pages, marks = text, rival, odd
        elif odd < 2 * marks + 2:
            return None
    return pages


def _nearly_same(one: str, other: str) -> bool:
    differ = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) and differ <= len(one) * 0.02 + 1


def _best_related(sample: str) -> tuple[str, str] | None:
    """The pages that turn strange letters into those of one language, if one reading stands out."""
    now = oddity(sample)
    if now < _LEAST_ODD:
        return None
    found: dict[str, tuple[int, tuple[str, str]]] = {}
    shape = strangeness(sample)
    pages_tried = ["mac-cyrillic"] if shape.cyrillic * 2 > shape.letters else _LATIN
    for read_as, written_in, text in _readings(sample, pages_tried):
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
    """Characters that stand where no language has them: letters, capitals and marks in words.

    >>> oddity("Wczoraj by³a w najwy¿szej formie"), oddity("Wczoraj była w najwyższej formie")
    (2, 0)
    """
    return strangeness(text, _possible_languages(text)).oddity


def _possible_languages(text: str) -> set[str]:
    """The language the function words name, and those of which we know no function words."""
    known = set(alphabets())
    guessed = guess_language(text) if len(text) >= _LEAST_GUESSED else ""
    if guessed not in known:
        return known
    unsure = known - set(languages())
    same = latin_languages() if guessed in latin_languages() else known - latin_languages()
    return {guessed} | (unsure & same)
