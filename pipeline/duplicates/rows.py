"""Rows of RELATIONS: figures and a reason in one plain sentence for each tie."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import pyarrow as pa
from blake3 import blake3

from pipeline import schema
from pipeline.duplicates.groups import READ, Tie


@cache
def _sentences() -> dict[str, str]:
    text = resources.files(__package__).joinpath("reasons.toml").read_text("utf-8")
    return tomllib.loads(text)


def group_name(kept: str) -> str:
    """The digest of the kept document's name."""
    return blake3(kept.encode()).hexdigest(length=16)


def percent(share: float) -> str:
    """A share as people say it; never 100% for less than all.

    >>> percent(1.0), percent(0.9997), percent(0.934)
    ('100%', '99.9%', '93%')
    """
    if 0.995 <= share < 1:
        return f"{min(99.9, share * 100):.1f}%"
    return f"{share:.0%}"


def reason(tie: Tie, threshold: float) -> str:
    """Why the document goes, or why it stays although it is close to another."""
    ours, theirs = tie.facts or ("", "")
    sentence = _sentences()[tie.verdict].format(
        percent=percent(tie.figures.covered),
        needed=percent(threshold),
        words=tie.words,
        ours=ours or "nothing",
        theirs=theirs or "nothing",
    )
    if tie.why:
        return f"{sentence} {_sentences()[tie.why]}"
    capped = _sentences()["capped"].format(read=READ)
    return f"{sentence} {capped}" if tie.capped else sentence


def relations_table(names: Sequence[str], ties: Sequence[Tie], threshold: float) -> pa.Table:
    """RELATIONS, sorted by document and kept."""
    ties = sorted(ties, key=lambda tie: (names[tie.document], names[tie.kept]))
    groups = {tie.kept: group_name(names[tie.kept]) for tie in ties}
    columns = [
        [names[tie.document] for tie in ties],
        [names[tie.kept] for tie in ties],
        [tie.relation for tie in ties],
        [tie.dropped for tie in ties],
        [tie.figures.covered for tie in ties],
        [tie.figures.jaccard for tie in ties],
        [tie.figures.containment for tie in ties],
        [tie.words for tie in ties],
        [groups[tie.kept] for tie in ties],
        [reason(tie, threshold) for tie in ties],
    ]
    fields = zip(columns, schema.RELATIONS, strict=True)
    return pa.table([pa.array(c, field.type) for c, field in fields], schema=schema.RELATIONS)
