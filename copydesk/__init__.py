"""copydesk: from a folder of scraped pages to clean text, every change explained and undoable.

>>> import copydesk
>>> copydesk.repair_text("It wasnâ€™t me").text
'It wasn’t me'
>>> copydesk.decode(b"na\\xc3\\xafve").encoding
'utf-8'

Nothing heavy is imported before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copydesk.running import Summary, run
    from copydesk.texts import Cleaned, Relation, clean_text, find_duplicates, read
    from pipeline.boilerplate import Stripped, strip_text
    from pipeline.duplicates import Passage, Similarity, shared_passages, similarity
    from pipeline.reading.decoding import Decoded, decode
    from pipeline.reading.document import Document
    from pipeline.repair import Repaired, repair_text

__all__ = [
    "Cleaned",
    "Decoded",
    "Document",
    "Passage",
    "Relation",
    "Repaired",
    "Similarity",
    "Stripped",
    "Summary",
    "clean_text",
    "decode",
    "find_duplicates",
    "read",
    "repair_text",
    "run",
    "shared_passages",
    "similarity",
    "strip_text",
]

_HOMES = {
    "Cleaned": "copydesk.texts",
    "Decoded": "pipeline.reading.decoding",
    "Document": "pipeline.reading.document",
    "Passage": "pipeline.duplicates",
    "Relation": "copydesk.texts",
    "Repaired": "pipeline.repair",
    "Similarity": "pipeline.duplicates",
    "Stripped": "pipeline.boilerplate",
    "Summary": "copydesk.running",
    "clean_text": "copydesk.texts",
    "decode": "pipeline.reading.decoding",
    "find_duplicates": "copydesk.texts",
    "read": "copydesk.texts",
    "repair_text": "pipeline.repair",
    "run": "copydesk.running",
    "shared_passages": "pipeline.duplicates",
    "similarity": "pipeline.duplicates",
    "strip_text": "pipeline.boilerplate",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'copydesk' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
