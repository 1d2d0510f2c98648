r"""A sieve for phrase rules: a looser pattern that RE2 runs over a whole column of lines at once.

Every line that a rule covers passes the rule's sieve; few others do, and only those few are given
to the rule itself. Repetition counts, lookarounds and word boundaries are dropped and classes of
characters widened to any, so the sieve can only be looser than the rule; RE2 takes long to compile
Unicode classes.

>>> loosened(r"read (?:also|more)\b.{0,60}")
'read (?:also|more).*'
"""

import regex

_TOKEN = regex.compile(
    r"\\[pP]\{[^}]*\}|\\.|\(\?<[=!]|\(\?[=!]|\(\?P<\w+>|\(\?:|\{\d*,?\d*\}|\[\^?|\]|.", regex.S
)
_LOOKAROUNDS = ("(?<=", "(?<!", "(?=", "(?!")
_COUNT = regex.compile(r"\{(\d*)(,?)(\d*)\}")
_CLASS = regex.compile(r"\\[wdsWDSpP]")


def loosened(pattern: str) -> str:
    """The RE2 pattern of a rule's sieve; it matches every string that the rule covers."""
    tokens = _TOKEN.findall(pattern)
    out: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token in _LOOKAROUNDS:
            at = _past_group(tokens, at)
        elif token in ("[", "[^"):
            end = tokens.index("]", at + 2)
            out.append(_set_of(tokens[at : end + 1]))
            at = end + 1
        else:
            out.append(_outside(token))
            at += 1
    return "".join(out)


def _past_group(tokens: list[str], at: int) -> int:
    depth, in_class = 1, False
    while depth:
        at += 1
        token = tokens[at]
        if in_class:
            in_class = token != "]"
        elif token in ("[", "[^"):
            in_class = True
        else:
            depth += token.startswith("(") - (token == ")")
    return at + 1


def _set_of(tokens: list[str]) -> str:
    """A set of characters, or any character when classes stand in it."""
    if any(_CLASS.match(token) for token in tokens):
        return "."
    head, *inside = tokens
    return head + "".join(r"\[" if token == "[" else token for token in inside)


def _outside(token: str) -> str:
    if token == r"\b":
        return ""
    if _CLASS.match(token):
        return "."
    if token.startswith("(?P<"):
        return "(?:"
    count = _COUNT.fullmatch(token)
    if count and count[2]:
        return "*" if count[1] in ("", "0") else "+"
    return token
