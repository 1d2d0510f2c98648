"""Notes of a run: which layers could not work, which decisions were obeyed, which are stale."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.decisions import Decisions, Known


def notes(outcomes: pa.Table, decisions: Decisions, obeyed: pa.Table) -> tuple[str, ...]:
    """Whole sentences, in a fixed order, from this run alone."""
    return (*_without_site(outcomes), *_obeyed(obeyed), *stale(outcomes, decisions, obeyed))


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


def stale(outcomes: pa.Table, decisions: Decisions, obeyed: pa.Table) -> list[str]:
    """A warning for each decision whose document is gone or changed, or that did nothing."""
    known = Known(outcomes["document"].to_pylist(), outcomes["digest_as_read"].to_pylist())
    said: list[str] = []
    for number, keep in enumerate(decisions.keep, 1):
        said += _warning("keep", number, known.meant(keep.document, keep.digest).warning)
    for number, pair in enumerate(decisions.not_duplicate, 1):
        for document, digest in zip(pair.documents, pair.digests, strict=True):
            said += _warning("not_duplicate", number, known.meant(document, digest).warning)
    done = set(zip(obeyed["decision"].to_pylist(), obeyed["entry"].to_pylist(), strict=True))
    for kind in ("keep_line", "remove_line", "template"):
        for number, entry in enumerate(getattr(decisions, kind), 1):
            if (kind, number) not in done:
                said += _warning(kind, number, f"no document has the line “{entry.line[:60]}”")
    return said


def _warning(kind: str, number: int, text: str) -> list[str]:
    return [f"Decision [[{kind}]] number {number}: {text}."] if text else []
