"""From a wrong decision to the corrected output: look, decide, save, run again, see it obeyed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from browsing import browser, watched

from copydesk.running import run

# pytest finds fixtures by the names of a module.
FIXTURES = (browser, watched)
PRINTED_ON = "harbour-gazette/2031-02-11-library-cat.txt"


def test_a_decision_made_on_the_page_is_obeyed_by_the_next_run(
    sample: Any, watched: Callable[..., Any], tmp_path: Path
) -> None:
    page = watched(accept_downloads=True).goto(sample.clean, "#/duplicates?rel=near")
    page.wait_for_selector(".diff")
    copy = page.inner_text(".members button >> nth=0")
    page.click(".detail button:text-is('Not a duplicate')")
    page.click("nav a[data-view=boilerplate]")
    page.fill(".query", "tide times")
    page.wait_for_selector(".detail h2:has-text('Tide times')")
    line = page.inner_text(".detail h2")
    page.click(".detail button:text-is('Always keep it on this site')")
    page.click("#decisions")
    with page.expect_download() as download:
        page.click("#drawer button:text-is('Save decisions.toml')")
    saved = tmp_path / "decisions.toml"
    download.value.save_as(saved)

    clean = tmp_path / "clean"
    run(str(sample.raw), str(clean), decisions=str(saved))

    before, after = sample.clean / "text", clean / "text"
    assert not (before / copy).exists() and (after / copy).exists()
    assert line not in (before / PRINTED_ON).read_text(encoding="utf-8")
    assert line in (after / PRINTED_ON).read_text(encoding="utf-8")
    page = watched().goto(clean, "#/duplicates?show=similar")
    page.click(f".vrow:has-text('{copy.partition('/')[0]}')")
    page.wait_for_selector(f".members td.path:has-text('{copy}')")
    page.click("nav a[data-view=overview]")
    assert "2 decisions obeyed" in page.inner_text("#notes")


def test_a_verdict_on_a_template_is_obeyed_by_the_next_run(
    sample: Any, watched: Callable[..., Any], tmp_path: Path
) -> None:
    page = watched().goto(sample.clean, "#/sites?q=vechirnia")
    page.click(".templates tr:has-text('1204') button")
    page.click("#decisions")
    saved = tmp_path / "decisions.toml"
    saved.write_text(page.inner_text('pre[aria-label="decisions.toml"]'), encoding="utf-8")

    clean = tmp_path / "clean"
    run(str(sample.raw), str(clean), decisions=str(saved))

    # The number of the issue differs from page to page: the verdict is on the line, not on one.
    for name in ("2031-03-18-hodynnyk.txt", "2031-04-02-bdzholy.txt"):
        text = (clean / "text" / "vechirnia-brama" / name).read_text(encoding="utf-8")
        assert "надруковано на Ковальській" in text
    page = watched().goto(clean, "#/sites?q=vechirnia")
    page.wait_for_selector(".templates tr:has-text('kept: you said so')")
    page.click("nav a[data-view=overview]")
    assert "1 decision obeyed" in page.inner_text("#notes")
