"""How much furniture goes that nobody looked at while writing rules: lines sampled from a set.

    python benchmarks/positive_lines.py EVAL [--form insc] [--half 2] [--folds SCORES] [--missed]

Lines that the set labels furniture are drawn by a fixed hash: 400 different ones, the languages in
turn, at most three a site. Half of the sites is for people who write rules (`--half 1 --missed`
lists what stays); the other half is for measuring, and its lines are never shown. A line is hit
when it goes from its page with the default preset. With --folds each line is scored by points that
were fitted without its site. Nothing of the set is kept.
"""

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.score_boilerplate import batches, load_scorer, use_left_out_scores
from pipeline.boilerplate.stage import find_templates, held, remove_boilerplate, site_lines
from pipeline.decisions import Decisions
from pipeline.language.folding import fold
from pipeline.schema import TEMPLATES
from pipeline.settings import Boilerplate

_LINES = 400
_OF_A_SITE = 3
_FURNITURE = 0  # its label


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the sample: where it stands, its language, its text."""

    document: str
    line: int
    language: str
    site: str
    text: str


def _order(*parts: str) -> bytes:
    return hashlib.sha1("\n".join(parts).encode()).digest()


def half_of(site: str) -> int:
    """The half a site belongs to: 1 to write rules with, 2 to measure with."""
    return 1 + _order("half", site)[0] % 2


def draw(pages: list[dict[str, Any]]) -> list[Drawn]:
    """The sample: distinct furniture lines with letters, the languages in turn."""
    by_language: dict[str, list[Drawn]] = defaultdict(list)
    for page in pages:
        document = f"{page['site']}/{page['id']}.txt"
        language = page.get("lang") or "??"
        for number, (text, label) in enumerate(zip(page["lines"], page["labels"], strict=True), 1):
            if label == _FURNITURE and any(map(str.isalpha, text)):
                line = Drawn(document, number, language, page["site"], text.strip())
                by_language[language].append(line)
    queues = [
        sorted(by_language[language], key=lambda d: _order(d.document, str(d.line)))[::-1]
        for language in sorted(by_language)
    ]
    drawn: list[Drawn] = []
    seen: set[str] = set()
    of_site: Counter[str] = Counter()
    while len(drawn) < _LINES and any(queues):
        for queue in filter(None, queues):
            while queue:
                line = queue.pop()
                key = fold(line.text)
                if key not in seen and of_site[line.site] < _OF_A_SITE:
                    seen.add(key)
                    of_site[line.site] += 1
                    drawn.append(line)
                    break
    return drawn[:_LINES]


def gone(pages: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """(document, line) -> the rule that takes it."""
    documents = list(batches(pages, guess=False, sites=True))
    templates = find_templates(held(site_lines(batch) for batch in documents))
    remove = templates.filter(pc.equal(templates["decision"], "remove"))
    taken: dict[tuple[str, int], str] = {}
    for batch in documents:
        mine = remove.filter(pc.is_in(remove["site"], pc.unique(batch["site"])))
        slice_ = mine if len(mine) else TEMPLATES.empty_table()
        for row in remove_boilerplate(batch, slice_, Boilerplate(), Decisions())[1].to_pylist():
            taken[row["document"], row["line"]] = row["rule"]
    return taken


def main() -> None:
    """Draw, remove, report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", default="dev")
    parser.add_argument("--form", default="insc", choices=["insc", "ptags", "crop"])
    parser.add_argument("--half", type=int, default=2, choices=[1, 2])
    parser.add_argument("--folds", type=Path, help="scores of left-out sites, by fit_linescore.py")
    parser.add_argument("--missed", action="store_true", help="list what stays, of half 1 only")
    asked = parser.parse_args()
    if asked.folds:
        use_left_out_scores(asked.folds, asked.form, sites=True)
    pages = list(load_scorer(asked.eval).read_set(str(asked.eval / asked.set), asked.form))
    mine = [line for line in draw(pages) if half_of(line.site) == asked.half]
    taken = gone(pages)
    hit = Counter(taken.get((d.document, d.line), "stays").split(".")[0] for d in mine)
    languages = len({line.language for line in mine})
    share = 100 * (1 - hit["stays"] / len(mine))
    print(f"half {asked.half}: {len(mine)} lines in {languages} languages, {share:.1f}% go: {hit}")
    for line in mine if asked.missed and asked.half == 1 else ():
        if (line.document, line.line) not in taken:
            print(f"{line.language}\t{line.site}\t{line.text}")


if __name__ == "__main__":
    main()
