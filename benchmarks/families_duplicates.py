"""Families of look-alike pages beside as many unrelated ones: time, and wrong drops.

    python benchmarks/families_duplicates.py [50000]

`near`: copies of one story, each with a few words exchanged. `template above` and `below`: one
form letter with other names and figures in each copy, so that nothing may go; over the threshold
the form is nearly all of the page, under it three quarters. Prints CPU seconds of signing and
finding, how they compare with unrelated pages, what was dropped, and what was dropped wrongly."""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure_duplicates import BATCH, batch
from pipeline.decisions import Decisions
from pipeline.duplicates.stage import find_duplicates, sign_documents
from pipeline.settings import Duplicates

SYLLABLES = ["ba", "do", "ke", "lu", "mi", "no", "pa", "ri", "su", "te", "va", "zo"]
WORDS = [one + two + three for one in SYLLABLES for two in SYLLABLES for three in SYLLABLES]
LENGTH = 200
Drawn = random.Random


def unrelated(draw: Drawn) -> list[str]:
    """Words in any order."""
    return draw.choices(WORDS, k=LENGTH)


def near(draw: Drawn) -> list[str]:
    """The same story, three words exchanged."""
    story = random.Random("story").choices(WORDS, k=LENGTH)
    for _ in range(3):
        story[draw.randrange(LENGTH)] = draw.choice(WORDS)
    return story


def template(facts: int) -> Callable[[Drawn], list[str]]:
    """A form with so many facts, which no two pages share: a name and two figures each."""

    def page(draw: Drawn) -> list[str]:
        form = random.Random("form").choices(WORDS, k=LENGTH)
        for at in range(facts):
            place = (at + 1) * LENGTH // (facts + 1)
            name = draw.choice(WORDS).capitalize()
            form[place : place + 3] = [str(draw.randrange(10**6)), name, str(draw.randrange(10**6))]
        return form

    return page


KINDS = {
    "unrelated": unrelated,
    "near": near,
    "template above": template(4),
    "template below": template(8),
}


def measure(texts: Sequence[str]) -> tuple[float, int, int]:
    """CPU seconds, documents dropped, and those dropped under the threshold."""
    started = time.process_time()
    names = [f"{at:06}" for at in range(len(texts))]
    signatures, shingles = [], []
    for at in range(0, len(texts), BATCH):
        documents = batch(names[at : at + BATCH], texts[at : at + BATCH])
        one, two = sign_documents(documents, Duplicates(), 1 << 30)
        signatures.append(pa.Table.from_batches([one]))
        shingles.append(pa.Table.from_batches([two]))
    found = find_duplicates(signatures, shingles, Duplicates(), Decisions())
    spent = time.process_time() - started
    rows = found.relations.filter(found.relations["dropped"]).to_pylist()
    return spent, len(rows), sum(row["covered"] < Duplicates().threshold for row in rows)


def main() -> None:
    """Measure each kind after a run that only compiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=50_000)
    count = parser.parse_args().count
    measure([" ".join(near(Drawn(at))) for at in range(25_000)])
    first = 0.0
    for name, kind in KINDS.items():
        spent, dropped, under = measure([" ".join(kind(Drawn(at))) for at in range(count)])
        first = first or spent
        wrong = dropped if name != "near" else under
        print(f"{name}: {spent:.1f} s, {spent / first:.1f} x; dropped {dropped}, wrongly {wrong}")


if __name__ == "__main__":
    main()
