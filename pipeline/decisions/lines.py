"""Lines as decisions name them: the same line whatever its numbers.

>>> any_number("12 comments") == any_number("3 comments")
True
"""

import re

_NUMBER = re.compile(r"\d+")


def any_number(folded: str) -> str:
    """From a folded line: the key under which a site template decides it, whatever its numbers."""
    return _NUMBER.sub("\0", folded)
