"""A browser for the page: Debian's Chromium driven by Playwright, and axe-core to judge it.

Where one of them is missing the tests that need it are skipped, and say what to install.
"""

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from builders import report_of
from newsroom import newsroom

from pipeline.report.evidence import Evidence

AXE = "axe-core@4.14.1"
AXE_DIGEST = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CACHE = Path.home() / ".cache" / "copydesk-tests"


@dataclass(slots=True)
class Watched:
    """A page of the browser, with what it must not do: errors, and requests off the disk."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def goto(self, folder: Path, address: str = "") -> Any:
        """Open the report in `folder` at a view, and wait until the view stands."""
        self.page.goto("about:blank")
        self.page.goto((folder / "report.html").as_uri() + address)
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector("main :text-is('Loading…')", state="detached")
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs Playwright for Python: pip install playwright"
    )
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def watched(browser: Any) -> Iterator[Callable[..., Watched]]:
    """Makes watched pages; at the end none may have met an error or left the disk."""
    made: list[tuple[Watched, Any]] = []

    def make(**options: Any) -> Watched:
        context = browser.new_context(**({"viewport": {"width": 1366, "height": 860}} | options))
        found = Watched(context.new_page())
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        found.page.on("console", lambda said: _note_error(found, said))
        found.page.on("request", lambda request: found.requests.append(request.url))
        made.append((found, context))
        return found

    yield make
    for found, context in made:
        context.close()
        assert found.errors == []
        away = [url for url in found.requests if not url.startswith(("file:", "about:", "blob:"))]
        assert away == []


def _note_error(found: Watched, said: Any) -> None:
    if said.type in ("error", "warning"):
        found.errors.append(said.text)


@pytest.fixture(scope="session")
def write_report() -> Callable[[Path, Evidence], Path]:
    """Writes a report into a folder, and gives the folder back."""

    def write(folder: Path, found: Evidence) -> Path:
        for name, data in report_of(found):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    return write


@pytest.fixture(scope="session")
def hundred(
    tmp_path_factory: pytest.TempPathFactory,
    write_report: Callable[[Path, Evidence], Path],
) -> Path:
    """The report of about a hundred groups."""
    return write_report(tmp_path_factory.mktemp("hundred"), newsroom(96, alone=20))


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core: from the cache outside the project, else fetched with npm."""
    kept = CACHE / AXE / "axe.min.js"
    if not kept.exists():
        _fetch_axe(kept)
    source = kept.read_bytes()
    assert hashlib.sha256(source).hexdigest() == AXE_DIGEST, f"{kept} is not {AXE}: remove it"
    return source.decode()


def _fetch_axe(kept: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"needs {AXE}: install npm, or put its axe.min.js at {kept}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", AXE, "--silent", "--pack-destination", str(kept.parent)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        pytest.skip(f"needs {AXE}, and npm could not fetch it: {done.stderr.strip()[-200:]}")
    with tarfile.open(kept.parent / done.stdout.split()[-1]) as archive:
        source = archive.extractfile("package/axe.min.js")
        assert source is not None
        kept.write_bytes(source.read())
