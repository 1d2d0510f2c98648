"""How much a text looks like one in a non-Latin script: by the letters that such texts use most.

>>> script_share("Смотритель вернулся домой только к утру") > 0.5
True
>>> script_share("уНЛБ ЯНБЯЕЛ МЕ БХДМН, ЦДЕ УНДХР") < 0.4, script_share("plain English words")
(True, 0.0)
"""

from collections import Counter
from functools import cache

import regex

from pipeline.language.alphabets import frequent_letters
from pipeline.language.strangeness import strangeness

_LETTER = regex.compile(r"\p{L}")
_LEAST_FOREIGN = 12  # letters of another script that make a text one
# The first code point past each script, and its name.
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


def script_share(text: str) -> float:
    """How much a text looks like one in a non-Latin script: 0 (not at all) to 1.

    The share of frequent letters where the script has few of them, less the odd marks.
    """
    letters = _LETTER.findall(text)
    kinds = Counter(_script(char) for char in letters)
    foreign = len(letters) - kinds["ascii"]
    if foreign < _LEAST_FOREIGN:
        return 0.0
    odd = 3 * strangeness(text).marks / len(letters)
    for script, frequent in frequent_letters().items():
        if script != "han" and kinds[script] > 0.9 * foreign and 2 * kinds[script] > len(letters):
            hits = sum(char.lower() in frequent for char in letters)
            share = hits / kinds[script]
            least = 0.25 if script == "hangul" else 0.45
            return max(0.0, share - odd) if share > least else 0.0
    if kinds["kana"] + kinds["han"] > 0.95 * foreign:
        hits = sum(char in frequent_letters()["han"] for char in letters)
        share = hits / (kinds["han"] or 1)
        if kinds["kana"] > 0.25 * foreign:
            return max(0.0, 0.5 + 0.4 * share - odd)
        return max(0.0, share - odd) if share > 0.3 else 0.0
    return 0.0
