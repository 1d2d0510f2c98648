"""The language of a text, from its script and its function words.

>>> guess_language("The ferry left the pier and it was late for the first time this year.")
'en'
>>> guess_language("吾輩は猫である。名前はまだ無い。")
'ja'
"""

import numpy as np
import pyarrow as pa

from pipeline.language.folding import fold_lines
from pipeline.language.tokens import languages, page_languages, tokenize

_ALIASES = {"nb": "no", "nn": "no"}
_BY_SCRIPT = ("zh", "ja", "ko", "th")


def named_language(named: str) -> str:
    """A language tag in its short form (``en-GB`` -> ``en``); empty for one that is not known."""
    short = named.replace("_", "-").split("-")[0].strip().lower()
    short = _ALIASES.get(short, short)
    return short if short in languages() or short in _BY_SCRIPT else ""


def guess_language(text: str) -> str:
    """ISO 639-1 code of the text's language, or empty when nothing speaks for one."""
    lines = [line.encode("utf-8", "replace").decode() for line in text.split("\n")]
    folded = fold_lines(pa.array(lines, pa.string()))
    return page_languages(tokenize(folded), folded, np.array([0, len(lines)]), [0])[0]
