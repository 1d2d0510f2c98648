"""Size and load time of the report's page: 100, 5,000 and 50,000 groups of made-up stories.

    python benchmarks/report_page.py [GROUPS ...]

Needs Playwright for Python and Chromium, as the browser tests do. Times are of the page alone: from
the click to the drawn view.
"""

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "report"))

from builders import report_of
from newsroom import newsroom

SIZES = (100, 5_000, 50_000)
COLUMNS = (
    "groups documents files MB page-kB write-s grew-MB overview-s list-s search-s group-s "
    "document-s nodes heap-MB"
)


def main(sizes: Sequence[int]) -> None:
    """Print a row a size."""
    from playwright.sync_api import sync_playwright

    print(COLUMNS.replace(" ", "\t"))
    with sync_playwright() as running:
        program = shutil.which("chromium")
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                written = write(Path(folder), size)
                print(*written, *visit(browser.new_page(), Path(folder)), sep="\t", flush=True)
        browser.close()


def write(folder: Path, size: int) -> list[Any]:
    """Write a report; its counts and sizes, seconds, and by how much the process grew."""
    found = newsroom(size, alone=size // 5, shards=1 + size // 1_000)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    files = total = page = 0
    for name, data in report_of(found):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        files, total, page = files + 1, total + len(data), len(data)
    seconds = time.perf_counter() - start
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    documents = found.outcomes.num_rows
    return [
        size,
        documents,
        files,
        round(total / 1e6, 1),
        page // 1000,
        round(seconds, 1),
        int(grew),
    ]


def visit(page: Any, folder: Path) -> list[Any]:
    """Seconds to the first view, the list, a search, another group, a document; nodes and heap."""
    start = time.perf_counter()
    page.goto((folder / "report.html").as_uri())
    page.wait_for_selector("h1")
    times = [time.perf_counter() - start]
    steps = (
        (lambda: page.click("nav a[data-view=duplicates]"), ".diff"),
        (lambda: page.fill(".query", "quota"), ".count:has-text('of')"),
        (lambda: page.click(".vrow >> nth=4"), ".diff"),
        (lambda: page.click("nav a[data-view=documents]"), ".redline"),
    )
    for act, selector in steps:
        start = time.perf_counter()
        act()
        page.wait_for_selector(selector)
        times.append(time.perf_counter() - start)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    page.close()
    return [*(round(one, 2) for one in times), nodes, round(heap)]


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
