"""The index and what is found by it, and signatures made without datasketch."""

import numpy as np
import pyarrow as pa
import pytest
from corpora import batch, dropped, text, words

from pipeline import schema
from pipeline.decisions import Decisions
from pipeline.duplicates.bands import minhash
from pipeline.duplicates.index import kept_documents, names, postings, scheme
from pipeline.duplicates.query import index_of, likely, nearest
from pipeline.duplicates.signatures import AFFINE, LEGACY, permutations, signature
from pipeline.duplicates.signing import content_of
from pipeline.duplicates.stage import find_duplicates, sign_documents
from pipeline.settings import Duplicates

DEFAULT = Duplicates()


def indexed(texts, shards=1, rules=DEFAULT):
    """The index of a corpus, in that many shards, and its dropped documents."""
    named = sorted(texts.items())
    cuts = [dict(named[at::shards]) for at in range(shards)]
    signed = [sign_documents(batch(cut), rules) for cut in cuts]
    signatures = [pa.Table.from_batches([one]) for one, _ in signed]
    shingles = [pa.Table.from_batches([two]) for _, two in signed]
    relations = find_duplicates(signatures, shingles, Duplicates(), Decisions()).relations
    gone = relations.filter(relations["dropped"])["document"]
    whole = pa.concat_tables(signatures)
    kept = kept_documents(whole, gone)
    tables = (
        pa.Table.from_batches(names(whole, kept), schema.NAMES),
        pa.Table.from_batches(list(postings(whole, kept)), schema.POSTINGS),
    )
    return tables, dropped(relations.to_pylist())


def asked(texts, tables, question):
    """What is nearest to a question."""
    content = content_of(question)
    found = likely(index_of(*tables, scheme({})), content)
    return nearest(content, {name: texts[name] for name in found}, 0.8)


TEXTS = {f"site/{seed:02}.txt": text(300, seed) for seed in range(20)}


@pytest.fixture(scope="module")
def tables():
    return indexed(TEXTS)[0]


@pytest.mark.parametrize("scheme", [AFFINE, LEGACY])
def test_values_are_those_of_datasketch(scheme):
    for size in (0, 1, 7, 3_000):
        distinct = [int(one) for one in np.random.default_rng(size).integers(0, 1 << 63, size)]
        ours = minhash(distinct, permutations(scheme), scheme)
        assert (ours == signature(distinct, scheme)).all()


def test_an_index_of_legacy_signatures_finds_the_same(tables):
    legacy, _ = indexed(TEXTS, rules=Duplicates(signatures=LEGACY))
    assert legacy[0] == tables[0] and legacy[1] != tables[1]
    content = content_of(TEXTS["site/07.txt"])
    found = likely(index_of(*legacy, scheme({}, LEGACY)), content)
    assert found[0] == "site/07.txt"


def test_every_relation_is_told(tables):
    whole = words(300, 7)
    edited = " ".join([*whole[:280], *words(20, 99)])
    questions = {
        "exact": " ".join(whole).upper(),
        "near": edited,
        "contained": " ".join(whole[100:190]),
    }
    for relation, question in questions.items():
        first = asked(TEXTS, tables, question)[0]
        assert (first.document, first.relation) == ("site/07.txt", relation)
    long = asked(TEXTS, tables, " ".join([*words(900, 98), *whole]))[0]
    assert (long.document, long.relation, long.containment) == ("site/07.txt", "", 1.0)


def test_other_facts_are_a_variant():
    story = " ".join([*words(60, 1), "it cost 400 crowns in all", *words(60, 2)])
    texts = {**TEXTS, "site/cost.txt": story}
    first = asked(texts, indexed(texts)[0], story.replace("400", "500"))[0]
    assert (first.document, first.relation) == ("site/cost.txt", "variant")


def test_nothing_is_near_a_text_of_its_own(tables):
    assert asked(TEXTS, tables, text(300, 77)) == []
    assert asked(TEXTS, tables, "") == [] == asked({}, indexed({})[0], text(50, 1))


def test_only_kept_documents_are_in_it():
    texts = {**TEXTS, "site/copy.txt": TEXTS["site/03.txt"].upper(), "site/none.txt": "..."}
    tables, gone = indexed(texts)
    assert tables[0]["document"].to_pylist() == sorted(
        texts.keys() - gone.keys() - {"site/none.txt"}
    )
    assert [one.relation for one in asked(texts, tables, texts["site/copy.txt"])] == ["exact"]


def test_shards_do_not_matter(tables):
    assert indexed(TEXTS, shards=3)[0] == tables
