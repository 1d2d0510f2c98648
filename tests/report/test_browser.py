"""The real page in a real browser: views, search, differences, decisions, keys, and no harm."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import axe, browser, hundred, watched, write_report
from builders import evidence, outcome, relation, with_texts

from pipeline.decisions import parse

# pytest finds fixtures by the names of a module.
FIXTURES = (axe, browser, hundred, watched, write_report)

VIEWS = ("overview", "duplicates", "boilerplate", "sites", "documents", "repairs")
PHONE = {"width": 390, "height": 844}
LOOP = '[aria-label="Groups of copies"]'

Watching = Callable[..., Any]


def headings(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "h1", "all => all.filter(one => one.offsetParent !== null).map(one => one.textContent)"
    )
    return found


@pytest.mark.parametrize("size", [{"width": 1366, "height": 860}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_stands_at_every_width(
    hundred: Path, watched: Watching, size: dict[str, int], scheme: str
) -> None:
    watching = watched(viewport=size, color_scheme=scheme)
    for view in VIEWS:
        page = watching.goto(hundred, f"#/{view}")
        assert len(headings(page)) == 1, view
        assert page.eval_on_selector_all("nav a", "all => all.length") == len(VIEWS)
        assert page.get_attribute("nav a[aria-current]", "data-view") == view
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view


@pytest.mark.parametrize("size", [{"width": 1366, "height": 860}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    hundred: Path, watched: Watching, axe: str, size: dict[str, int], scheme: str
) -> None:
    watching = watched(viewport=size, color_scheme=scheme)
    places = [f"#/{view}" for view in VIEWS]
    places += ["#/duplicates?rel=variant&open=1", "#/documents?open=1", "#/sites?open=1"]
    for place in places:
        page = watching.goto(hundred, place)
        if place == "#/duplicates":
            page.click("#decisions")
        page.add_script_tag(content=axe)
        found = page.evaluate("axe.run().then(done => done.violations)")
        said = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
        assert said == [], place


def test_search_and_filters_narrow_the_list_and_stand_in_the_address(
    hundred: Path, watched: Watching
) -> None:
    page = watched().goto(hundred, "#/duplicates")
    assert page.inner_text(".count") == "96 of 96"
    title = page.inner_text(".vrow .t >> nth=5")
    page.fill(".query", title.upper())
    assert 0 < int(page.inner_text(".count").split()[0]) < 20
    assert set(page.locator(".vrow .t").all_inner_texts()) == {title}
    page.fill(".query", "")
    page.click(".chip:text-is('variant')")
    assert set(page.locator(".vrow .tag").all_inner_texts()) == {"variant"}
    page.select_option('select[aria-label="Outcome"]', "dropped")
    assert page.inner_text(".detail") == "Nothing fits these filters."
    assert "rel=variant" in page.url and "show=dropped" in page.url
    page.reload()
    page.wait_for_selector(".chip[aria-pressed=true]")
    assert page.inner_text(".count") == "0 of 96"


def test_the_difference_stresses_figures_in_each_others_place(
    hundred: Path, watched: Watching
) -> None:
    page = watched().goto(hundred, "#/duplicates?rel=variant")
    page.wait_for_selector(".diff mark")
    struck = page.locator(".diff del mark").all_inner_texts()
    underlined = page.locator(".diff ins mark").all_inner_texts()
    assert len(struck) == len(underlined) > 3 and not set(struck) & set(underlined)
    assert re.search(r"\d+ figures, dates or names changed", page.inner_text(".said"))
    page.click(".seg button:text-is('Inline')")
    page.wait_for_selector(".diff.inline mark")
    assert page.locator(".diff.inline mark").count() == len(struck) + len(underlined)
    assert "style=inline" in page.url


def test_added_figures_are_not_stressed_and_moved_passages_are_named(
    tmp_path: Path, watched: Watching, write_report: Callable[..., Path]
) -> None:
    text = (
        "The bridge is shut\n\nGusts hit it at dawn and took the railing.\n\nNo one was hurt here."
    )
    copy = (
        "The bridge is shut\n\nNo one was hurt here.\n\nFerries run every 15 minutes until May."
        "\n\nGusts hit it at dawn and took the railing."
    )
    found = evidence(
        outcomes=[outcome("a"), outcome("b", "duplicate")], relations=[relation("b", "a")]
    )
    page = watched().goto(write_report(tmp_path, with_texts(found, {"a": text, "b": copy})))
    page.click("nav a[data-view=duplicates]")
    page.wait_for_selector(".moved")
    assert page.locator(".diff mark").count() == 0
    assert (
        page.locator(".moved .soft").all_inner_texts()
        == [
            "moved: paragraph 3 on the right",
            "moved: paragraph 2 on the left",
        ]
        or page.locator(".moved").count() == 2
    )
    assert "1 only on one side, 1 moved" in page.inner_text(".said")


def test_quote_forms_are_no_difference(
    tmp_path: Path, watched: Watching, write_report: Callable[..., Path]
) -> None:
    found = evidence(
        outcomes=[outcome("a"), outcome("b", "duplicate")], relations=[relation("b", "a")]
    )
    texts = {"a": "“We  stay,” he\u00a0said – twice", "b": '"We stay," he said - twice'}
    page = watched().goto(write_report(tmp_path, with_texts(found, texts)), "#/duplicates")
    page.wait_for_selector(".said")
    assert page.inner_text(".said") == "The same, word for word."


def test_any_two_documents_of_a_group_and_furniture_can_be_compared(
    hundred: Path, watched: Watching
) -> None:
    page = watched().goto(hundred, "#/duplicates?size=5")
    page.wait_for_selector(".versus")
    other = page.inner_text('select[aria-label="Right document"] option >> nth=2')
    page.select_option('select[aria-label="Right document"]', "2")
    page.wait_for_selector(f".diff .hd + .hd:has-text('{other}')")
    assert page.locator(".diff .cut").count() == 0
    page.check('input[type="checkbox"]')
    page.wait_for_selector(".diff .cut .why")
    assert page.locator(".diff .cut s").count() == 6


def test_a_removed_line_stands_in_context_and_leads_to_its_document(
    hundred: Path, watched: Watching
) -> None:
    page = watched().goto(hundred, "#/boilerplate?level=low")
    page.wait_for_selector(".context .this s")
    line = page.inner_text(".detail h2")
    assert page.inner_text(".context .this >> nth=0") == line
    page.click(".context a >> nth=0")
    page.wait_for_selector(".redline")
    assert line in page.locator(".redline .cut-line s").all_inner_texts()
    assert "score.line" in page.inner_text(".redline")


def test_decisions_are_saved_as_a_file_that_parses(
    hundred: Path, watched: Watching, tmp_path: Path
) -> None:
    page = watched(accept_downloads=True).goto(hundred, "#/duplicates?show=dropped")
    page.click(".detail button:text-is('Not a duplicate')")
    page.click(".detail button:text-is('Always keep this copy')")
    page.click("nav a[data-view=boilerplate]")
    page.click(".detail button:text-is('Always keep it everywhere')")
    page.click("nav a[data-view=documents]")
    page.wait_for_selector(".redline")
    page.locator(".redline .line button:text-is('Always remove')").first.click()
    assert page.inner_text("#decided") == "4"
    page.keyboard.press("d")
    page.click("#drawer button:has-text('Undo') >> nth=3")
    with page.expect_download() as download:
        page.click("#drawer button:text-is('Save decisions.toml')")
    download.value.save_as(tmp_path / "decisions.toml")
    assert download.value.suggested_filename == "decisions.toml"
    found = parse((tmp_path / "decisions.toml").read_text(encoding="utf-8"))
    names = found.not_duplicate[0].documents
    assert len(set(names)) == 2 and all(len(one) == 32 for one in found.not_duplicate[0].digests)
    assert found.keep[0].document == names[0] and len(found.keep[0].digest) == 32
    assert found.keep_line[0].line and not found.keep_line[0].site
    assert found.remove_line == ()
    page.reload()
    page.wait_for_selector("h1")
    assert page.inner_text("#decided") == "3"


def test_a_verdict_on_a_template_replaces_its_opposite(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred, "#/sites?q=daily")
    page.click(".templates button")
    page.click("#decisions")
    found = tomllib.loads(page.inner_text('pre[aria-label="decisions.toml"]'))
    assert found["template"] == [
        {"site": "daily-ledger.example", "line": "Printed in Osk since 1871", "verdict": "reject"}
    ]
    page.click("#drawer li button")
    assert "None yet" in page.inner_text("#drawer")
    assert page.get_attribute(".templates button", "aria-pressed") == "false"


def test_keys_move_through_the_page(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred)
    page.keyboard.press("2")
    page.wait_for_selector(".vrow[aria-selected=true]")
    first = page.get_attribute(LOOP, "aria-activedescendant")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    second = page.get_attribute(LOOP, "aria-activedescendant")
    assert (first, second) == ("row-0", "row-1")
    assert page.get_attribute("#row-1", "aria-posinset") == "2"
    page.keyboard.press("/")
    page.keyboard.type("j2")
    assert page.input_value(".query") == "j2"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    assert page.is_visible("#drawer")
    page.keyboard.press("Escape")
    assert not page.is_visible("#drawer")
    page.fill(".query", "")
    page.focus(LOOP)
    page.keyboard.press("End")
    assert page.get_attribute(LOOP, "aria-activedescendant") == "row-95"
    page.keyboard.press("5")
    page.wait_for_selector(".redline")


def test_the_skip_link_leads_to_the_content(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred, "#/sites")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#/sites")


def test_a_phone_shows_one_pane_and_back_leads_to_the_list(
    hundred: Path, watched: Watching
) -> None:
    page = watched(viewport=PHONE).goto(hundred, "#/duplicates")
    assert page.is_visible(".vrow >> nth=0") and not page.is_visible(".detail")
    page.click(".vrow >> nth=2")
    page.wait_for_selector(".diff.inline")
    assert not page.is_visible(".list")
    page.go_back()
    page.wait_for_selector(".vrow >> nth=0")
    assert not page.is_visible(".detail")


def test_looks_and_bars_lead_to_filtered_lists(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred)
    count = page.inner_text(".looks a[href*=borderline] b")
    page.click(".looks a[href*=borderline]")
    page.wait_for_selector(".vrow")
    assert 0 < int(page.inner_text(".count").split()[0]) <= int(count)
    page.go_back()
    page.wait_for_selector(".histogram .hit")
    page.locator(".histogram .hit").last.click()
    page.wait_for_selector(".vrow")
    assert "covered 0.99 to 1.00" in page.inner_text(".count")
    shown = int(page.inner_text(".count").split()[0])
    page.click(".count .chip")
    assert int(page.inner_text(".count").split()[0]) == 96 > shown > 0


def test_another_threshold_says_what_it_would_change(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred)
    page.focus('input[type="range"]')
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    said = page.inner_text(".what-if")
    assert re.search(r"\d+ more pairs? would count as copies", said)
    assert "[duplicates] threshold = 0.75" in said


def test_light_and_dark_can_be_switched(hundred: Path, watched: Watching) -> None:
    page = watched(color_scheme="light").goto(hundred)
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    page.wait_for_selector("h1")
    assert before != after == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_print_shows_the_open_view_alone(hundred: Path, watched: Watching) -> None:
    page = watched().goto(hundred, "#/documents")
    page.wait_for_selector(".redline")
    page.emulate_media(media="print")
    assert page.is_visible(".redline") and not page.is_visible(".list")
    assert not page.is_visible(".top")


def test_without_scripts_the_page_names_the_files(hundred: Path, watched: Watching) -> None:
    page = watched(java_script_enabled=False).page
    page.goto((hundred / "report.html").as_uri())
    assert "duplicates.csv" in page.inner_text("body") and "copydesk report" in page.inner_text(
        "body"
    )


def test_a_missing_chunk_is_said(hundred: Path, watched: Watching, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_bytes((hundred / "report.html").read_bytes())
    watching = watched()
    page = watching.goto(tmp_path)
    page.click("nav a[data-view=sites]")
    page.wait_for_selector(".problem")
    assert "audit/report/sites.js could not be loaded" in page.inner_text(".problem")
    watching.errors.clear()
