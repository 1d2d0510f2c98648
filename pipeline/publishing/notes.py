"""Notes of a run: which layers could not work, which decisions were obeyed, which are stale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.decisions import Decisions, Known
from pipeline.decisions.takedown import as_obeyed, stale_takedowns
from pipeline.schema import AGAINST


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What decisions did: rows of OBEYED, and rows of FORGOTTEN for what is not in the outcomes."""

    rows: pa.Table
    forgotten: pa.Table


def capped(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A sentence for each bound at which the search for copies stopped; `counts` by bound."""
    said: list[str] = []
    if count := counts.get("candidates"):
        documents = "1 document has" if count == 1 else f"{count:,} documents have"
        said.append(
            f"{documents} so many look-alikes that only the nearest were compared: see "
            "duplicates.csv."
        )
    if count := counts.get("wishes"):
        groups = "1 group" if count == 1 else f"{count:,} groups"
        said.append(f"In {groups} only the first copies you would rather keep were tried.")
    return tuple(said)


def notes(outcomes: pa.Table, decisions: Decisions, done: Obeyed) -> tuple[str, ...]:
    """Whole sentences, in a fixed order, from this run alone."""
    obeyed = pa.concat_tables([done.rows, as_obeyed(done.forgotten).cast(done.rows.schema)])
    return (*_without_site(outcomes), *_obeyed(obeyed), *stale(outcomes, decisions, done))


def _without_site(outcomes: pa.Table) -> Sequence[str]:
    readable = outcomes.filter(pc.not_equal(outcomes["outcome"], "unreadable"))
    count = int(pc.sum(pc.equal(readable["site"], "")).as_py() or 0)
    if not count:
        return ()
    documents = "1 document: its site is" if count == 1 else f"{count:,} documents: their sites are"
    return (
        f"Site templates could not work on {documents} not known (no folder below RAW, no URL).",
    )


def _obeyed(obeyed: pa.Table) -> Sequence[str]:
    if not obeyed.num_rows:
        return ()
    entries = obeyed.group_by(["decision", "entry"]).aggregate([]).num_rows
    documents = pc.count_distinct(obeyed["document"]).as_py()
    said = "1 decision" if entries == 1 else f"{entries:,} decisions"
    changed = "1 document" if documents == 1 else f"{documents:,} documents"
    return (f"{said} obeyed, {changed} changed.",)


def stale(outcomes: pa.Table, decisions: Decisions, done: Obeyed) -> list[str]:
    """A warning for each decision whose document is gone or changed, or that did nothing."""
    known = Known(outcomes["document"].to_pylist(), outcomes["digest_as_read"].to_pylist())
    said: list[str] = []
    for number, keep in enumerate(decisions.keep, 1):
        said += _warning("keep", number, known.meant(keep.document, keep.digest).warning)
    for number, pair in enumerate(decisions.not_duplicate, 1):
        for document, digest in zip(pair.documents, pair.digests, strict=True):
            if document.startswith(AGAINST):  # of an earlier CLEAN: not among the outcomes
                continue
            said += _warning("not_duplicate", number, known.meant(document, digest).warning)
    said += _idle_lines(decisions, done.rows)
    return said + stale_takedowns(decisions, done.forgotten, outcomes["document"])


def _idle_lines(decisions: Decisions, obeyed: pa.Table) -> list[str]:
    """A warning for each decision on a line that moved no line."""
    done = set(zip(obeyed["decision"].to_pylist(), obeyed["entry"].to_pylist(), strict=True))
    missing, never_cut = "no document has the line", "no rule would have removed the line"
    said: list[str] = []
    for kind, why, lines in (
        ("keep_line", never_cut, [entry.line for entry in decisions.keep_line]),
        ("remove_line", missing, [entry.line for entry in decisions.remove_line]),
    ):
        for number, line in enumerate(lines, 1):
            if (kind, number) not in done:
                said += _warning(kind, number, f"{why} “{line[:60]}”")
    for number, template in enumerate(decisions.template, 1):
        if ("template", number) not in done:
            why = missing if template.verdict == "accept" else never_cut
            said += _warning("template", number, f"on {template.site} {why} “{template.line[:60]}”")
    return said


def _warning(kind: str, number: int, text: str) -> list[str]:
    return [f"Decision [[{kind}]] number {number}: {text}."] if text else []
