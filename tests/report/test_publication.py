"""The report's files: whole, inert, the same bytes every time, made one at a time."""

import hashlib
import json
import re
import tomllib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from builders import (
    TEXTS,
    evidence,
    outcome,
    relation,
    removal,
    repair,
    report_of,
    shuffled,
    small,
    with_texts,
)
from newsroom import newsroom

from pipeline import versions
from pipeline.report import chunks, groups, lines, listing, page, pairs, records, sites
from pipeline.report.counting import figures
from pipeline.report.evidence import Evidence
from pipeline.report.figures import Brake

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> \"' <!-- `${x}`"
    "\u202etxt.exe\u2066 a\x00b \x1b[31m \u200b \ufeff \u00ad \u2028 &amp; </style>"
)
CASES = Path(__file__).parent.parent / "cases" / "report"
Files = dict[str, bytes]


def files_of(found: Evidence, texts: Mapping[str, str] | None = None) -> Files:
    if texts is not None or not found.shards:
        found = with_texts(found, texts or {})
    return dict(report_of(found))


def value(files: Files, name: str) -> Any:
    """What a chunk hands to the page."""
    script = files[f"audit/report/{name}.js"].decode()
    head = f"copydesk({json.dumps(name)},"
    assert script.startswith(head) and script.endswith(");\n")
    return json.loads(script[len(head) : -3])


def records_in(files: Files) -> list[Any]:
    """The records of all documents, chunk by chunk."""
    return [row for _, name in run_data(files)["chunks"]["texts"] for row in value(files, name)]


def run_data(files: Files) -> Any:
    html = files["report.html"].decode()
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


def test_the_same_tables_give_the_same_bytes_in_any_order() -> None:
    assert files_of(small(), TEXTS) == files_of(shuffled(small()), TEXTS)


def test_the_page_comes_last_and_every_path_stays_below_the_folder() -> None:
    names = list(files_of(small(), TEXTS))
    assert names[-1] == "report.html"
    assert all(
        re.fullmatch(r"audit/report/[a-z]+(-[0-9a-f]{4,})?\.js", name) for name in names[:-1]
    )


def test_an_empty_run_has_a_page_too() -> None:
    files = files_of(evidence())
    assert run_data(files)["headline"].startswith("0 documents came in, 0 went out.")
    assert value(files, "documents")["name"] == [] and value(files, "groups")["title"] == []


def test_the_policy_allows_this_style_and_this_script() -> None:
    html = files_of(small(), TEXTS)["report.html"].decode()
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    digest = {
        name: b64encode(hashlib.sha256(body.encode()).digest()).decode()
        for name, body in re.findall(r"<(style|script)>(.*?)</\1>", html, re.S)
    }
    assert policy == [
        f"default-src 'none'; style-src 'sha256-{digest['style']}'; "
        f"script-src 'sha256-{digest['script']}' 'strict-dynamic'; base-uri 'none'; "
        "form-action 'none'"
    ]


def test_the_script_never_parses_markup_or_text() -> None:
    html = page.page("{}")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert word not in html
    assert "DOMParser" not in html and "http:" not in html.replace("http://www.w3.org/2000/svg", "")
    assert " style=" not in html and "https:" not in html


def test_hostile_text_stays_inside_its_string() -> None:
    name = f"{HOSTILE}.txt"
    found = evidence(
        notes=[HOSTILE],
        outcomes=[outcome(name, site=HOSTILE), outcome("b", "duplicate", reason=HOSTILE)],
        relations=[relation("b", name, HOSTILE, reason=HOSTILE)],
        removed=[removal(name, HOSTILE, HOSTILE + ".x", level=HOSTILE, category=HOSTILE, start=0)],
        repairs=[repair(name, HOSTILE, HOSTILE + "!", rule=HOSTILE)],
    )
    files = files_of(found, {name: HOSTILE + " kept", "b": HOSTILE})
    html = files["report.html"].decode()
    assert html.count("<script") == 2 and html.count("</script") == 2
    assert run_data(files)["notes"] == [HOSTILE]
    assert value(files, "groups")["kept"] == [name]
    for path, data in files.items():
        assert path == "report.html" or "\n" not in data.decode()[:-1]


def test_a_redline_is_the_text_with_its_cuts_put_back() -> None:
    found = newsroom(8)
    files = files_of(found)
    rows = records_in(files)
    assert [row["document"] for row in rows] == sorted(found.outcomes["document"].to_pylist())
    texts = {row["document"]: row["text"] for row in found.shards[0].texts().to_table().to_pylist()}
    for row in rows:
        if row["outcome"] in ("unreadable", "empty"):
            continue
        kept = [one if isinstance(one, str) else one[0] for one in row["lines"] if not _cut(one)]
        assert kept == [line for line in texts[row["document"]].split("\n") if line]
        cuts = found.removed.to_table().to_pylist()
        own = [cut["text"].strip() for cut in cuts if cut["document"] == row["document"]]
        assert sorted(line[0] for line in row["lines"] if _cut(line)) == sorted(own)


def _cut(line: Any) -> bool:
    return isinstance(line, list) and line[1] is not None


def test_a_repair_stands_beside_its_line() -> None:
    # The first repair makes two lines of one, so that the second line number moves by one.
    found = evidence(
        outcomes=[outcome("a")],
        repairs=[
            repair("a", "one two", "one\ntwo", first_line=1, lines_after=2),
            repair("a", "thrâ€™ee", "thr’ee", first_line=3),
        ],
        removed=[removal("a", "cut\n", line=3, start=8)],
    )
    (row,) = records_in(files_of(found, {"a": "one\ntwo\nthr’ee\n"}))
    assert row["lines"] == [
        ["one", None, [0]],
        "two",
        ["cut", ["phrase.signup.en", "high", "It reads like furniture.", "line 3"], []],
        ["thr’ee", None, [1]],
    ]


def test_the_batches_in_which_texts_are_read_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = newsroom(12, alone=5, shards=3)
    whole = files_of(found)
    monkeypatch.setattr(records, "BATCH", 7)
    assert files_of(found) == whole
    monkeypatch.setattr(records, "BATCH_BYTES", 3_000)
    assert files_of(found) == whole


def test_shards_change_where_records_stand_and_nothing_else() -> None:
    one, three = (files_of(newsroom(12, alone=5, shards=shards)) for shards in (1, 3))
    records_of = [{row["document"]: row for row in records_in(files)} for files in (one, three)]
    assert records_of[0] == records_of[1] and list(records_of[0]) != list(records_of[1])
    assert list(value(three, "documents")["name"]) == list(records_of[1])


def test_shards_are_read_one_after_the_other_as_chunks_are_given_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chunks, "BYTES", 4_000)
    found = newsroom(40, shards=20)
    read: list[int] = []
    shards = tuple(replace(one, texts=partial(_noted, one.texts, read)) for one in found.shards)
    found = replace(found, shards=shards)
    made: Iterator[tuple[str, bytes]] = report_of(found)
    next(made)
    assert len(read) < len(shards) / 4
    files = dict(made)
    texts = run_data(files)["chunks"]["texts"]
    assert texts[0][0] == 0 and len(texts) == len([name for name in files if "/texts-" in name]) + 1
    assert len(read) == len(shards)


def _noted(texts: Callable[[], ds.Dataset], read: list[int]) -> ds.Dataset:
    read.append(1)
    return texts()


def test_numbers_of_items_lead_to_their_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "BYTES", 3_000)
    files = files_of(newsroom(30, shards=4))
    for stem, names in (
        ("texts", value(files, "documents")["name"]),
        ("groups", value(files, "groups")["kept"]),
    ):
        for first, chunk in run_data(files)["chunks"][stem]:
            item = value(files, chunk)[0]
            assert names[first] == (item["document"] if stem == "texts" else item["kept"]["name"])


def test_groups_nearest_to_the_threshold_come_first() -> None:
    found = evidence(
        outcomes=[outcome(name) for name in "abcdef"],
        relations=[
            relation("x1", "a", "exact", covered=1.0),
            relation("x2", "b", covered=0.95),
            relation("x3", "c", covered=0.81),
            relation("x4", "d", "near", dropped=False, covered=0.795),
            relation("x5", "e", "variant", covered=0.8),
        ],
    )
    assert value(files_of(found), "groups")["kept"] == ["d", "c", "b", "e", "a"]


def test_pairs_carry_their_relation_and_what_became_of_them() -> None:
    found = evidence(
        outcomes=[outcome(name) for name in ("a", "c", "d")] + [outcome("b", "duplicate")],
        relations=[
            relation("b", "a", "exact", covered=1.0),
            relation("c", "a", "near", dropped=False, covered=0.7),
            relation("d", "a", "variant", covered=0.9),
            relation("b", "c", "near", dropped=False, covered=0.6),
        ],
    )
    index = value(files_of(found), "groups")
    kinds = dict(zip(index["kept"], index["pairs"], strict=True))
    assert kinds == {"a": 3, "c": 1}
    states = {(kind % 8, kind // 8) for kind in index["kind"]}
    near, variant = 1, 4
    assert states == {
        (0, pairs.DROPPED),
        (near, pairs.BORDERLINE),
        (variant, pairs.SIMILAR),
        (near, pairs.ELSEWHERE),
    }


def test_removed_lines_are_grouped_by_line_site_and_rule() -> None:
    rows = [
        removal("s/a", "Share\n"),
        removal("s/b", "\nShare"),
        removal("t/a", "Share"),
        removal("s/a", "Share", "phrase.share.en"),
        removal("s/c", "Share", level="low"),
    ]
    found = evidence(outcomes=[outcome(f"{name}") for name in ("s/a", "s/b", "s/c", "t/a")])
    files = files_of(replace(found, removed=evidence(removed=rows).removed))
    index = value(files, "lines")
    assert index["count"] == [2, 1, 1, 1]
    assert value(files, "lines-0000")[0]["samples"] == [[0, "s/a"], [1, "s/b"]]
    assert {index["levels"][level] for level in index["level"]} == {"high", "low"}


def test_caps_are_counted_and_priority_goes_to_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "DOCUMENTS", 6)
    monkeypatch.setattr(listing, "GROUPS", 2)
    monkeypatch.setattr(lines, "LINES", 3)
    monkeypatch.setattr(sites, "TEMPLATES", 2)
    monkeypatch.setattr(groups, "MEMBERS", 1)
    found = newsroom(20, alone=20)
    files = files_of(found)
    data = run_data(files)
    assert data["groups"] == 2 and data["hidden_groups"] == 18
    assert data["hidden_documents"] == found.outcomes.num_rows - 6
    listed = set(value(files, "documents")["name"])
    index = value(files, "groups")
    assert len(listed) == 6 and listed >= set(index["kept"])
    assert len(value(files, "lines")["line"]) == 3 and value(files, "lines")["hidden"] > 0
    assert len(value(files, "sites")["templates"]) == 2 and value(files, "sites")["hidden"] == 6
    shown = value(files, "groups-0000")
    for group, size in zip(shown, index["pairs"], strict=True):
        assert len(group["pairs"]) == 1 and group["more"] == size - 1


def test_texts_beyond_the_budget_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "TEXT_BYTES", 4_000)
    found = newsroom(10)
    files = files_of(found)
    rows = records_in(files)
    assert 0 < sum(row["lines"] is not None for row in rows) < len(rows) / 2


def test_long_texts_and_titles_are_cut() -> None:
    found = evidence(outcomes=[outcome("a"), outcome("b")])
    files = files_of(found, {"a": "word " * 300_000, "b": "x\n" * 100_000})
    first, second = records_in(files)
    assert len(first["title"]) <= 301 and not first["whole"]
    assert len(first["lines"][0]) <= records.CHARACTERS + 1
    assert not second["whole"] and len(second["lines"]) == records.CHARACTERS


def test_lists_stay_under_the_height_browsers_bear() -> None:
    row = int(re.search(r"const ROW = (\d+)", page.page("{}"))[1])  # type: ignore[index]
    assert row * max(listing.DOCUMENTS, listing.GROUPS, lines.LINES) < 15_000_000


def test_titles_come_from_the_source_or_from_the_text() -> None:
    found = evidence(
        outcomes=[outcome("a"), outcome("b", "duplicate")], relations=[relation("b", "a")]
    )
    texts, cards = {"a": "\n First line \nmore", "b": "x"}, {"b": (" The bridge ", "2031-03-01")}
    files = files_of(with_texts(found, texts, cards))
    group = value(files, "groups-0000")[0]
    assert group["kept"]["title"] == "First line"
    assert (group["pairs"][0]["title"], group["pairs"][0]["date"]) == ("The bridge", "2031-03-01")
    assert value(files, "groups")["title"] == ["First line"]


def test_brakes_and_stale_decisions_need_a_look() -> None:
    found = replace(
        small(),
        stale=("It is gone.",),
        brakes=(Brake("dropped", 0.3, 0.5), Brake("prose", 0.1, 0.5)),
    )
    looks = {look.kind: look for look in figures(found).looks}
    assert looks["brake"].examples == ("dropped 30% of 50%",)
    assert looks["stale_decision"].count == 1
    data = run_data(files_of(found, TEXTS))
    assert data["stale"] == ["It is gone."]
    assert data["figures"]["brakes"][0] == {"name": "dropped", "share": 0.3, "limit": 0.5}


def test_removed_lines_grouped_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lines.removed_lines(newsroom(12))
    assert whole.table.num_rows > 5
    for rows in (1, 3, 20):
        monkeypatch.setattr(lines, "_ROWS_AT_ONCE", rows)
        parts = lines.removed_lines(newsroom(12))
        assert parts.table.equals(whole.table) and parts.hidden == whole.hidden
    monkeypatch.setattr(lines, "LINES", 4)
    assert lines.removed_lines(newsroom(12)).table.equals(whole.table.slice(0, 4))


def test_what_is_drawn_moves_with_its_version_only() -> None:
    # Drawings are kept between runs: a change of theirs needs another RECORDS in versions.py.
    kept = tomllib.loads((CASES / "drawn.toml").read_text())
    files = files_of(small(), TEXTS)
    names = sorted(name for _, name in run_data(files)["chunks"]["texts"])
    assert {"version": versions.RECORDS, "chunks": names} == kept
