"""The compiled path gives the rows of the plain one: tokens, signing, groups."""

import random
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from corpora import WORDS, batch, run, text, words
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.decisions import Decisions, Keep, NotDuplicate
from pipeline.duplicates import signing, stage
from pipeline.duplicates.compiled import signing as compiled_signing
from pipeline.duplicates.compiled.tokens import alphabet_for, room_for, shingle, tokenize
from pipeline.duplicates.shingles import shingles
from pipeline.duplicates.signatures import AFFINE, LEGACY, Scheme
from pipeline.duplicates.tokens import normalized, tokens
from pipeline.schema import AGAINST
from pipeline.settings import Duplicates

MARKS = "aB1 ,.'’\u00a0\n\u00ad-é東ไ٢！\U0001f600ßİ\u0301"


def same_tokens(one: str) -> None:
    one = normalized(one)
    data = np.frombuffer(one.encode(), np.uint8)
    out = room_for(len(data))
    count = tokenize(data, 0, len(data), alphabet_for(data), out)
    seen = [
        (
            "".join(map(chr, out.points[out.starts[at] : out.starts[at + 1]])),
            int(out.hashes[at]),
            int(out.weights[at]),
            *[bool(out.flags[at] & bit) for bit in (1, 2, 4, 8)],
        )
        for at in range(count)
    ]
    found = tokens(one)
    assert seen == [
        (t.word, t.hash, t.weight, t.number, t.capital, t.opens_line, t.opens_sentence)
        for t in found
    ]
    hashes = np.empty(count + 1, np.uint64)
    made = shingle(out, count, hashes)
    expected = shingles([t.hash for t in found], [t.weight for t in found])
    assert hashes[:made].tolist() == expected


TEXT = st.text(st.characters(exclude_categories=("Cs",)))


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXT, st.text(MARKS)))
def test_tokens_of_any_text(one):
    same_tokens(one)


def test_tokens_of_every_character():
    """Each assigned character between letters and digits; of the many alike one in 64."""
    every = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    alike = ("Cn", "Co", "Lo")
    chosen = [
        char
        for char in every
        if unicodedata.category(char) not in alike or ord(char) % 64 == 0 or ord(char) < 0x3400
    ]
    for start in range(0, len(chosen), 2048):
        part = chosen[start : start + 2048]
        same_tokens(" ".join(f"a{char}B1{char}234" for char in part))


def same_signing(texts: list[str], scheme: Scheme = AFFINE) -> None:
    one, kept = signing.sign(texts, scheme)
    two, also = compiled_signing.sign(pa.array(texts), scheme)
    assert np.array_equal(one.shingles, two.shingles)
    assert one.set_digests == two.set_digests
    assert np.array_equal(one.facts_digests, two.facts_digests)
    assert np.array_equal(one.values, two.values)
    assert one.sketches.equals(two.sketches)
    assert kept.shingles.equals(also.shingles)
    assert kept.weights.equals(also.weights)
    assert kept.facts.to_pylist() == also.facts.to_pylist()


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT.map(normalized), min_size=1, max_size=4))
def test_signing_of_any_texts(texts):
    same_signing(texts)


def test_signing_of_facts_in_many_shapes():
    draw = random.Random(5)
    parts = ["007.50", "1,000", "3rd", "Anna", "Übü", "don't", "not", "two", "März", "二", "不"]
    marks = [" ", " ", " ", "\n", ". ", "，"]
    texts = [
        "".join(draw.choice(parts + WORDS) + draw.choice(marks) for _ in range(draw.randint(0, 90)))
        for _ in range(300)
    ]
    same_signing([*texts, "", " "])
    same_signing(texts[:100], LEGACY)


def family(draw: random.Random, size: int) -> list[str]:
    """A story and copies: edited, cut, with other figures, repeated."""
    base = words(draw.randint(5, 160), draw.randint(0, 1 << 30))
    for at in range(0, len(base), 17):
        base[at] = draw.choice(["Anna", "Borys", "17", "2031", "not", "1,250", "Monday"])
    made = []
    for _ in range(size):
        one = list(base)
        for _ in range(draw.randint(0, 3)):
            at = draw.randrange(len(one))
            kind = draw.randrange(5)
            if kind == 0:
                one = one[: max(3, at)]
            elif kind == 1:
                one[at : at + 9] = words(9, draw.randint(0, 1 << 30))
            elif kind == 2:
                one[at // 17 * 17] = draw.choice(["Olha", "18", "2032", "1,300", "Friday"])
            elif kind == 3:
                one = one + one[at:]
            else:
                one = [*words(20, draw.randint(0, 1 << 30)), *one]
        made.append(" ".join(one))
    return made


def corpus(seed: int) -> dict[str, str]:
    draw = random.Random(seed)
    texts = [one for _ in range(25) for one in family(draw, draw.randint(1, 7))]
    texts += [text(draw.randint(0, 12), at) for at in range(20)] + ["", "…"]
    draw.shuffle(texts)
    return {f"{'ab'[at % 2]}/{at:03}": one for at, one in enumerate(texts)}


def both_ways(monkeypatch, texts, rules, decisions=None):
    sites = {name: name[0] for name in texts}
    parts = [dict(list(texts.items())[at::3]) for at in range(3)]
    shards = [batch(part, site=sites) for part in parts]
    plain = run(shards, rules, decisions)
    monkeypatch.setattr(stage, "WORTH_COMPILING_BYTES", 0)
    monkeypatch.setattr(stage, "WORTH_COMPILING_SHINGLES", 0)
    compiled = run(shards, rules, decisions)
    monkeypatch.undo()
    return plain, compiled


@pytest.mark.parametrize(
    "rules",
    [
        Duplicates(),
        Duplicates(scope="site"),
        Duplicates(threshold=0.6, drop=("exact", "contained")),
        Duplicates(drop=()),
    ],
)
def test_groups_of_random_corpora(monkeypatch, rules):
    for seed in range(4):
        plain, compiled = both_ways(monkeypatch, corpus(seed), rules)
        assert plain == compiled
        assert len(plain[0]) > 20


def test_groups_under_decisions(monkeypatch):
    texts = corpus(9)
    rows, _ = run([batch(texts)])
    decisions = Decisions(
        keep=tuple(Keep(document=row["document"]) for row in rows[::7]),
        not_duplicate=tuple(
            NotDuplicate(documents=(row["document"], row["kept"])) for row in rows[::5]
        ),
    )
    plain, compiled = both_ways(monkeypatch, texts, Duplicates(), decisions)
    assert plain == compiled
    assert plain[1]


def test_groups_against_documents_of_an_earlier_run(monkeypatch):
    texts = {
        f"{AGAINST if at % 4 == 0 else ''}{name}": text
        for at, (name, text) in enumerate(corpus(10).items())
    }
    for rules in (Duplicates(), Duplicates(keep=("path",))):
        plain, compiled = both_ways(monkeypatch, texts, rules)
        assert plain == compiled
        gone = {row["document"]: row["kept"] for row in plain[0] if row["dropped"]}
        assert any(kept.startswith(AGAINST) for kept in gone.values())
        assert not any(row["document"].startswith(AGAINST) for row in plain[0])
