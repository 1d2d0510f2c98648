"""The leader rule against brute force, and signatures against datasketch."""

import pytest
from corpora import batch, dropped, run
from datasketch import MinHash, MinHashLSH
from test_compiled import corpus

from pipeline.duplicates.signatures import permutations
from pipeline.duplicates.signing import content_of
from pipeline.duplicates.stage import sign_documents
from pipeline.duplicates.verify import figures, kind_of_copy, shared_words, told_otherwise, words
from pipeline.settings import Duplicates


def brute_force(texts):
    """Every document against every kept one, the most complete first."""
    signed, _ = sign_documents(batch(texts), Duplicates())
    rows = sorted(signed.to_pylist(), key=lambda r: (-r["shingles"], r["digest"], r["document"]))
    contents = {name: content_of(text) for name, text in texts.items()}
    kept, gone = [], {}
    for name in (row["document"] for row in rows if row["shingles"]):
        ours = contents[name]
        best = None
        for leader in kept:
            counted = figures(ours, contents[leader])
            if (
                kind_of_copy(counted, 0.8)
                and shared_words(ours, contents[leader]) >= 0.8 * words(ours)
                and not told_otherwise(ours, contents[leader])
                and (best is None or counted.covered > best)
            ):
                best = counted.covered
        if best is None:
            kept.append(name)
        else:
            gone[name] = best
    return gone


@pytest.mark.parametrize("seed", range(11, 15))
def test_nothing_is_missed_and_nothing_goes_without_cause(seed):
    texts = corpus(seed)
    rows, _ = run([batch(texts)])
    expected = brute_force(texts)
    assert dropped(rows).keys() == expected.keys()
    assert {row["document"]: row["covered"] for row in rows if row["dropped"]} == expected
    assert not set(dropped(rows)) & set(dropped(rows).values())


@pytest.mark.parametrize("scheme", ["affine32", "legacy"])
def test_datasketch_reads_and_finds_our_signatures(scheme):
    texts = corpus(3)
    signed, shingles = sign_documents(batch(texts), Duplicates(signatures=scheme))
    index = MinHashLSH(num_perm=128, params=(32, 4))
    for row in signed.to_pylist():
        index.insert(row["document"], MinHash(hashvalues=row["signature"], scheme=scheme))
    for row, ours in zip(shingles.to_pylist(), signed["signature"].to_pylist(), strict=True):
        theirs = MinHash(num_perm=128, scheme=scheme, hashfunc=int)
        theirs.update_batch([value & 0xFFFFFFFF for value in row["shingles"]])
        assert theirs.hashvalues.tolist() == ours
        assert row["document"] in index.query(theirs)
    assert (permutations(scheme) == MinHash(num_perm=128, scheme=scheme).permutations).all()
