r"""A sieve for phrase rules: a looser pattern that RE2 runs over a whole column of lines at once.

Every line that a rule covers passes the rule's sieve; few others do, and only those few are given
to the rule itself. Repetition counts, lookarounds and word boundaries are dropped, character
classes widened, so the sieve can only be looser than the rule.

>>> loosened(r"read (?:also|more)\b.{0,60}")
'read (?:also|more).*'
"""

import regex

_TOKEN = regex.compile(
    r"\\[pP]\{[^}]*\}|\\.|\(\?<[=!]|\(\?[=!]|\(\?P<\w+>|\(\?:|\{\d*,?\d*\}|\[\^?|\]|.", regex.S
)
_LOOKAROUNDS = ("(?<=", "(?<!", "(?=", "(?!")
_COUNT = regex.compile(r"\{(\d*)(,?)(\d*)\}")
# RE2 knows ASCII only in these classes.
_WIDE = {r"\w": r"\pL\pM\pN_", r"\d": r"\p{Nd}", r"\s": r"\s\p{Z}"}


def loosened(pattern: str) -> str:
    """The RE2 pattern of a rule's sieve; it matches every string that the rule covers."""
    tokens = _TOKEN.findall(pattern)
    out: list[str] = []
    in_class = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not in_class and token in _LOOKAROUNDS:
            at = _past_group(tokens, at)
            continue
        out.append(_inside(token) if in_class else _outside(token))
        in_class = token != "]" if in_class else token in ("[", "[^")
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


def _inside(token: str) -> str:
    return r"\[" if token == "[" else _WIDE.get(token, token)


def _outside(token: str) -> str:
    if token == r"\b":
        return ""
    if token in _WIDE:
        return f"[{_WIDE[token]}]"
    if token.startswith("(?P<"):
        return "(?:"
    count = _COUNT.fullmatch(token)
    if count and count[2]:
        return "*" if count[1] in ("", "0") else "+"
    return token
