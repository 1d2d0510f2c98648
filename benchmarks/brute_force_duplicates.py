"""The duplicates stages against brute force over real documents, and teasers of them.

    python benchmarks/brute_force_duplicates.py EVAL

EVAL holds `boilerplate/` and `duplicates/` as the scorers read them: the article and two whole-page
forms of each page, and the documents of labelled pairs. Shared shingles of every pair are counted
exactly. Prints how many pairs at the threshold are candidates, kept documents that a kept one still
covers, drops under the threshold; then teasers (the first 15%, at least 50 words) found, and false
finds in unrelated pairs."""

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure_duplicates import BATCH, batch
from pipeline.decisions import Decisions
from pipeline.duplicates.columns import Tables
from pipeline.duplicates.compiled.buckets import Buckets, buckets
from pipeline.duplicates.compiled.documents import documents
from pipeline.duplicates.compiled.groups import comparer
from pipeline.duplicates.groups import COPIES, Rules, hashes_needed
from pipeline.duplicates.order import ranked
from pipeline.duplicates.stage import find_duplicates, sign_documents
from pipeline.duplicates.verify import LEAST_SHINGLES
from pipeline.settings import Duplicates

FORMS = ("insc", "ptags")
TEASER, LEAST_WORDS, UNRELATED = 0.15, 50, 10_000
RULES = Duplicates()


def pages(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Site, text, and whether it is the article of a page, without furniture; a page with its
    furniture comes in two forms."""
    for form in FORMS:
        for path in sorted((folder / "boilerplate").glob(f"*/*.{form}.jsonl.gz")):
            for row in _rows(path):
                if form == FORMS[0]:
                    yield row["site"], row["gold"], True
                yield row["site"], "\n".join(row["lines"]), False
    for path in sorted((folder / "duplicates").glob("*/docs.jsonl.gz")):
        for row in _rows(path):
            yield "", row["text"], False


def _rows(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@dataclass(frozen=True)
class Counted:
    """A signed corpus, and pairs (later, earlier in the order of leaders) with shared shingles."""

    tables: Tables
    later: NDArray[np.int64]
    earlier: NDArray[np.int64]
    covered: NDArray[np.float64]
    copies: NDArray[np.bool_]


def signed(texts: list[str]) -> Tables:
    """A corpus as the stages see it, signed by compiled code."""
    names = [f"{at:06}" for at in range(len(texts))]
    pairs = [
        sign_documents(batch(names[at : at + BATCH], texts[at : at + BATCH]), RULES, 1 << 30)
        for at in range(0, len(texts), BATCH)
    ]
    one, two = ([pa.Table.from_batches([part]) for part in side] for side in zip(*pairs))  # noqa: B905
    return Tables(pa.concat_tables(one), two, lambda: None)


def counted(tables: Tables) -> Counted:
    """Shared shingles of all pairs, by one product of sparse matrices."""
    lists = [row for table in tables.shingles for row in table["shingles"].to_numpy()]
    sets = [np.unique(row) for row in lists]
    sizes = np.array([len(one) for one in sets])
    _, columns = np.unique(np.concatenate(sets), return_inverse=True)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    matrix = csr_array((np.ones(len(columns), np.int32), columns, ends))
    shared = (matrix @ matrix.T).tocoo()
    rank = np.argsort(ranked(tables.signatures))
    mine = rank[shared.row] > rank[shared.col]
    later, earlier, both = shared.row[mine], shared.col[mine], shared.data[mine]
    covered = both / sizes[later]
    equal = (both == sizes[later]) & (both == sizes[earlier])
    long = np.minimum(sizes[later], sizes[earlier]) >= LEAST_SHINGLES
    copies = equal | (long & (covered >= RULES.threshold))
    return Counted(tables, later, earlier, covered, copies)


def candidates(found: Counted) -> tuple[int, int]:
    """Pairs at the threshold, and those of them that share a key or enough of a sketch."""
    corpus = documents(found.tables.signatures, found.tables.shingles)
    scopes = np.zeros(len(corpus.sizes), np.uint64)
    keys = buckets(found.tables.signatures, corpus, scopes, lambda: None)
    pairs = np.flatnonzero(found.copies)
    met = sum(
        _meet(keys, corpus.sizes, int(found.later[at]), int(found.earlier[at])) for at in pairs
    )
    return len(pairs), met


def _meet(keys: Buckets, sizes: NDArray[np.int32], later: int, earlier: int) -> bool:
    ours, theirs = keys.by_key[:, later], keys.by_key[:, earlier]
    if ((ours == theirs) & (ours >= 0)).any():
        return True
    mine, other = (keys.postings[keys.ends[at] : keys.ends[at + 1]] for at in (later, earlier))
    needed = hashes_needed(int(sizes[later]), len(mine), RULES.threshold)
    return int(np.isin(mine[mine >= 0], other).sum()) >= needed


def against_brute_force(texts: list[str]) -> None:
    """Candidates, twins left, drops under the threshold."""
    found = counted(signed(texts))
    pairs, met = candidates(found)
    print(f"{len(texts)} documents, {len(found.later)} pairs share a shingle")
    print(f"candidates: {met} of {pairs} pairs at the threshold = {met / pairs:.5f}")
    signatures = [found.tables.signatures]
    done = find_duplicates(signatures, found.tables.shingles, RULES, Decisions())
    rows = [row for row in done.relations.to_pylist() if row["dropped"]]
    gone = {int(row["document"]) for row in rows}
    print(f"dropped {len(rows)} {Counter(row['relation'] for row in rows)}, capped {done.capped}")
    left = [
        (int(found.later[at]), int(found.earlier[at]))
        for at in np.flatnonzero(found.copies)
        if not {int(found.later[at]), int(found.earlier[at])} & gone
    ]
    compare = comparer(found.tables, Rules(RULES.threshold, frozenset(RULES.drop)))
    verdicts = Counter(tie.verdict if tie else "" for tie in compare(left))
    print(f"kept pairs at the threshold: {dict(verdicts)}")
    print(f"kept documents with a kept twin: {sum(verdicts[one] for one in COPIES)}")
    exact = {
        (int(one), int(two)): share
        for one, two, share in zip(found.later, found.earlier, found.covered, strict=True)
    }
    shares = [exact.get((int(row["document"]), int(row["kept"])), 0.0) for row in rows]
    print(f"dropped under the threshold: {sum(share < RULES.threshold for share in shares)}")
    figures = [abs(row["covered"] - share) for row, share in zip(rows, shares, strict=True)]
    print(f"figures that differ from brute force: {sum(one > 1e-9 for one in figures)}")


def teasers(sites: list[str], texts: list[str]) -> None:
    """Beginnings of articles among the articles, and beside articles of other sites."""
    whole = [at for at, text in enumerate(texts) if TEASER * len(text.split()) >= LEAST_WORDS]
    begun = [
        " ".join(words[: int(TEASER * len(words))]) for words in (texts[at].split() for at in whole)
    ]
    tables = signed([*texts, *begun])
    done = find_duplicates([tables.signatures], tables.shingles, RULES, Decisions())
    relations = {int(r["document"]): r for r in done.relations.to_pylist()}
    told = [relations.get(len(texts) + at) for at in range(len(begun))]
    kinds = Counter((row["relation"], row["dropped"]) if row else ("", False) for row in told)
    share = kinds["contained", True] / len(begun)
    print(f"teasers: {kinds['contained', True]} of {len(begun)} found as contained = {share:.4f}")
    print(f"  {dict(kinds)}")
    draw, pairs = random.Random(1), []
    named = [at for at in range(len(texts)) if sites[at]]
    while len(pairs) < UNRELATED:
        one, other = draw.randrange(len(begun)), draw.choice(named)
        if sites[whole[one]] and sites[whole[one]] != sites[other]:
            pairs.append((len(texts) + one, other))
    compare = comparer(tables, Rules(RULES.threshold, frozenset(RULES.drop)))
    ties = zip(pairs, compare(pairs), strict=True)
    false = [pair for pair, tie in ties if tie is not None and tie.verdict in COPIES]
    print(f"copies in {len(pairs)} pairs of a teaser and an article of another site: {len(false)}")
    for one, other in false:  # to be read: sites do print one another's stories
        print(f"  {begun[one - len(texts)][:90]!r}\n  {texts[other][:90]!r}")


def main() -> None:
    """Read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    found = [one for one in pages(given.folder) if one[1].strip()]
    against_brute_force([text for _, text, _ in found])
    articles = [(site, text) for site, text, article in found if article]
    teasers([site for site, _ in articles], [text for _, text in articles])


if __name__ == "__main__":
    main()
