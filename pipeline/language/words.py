"""Words of a text, in scripts with spaces and without.

>>> count_words("Three small words")
3
>>> count_words("更多人在夜里逃离")
5
"""

from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Han and kana hold about 1.7 characters a word, Thai and its neighbours about 4.5.
HAN_KANA = r"\p{Han}\p{Hiragana}\p{Katakana}"
SOUTH_EAST = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
CHARACTERS_A_WORD = {"han_kana": 1.7, "south_east": 4.5}

WORD = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{HAN_KANA}{SOUTH_EAST}]]+", regex.V1)
_HAN_KANA = regex.compile(rf"[{HAN_KANA}]")
_SOUTH_EAST = regex.compile(rf"[{SOUTH_EAST}]")


_LONG = 400  # characters from which counting over an array is the faster way
_IN_WORD, _HAN, _SOUTH, _BEYOND = 1, 2, 3, 4


def word_weight(text: str) -> float:
    """How many words a text holds; characters of unspaced scripts count as parts of a word."""
    if len(text) >= _LONG and (counted := _counted(text)) is not None:
        return counted
    count = float(len(WORD.findall(text)))
    if not text.isascii():
        count += len(_HAN_KANA.findall(text)) / CHARACTERS_A_WORD["han_kana"]
        count += len(_SOUTH_EAST.findall(text)) / CHARACTERS_A_WORD["south_east"]
    return count


def _counted(text: str) -> float | None:
    """The same over UTF-16 code units; None where characters lie beyond them."""
    import numpy as np

    units = np.frombuffer(f" {text}".encode("utf-16-le", "surrogatepass"), np.uint16)
    kinds = _kinds()[units]
    if (kinds == _BEYOND).any():
        return None
    word = kinds == _IN_WORD
    count = float(np.count_nonzero(word[1:] & ~word[:-1]))
    if not text.isascii():
        count += int(np.count_nonzero(kinds == _HAN)) / CHARACTERS_A_WORD["han_kana"]
        count += int(np.count_nonzero(kinds == _SOUTH)) / CHARACTERS_A_WORD["south_east"]
    return count


@cache
def _kinds() -> "NDArray[np.uint8]":
    import numpy as np

    table = np.zeros(0x10000, np.uint8)
    for point in range(0x10000):
        char = chr(point)
        if 0xD800 <= point < 0xE000:
            table[point] = _BEYOND
        elif WORD.match(char):
            table[point] = _IN_WORD
        elif _HAN_KANA.match(char):
            table[point] = _HAN
        elif _SOUTH_EAST.match(char):
            table[point] = _SOUTH
    return table


def count_words(text: str) -> int:
    """Words of a text, rounded; any letter or digit makes it at least one."""
    weight = word_weight(text)
    return max(1, round(weight)) if weight else 0
