"""Scripts without spaces: 300 labelled pairs in Chinese, Japanese and Thai."""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pipeline.duplicates import similarity

SENTENCES = tomllib.loads(
    (Path(__file__).parents[1] / "cases/duplicates/unspaced.toml").read_text("utf-8")
)
COPIES = ("exact", "near", "contained")


def story(draw: random.Random, language: str) -> list[str]:
    """Ten sentences in a row of their own, the two with figures among them."""
    listed = SENTENCES[language]
    with_figures = [one for one in listed if "{" in one]
    plain = draw.sample([one for one in listed if "{" not in one], 8)
    chosen = draw.sample([*with_figures, *plain], 10)
    return [one.format(a=draw.randint(11, 99), b=draw.randint(101, 999)) for one in chosen]


def changed(draw: random.Random, kind: str, lines: list[str]) -> list[str]:
    """A copy of one kind."""
    lines = list(lines)
    at = next(at for at, one in enumerate(lines) if any(char.isdigit() for char in one))
    if kind == "width":
        digits = {ord("0") + value: ord("０") + value for value in range(10)}
        return [one.translate(digits).replace("，", "、").replace("。", "！") for one in lines]
    if kind == "cut":
        return lines[: draw.randint(5, 8)]
    if kind == "shorter":
        lines.pop(draw.randrange(len(lines)))
    if kind == "moved":
        lines.append(lines.pop(0))
    if kind == "figure":
        figure = "".join(filter(str.isdigit, lines[at]))
        lines[at] = lines[at].replace(figure, str(int(figure) + draw.randint(1, 9)))
    return lines


def pairs(language: str) -> Iterator[tuple[str, str, bool]]:
    """A hundred pairs, and whether the first is a copy of the second."""
    draw = random.Random(language)
    kinds = ("width", "cut", "shorter", "moved", "figure", "other")
    for number in range(100):
        kind = kinds[number % len(kinds)]
        lines = story(draw, language)
        if kind == "other":  # half of the sentences are the same
            ours, theirs = lines[:6], [*lines[3:6], *story(draw, language)[:3]]
        else:
            ours, theirs = changed(draw, kind, lines), lines
        yield "\n".join(ours), "\n".join(theirs), kind not in ("figure", "other")


def test_precision_and_recall_of_each_language():
    for language in SENTENCES:
        found = [(similarity(a, b).relation in COPIES, copy) for a, b, copy in pairs(language)]
        right = sum(said and copy for said, copy in found)
        precision = right / sum(said for said, _ in found)
        recall = right / sum(copy for _, copy in found)
        assert precision >= 0.95 and recall >= 0.95, (language, precision, recall)
