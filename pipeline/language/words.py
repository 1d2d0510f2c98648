"""Words of a text, in scripts with spaces and without.

>>> count_words("Three small words")
3
>>> count_words("更多人在夜里逃离")
5
"""

import regex

# Han and kana hold about 1.7 characters a word, Thai and its neighbours about 4.5.
HAN_KANA = r"\p{Han}\p{Hiragana}\p{Katakana}"
SOUTH_EAST = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
CHARACTERS_A_WORD = {"han_kana": 1.7, "south_east": 4.5}

WORD = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{HAN_KANA}{SOUTH_EAST}]]+", regex.V1)
_HAN_KANA = regex.compile(rf"[{HAN_KANA}]")
_SOUTH_EAST = regex.compile(rf"[{SOUTH_EAST}]")


def word_weight(text: str) -> float:
    """How many words a text holds; characters of unspaced scripts count as parts of a word."""
    count = float(len(WORD.findall(text)))
    if not text.isascii():
        count += len(_HAN_KANA.findall(text)) / CHARACTERS_A_WORD["han_kana"]
        count += len(_SOUTH_EAST.findall(text)) / CHARACTERS_A_WORD["south_east"]
    return count


def count_words(text: str) -> int:
    """Words of a text, rounded; any letter or digit makes it at least one."""
    weight = word_weight(text)
    return max(1, round(weight)) if weight else 0


def unspaced_characters(text: str) -> int:
    """Han and kana characters in a text."""
    return 0 if text.isascii() else len(_HAN_KANA.findall(text))
