"""How fast boilerplate is taken out: megabytes a second on one core, whole pages and article text.

    python benchmarks/measure_boilerplate.py EVAL [--set dev] [--repeat 3] [--profile]

EVAL is a labelled set of the form that score_boilerplate.py describes. Whole pages are its `insc`
form; article text is what is labelled body in them. All layers run: lines are counted over each
site, templates found, pages tagged, scored and cut. Bytes are those of the UTF-8 text, times CPU
seconds of this process, the best of the repeats.
"""

import argparse
import cProfile
import pstats
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fit_linescore import only_body
from benchmarks.score_boilerplate import batches, load_scorer
from pipeline.boilerplate.stage import find_templates, held, remove_boilerplate, site_lines
from pipeline.decisions import Decisions
from pipeline.schema import TEMPLATES
from pipeline.settings import Boilerplate


def run(documents: list[pa.RecordBatch]) -> tuple[float, float]:
    """CPU seconds of counting a site's lines, and of removing."""
    begin = time.process_time()
    templates = find_templates(held(site_lines(batch) for batch in documents))
    counted = time.process_time()
    remove = templates.filter(pc.equal(templates["decision"], "remove"))
    for batch in documents:
        mine = remove.filter(pc.is_in(remove["site"], pc.unique(batch["site"])))
        remove_boilerplate(batch, mine or TEMPLATES.empty_table(), Boilerplate(), Decisions())
    return counted - begin, time.process_time() - counted


def measure(name: str, pages: list[dict[str, Any]], repeats: int) -> None:
    """Print the speeds on one kind of text."""
    documents = list(batches(pages, guess=False, sites=True))
    size = sum(pc.sum(pc.binary_length(b["text"])).as_py() for b in documents) / 1e6
    lines = sum(len(page["lines"]) for page in pages)
    run(documents[:1])
    counting, removing = min((run(documents) for _ in range(repeats)), key=sum)
    print(
        f"{name}: {len(pages)} pages, {size:.1f} MB, {1e6 * size / lines:.0f} bytes a line: "
        f"counting {size / counting:.2f} MB/s, removing {size / removing:.2f} MB/s, "
        f"both {size / (counting + removing):.2f} MB/s"
    )


def main() -> None:
    """Measure both kinds, or profile."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("eval", type=Path)
    parser.add_argument("--set", default="dev")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    asked = parser.parse_args()
    whole = list(load_scorer(asked.eval).read_set(str(asked.eval / asked.set), "insc"))
    article = [bare for page in whole if (bare := only_body(page))]
    for name, pages in (("whole pages", whole), ("article text", article)):
        if not asked.profile:
            measure(name, pages, asked.repeat)
            continue
        documents = list(batches(pages, guess=False, sites=True))
        profile = cProfile.Profile()
        profile.runcall(run, documents)
        print(name)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
