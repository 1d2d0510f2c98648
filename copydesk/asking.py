"""Whether a text is in a CLEAN: its index finds candidates, the texts of these decide."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.duplicates.query import Index, Nearest, index_of, likely, nearest
from pipeline.duplicates.signatures import AFFINE, LEGACY
from pipeline.duplicates.signing import content_of
from pipeline.errors import UsageError
from pipeline.publishing.lookup import kept_texts
from pipeline.publishing.manifest import require_manifest
from pipeline.publishing.tables import read_mapped

__all__ = ["Nearest", "ask"]

_AGAIN = "run copydesk once more, which makes it anew"


def ask(clean: Path, text: str) -> list[Nearest]:
    """The kept documents nearest to a text, the one that covers it best first.

    The text is taken as it is: cleaned documents are found by cleaned text.
    Raises UsageError for a folder that is no CLEAN, or whose index another version made.
    """
    threshold = require_manifest(clean)["settings"]["duplicates"]["threshold"]
    asked = content_of(text)
    names = likely(_index(clean / "audit" / "index"), asked)
    return nearest(asked, kept_texts(clean, names), threshold)


def _index(folder: Path) -> Index:
    try:
        scheme = _scheme(folder)
        names, postings = (read_mapped(folder / f"{name}.arrow") for name in ("names", "postings"))
    except FileNotFoundError as error:
        raise UsageError("the index is not there", str(error.filename), _AGAIN) from None
    return index_of(names, postings, scheme)


def _scheme(folder: Path) -> Mapping[str, Any]:
    import msgspec

    from pipeline.versions import DUPLICATES

    scheme = msgspec.json.decode((folder / "scheme.json").read_bytes(), type=dict[str, Any])
    if scheme["versions"]["stage duplicates"] != str(DUPLICATES) or scheme["scheme"] not in (
        AFFINE,
        LEGACY,
    ):
        raise UsageError("another version made the index", str(folder), _AGAIN)
    return scheme
