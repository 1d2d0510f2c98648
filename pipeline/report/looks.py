"""What needs a look: the few places of a run where a person sees more than the rules.

A site lost much from 30 % of its words on, over three documents and more: fewer say nothing about a
site. Copies do not count, else a site that is copied often would look damaged. A brake counts from
half of its limit on.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.escape import cut
from pipeline.report.evidence import Evidence, tally
from pipeline.report.figures import Look, by_count
from pipeline.report.ledger import batches
from pipeline.report.pairs import BORDERLINE, SIMILAR, pairs

if TYPE_CHECKING:
    import pyarrow.dataset as ds

LOST_MUCH = 0.3
LOST_DOCUMENTS = 3
NEAR_THE_LIMIT = 0.5
_EXAMPLES = 3
_EXAMPLE_LENGTH = 80
_TALLIED = 100_000  # distinct lines among which the most frequent are shown


def looks(evidence: Evidence) -> tuple[Look, ...]:
    """The lines of "needs a look", in a fixed order, only those that count something."""
    found = (
        _borderline(evidence),
        _kept_although_similar(evidence),
        _sites(evidence.outcomes),
        _low(evidence.removed),
        _unreadable(evidence.outcomes),
        _encodings(evidence.outcomes),
        _brakes(evidence),
        _stale(evidence),
    )
    return tuple(look for look in found if look.count)


def site_table(outcomes: pa.Table) -> pa.Table:
    """A row a site, by name: documents, kept, words_in and lost (words), of readable non-copies."""
    counts = outcomes.group_by("site").aggregate([("document", "count")])
    own = outcomes.filter(pc.is_in(outcomes["outcome"], pa.array(["kept", "empty"])))
    own = pa.table(
        {
            "site": own["site"],
            "kept": pc.cast(pc.equal(own["outcome"], "kept"), pa.int64()),
            "words_in": pc.cast(own["words_in"], pa.int64()),
            "lost": pc.cast(pc.subtract(own["words_in"], own["words_out"]), pa.int64()),
        }
    )
    aggregates = [("kept", "count"), ("kept", "sum"), ("words_in", "sum"), ("lost", "sum")]
    joined = counts.join(own.group_by("site").aggregate(aggregates), "site")
    return pa.table(
        {
            "site": joined["site"],
            "documents": joined["document_count"],
            "own": pc.fill_null(joined["kept_count"], 0),
            "kept": pc.fill_null(joined["kept_sum"], 0),
            "words_in": pc.fill_null(joined["words_in_sum"], 0),
            "lost": pc.fill_null(joined["lost_sum"], 0),
        }
    ).sort_by("site")


def lost_much(sites: pa.Table) -> pa.Table:
    """The rows of `site_table` that lost much, most lost first."""
    share = pc.divide(
        pc.cast(sites["lost"], pa.float64()), pc.max_element_wise(sites["words_in"], 1)
    )
    sites = sites.append_column("share", share)
    many = pc.greater_equal(sites["own"], LOST_DOCUMENTS)
    found = sites.filter(pc.and_(many, pc.greater_equal(sites["share"], LOST_MUCH)))
    return found.sort_by([("share", "descending"), ("site", "ascending")])


def borderline_pairs(evidence: Evidence) -> pa.Table:
    """Pairs just under the threshold, both kept, sorted by name."""
    return _in_state(evidence, BORDERLINE)


def similar_pairs(evidence: Evidence) -> pa.Table:
    """Pairs kept although alike: updates, variants, and what a decision or setting let stand."""
    return _in_state(evidence, SIMILAR)


def _in_state(evidence: Evidence, state: int) -> pa.Table:
    rows = pairs(evidence)
    rows = rows.filter(pc.equal(rows["state"], state))
    return rows.sort_by([("document", "ascending"), ("kept", "ascending")])


def _pair_examples(rows: pa.Table) -> tuple[str, ...]:
    first = rows.slice(0, _EXAMPLES).to_pylist()
    return _short([f"{row['document']} and {row['kept']}" for row in first], 2 * _EXAMPLE_LENGTH)


def _short(texts: Sequence[str], limit: int = _EXAMPLE_LENGTH) -> tuple[str, ...]:
    return tuple(cut(text.strip(), limit) for text in texts)


def _borderline(evidence: Evidence) -> Look:
    rows = borderline_pairs(evidence)
    why = f"covered lies just under the threshold of {evidence.threshold:g}, so both were kept"
    return Look("borderline", rows.num_rows, why, _pair_examples(rows))


def _kept_although_similar(evidence: Evidence) -> Look:
    rows = similar_pairs(evidence)
    counts = ", ".join(f"{count:,} {name}" for name, count in tally(rows["relation"]))
    why = f"their facts differ, or you said so ({counts})"
    return Look("kept_although_similar", rows.num_rows, why, _pair_examples(rows))


def _sites(outcomes: pa.Table) -> Look:
    rows = lost_much(site_table(outcomes))
    first = rows.slice(0, _EXAMPLES).to_pylist()
    examples = [f"{row['site'] or '(no site)'} {100 * row['share']:.0f}%" for row in first]
    why = f"{LOST_MUCH:.0%} and more of their words went as furniture"
    return Look("site_lost_much", rows.num_rows, why, _short(examples))


def _low(removed: "ds.Dataset") -> Look:
    count = 0
    seen: Counter[str] = Counter()
    for batch in batches(removed, ["text"], pc.field("level") == "low"):
        count += batch.num_rows
        if len(seen) < _TALLIED:
            starts = pc.utf8_slice_codeunits(batch["text"], 0, 2 * _EXAMPLE_LENGTH)
            seen.update(pc.utf8_trim_whitespace(starts).to_pylist())
    first = by_count(seen.items())[:_EXAMPLES]
    why = "the rule was not sure of them (level low); each can be put back"
    examples = tuple(f"“{cut(line, _EXAMPLE_LENGTH)}”" for line, _ in first)
    return Look("low_level", count, why, examples)


def _unreadable(outcomes: pa.Table) -> Look:
    rows = outcomes.filter(pc.equal(outcomes["outcome"], "unreadable"))
    kinds = tally(pc.replace_substring_regex(rows["reason"], r"(?s):.*", ""))
    named = ", ".join(f"{count:,} {kind or 'unknown'}" for kind, count in kinds[:5])
    names = rows.sort_by("document")["document"].slice(0, _EXAMPLES).to_pylist()
    why = f"their text could not be read ({named})"
    return Look("unreadable", rows.num_rows, why, _short(names))


def _brakes(evidence: Evidence) -> Look:
    near = [brake for brake in evidence.brakes if brake.share > NEAR_THE_LIMIT * brake.limit]
    examples = [f"{brake.name} {brake.share:.0%} of {brake.limit:.0%}" for brake in near]
    why = "more than half of what would have stopped this run"
    return Look("brake", len(near), why, _short(examples))


def _stale(evidence: Evidence) -> Look:
    why = "what they name is not in this run, or has changed"
    return Look("stale_decision", len(evidence.stale), why, _short(evidence.stale[:_EXAMPLES]))


def _encodings(outcomes: pa.Table) -> Look:
    flags = outcomes["flags"]
    parents = pc.list_parent_indices(flags)
    doubtful = pc.equal(pc.list_flatten(flags), "suspect_encoding")
    names = outcomes["document"].take(pc.unique(parents.filter(doubtful)))
    examples = sorted(names.to_pylist())[:_EXAMPLES]
    why = "the bytes fit more than one encoding, so the letters may be wrong"
    return Look("suspect_encoding", len(names), why, _short(examples))
