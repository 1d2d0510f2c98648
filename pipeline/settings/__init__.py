"""Settings: one frozen value a stage, read from TOML; unknown keys are refused by name.

>>> parse("[duplicates]\\nthreshold = 0.9").duplicates.threshold
0.9
>>> parse("[duplicates]\\ntreshold = 0.9", "copydesk.toml")
Traceback (most recent call last):
    ...
pipeline.errors.UsageError: unknown setting [duplicates] treshold: copydesk.toml
  did you mean threshold?
"""

import difflib
import tomllib
from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec

from pipeline.errors import UsageError

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bytes become documents."""

    max_document_bytes: Annotated[int, msgspec.Meta(ge=1)] = 64 << 20
    max_nested_bytes: Annotated[int, msgspec.Meta(ge=1)] = 256 << 20
    text_field: str = ""
    suspect_encoding: Share = 0.5
    detector: Literal["own", "chardet"] = "own"


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How damaged text is repaired. Quotes: keep, straight (ASCII), repair (only '' and ``)."""

    quotes: Literal["keep", "straight", "repair"] = "keep"


class Boilerplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to furniture lines; `rules` holds phrase files of one's own: their names in
    copydesk.toml, their texts once `with_rules` has read them."""

    preset: Literal["safe", "default", "bold"] = "default"
    action: Literal["cut", "report"] = "cut"
    captions: Literal["keep", "move", "drop"] = "keep"
    empty: Literal["keep", "drop"] = "keep"
    rules: tuple[str, ...] = ()


class Duplicates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a document counts as a copy of another, and which of a group is kept: the first of
    `keep` by which they differ decides. `preferred` are sites, the most wanted first. `against` is
    an earlier CLEAN: its folder in copydesk.toml, the digest of its manifest in a run. `signatures`
    is the scheme of datasketch's permutations: legacy for what reads those of datasketch 1."""

    threshold: Annotated[float, msgspec.Meta(ge=0.5, le=1.0)] = 0.8
    drop: tuple[Literal["exact", "near", "contained"], ...] = ("exact", "near", "contained")
    scope: Literal["corpus", "site"] = "corpus"
    keep: tuple[Literal["most_complete", "earliest", "newest", "preferred_source", "path"], ...] = (
        "most_complete",
        "earliest",
    )
    preferred: tuple[str, ...] = ()
    against: str = ""
    signatures: Literal["affine32", "legacy"] = "affine32"


class Output(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What CLEAN holds."""

    text: bool = True
    jsonl: bool = False
    min_words: Count = 0


class Brake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a run stops before it publishes."""

    dropped: Share = 0.5
    from_documents: Count = 100
    site: Share = 0.6
    site_pages: Count = 20
    group: Share = 0.1
    group_documents: Count = 1_000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of copydesk.toml: a table a room."""

    reading: Reading = Reading()
    repair: Repair = Repair()
    boilerplate: Boilerplate = Boilerplate()
    duplicates: Duplicates = Duplicates()
    output: Output = Output()
    brake: Brake = Brake()


def parse(text: str, where: str = "settings") -> Settings:
    """Settings from the text of a TOML file.

    Raises UsageError, with the file and the key, for broken TOML, an unknown table or key, or a
    value out of range.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"not valid TOML ({error})", where, "mend the line it names") from None
    _refuse_unknown(tables, where)
    try:
        return msgspec.convert(tables, Settings)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"a setting has a wrong value ({error})", where, "see copydesk.toml"
        ) from None


def written(text: str) -> dict[str, dict[str, Any]]:
    """The tables and keys that a settings file itself gives; it was parsed before."""
    return tomllib.loads(text)


def with_rules(settings: Settings, read: Callable[[str], str]) -> Settings:
    """The settings with the texts of phrase files in place of their names, so that a run follows
    what the files say; `read` turns a name into the text."""
    boilerplate = settings.boilerplate
    texts = tuple(read(name) for name in boilerplate.rules)
    return msgspec.structs.replace(
        settings, boilerplate=msgspec.structs.replace(boilerplate, rules=texts)
    )


def with_against(settings: Settings, digest: str) -> Settings:
    """The settings with the digest of the earlier CLEAN in place of its folder, so that no path
    decides."""
    duplicates = msgspec.structs.replace(settings.duplicates, against=digest)
    return msgspec.structs.replace(settings, duplicates=duplicates)


def as_dict(settings: Settings) -> dict[str, Any]:
    """The effective settings as plain values, table by table."""
    plain: dict[str, Any] = msgspec.to_builtins(settings)
    return plain


def from_dict(tables: dict[str, Any]) -> Settings:
    """The inverse of `as_dict`."""
    return msgspec.convert(tables, Settings)


def _refuse_unknown(tables: dict[str, Any], where: str) -> None:
    known = as_dict(Settings())
    for name, table in tables.items():
        if name not in known or not isinstance(table, dict):
            raise UsageError(f"unknown table [{name}]", where, _nearest(name, known))
        for key in table:
            if key not in known[name]:
                raise UsageError(
                    f"unknown setting [{name}] {key}", where, _nearest(key, known[name])
                )


def _nearest(name: str, known: dict[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"
