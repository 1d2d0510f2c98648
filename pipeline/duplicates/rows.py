"""Rows of RELATIONS: figures and a reason in one plain sentence for each tie."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import pyarrow as pa
from blake3 import blake3

from pipeline import schema
from pipeline.duplicates.groups import READ, Signed, Tie
from pipeline.duplicates.verify import shared_words


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


def reason(tie: Tie, words: int, threshold: float) -> str:
    """Why the document goes, or why it stays although it is close to another."""
    ours, theirs = tie.facts or ("", "")
    sentence = _sentences()[tie.verdict].format(
        percent=percent(tie.figures.covered),
        needed=percent(threshold),
        words=words,
        ours=ours or "nothing",
        theirs=theirs or "nothing",
    )
    return f"{sentence} {_sentences()['capped'].format(read=READ)}" if tie.capped else sentence


def relations_table(documents: Sequence[Signed], ties: Sequence[Tie], threshold: float) -> pa.Table:
    """RELATIONS, sorted by document and kept."""
    rows = []
    for tie in ties:
        ours, theirs = documents[tie.document], documents[tie.kept]
        words = shared_words(ours.content, theirs.content)
        rows.append(
            {
                "document": ours.document,
                "kept": theirs.document,
                "relation": tie.relation,
                "dropped": tie.dropped,
                "covered": tie.figures.covered,
                "jaccard": tie.figures.jaccard,
                "containment": tie.figures.containment,
                "shared_words": words,
                "group": group_name(theirs.document),
                "reason": reason(tie, words, threshold),
            }
        )
    rows.sort(key=lambda row: (row["document"], row["kept"]))
    return pa.Table.from_pylist(rows, schema.RELATIONS)
