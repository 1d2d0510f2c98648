"""Groups of copies for the page: an index by columns for the list, and chunks with the members."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.chunks import encoded
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence, Row
from pipeline.report.listing import Listing
from pipeline.report.pairs import KINDS
from pipeline.report.records import Cards

MEMBERS = 500
TITLE = 120
_BATCH = 500
_OUTCOME = ("site", "outcome", "words_out", "digest_as_read")
_PAIR = ("relation", "dropped", "covered", "jaccard", "containment", "shared_words", "state")


def group_records(evidence: Evidence, listing: Listing, cards: Cards) -> Iterator[str]:
    """Encoded groups in their order: the kept document, and its pairs with their documents."""
    for first in range(0, len(listing.kept), _BATCH):
        kept = listing.kept[first : first + _BATCH]
        pairs = _between(listing.pairs, first, first + len(kept))
        rows: list[list[Row]] = [[] for _ in kept]
        for row in pairs.to_pylist():
            rows[row["group_number"] - first].append(row)
        names = sorted({*kept, *(row["document"] for own in rows for row in own)})
        describe = _Described(evidence, listing, names, cards)
        for name, own in zip(kept, rows, strict=True):
            members = [describe.pair(row) for row in own[:MEMBERS]]
            yield encoded(
                {
                    "kept": describe.document(name),
                    "pairs": members,
                    "more": len(own) - len(members),
                }
            )


def group_index(evidence: Evidence, listing: Listing, cards: Cards) -> str:
    """The list by columns, encoded; `kind` and `covered` (thousandths) run over all pairs.

    `kind` is the relation's number plus eight times the state; `pairs` says how many pairs each
    group has, `sites` the numbers of its sites.
    """
    pairs, kept = listing.pairs, listing.kept
    sizes = [0] * len(kept)
    sites: list[dict[int, None]] = [{} for _ in kept]
    site_of = _sites_of(evidence, listing)
    for number, name in zip(
        pairs["group_number"].to_pylist(), pairs["document"].to_pylist(), strict=True
    ):
        sizes[number] += 1
        sites[number].setdefault(site_of.get(name, 0))
    kinds = pc.fill_null(pc.index_in(pairs["relation"], pa.array(KINDS)), len(KINDS))
    kind = pc.add(kinds, pc.multiply(pc.cast(pairs["state"], pa.int32()), 8))
    covered = pc.cast(pc.round(pc.multiply(pairs["covered"], 1000)), pa.int32())
    words = _words_of(evidence, kept)
    own = [site_of.get(name, 0) for name in kept]
    return encoded(
        {
            "title": [cut(cards.of(name)[0] or name, TITLE) for name in kept],
            "kept": [cut(name) for name in kept],
            "sites": [
                [site, *sorted(set(others) - {site})]
                for site, others in zip(own, sites, strict=True)
            ],
            "words": words,
            "pairs": sizes,
            "kind": kind.to_pylist(),
            "covered": covered.to_pylist(),
        }
    )


class _Described:
    """Documents and pairs as plain values, with what the page shows of them."""

    def __init__(
        self,
        evidence: Evidence,
        listing: Listing,
        names: Sequence[str],
        cards: Cards,
    ) -> None:
        found = _rows_of(evidence.outcomes, names, _OUTCOME)
        self._rows = {row["document"]: row for row in found.to_pylist()}
        self._listing, self._cards = listing, cards

    def document(self, name: str) -> dict[str, Any]:
        row = self._rows.get(name, {})
        title, date = self._cards.of(name)
        return {
            "n": self._listing.numbers.get(name, -1),
            "name": name,
            "title": title,
            "date": date,
            "site": row.get("site", ""),
            "outcome": row.get("outcome", ""),
            "words": row.get("words_out", 0),
            "digest": row.get("digest_as_read", ""),
        }

    def pair(self, row: Row) -> dict[str, Any]:
        shown: dict[str, Any] = self.document(row["document"])
        shown |= {name: row[name] for name in _PAIR}
        for name in ("covered", "jaccard", "containment"):
            shown[name] = round(shown[name], 6)
        shown["reason"] = cut(row["reason"], 1_000)
        return shown


def _between(pairs: pa.Table, first: int, last: int) -> pa.Table:
    number = pairs["group_number"]
    return pairs.filter(pc.and_(pc.greater_equal(number, first), pc.less(number, last)))


def _rows_of(outcomes: pa.Table, names: Sequence[str], columns: Sequence[str]) -> pa.Table:
    wanted = pc.is_in(outcomes["document"], pa.array(names, pa.string()))
    return outcomes.filter(wanted).select(["document", *columns])


def _sites_of(evidence: Evidence, listing: Listing) -> dict[str, int]:
    compared = pa.chunked_array([listing.pairs["document"].combine_chunks(), listing.kept])
    names = compared.unique().to_pylist()
    rows = _rows_of(evidence.outcomes, names, ["site"])
    return {
        name: listing.sites[site]
        for name, site in zip(rows["document"].to_pylist(), rows["site"].to_pylist(), strict=True)
    }


def _words_of(evidence: Evidence, names: Sequence[str]) -> list[int]:
    rows = _rows_of(evidence.outcomes, names, ["words_out"])
    words = dict(zip(rows["document"].to_pylist(), rows["words_out"].to_pylist(), strict=True))
    return [words.get(name, 0) for name in names]
