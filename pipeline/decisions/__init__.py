"""A person's decisions: decisions.toml as frozen values, and which document an entry means.

>>> parse('[[keep_line]]\\nline = "Share this"').keep_line[0].line
'Share this'
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from pipeline.errors import UsageError

_DIGEST = re.compile("[0-9a-f]{32}")
_OF_NOTHING = "af1349b9f5f9a1a6a0404dea36dcc949"  # BLAKE3-128 of an empty text


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keep this document, whatever its group."""

    document: str = ""
    digest: str = ""


class NotDuplicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """These two documents are never copies of each other."""

    documents: tuple[str, str] = ("", "")
    digests: tuple[str, str] = ("", "")


class KeepLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Never remove this line (on this site)."""

    line: str
    site: str = ""


class RemoveLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Always remove this line (on this site)."""

    line: str
    site: str = ""


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The site prints this line on its stories and it always goes (accept), or it stays (reject).

    Numbers in the line do not count: one entry speaks of "12 comments" and "3 comments".
    """

    site: str
    line: str
    verdict: Literal["accept", "reject"]


class Forget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Takedown: as if the text were not in RAW, wherever it stands.

    A whole file named by `document` is left out even when its text has changed since.
    """

    digest: str
    document: str = ""


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of decisions.toml, in the order of the file."""

    keep: tuple[Keep, ...] = ()
    not_duplicate: tuple[NotDuplicate, ...] = ()
    keep_line: tuple[KeepLine, ...] = ()
    remove_line: tuple[RemoveLine, ...] = ()
    template: tuple[Template, ...] = ()
    forget: tuple[Forget, ...] = ()


@dataclass(frozen=True, slots=True)
class Meant:
    """The document an entry means (empty if none), and what a person should know about it."""

    document: str
    warning: str = ""


def parse(text: str, where: str = "decisions.toml") -> Decisions:
    """Decisions from the text of a TOML file.

    Raises UsageError for broken TOML, an unknown table or key, an entry that names nothing.
    """
    try:
        decisions = msgspec.convert(tomllib.loads(text), Decisions)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML ({error})", where, "mend the line it names") from None
    except msgspec.ValidationError as error:
        known = ", ".join(f"[[{name}]]" for name in Decisions.__struct_fields__)
        raise UsageError(f"not a decision ({error})", where, f"known are {known}") from None
    for keep in decisions.keep:
        if not (keep.document or keep.digest):
            raise UsageError("a [[keep]] names no document", where, "give document or digest")
    for pair in decisions.not_duplicate:
        if not (all(pair.documents) or all(pair.digests)):
            raise UsageError("a [[not_duplicate]] names no pair", where, "give two documents")
    lines = [entry.line for entry in decisions.keep_line]
    lines += [entry.line for entry in decisions.remove_line]
    lines += [entry.line for entry in decisions.template]
    for line in lines:
        if not line.strip():
            raise UsageError("a line decision has an empty line", where, "give the line")
    for template in decisions.template:
        if not template.site:
            raise UsageError("a [[template]] names no site", where, "give the site")
    for forget in decisions.forget:
        if not _DIGEST.fullmatch(forget.digest) or forget.digest == _OF_NOTHING:
            raise UsageError(
                f"a [[forget]] names no text (digest {forget.digest!r})",
                where,
                "give the digest of a text as it was read: 32 hex digits; `copydesk forget` does",
            )
    return decisions


def as_dict(decisions: Decisions) -> dict[str, Any]:
    """The decisions as plain values, table by table."""
    plain: dict[str, Any] = msgspec.to_builtins(decisions)
    return plain


def from_dict(tables: Mapping[str, Any]) -> Decisions:
    """The inverse of `as_dict`."""
    return msgspec.convert(tables, Decisions)


class Known:
    """The documents of a run by path and by digest of the text as read."""

    def __init__(self, documents: Sequence[str], digests: Sequence[str]) -> None:
        self._digest = dict(zip(documents, digests, strict=True))
        self._first: dict[str, str] = {}
        for document in sorted(self._digest):
            self._first.setdefault(self._digest[document], document)

    def meant(self, document: str, digest: str) -> Meant:
        """The one at the path if its digest fits; else the first that has the digest; else the one
        at the path, reported as changed; else none."""
        at_path = document in self._digest
        if at_path and (not digest or self._digest[document] == digest):
            return Meant(document)
        if digest and digest in self._first:
            return Meant(self._first[digest])
        if at_path:
            return Meant(document, f"{document} has changed since the decision was made")
        return Meant("", f"{document or digest} is not among the documents")
