"""Entries of decisions.toml as text to paste; the strings read back exactly.

>>> print(keep("bbc/a.txt", "9f2c"))
[[keep]]
document = "bbc/a.txt"
digest = "9f2c"
>>> print(keep_line('Say "hi"\\u202e', "bbc"))
[[keep_line]]
line = "Say \\"hi\\"\\u202e"
site = "bbc"
"""

import json
from collections.abc import Sequence

from pipeline.report.escape import visible


def keep(document: str, digest: str) -> str:
    """Keep this document, whatever its group; `digest` of the text as read, or empty."""
    return _entry("keep", document=_string(document), digest=_string(digest) if digest else "")


def not_duplicate(documents: Sequence[str], digests: Sequence[str]) -> str:
    """These two documents are no copies; digests of the texts as read, left out if one is empty."""
    known = all(digests)
    return _entry(
        "not_duplicate", documents=_list(documents), digests=_list(digests) if known else ""
    )


def keep_line(line: str, site: str) -> str:
    """Never remove this line, on this site or (site empty) on any."""
    return _entry("keep_line", line=_string(line), site=_string(site) if site else "")


def _entry(table: str, **values: str) -> str:
    return "\n".join(
        [f"[[{table}]]", *(f"{key} = {value}" for key, value in values.items() if value)]
    )


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_string, values))}]"


def _string(text: str) -> str:
    # JSON strings are TOML strings, but for the characters that `visible` turns into escapes.
    return visible(json.dumps(text, ensure_ascii=False))
