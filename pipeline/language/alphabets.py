"""Alphabets: which letters a language writes, and which characters a text is likely to hold.

>>> sorted(written_with("æøå")), sorted(written_with("łż"))
(['da', 'no'], ['pl'])
>>> "é" in common_characters(), "ɴ" in common_characters()
(True, False)
"""

from functools import cache

from pipeline.language import table


@cache
def alphabets() -> dict[str, frozenset[str]]:
    """Language -> its letters in lower case; Latin languages without the ASCII ones."""
    letters = table("alphabets")
    return {name: frozenset(row) for name, row in (letters["latin"] | letters["other"]).items()}


@cache
def latin_languages() -> frozenset[str]:
    """The languages with a Latin alphabet."""
    return frozenset(table("alphabets")["latin"])


def written_with(letters: str) -> frozenset[str]:
    """The languages whose alphabet holds all of these (non-ASCII) letters, case apart."""
    wanted = {lower for char in letters for lower in char.lower()}
    return frozenset(name for name, alphabet in alphabets().items() if wanted <= alphabet)


@cache
def common_characters() -> frozenset[str]:
    """Every letter of a known alphabet, both cases, and the marks of ordinary print."""
    letters = {char for alphabet in alphabets().values() for char in alphabet}
    marks = set(table("alphabets")["marks"]["common"])
    return frozenset(marks | letters | {char.upper() for char in letters if len(char.upper()) == 1})


@cache
def frequent_letters() -> dict[str, frozenset[str]]:
    """Script -> the letters that make up more than half of its texts."""
    return {name: frozenset(row) for name, row in table("alphabets")["frequent"].items()}
