"""Bytes become text, by a ladder: what is certain first, a guess last, and never silently lossy.

A byte order mark; NUL bytes at one parity (UTF-16 and UTF-32 without a mark); seven-bit escapes;
strict UTF-8; UTF-8 with a few stray bytes; then the pages of `guessing`, where the declared label
wins a near tie. A guess carries its confidence, and a weak one becomes a flag.

>>> decode("café".encode()).encoding, decode("Старый маяк снова светит".encode("koi8-r")).encoding
('utf-8', 'koi8-r')
"""

import codecs
import re
from dataclasses import dataclass

from pipeline.language.scripts import script_share
from pipeline.reading.guessing import SAMPLE, Guess, guesses, meant, sample_text
from pipeline.settings import Reading

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"), (b"~{", "hz"))
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_NUL_SHARE = 0.015  # of the bytes: fewer NULs are stray ones in some other encoding
_STRAY = "copydesk.stray"  # the error handler that reads single bad bytes as windows-1252
_STRAY_SHARE = 0.02  # of the characters beyond ASCII: more bad bytes than that is no UTF-8
_TIE = 0.12  # a declared label wins when its text scores within this of the best
_CLOSE = 0.05  # a rival nearer than this takes confidence away
_WEAK = 12.0  # how fast


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text from bytes: which encoding, how sure (0 to 1), and flags.

    Flags: suspect_encoding (a weak guess), mixed_encoding (single windows-1252 bytes in UTF-8),
    cut_character (the last one was incomplete), lossy (bytes became U+FFFD).
    """

    text: str
    encoding: str
    confidence: float
    flags: tuple[str, ...] = ()


def decode(data: bytes, settings: Reading | None = None, declared: str = "") -> Decoded:
    """The text of the bytes. Never raises; what does not decode becomes U+FFFD and a flag.

    `declared` is what a header or the page itself says its encoding is; it is not trusted alone.
    """
    settings = settings or Reading()
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strict(data, encoding)
            if text is not None:
                return Decoded(text.removeprefix("\ufeff"), encoding, 1.0)
            return Decoded(data.decode(encoding, "replace"), encoding, 1.0, ("lossy",))
    return _wide(data) or _seven_bit(data) or _utf8(data) or _guessed(data, settings, declared)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-32 or UTF-16 without a mark: NUL bytes of its ASCII at one parity, or one script."""
    nuls = data.count(0)
    if len(data) < 4 or not (nuls or _CONTROLS.search(data[:SAMPLE])):
        return None
    if len(data) % 4 == 0 and nuls > len(data) // 2:
        encoding = "utf-32-le" if data[2:4] == b"\0\0" else "utf-32-be"
        text = _strict(data, encoding)
        if text and not _CONTROL.search(text):
            return Decoded(text, encoding, 1.0)
    encoding = wide_script(data) or _parity(data)
    whole = len(data) - len(data) % 2
    text = _strict(data[:whole], encoding) if encoding else None
    if not text or _CONTROL.search(text):
        return None
    return Decoded(text, encoding, 1.0, ("cut_character",) if whole < len(data) else ())


def _parity(data: bytes) -> str:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    few = max(even, odd) < _NUL_SHARE * len(data)
    if few or max(even, odd) <= 8 * min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def wide_script(data: bytes) -> str:
    """The byte order that fills the text with one script of the world, or none."""
    head = data[:SAMPLE]
    shares = {
        encoding: script_share(head[: len(head) - len(head) % 2].decode(encoding, "replace"))
        for encoding in ("utf-16-le", "utf-16-be")
    }
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] > 0 and min(shares.values()) < shares[best] else ""


def _seven_bit(data: bytes) -> Decoded | None:
    if not data.isascii():
        return None
    for escape, encoding in _ESCAPES:
        if escape in data and (text := _strict(data, encoding)) is not None:
            return Decoded(text, encoding.replace("_", "-").removesuffix("-2"), 1.0)
    return Decoded(data.decode(), "utf-8", 1.0)


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8; a last character cut off and single bytes of windows-1252 are forgiven, and told."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 0:
            return Decoded(data[: error.start].decode(), "utf-8", 0.99, ("cut_character",))
    text = data.decode("utf-8", "replace")
    beyond = sum(char > "\x7f" for char in text)
    stray = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    if stray > _STRAY_SHARE * beyond:
        return None
    codecs.register_error(_STRAY, _read_stray)
    return Decoded(data.decode("utf-8", _STRAY), "utf-8", 0.9, ("mixed_encoding",))


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


def _guessed(data: bytes, settings: Reading, declared: str) -> Decoded:
    found = guesses(data)
    if settings.detector == "chardet":
        found = _with_chardet(data, found)
    if declared:
        found = _with_label(found, meant(declared))
    for index, guess in enumerate(found[:4]):
        flags: tuple[str, ...] = ()
        text = _strict(data, guess.encoding)
        if text is None and (text := _cut(data, guess.encoding)) is not None:
            flags = ("cut_character",)
        if text is not None:
            rival = found[index + 1].score if index + 1 < len(found) else 0.0
            doubt = max(0.0, _CLOSE - (guess.score - rival))
            confidence = round(min(1.0, max(0.0, guess.score - _WEAK * doubt)), 4)
            weak = ("suspect_encoding",) if confidence < settings.suspect_encoding else ()
            return Decoded(text, guess.encoding, confidence, (*flags, *weak))
    text = data.decode("cp1252", "replace")
    lossy = ("lossy",) if "\ufffd" in text else ()
    return Decoded(text, "cp1252", 0.0, ("suspect_encoding", *lossy))


def _cut(data: bytes, encoding: str) -> str | None:
    """The text without an incomplete last character, if that is all that is wrong."""
    for end in range(len(data) - 1, max(0, len(data) - 4), -1):
        if (text := _strict(data[:end], encoding)) is not None:
            return text
    return None


def _with_label(found: list[Guess], label: str) -> list[Guess]:
    """The declared encoding first, if its text is among the best or none is good."""
    best = found[0].score if found else 0.0
    for guess in found:
        if guess.encoding == label and guess.score >= best - _TIE:
            return [Guess(label, best, guess.text), *(one for one in found if one != guess)]
    return found


def _with_chardet(data: bytes, found: list[Guess]) -> list[Guess]:
    """The guesses, with the detector's confidence added to those it shares."""
    import chardet

    sample = data[: 4 * SAMPLE]
    shared: dict[str, float] = {}
    for result in chardet.detect_all(sample):
        if result["encoding"]:
            text = sample_text(data, meant(result["encoding"]))
            shared[text] = max(shared.get(text, 0.0), float(result["confidence"]))
    added = [
        Guess(
            guess.encoding,
            round((guess.score + 2 * shared.get(guess.text, 0.0)) / 3, 4),
            guess.text,
        )
        for guess in found
    ]
    return sorted(added, key=lambda guess: -guess.score)
