"""Score labelled pairs, threshold by threshold: pairs found against words lost.

    python benchmarks/score_duplicates.py EVAL

EVAL holds `docs.jsonl.gz` (id, text) and `pairs.jsonl.gz` (a, b, label, set): same and contained
should go, variant and different stay. The shorter of a pair is compared with the longer. Words
lost are those of a dropped text that lie in no shared shingle."""

import argparse
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.duplicates.signing import content_of
from pipeline.duplicates.verify import (
    Content,
    figures,
    kind_of_copy,
    shared_words,
    told_otherwise,
    words,
)

THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def goes(ours: Content, theirs: Content, threshold: float) -> bool:
    """Whether ours would be dropped for theirs."""
    if not kind_of_copy(figures(ours, theirs), threshold) or told_otherwise(ours, theirs):
        return False
    return shared_words(ours, theirs) >= threshold * words(ours)


def score(pairs: list[dict[str, str]], contents: dict[str, Content], threshold: float) -> str:
    """One line of figures."""
    count: Counter[str] = Counter()
    lost: list[float] = []
    for pair in pairs:
        if pair["set"] == "revision":
            continue
        both = contents[pair["a"]], contents[pair["b"]]
        ours, theirs = sorted(both, key=lambda one: len(one.distinct))
        copy, gone = pair["label"] in ("same", "contained"), goes(ours, theirs, threshold)
        count["right"] += copy and gone
        count["gone"] += gone
        count["copies"] += copy
        for label in ("variant", "different"):
            count[label] += pair["label"] == label
            count[f"{label} gone"] += gone and pair["label"] == label
        if copy and pair["set"] == "extractors":
            count["pages"] += 1
            count["pages gone"] += gone
        if gone and pair["set"] in ("extractors", "edits"):
            lost.append(1 - min(1.0, shared_words(ours, theirs) / words(ours)))
    precision, recall = count["right"] / count["gone"], count["right"] / count["copies"]
    return (
        f"{threshold:.2f}  P {precision:.4f}  R {recall:.4f}"
        f"  F1 {2 * precision * recall / (precision + recall):.4f}"
        f"  pages {count['pages gone'] / count['pages']:.3f}"
        f"  variants gone {count['variant gone'] / count['variant']:.4f}"
        f"  different gone {count['different gone']}"
        f"  words lost {sum(lost) / len(lost):.4f}, at most {max(lost):.3f}"
    )


def main() -> None:
    """Read the pairs and print a line a threshold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    contents = {row["id"]: content_of(row["text"]) for row in rows(given.folder / "docs.jsonl.gz")}
    pairs = rows(given.folder / "pairs.jsonl.gz")
    for threshold in THRESHOLDS:
        print(score(pairs, contents, threshold))


if __name__ == "__main__":
    main()
