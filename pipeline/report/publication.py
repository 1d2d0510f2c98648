"""The interactive report as files: `report.html`, and chunks of data it loads when asked for.

Chunks are made and given out one at a time, so that memory holds the run's tables and one chunk.
Nothing here reads a clock, a path or a locale: the same tables and texts give the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator

from pipeline.report.chunks import encoded, file, inline, packed
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Figures
from pipeline.report.front import front
from pipeline.report.groups import group_index, group_records
from pipeline.report.lines import line_index, line_records, removed_lines
from pipeline.report.listing import Listing
from pipeline.report.page import page
from pipeline.report.records import Cards, Drawn
from pipeline.report.samples import repair_samples
from pipeline.report.sites import site_index

REPORT = "report.html"
OUTCOMES = ("kept", "duplicate", "empty", "unreadable")


def report_files(
    evidence: Evidence, figures: Figures, listed: Listing, drawn: Iterable[Drawn]
) -> Iterator[tuple[str, bytes]]:
    """Paths below CLEAN and bytes of the files of the report but the chunks of `drawn`,
    `report.html` last.

    `drawn` are the shards of the evidence, drawn for this listing; each is asked for once.
    """
    digest = hashlib.sha256()
    cards, found = Cards(listed), _Chunks()
    for shard in drawn:
        cards.note(shard.cards())
        for name, count in shard.chunks:
            found.note("texts", count, name)
    for stem, count, name, body in _chunks(evidence, listed, cards):
        if stem:
            found.note(stem, count, name)
        made = file(name, body)
        digest.update(made[1])
        yield made
    chunks = found.by_stem
    data = front(evidence, figures, listed) | {"chunks": chunks}
    digest.update(encoded(data).encode())
    data["digest"] = digest.hexdigest()[:16]
    yield REPORT, page(inline(data)).encode()


class _Chunks:
    """How items are found: of each stem the first item and the name of each chunk."""

    def __init__(self) -> None:
        self.by_stem: dict[str, list[tuple[int, str]]] = {"texts": [], "groups": [], "lines": []}
        self._ends = dict.fromkeys(self.by_stem, 0)

    def note(self, stem: str, count: int, name: str) -> None:
        self.by_stem[stem].append((self._ends[stem], name))
        self._ends[stem] += count


def _chunks(
    evidence: Evidence, listed: Listing, cards: Cards
) -> Iterator[tuple[str, int, str, str]]:
    """Chunks: the stem they are found by (empty for an index), how many items, name and body."""
    yield "", 0, "documents", _document_index(listed, cards)
    yield from _numbered("groups", group_records(evidence, listed, cards))
    yield "", 0, "groups", group_index(evidence, listed, cards)
    lines = removed_lines(evidence)
    yield from _numbered("lines", line_records(lines, listed))
    yield "", 0, "lines", line_index(lines, listed)
    yield "", 0, "sites", site_index(evidence, listed)
    yield "", 0, "repairs", repair_samples(evidence, listed)


def _numbered(stem: str, items: Iterator[str]) -> Iterator[tuple[str, int, str, str]]:
    for number, (count, body) in enumerate(packed(items)):
        yield stem, count, f"{stem}-{number:04}", body


def _document_index(listed: Listing, cards: Cards) -> str:
    """The list of documents by columns; `flags` are numbers into `flag_sets`, `group` is the one a
    document is best looked at in, or -1."""
    table = listed.documents
    names = table["document"].to_pylist()
    sets = [tuple(sorted(flags)) for flags in table["flags"].to_pylist()]
    flag_sets = sorted(set(sets))
    numbers = {flags: at for at, flags in enumerate(flag_sets)}
    groups = _groups(listed)
    return encoded(
        {
            "name": names,
            "title": [cut(cards.of(name)[0], 120) for name in names] if cards.all else None,
            "site": [listed.sites[site] for site in table["site"].to_pylist()],
            "outcome": [OUTCOMES.index(outcome) for outcome in table["outcome"].to_pylist()],
            "words_in": table["words_in"].to_pylist(),
            "words_out": table["words_out"].to_pylist(),
            "removed": table["removed_lines"].to_pylist(),
            "repaired": table["repaired_lines"].to_pylist(),
            "flags": [numbers[flags] for flags in sets],
            "flag_sets": flag_sets,
            "group": [groups.get(name, -1) for name in names],
            "hidden": listed.hidden_documents,
        }
    )


def _groups(listing: Listing) -> dict[str, int]:
    """The group a document is best looked at in: where it was dropped, else its own, else any."""
    found: dict[str, int] = {}
    names, numbers = listing.pairs["document"], listing.pairs["group_number"]
    for name, number in zip(names.to_pylist(), numbers.to_pylist(), strict=True):
        found.setdefault(name, number)
    found.update({name: number for number, name in enumerate(listing.kept)})
    dropped = listing.pairs.filter(listing.pairs["dropped"])
    found.update(
        zip(dropped["document"].to_pylist(), dropped["group_number"].to_pylist(), strict=True)
    )
    return found
