"""Clean a labelled set through the stage and score it with the set's own scorer.

    python benchmarks/score_boilerplate.py EVAL [--form insc] [--preset default] [--guess]

EVAL holds `score.py` and set folders (`dev`); files are `SOURCE.FORM.jsonl.gz` with id, site, lang,
lines, labels and gold. Pages go through `site_lines`, `find_templates` and `remove_boilerplate` in
batches, as in a run. Nothing of the set is kept.
"""

import argparse
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import boilerplate
from pipeline.boilerplate import score
from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.stage import find_templates, held, remove_boilerplate, site_lines
from pipeline.decisions import Decisions
from pipeline.schema import DOCUMENTS, TEMPLATES
from pipeline.settings import Boilerplate

_PAGES_AT_ONCE = 512  # as in a run


def load_scorer(folder: Path) -> ModuleType:
    """The scorer that lies beside the sets."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no score.py in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def batches(pages: list[dict[str, Any]], *, guess: bool, sites: bool) -> Iterator[pa.RecordBatch]:
    """The pages as DOCUMENTS."""
    for at in range(0, len(pages), _PAGES_AT_ONCE):
        rows = []
        for page in pages[at : at + _PAGES_AT_ONCE]:
            language = "" if guess or page.get("lang") in (None, "??") else page["lang"]
            row = dict.fromkeys(DOCUMENTS.names, "") | {
                "document": f"{page['site']}/{page['id']}.txt",
                "site": page["site"] if sites else "",
                "language": language,
                "text": "\n".join(page["lines"]),
                "encoding_confidence": 1.0,
                "flags": [],
                "normalized_lines": 0,
                "words_in": 0,
            }
            rows.append(row)
        yield pa.RecordBatch.from_pylist(rows, schema=DOCUMENTS)


def clean(documents: list[pa.RecordBatch], settings: Boilerplate) -> dict[str, str]:
    """Document -> cleaned text, and the time it took on stderr."""
    size = sum(pa.compute.sum(pa.compute.utf8_length(b["text"])).as_py() for b in documents)
    begin = time.process_time()
    templates = find_templates(held(site_lines(batch) for batch in documents))
    counted = time.process_time()
    remove = templates.filter(pa.compute.equal(templates["decision"], "remove"))
    by_site: dict[str, list[int]] = defaultdict(list)
    for index, site in enumerate(remove["site"].to_pylist()):
        by_site[site].append(index)
    texts = {}
    for batch in documents:
        mine = [i for site in sorted(set(batch["site"].to_pylist())) for i in by_site[site]]
        slice_ = remove.take(mine) if mine else TEMPLATES.empty_table()
        cleaned, _, _ = remove_boilerplate(batch, slice_, settings, Decisions())
        rows = zip(cleaned["document"].to_pylist(), cleaned["text"].to_pylist(), strict=True)
        texts.update(rows)
    done = time.process_time()
    print(
        f"{size / 1e6:.1f} M characters: {counted - begin:.1f} s counting, "
        f"{done - counted:.1f} s removing, {size / 1e6 / (done - begin):.2f} M/s",
        file=sys.stderr,
    )
    return texts


def use_left_out_scores(saved: Path, form: str, *, sites: bool) -> None:
    """Score every line by points that were fitted without its site."""
    part = 2 * ["insc", "ptags", "crop"].index(form) + (not sites)
    scores = np.rint(np.load(saved)[f"part{part}"]).astype(np.int64)
    table = score.model().chance["second"]
    at = 0

    def scored(_pages: list[Page], hits: list[Any], _site: Any) -> score.Scores:
        nonlocal at
        mine, at = scores[at : at + len(hits)], at + len(hits)
        features = sum(bool(feature.second) for feature in score.model().feature)
        return score.Scores(mine, table.of(mine), np.zeros((features, len(hits)), np.int64))

    boilerplate.score_pages = scored


def main() -> None:
    """Score one form of one set under one preset."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", default="dev")
    parser.add_argument("--form", default="insc", choices=["insc", "ptags", "crop"])
    parser.add_argument("--preset", default="default", choices=["safe", "default", "bold"])
    parser.add_argument("--guess", action="store_true", help="do not tell the page's language")
    parser.add_argument("--no-sites", action="store_true", help="do not tell the page's site")
    parser.add_argument(
        "--by", default="site-size", help="parts, by commas: source, site-size, lang"
    )
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--folds", type=Path, help="scores of left-out sites, by fit_linescore.py")
    asked = parser.parse_args()
    if asked.folds:
        use_left_out_scores(asked.folds, asked.form, sites=not asked.no_sites)
    scorer = load_scorer(asked.eval)
    pages = list(scorer.read_set(str(asked.eval / asked.set), asked.form))
    documents = list(batches(pages, guess=asked.guess, sites=not asked.no_sites))
    texts = clean(documents, Boilerplate(preset=asked.preset))
    group, rows, groups = scorer.grouper(pages), [], defaultdict(list)
    for page in pages:
        row = scorer.score_page(page, texts[f"{page['site']}/{page['id']}.txt"])
        rows.append((page, row))
        for kind in filter(None, asked.by.split(",")):
            groups[f"{kind}: {group(page, kind)}"].append(row)
    print(_line("all", scorer.summary([row for _, row in rows])))
    for name in sorted(groups):
        print(_line(name, scorer.summary(groups[name])))
    for page, row in sorted(rows, key=lambda pair: -pair[1]["lost"])[: asked.worst]:
        print(json.dumps({"lost": round(row["lost"], 3), "page": f"{page['site']}/{page['id']}"}))


def _line(name: str, found: dict[str, float]) -> str:
    shown = ("junk_lines_gone", "junk_words_gone", "body_lines_lost", "body_words_lost")
    figures = [f"{key} {100 * found.get(key, 0):.2f}" for key in (*shown, "gram_f1", "damaged")]
    return f"{name} ({found['pages']} pages): {', '.join(figures)}"


if __name__ == "__main__":
    main()
