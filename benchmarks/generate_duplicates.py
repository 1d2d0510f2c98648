"""Write a corpus with planted copies, and the truth about it: one seed, the same bytes.

    python benchmarks/generate_duplicates.py 100000 out [--seed 1] [--pool POOL.json.gz]

`out.jsonl` holds id and text, `out.truth.jsonl` id, family, kind, base and the exact Jaccard of
word 5-grams (10 characters in scripts without spaces) with the base. Kinds: unique, base, exact,
near90, near80, near70, teaser, truncated, variant, template, short.

Text is woven from windows of 6 to 14 tokens of a long stream, a quarter of the tokens exchanged:
real texts share phrases, and so do these. The streams are invented words; `--pool` takes real ones
(JSON, language -> list of tokens)."""

import argparse
import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SHARES = {"en": 0.6, "es": 0.1, "nl": 0.08, "pt": 0.08, "zh": 0.04}
SHARES |= {"ru": 0.03, "hi": 0.02, "ar": 0.02, "ja": 0.02, "th": 0.01}
UNSPACED = {"zh": 10, "ja": 10, "th": 5}  # tokens a shingle; those of Thai are pairs of letters
LENGTH = {"zh": 1000, "th": 350, "ja": 1000, "ru": 300, "hi": 300, "ar": 380}
ALPHABETS = {
    "ru": ("бвгдзклмнпрст", "аеиоу"),
    "hi": ("कगजटडतदनपबमरलस", "ािीुेो"),
    "ar": ("بتجدرسعفقكلمن", "اوي"),
    "zh": ("天地人水火山石田土木", "中大小上下来去出入见"),
    "ja": ("かきくけこさしすせそたちつてと", "まみむめもらりるれろ"),
    "th": ("กขคงจชดตนบปพมรลสห", "าิีุู"),
}
LATIN = ("bcdfghklmnprstvw", "aeiou")


def invented_stream(language: str, size: int = 200_000) -> list[str]:
    """Words of two to four syllables, as frequent as words are (Zipf)."""
    draw = random.Random(f"stream {language}")
    first, second = ALPHABETS.get(language, LATIN)
    syllables = [a + b for a in first for b in second]
    if language in ("zh", "ja"):
        words = list(first + second) + [chr(0x4E00 + at * 7) for at in range(2_500)]
    elif language == "th":
        words = syllables
    else:
        words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(30_000)]
    weights = [1 / (at + 2) for at in range(len(words))]
    return draw.choices(words, weights, k=size)


@dataclass
class Corpus:
    """Documents so far, and the chance they are drawn with."""

    streams: dict[str, np.ndarray]
    numbers: np.random.Generator
    draw: random.Random
    rows: list[tuple[str, int, str, int | None, float | None]]

    def fresh(self, language: str, count: int) -> np.ndarray:
        """That many tokens of new text."""
        stream, numbers = self.streams[language], self.numbers
        windows = count // 6 + 3
        starts = numbers.integers(0, len(stream) - 16, windows)
        lengths = numbers.integers(6, 15, windows)
        spans = [np.arange(at, at + n) for at, n in zip(starts, lengths, strict=True)]
        places = np.concatenate(spans)[:count]
        exchanged = numbers.random(count) < 0.25
        places[exchanged] = numbers.integers(0, len(stream), int(exchanged.sum()))
        tokens = stream[places].copy()
        if language not in UNSPACED:
            at = numbers.integers(0, count, max(1, count // 45))
            tokens[at] = [str(value) for value in numbers.integers(2, 9999, len(at))]
        return tokens

    def edited(self, tokens: np.ndarray, language: str, jaccard: float) -> np.ndarray:
        """A copy at about this Jaccard: words exchanged here and there, or a passage, or both."""
        count, width = len(tokens), UNSPACED.get(language, 5)
        lost = count * (1 - jaccard) / (1 + jaccard)
        share = self.draw.choice([0, 0.5, 1.0])
        single, passage = round(lost * share / width), round(lost * (1 - share))
        copy = tokens.copy()
        if single:
            slots = self.numbers.choice(count // width - 1, single, replace=False)
            copy[np.sort(slots) * width + width // 2] = self.fresh(language, single + 30)[:single]
        if passage:
            at = int(self.numbers.integers(0, count - passage))
            copy[at : at + passage] = self.fresh(language, passage + 30)[:passage]
        return copy

    def put(self, text: str, kind: str, family: int, base: int | None, j: float | None) -> None:
        """Add a document."""
        self.rows.append((text, family, kind, base, j))


def rendered(tokens: Sequence[str], language: str) -> str:
    """Tokens as text, in paragraphs of sixty."""
    glue = "" if language in UNSPACED else " "
    return "\n\n".join(glue.join(tokens[at : at + 60]) for at in range(0, len(tokens), 60))


def jaccard(one: np.ndarray, other: np.ndarray, language: str) -> float:
    """Exact Jaccard of two token lists."""
    width = UNSPACED.get(language, 5)
    a, b = (
        {tuple(t[at : at + width]) for at in range(max(1, len(t) - width + 1))}
        for t in (list(one), list(other))
    )
    return round(len(a & b) / len(a | b), 4)


def add_family(corpus: Corpus, family: int, templates: Sequence[np.ndarray]) -> None:
    """One story: alone, or with copies; or a short one, or a page of a template."""
    draw, numbers = corpus.draw, corpus.numbers
    language = str(numbers.choice(list(SHARES), p=list(SHARES.values())))
    count = max(120, int(LENGTH.get(language, 560) * numbers.lognormal(-0.06, 0.35)))
    chance = draw.random()
    if chance < 0.02:
        words = corpus.fresh("en", 40)[: draw.randint(1, 9)]
        corpus.put("" if draw.random() < 0.1 else " ".join(words), "short", family, None, None)
        return
    if chance < 0.05:
        page = templates[draw.randrange(len(templates))].copy()
        slots = numbers.choice(len(page) // 5 - 1, 14, replace=False) * 5 + 2
        page[slots] = [str(value) for value in numbers.integers(0, 99_999, 14)]
        corpus.put(rendered(page, "en"), "template", family, None, None)
        return
    tokens = corpus.fresh(language, count)
    base = len(corpus.rows)
    if chance < 0.7:
        corpus.put(rendered(tokens, language), "unique", family, None, None)
        return
    corpus.put(rendered(tokens, language), "base", family, None, None)
    for _ in range(1 + min(8, int(numbers.geometric(0.45)) - 1)):
        add_copy(corpus, tokens, language, (family, base))


def add_copy(corpus: Corpus, tokens: np.ndarray, language: str, home: tuple[int, int]) -> None:
    """One copy of a story: exact, edited, cut, or with other figures."""
    draw, chance = corpus.draw, corpus.draw.random()
    count = len(tokens)
    if chance < 0.25:
        kind, copy = "exact", tokens
    elif chance < 0.7:
        target = (0.9, 0.8, 0.7)[min(2, int((chance - 0.25) / 0.15))]
        kind, copy = f"near{target * 100:.0f}", corpus.edited(tokens, language, target)
    elif chance < 0.8:
        kind, copy = "teaser", tokens[: max(50, int(count * 0.15))]
    elif chance < 0.9:
        kind, copy = "truncated", tokens[: int(count * draw.uniform(0.35, 0.7))]
    else:
        figures = [at for at, word in enumerate(tokens) if word.isdigit()]
        if not figures:
            return
        kind, copy = "variant", tokens.copy()
        for at in draw.sample(figures, min(2, len(figures))):
            copy[at] = str(int(copy[at]) + draw.randint(1, 900))
    corpus.put(rendered(copy, language), kind, *home, jaccard(tokens, copy, language))


def write(corpus: Corpus, out: str, count: int) -> None:
    """The first `count` documents, shuffled, and the truth about them."""
    order = list(range(count))
    corpus.draw.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    texts, truths = Path(f"{out}.jsonl"), Path(f"{out}.truth.jsonl")
    with texts.open("w", encoding="utf-8") as pages, truths.open("w", encoding="utf-8") as truth:
        for at, old in enumerate(order):
            text, family, kind, base, j = corpus.rows[old]
            told = {"family": family, "kind": kind, "base": place.get(base), "j": j}
            pages.write(json.dumps({"id": at, "text": text}, ensure_ascii=False) + "\n")
            truth.write(json.dumps({"id": at, **told}) + "\n")


def main() -> None:
    """Read the arguments and write the corpus."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pool", help="real streams of tokens in place of invented ones")
    given = parser.parse_args()
    pool = json.loads(gzip.decompress(Path(given.pool).read_bytes())) if given.pool else {}
    streams = {
        language: np.array(pool.get(language) or invented_stream(language), dtype=object)
        for language in SHARES
    }
    numbers = np.random.default_rng(given.seed)
    corpus = Corpus(streams, numbers, random.Random(given.seed), [])
    templates = [corpus.fresh("en", 300) for _ in range(5)]
    family = 0
    while len(corpus.rows) < given.count:
        family += 1
        add_family(corpus, family, templates)
    write(corpus, given.out, given.count)


if __name__ == "__main__":
    main()
