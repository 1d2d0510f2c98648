"""The data of the first view: numbers, pictures, what needs a look, and words for ids."""

from typing import Any

import pyarrow.compute as pc

from pipeline.report import words
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Figures, Look, as_json
from pipeline.report.listing import Listing
from pipeline.report.pairs import COPIES, DROPPED

BINS = 50
_FIRST = 0.5
# Where a look leads: the view and its filter, as in the address of the page.
LINKS = {
    "borderline": "duplicates?show=borderline",
    "kept_although_similar": "duplicates?show=similar",
    "site_lost_much": "sites",
    "low_level": "boilerplate?level=low",
    "unreadable": "documents?outcome=unreadable",
    "suspect_encoding": "documents?flag=suspect_encoding",
    "brake": "overview?at=brakes",
    "stale_decision": "overview?at=notes",
}


def headline(figures: Figures) -> str:
    """One sentence with four numbers, as plain text."""
    came = "document came" if figures.read == 1 else "documents came"
    copies = "was a copy" if figures.duplicates == 1 else "were copies"
    share = words.percent(figures.removed_words, figures.words_in)
    return (
        f"{figures.read:,} {came} in, {figures.kept:,} went out. "
        f"{figures.duplicates:,} {copies}, {share} of the words were furniture."
    )


def front(evidence: Evidence, figures: Figures, listing: Listing) -> dict[str, Any]:
    """Everything the first view shows, as plain values."""
    return {
        "headline": headline(figures),
        "figures": as_json(figures),
        "looks": [_look(look) for look in figures.looks],
        "notes": list(figures.notes),
        "stale": list(evidence.stale),
        "threshold": evidence.threshold,
        "histogram": _histogram(listing),
        "below": int(pc.sum(pc.less(listing.pairs["covered"], _FIRST - 1e-9)).as_py() or 0),
        "groups": len(listing.kept),
        "hidden_groups": listing.hidden_groups,
        "hidden_documents": listing.hidden_documents,
        "words": {
            "relations": words.RELATIONS,
            "bounds": words.BOUNDS,
            "categories": words.CATEGORIES,
            "repairs": words.REPAIRS,
            "flags": words.FLAGS,
        },
        "example": _example(evidence, listing),
    }


def _look(look: Look) -> dict[str, Any]:
    return {
        "count": look.count,
        "name": words.look(look.kind, look.count),
        "why": look.why,
        "examples": list(look.examples),
        "link": LINKS.get(look.kind, "overview"),
    }


def _histogram(listing: Listing) -> dict[str, list[int]]:
    """Pairs a hundredth of covered from 0.5 to 1: dropped, copy-like but kept, other facts."""
    counts = {name: [0] * BINS for name in ("dropped", "kept", "facts")}
    pairs = listing.pairs.select(["covered", "relation", "state"])
    pairs = pairs.filter(pc.greater_equal(pairs["covered"], _FIRST - 1e-9))
    for row in pairs.to_pylist():
        at = min(BINS - 1, int((row["covered"] - _FIRST) * 2 * BINS + 1e-6))
        kind = "facts" if row["relation"] not in COPIES else "kept"
        counts["dropped" if row["state"] == DROPPED else kind][at] += 1
    return counts


def _example(evidence: Evidence, listing: Listing) -> str:
    """A document to name in the commands: a dropped one, else any, else a made-up one."""
    dropped = listing.pairs.filter(listing.pairs["dropped"])["document"]
    return str(pc.min(dropped).as_py() or pc.min(evidence.outcomes["document"]).as_py() or "a.txt")
