r"""A sieve for phrase rules: a looser pattern that RE2 runs over a whole column of lines at once.

Every line that a rule covers passes the rule's sieve; few others do, and only those few are given
to the rule itself. Repetition counts, lookarounds and word boundaries are dropped and classes of
characters widened to all beyond ASCII, so the sieve can only be looser than the rule; RE2 takes
long to compile Unicode classes.

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
# What of a class is in ASCII, as the inside of a set; all beyond may be of it.
_ASCII = {r"\d": "0-9", r"\w": "0-9A-Z_a-z", r"\p{L}": "A-Za-z", r"\pL": "A-Za-z"}
_BEYOND = r"\x{80}-\x{10ffff}"


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
    """A set of characters, its classes widened; any character when one of them has no such form."""
    head, *inside = tokens
    classes = {token for token in inside if _CLASS.match(token)}
    if classes and (head == "[^" or not classes <= _ASCII.keys()):
        return "."
    inside = [r"\[" if token == "[" else _ASCII.get(token, token) for token in inside]
    return head + (_BEYOND if classes else "") + "".join(inside)


def _outside(token: str) -> str:
    if token == r"\b":
        return ""
    if _CLASS.match(token):
        return f"[{_ASCII[token]}{_BEYOND}]" if token in _ASCII else "."
    if token.startswith("(?P<"):
        return "(?:"
    count = _COUNT.fullmatch(token)
    if count and count[2]:
        return "*" if count[1] in ("", "0") else "+"
    return token
