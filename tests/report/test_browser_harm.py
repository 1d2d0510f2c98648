"""What must not harm the page: hostile texts, long ones, and very many."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import browser, watched, write_report
from builders import evidence, outcome, relation, removal, repair, template, with_texts
from newsroom import newsroom

from pipeline.decisions import parse

# pytest finds fixtures by the names of a module.
FIXTURES = (browser, watched, write_report)

VIEWS = ("overview", "duplicates", "boilerplate", "sites", "documents", "repairs")
HOSTILE = (
    '</script><script>window.ran=1</script><img src=x onerror="window.ran=1"> "\' \\ '
    "\u202etxt.exe\u2066 a\x00b \x1b[31m \u200b \ufeff \u00ad \u2028 \U000e0041 ${x} `"
)

Watching = Callable[..., Any]


def hostile() -> Any:
    names = [f"{HOSTILE}{n}" for n in range(3)]
    return evidence(
        notes=[HOSTILE],
        outcomes=[
            outcome(names[0], site=HOSTILE, flags=[HOSTILE], reason=HOSTILE, encoding=HOSTILE),
            outcome(names[1], "duplicate", site=HOSTILE, reason=HOSTILE, digest_as_read=HOSTILE),
            outcome(names[2], "unreadable", site=HOSTILE, reason=HOSTILE),
        ],
        relations=[relation(names[1], names[0], reason=HOSTILE)],
        removed=[
            removal(
                names[0], HOSTILE, HOSTILE + ".x", category=HOSTILE, level=HOSTILE, reason=HOSTILE,
                evidence=HOSTILE, start=0,
            )
        ],
        repairs=[repair(names[0], HOSTILE, "x" + HOSTILE, rule=HOSTILE, reason=HOSTILE)],
        templates=[template(HOSTILE, HOSTILE, decision=HOSTILE, documents=names)],
    )  # fmt: skip


def test_hostile_text_executes_nothing_and_reads_back_exactly(
    tmp_path: Path, watched: Watching, write_report: Callable[..., Path]
) -> None:
    found = hostile()
    texts = {
        name: f"{HOSTILE}\nsame {n}"
        for n, name in enumerate(found.outcomes["document"].to_pylist())
    }
    folder = write_report(tmp_path, with_texts(found, texts))
    page = watched().goto(folder)
    for view in VIEWS:
        page.click(f"nav a[data-view={view}]")
        page.wait_for_timeout(150)
        assert page.evaluate("window.ran") is None
        assert page.locator("main img, main script, main iframe").count() == 0
        assert not re.search("[\u202e\u2066\x00\x1b\u200b\ufeff]", page.inner_text("main"))
    page.click("nav a[data-view=duplicates]")
    page.click(".detail button:text-is('Not a duplicate')")
    page.click("nav a[data-view=boilerplate]")
    page.click(".detail button:text-is('Always keep it on this site')")
    page.click("#decisions")
    with page.expect_download() as download:
        page.click("#drawer button:text-is('Save decisions.toml')")
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    decided = parse(saved)
    assert decided.not_duplicate[0].documents == (f"{HOSTILE}1", f"{HOSTILE}0")
    assert decided.keep_line[0].line == HOSTILE.strip() and decided.keep_line[0].site == HOSTILE
    assert not re.search("[\u202e\u2066\x00\x1b]", saved)


def test_a_title_and_a_line_of_a_megabyte_do_no_harm(
    tmp_path: Path, watched: Watching, write_report: Callable[..., Path]
) -> None:
    found = evidence(
        outcomes=[outcome("a"), outcome("b", "duplicate")],
        relations=[relation("b", "a")],
        removed=[removal("a", "x" * 1_000_000, start=0)],
    )
    long = "word " * 200_000
    folder = write_report(tmp_path, with_texts(found, {"a": long, "b": long + "more"}))
    page = watched().goto(folder, "#/duplicates")
    page.wait_for_selector(".diff", timeout=5_000)
    assert len(page.inner_text(".detail h2")) <= 301
    assert "first 60,000 characters" in page.inner_text(".detail")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("nav a[data-view=boilerplate]")
    page.wait_for_selector(".detail h2")
    assert "Too long to be named" in page.inner_text(".detail")


def test_fifty_thousand_groups_open_in_three_seconds(
    tmp_path: Path,
    watched: Watching,
    write_report: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.report.listing.TEXT_BYTES", 200_000)
    page = watched().goto(write_report(tmp_path, newsroom(50_000, shards=50)))
    clock = "performance.now()"
    start = page.evaluate(clock)
    page.click("nav a[data-view=duplicates]")
    page.wait_for_selector(".members")
    assert page.evaluate(clock) - start < 3_000
    assert page.inner_text(".count") == "50,000 of 50,000"
    start = page.evaluate(clock)
    page.fill(".query", "quota")
    page.wait_for_selector(".count:not(:has-text('50,000 of 50,000'))")
    assert page.evaluate(clock) - start < 1_000
    page.fill(".query", "")
    page.evaluate("document.querySelector('.vlist').scrollTop = 1e9")
    page.wait_for_selector('.vrow[aria-posinset="50000"]')
    assert page.evaluate("document.querySelectorAll('*').length") < 1_000
