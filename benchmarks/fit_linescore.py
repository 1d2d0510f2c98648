"""Fit the points of the line score on a labelled set, and write them into score.toml.

    python benchmarks/fit_linescore.py EVAL [--set dev] [--check]

The bins of score.toml stay; points, bases and the tables from score to chance are fitted. Points
are those of a logistic regression (Cox, 1958) with a small ridge, fitted by L-BFGS; the tables are
isotonic (pool adjacent violators), on scores of sites that were not fitted. Pages come as whole
pages, as paragraphs, as an extractor leaves them, and as bare articles; each with and without what
is known of its site. A line that many stories of a site print is no article text, whatever its
label. With --check FILE the scores of left-out sites are saved, for score_boilerplate.py --folds.
"""

import argparse
import hashlib
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow.compute as pc
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.score_boilerplate import batches, load_scorer
from pipeline.boilerplate import score
from pipeline.boilerplate.context import second_look
from pipeline.boilerplate.hits import page_hits
from pipeline.boilerplate.lines import hundredths, make_pages
from pipeline.boilerplate.measures import first_look
from pipeline.boilerplate.stage import find_templates, held, site_lines
from pipeline.boilerplate.surroundings import Surroundings

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "boilerplate" / "score.toml"
FOLDS = 5
_RIDGE = 5.0
_STEPS = 120
_FURNITURE_SHARE = 0.3  # of furniture lines that is fitted; they are many and alike


@dataclass
class Part:
    """One form of the set: its lines' bins, labels, folds and weights."""

    measures: dict[str, Any]
    around: Surroundings
    size: Any
    label: Any
    fold: Any
    weight: Any


def fold_of(site: str) -> int:
    """The fifth a site belongs to."""
    return int(hashlib.sha1(site.encode()).hexdigest(), 16) % FOLDS


def parts(scorer: Any, where: Path) -> Iterator[Part]:
    """The set in all its forms."""
    for form, share in (("insc", 1.0), ("ptags", 0.7), ("crop", 1.0), ("bare", 0.7)):
        pages = list(scorer.read_set(str(where), "crop" if form == "bare" else form))
        if form == "bare":
            pages = [bare for page in pages if (bare := only_body(page))]
        known = templates_of(pages)
        for sites in (True, False):
            yield part(pages, known if sites else {}, share * (1.0 if sites else 0.5), form)


def only_body(page: dict[str, Any]) -> dict[str, Any] | None:
    """The page as a perfect extractor would leave it."""
    lines = [line for line, label in zip(page["lines"], page["labels"], strict=True) if label == 1]
    return page | {"lines": lines, "labels": [1] * len(lines)} if lines else None


def templates_of(pages: list[dict[str, Any]]) -> dict[str, set[int]]:
    """Site -> the keys of its template lines."""
    found = find_templates(held(site_lines(b) for b in batches(pages, guess=False, sites=True)))
    remove = found.filter(pc.equal(found["decision"], "remove"))
    keys: dict[str, set[int]] = defaultdict(set)
    for site, key in zip(remove["site"].to_pylist(), remove["key"].to_pylist(), strict=True):
        keys[site].add(key)
    return keys


def part(pages: list[dict[str, Any]], known: dict[str, set[int]], share: float, form: str) -> Part:
    """Measure pages; `known` are the template lines of their sites."""
    made = make_pages(
        ["\n".join(page["lines"]) for page in pages],
        ["" if page.get("lang") in (None, "??") else page["lang"] for page in pages],
    )
    lines, keys = made[0].of, made[0].of.keys().tolist()
    site = np.zeros(len(keys), np.int64)
    label: list[int] = []
    for page, source in zip(made, pages, strict=True):
        label += [source["labels"][number - 1] for number in page.number]
        if templates := known.get(source["site"]):
            mine = keys[page.at : page.at + len(page)]
            site[page.at : page.at + len(page)] = [1 + (key in templates) for key in mine]
    site[(site == 2) & lines.is_quoted] = 1  # no template when served
    measures, around = first_look(made, page_hits(made), site)
    labels = np.where((site == 2) & (np.array(label) == 1), 2, label)
    fold = np.array([fold_of(page["site"]) for page in pages])[around.page]
    weight = np.sqrt(np.maximum(1, lines.words)) / np.sqrt(around.size)
    weight *= share / weight[labels != 2].mean() * len(pages) / 1000
    print(f"{form}: {len(made)} pages, {len(labels)} lines", file=sys.stderr)
    return Part(measures, around, hundredths(lines.words), labels, fold, weight)


def matrix(part: Part, look: str) -> csr_matrix:
    """A row a line, a column a bin of each feature of this look."""
    bins = score.Bins(part.measures)
    columns, offset = [], 0
    for feature in used(look):
        columns.append(bins.of(feature) + offset)
        offset += feature.size
    index = np.stack(columns, axis=1)
    ones = np.ones(index.size, np.float32)
    rows = np.arange(0, index.size + 1, len(columns))
    return csr_matrix((ones, index.ravel().astype(np.int32), rows), (len(index), offset))


def used(look: str) -> list[score.Feature]:
    """The features of a look, in the order of the file."""
    return [f for f in score.model().feature if getattr(f, look)]


def regress(rows: csr_matrix, furniture: Any, weight: Any) -> Any:
    """Points of each bin, and the base at the end."""
    columns = rows.T.tocsr()
    total = weight.sum()

    def loss(points: Any) -> tuple[float, Any]:
        z = rows @ points[:-1] + points[-1]
        error = weight * (1 / (1 + np.exp(-z)) - furniture)
        value = (weight * (np.logaddexp(0, z) - furniture * z)).sum()
        value += 0.5 * _RIDGE * (points[:-1] ** 2).sum()
        slope = np.concatenate([columns @ error + _RIDGE * points[:-1], [error.sum()]])
        return value / total, slope / total

    start = np.zeros(rows.shape[1] + 1)
    return minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 20}
    ).x


def isotonic(scores: Any, furniture: Any, weight: Any) -> dict[str, list[int]]:
    """The table from score to chance: pool adjacent violators on bins of a tenth of a point."""
    step = np.clip(np.round(scores / 10), -100, 150).astype(int)
    levels, place = np.unique(step, return_inverse=True)
    total = np.bincount(place, weights=weight)
    good = np.bincount(place, weights=weight * furniture)
    pools: list[list[float]] = []
    for level, size, hits in zip(levels, total, good, strict=True):
        pools.append([level, size, hits])
        while len(pools) > 1 and pools[-2][2] / pools[-2][1] >= pools[-1][2] / pools[-1][1]:
            _, size_, hits_ = pools.pop()
            pools[-1][1] += size_
            pools[-1][2] += hits_
    chances = [int(np.clip(round(1e4 * hits / size), 2, 9999)) for _, size, hits in pools]
    return {"scores": [int(10 * level) - 5 for level, _, _ in pools[1:]], "chances": chances}


def fit_look(listed: list[Part], look: str) -> tuple[Any, list[Any], dict[str, list[int]]]:
    """Points fitted on all sites; scores of each line by points of other sites; the table."""
    rows = [matrix(part, look) for part in listed]
    random = np.random.RandomState(0)
    takes = [
        (part.label != 2) & ((part.label == 1) | (random.rand(len(part.label)) < _FURNITURE_SHARE))
        for part in listed
    ]
    scores = [np.zeros(len(part.label)) for part in listed]
    for fold in [*range(FOLDS), None]:
        chosen = [take & (part.fold != fold) for take, part in zip(takes, listed, strict=True)]
        stack = [row[take] for row, take in zip(rows, chosen, strict=True)]
        label = np.concatenate([p.label[t] for p, t in zip(listed, chosen, strict=True)])
        weight = np.concatenate([p.weight[t] for p, t in zip(listed, chosen, strict=True)])
        weight = np.where(label == 0, weight / _FURNITURE_SHARE, weight)
        from scipy.sparse import vstack

        points = regress(vstack(stack).tocsr(), (label == 0).astype(float), weight)
        for row, part, out in zip(rows, listed, scores, strict=True):
            held = part.fold == fold
            out[held] = 100 * (row[held] @ points[:-1] + points[-1])
        print(f"{look} look, fold {fold}", file=sys.stderr)
    keep = [part.label != 2 for part in listed]
    table = isotonic(
        np.concatenate([s[k] for s, k in zip(scores, keep, strict=True)]),
        np.concatenate([(p.label[k] == 0) for p, k in zip(listed, keep, strict=True)]),
        np.concatenate([p.weight[k] for p, k in zip(listed, keep, strict=True)]),
    )
    return np.rint(100 * points).astype(int), scores, table


def second_measures(part: Part, scores: Any, table: dict[str, list[int]]) -> None:
    """Add what the second look measures."""
    known = part.measures["site"] == 2
    first = np.rint(scores).astype(np.int64)
    chances = score.Chances(tuple(table["scores"]), tuple(table["chances"])).of(first)
    first, chances = np.where(known, 800, first), np.where(known, 10_000, chances)
    part.measures.update(second_look(first, chances, part.size, part.around))


def write(fitted: dict[str, tuple[Any, dict[str, list[int]]]]) -> None:
    """Put points, bases and tables into score.toml; all else stays as it is."""
    model = msgspec.to_builtins(score.model())
    for look, (points, table) in fitted.items():
        model["base"][look] = int(points[-1])
        model["chance"][look] = table
        at = 0
        for feature in model["feature"]:
            if feature[look]:
                feature[look] = points[at : at + len(feature[look])].tolist()
                at += len(feature[look])
    head = TARGET.read_text("utf-8").split("[preset.", 1)[0]
    TARGET.write_text(head + as_toml(model), "utf-8")


def as_toml(model: dict[str, Any]) -> str:
    """The model as TOML."""
    out = []
    for table in ("preset", "base", "chance"):
        for name, value in model[table].items():
            if isinstance(value, dict):
                out.append(f"[{table}.{name}]")
                out += [f"{key} = {json.dumps(one)}" for key, one in value.items()] + [""]
        if table == "base":
            out += ["[base]", *(f"{k} = {v}" for k, v in model[table].items()), ""]
    for feature in model["feature"]:
        filled = {key: value for key, value in feature.items() if value not in ((), [])}
        out += ["[[feature]]", *(f"{k} = {json.dumps(v)}" for k, v in filled.items()), ""]
    text = "\n".join(out).rstrip() + "\n"
    tomllib.loads(text)
    return text


def main() -> None:
    """Fit, and write or check."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", default="dev")
    parser.add_argument("--check", type=Path, help="also save the scores of left-out sites here")
    asked = parser.parse_args()
    listed = list(parts(load_scorer(asked.eval), asked.eval / asked.set))
    points, scores, table = fit_look(listed, "first")
    for one, values in zip(listed, scores, strict=True):
        second_measures(one, values, table)
    again, last, chances = fit_look(listed, "second")
    write({"first": (points, table), "second": (again, chances)})
    if asked.check:
        np.savez(asked.check, **{f"part{i}": values for i, values in enumerate(last)})


if __name__ == "__main__":
    main()
