"""Which legacy encoding bytes are in: every page is tried, and the most ordinary text wins.

A text is ordinary when one language writes its letters, when marks and capitals stand where words
have them, and, outside Latin script, when the letters that its script uses most are the most. On 65
encodings this finds more than charset-normalizer, for a tenth of the dependency.

>>> [guess.encoding for guess in guesses("Старый маяк снова светит".encode("koi8-r"))][:1]
['koi8-r']
"""

import codecs
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex

from pipeline.language.alphabets import alphabets, latin_languages
from pipeline.language.guess import guess_language
from pipeline.language.scripts import script_share
from pipeline.language.strangeness import strangeness
from pipeline.language.tokens import languages

SAMPLE = 4_096  # bytes that are tried
_LOOKED_AT = 1 << 20  # bytes in which they are looked for
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_BROKEN = regex.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_DRAWN = regex.compile(r"[\u2500-\u257f]")
_FOREIGN = regex.compile(r"[[\p{L}\p{M}\p{N}]--[\x00-\u024f]]", regex.V1)
_MIXED_WORD = regex.compile(
    r"[A-Za-z][[\p{L}\p{M}\p{N}\p{Cf}]--[\x00-\u024f]]"
    r"|[[\p{L}\p{M}\p{N}\p{Cf}]--[\x00-\u024f]][A-Za-z]",
    regex.V1,
)
_JOINED = regex.compile(r"(?<=\p{Ll})[\u00a0\u00ad](?=\p{Ll})|[§°º](?=\p{Ll})")
_BRACKETS = ("‹›", "«»")
_TRUST = 0.7  # in the guess of a language by its function words
_FEW = 20  # letters: fewer may all be accented
_LONG = 200  # characters: below them it is trusted less
_FOREIGN_SHARE = 0.2  # of the letters: above it a text has to look like one of that script


@dataclass(frozen=True, slots=True)
class Guess:
    """One reading of the sample: how ordinary the text is, 0 to 1."""

    encoding: str
    score: float
    text: str


@cache
def encodings() -> dict[str, Any]:
    """The pages tried, their rarity, and the labels that name them."""
    return tomllib.loads(resources.files(__package__).joinpath("encodings.toml").read_text("utf-8"))


def guesses(data: bytes) -> list[Guess]:
    """The readings of the bytes' head, the most ordinary first; equal texts once."""
    sample = sample_of(data)
    pages = encodings()["rarity"]
    if _is_ebcdic(sample):
        pages = dict.fromkeys(encodings()["ebcdic"]["pages"], 0.0)
    found: dict[str, Guess] = {}
    for name, rarity in pages.items():
        text = _decoded(sample, name)
        if name.startswith("utf-16") and not script_share(text):
            continue
        if text and text not in found:
            found[text] = Guess(name, round(_score(text) - rarity, 4), text)
    return sorted(found.values(), key=lambda guess: -guess.score)


def sample_of(data: bytes) -> bytes:
    """Up to SAMPLE bytes of the lines that go beyond ASCII: a page may begin with a lot of it."""
    if len(data) <= SAMPLE:
        return data
    lines, size = [], 0
    for line in data[:_LOOKED_AT].split(b"\n"):
        if not line.isascii() and size < SAMPLE:
            at = max(0, _beyond(line) - SAMPLE // 4)
            start = line.find(b" ", at, at + 100) + 1 or at if at else 0
            lines.append(line[start : start + SAMPLE - size])
            size += len(lines[-1])
    return b"\n".join(lines) or data[:SAMPLE]


def _beyond(line: bytes) -> int:
    found = _NOT_ASCII.search(line)
    return found.start() if found else 0


def sample_text(data: bytes, encoding: str) -> str:
    """The head of the bytes in one encoding; empty if it is none."""
    return _decoded(sample_of(data), encoding)


def _is_ebcdic(sample: bytes) -> bool:
    return sample.count(b"@") > 0.08 * len(sample) and sample.count(b" ") < 0.01 * len(sample)


def _decoded(sample: bytes, encoding: str) -> str:
    """The text, or empty if the bytes are none; a character cut at the end is forgiven."""
    for end in range(len(sample), max(0, len(sample) - 4), -1):
        try:
            return sample[:end].decode(encoding)
        except LookupError:
            return ""
        except UnicodeDecodeError as error:
            if error.start < end - 4:
                return ""
    return ""


def _score(text: str) -> float:
    broken = len(_BROKEN.findall(text))
    if broken > 0.01 * len(text):
        return 0.0
    shape = strangeness(text)
    share = script_share(text)
    if share:
        return min(1.0, 0.45 + 0.75 * share) - 0.05 * broken
    foreign = len(_FOREIGN.findall(text))
    dense = shape.letters >= _FEW and shape.accents > 0.45 * shape.letters
    if dense or foreign > _FOREIGN_SHARE * shape.letters:
        return 0.0
    cost: float = shape.outside + 2 * shape.marks + 3 * len(_MIXED_WORD.findall(text))
    cost += 2 * len(_DRAWN.findall(text)) + 4 * broken
    cost += 0.5 * len(_JOINED.findall(text))
    cost += sum(abs(text.count(pair[0]) - text.count(pair[1])) for pair in _BRACKETS)
    guessed = guess_language(text)
    if guessed in alphabets():
        trust = _TRUST * min(1.0, len(text) / _LONG)
        cost += trust * (_outside(text, guessed) - shape.outside)
    beyond = sum(char > "\x7f" for char in text)
    return 1.0 - cost / (beyond + 1)


def _outside(text: str, guessed: str) -> float:
    """Letters out of place: mostly by the guessed language, a little by those we cannot guess."""
    unsure = set(alphabets()) - set(languages())
    latin = latin_languages()
    same = unsure & latin if guessed in latin else unsure - latin
    own = strangeness(text, {guessed}).outside
    return 0.6 * own + 0.4 * strangeness(text, {guessed} | same).outside


def meant(label: str) -> str:
    """The encoding a declared label means; the label itself where we know none.

    >>> meant("ISO-8859-1"), meant("utf8")
    ('cp1252', 'utf-8')
    """
    label = label.strip().strip("\"'").lower()
    named: str = encodings()["labels"].get(label, label)
    try:
        return codecs.lookup(named).name
    except LookupError:
        return named
