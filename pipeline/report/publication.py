"""The interactive report as files: `report.html`, and chunks of data it loads when asked for.

Chunks are made and given out one at a time, so that memory holds the run's tables and one chunk.
Nothing here reads a clock, a path or a locale: the same tables and texts give the same bytes.
"""

import hashlib
from collections.abc import Iterator

from pipeline.report.chunks import encoded, file, inline, packed
from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Figures
from pipeline.report.front import front
from pipeline.report.groups import group_index, group_records
from pipeline.report.lines import line_index, line_records, removed_lines
from pipeline.report.listing import Listing, listing
from pipeline.report.page import page
from pipeline.report.records import Cards, cards, records
from pipeline.report.samples import repair_samples
from pipeline.report.sites import site_index

REPORT = "report.html"
OUTCOMES = ("kept", "duplicate", "empty", "unreadable")


def report_files(evidence: Evidence, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """Paths below CLEAN and bytes of every file of the report, `report.html` last."""
    listed = listing(evidence)
    digest = hashlib.sha256()
    starts: dict[str, list[int]] = {"texts": [], "groups": [], "lines": []}
    for stem, first, made in _chunks(evidence, listed):
        if stem:
            starts[stem].append(first)
        digest.update(made[1])
        yield made
    data = front(evidence, figures, listed) | {"starts": starts}
    digest.update(encoded(data).encode())
    data["digest"] = digest.hexdigest()[:16]
    yield REPORT, page(inline(data)).encode()


def _chunks(evidence: Evidence, listed: Listing) -> Iterator[tuple[str, int, tuple[str, bytes]]]:
    """Chunks with the stem they are numbered under (empty for an index) and their first item."""
    drawn = cards(listed)
    for first, made in packed("texts", records(evidence, listed, drawn)):
        yield "texts", first, made
    yield "", 0, file("documents", _document_index(listed, drawn))
    for first, made in packed("groups", group_records(evidence, listed, drawn)):
        yield "groups", first, made
    yield "", 0, file("groups", group_index(evidence, listed, drawn))
    lines = removed_lines(evidence)
    for first, made in packed("lines", line_records(lines, listed)):
        yield "lines", first, made
    yield "", 0, file("lines", line_index(lines, listed))
    yield "", 0, file("sites", site_index(evidence, listed))
    yield "", 0, file("repairs", repair_samples(evidence, listed))


def _document_index(listed: Listing, drawn: Cards) -> str:
    """The list of documents by columns; `flags` are numbers into `flag_sets`."""
    table = listed.documents
    names = table["document"].to_pylist()
    sets = [tuple(sorted(flags)) for flags in table["flags"].to_pylist()]
    flag_sets = sorted(set(sets))
    numbers = {flags: at for at, flags in enumerate(flag_sets)}
    titled = drawn.wanted is None
    return encoded(
        {
            "name": names,
            "title": [cut(drawn.of(name)[0], 120) for name in names] if titled else None,
            "site": [listed.sites[site] for site in table["site"].to_pylist()],
            "outcome": [OUTCOMES.index(outcome) for outcome in table["outcome"].to_pylist()],
            "words_in": table["words_in"].to_pylist(),
            "words_out": table["words_out"].to_pylist(),
            "removed": table["removed_lines"].to_pylist(),
            "repaired": table["repaired_lines"].to_pylist(),
            "flags": [numbers[flags] for flags in sets],
            "flag_sets": flag_sets,
            "hidden": listed.hidden_documents,
        }
    )
