"""Guess the language of a text from its script and its function words; share of the latter a line.

>>> guess_language("The ferry left the pier and it was late for the first time this year.")
'en'
>>> guess_language("吾輩は猫である。名前はまだ無い。")
'ja'
"""

from collections import Counter
from functools import cache

import regex

from pipeline.language import table
from pipeline.language.folding import fold_characters
from pipeline.language.words import WORD, unspaced_characters

LEAST_SHARE = 0.05  # function words over words: below this no language is named
_SAMPLE = 20_000  # characters; a page says early what it speaks
_SCRIPTS = {
    name: regex.compile(pattern)
    for name, pattern in {
        "kana": r"[\p{Hiragana}\p{Katakana}]",
        "han": r"\p{Han}",
        "ko": r"\p{Hangul}",
        "th": r"\p{Thai}",
        "letter": r"\p{L}",
    }.items()
}
_ALIASES = {"nb": "no", "nn": "no"}


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Language -> its folded function words."""
    words = table("function_words")["words"]
    return {
        name: frozenset(fold_characters(w).strip() for w in listed.split())
        for name, listed in words.items()
    }


def _by_script(text: str) -> str:
    count = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    letters = max(1, count["letter"])
    if (count["han"] + count["kana"]) / letters > 0.5:
        return "ja" if count["kana"] / letters > 0.05 else "zh"
    return next((name for name in ("ko", "th") if count[name] / letters > 0.5), "")


def guess_language(text: str) -> str:
    """ISO 639-1 code of the text's language, or empty when nothing speaks for one."""
    text = text[:_SAMPLE]
    if not text.isascii() and (name := _by_script(text)):
        return name
    tokens = Counter(fold_characters(" ".join(WORD.findall(text))).split())
    hits = {name: sum(tokens[word] for word in words) for name, words in function_words().items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] > LEAST_SHARE * tokens.total() else ""


def known_language(named: str, text: str) -> str:
    """The named language in its short form (``en-GB`` -> ``en``), else a guess."""
    short = named.replace("_", "-").split("-")[0].strip().lower()
    short = _ALIASES.get(short, short)
    return (
        short
        if short in function_words() or short in ("zh", "ja", "ko", "th")
        else (guess_language(text))
    )


def function_share(line: str, folded: str, language: str) -> float:
    """Share of a line's words that are function words of the language, 0 to 1."""
    if unspaced := unspaced_characters(line):
        listed = table("function_words")["characters"]
        particles = listed.get(language) or listed["zh"] + listed["ja"]
        # A character is about half a word.
        return min(1.0, 2.0 * sum(char in particles for char in line) / unspaced)
    words = folded.split()
    if not words:
        return 0.0
    if language == "ko":
        endings = table("function_words")["endings"]["ko"]
        return 0.8 * sum(word[-1] in endings for word in words) / len(words)
    known = function_words().get(language) or function_words()["en"]
    return sum(word.strip(",;:'\"()") in known for word in words) / len(words)
