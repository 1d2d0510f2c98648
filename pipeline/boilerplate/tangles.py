r"""Patterns that read one line in many ways, made to read it in one.

A run of words is written ``(?:X+ ?){1,n}`` in phrase rules. The space is optional, so a word of ten
letters is also two words, or three: a line that nearly fits is tried in all those ways, some
milliseconds long. ``X+(?: X+){0,n-1} ?`` fits the same lines, each in one way.

>>> untangled(r"by (?:[a-z]+ ?){1,4}")
'by [a-z]+(?: [a-z]+){0,3} ?'
"""

import regex

# A set without a space in it, repeated with an optional space; from one time on, so that cutting a
# word in two never helps.
_WORDS = regex.compile(r"\(\?:(\[(?!\^)(?:[^\]\\\s]|\\[pPd.\-/](?:\{\w+\})?)+\]\+) \?\)\{1,(\d+)\}")
_NAMED = "(?P<"  # what a named group gets may hang on the way in which a line is read


def untangled(pattern: str) -> str:
    """A pattern that matches the same whole lines, without runs of words read in many ways."""
    if _NAMED in pattern:
        return pattern
    return str(_WORDS.sub(_once, pattern))


def _once(found: "regex.Match[str]") -> str:
    word, most = found[1], int(found[2])
    return f"{word}(?: {word}){{0,{most - 1}}} ?"
