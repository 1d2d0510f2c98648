"""The page is whole, inert, deterministic, and says what it leaves out."""

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from builders import (
    TEXTS,
    evidence,
    outcome,
    relation,
    removal,
    repair,
    shuffled,
    small,
    template,
    texts_of,
)

from pipeline.report import documents, duplicates
from pipeline.report.diff import Sides, side_by_side
from pipeline.report.figures import Evidence, figures
from pipeline.report.page import render

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror=alert(1)> "\' style="x" </td></table>'
    "\u202etxt.exe\u2066 a\x00b \x1b[31m \u200b \ufeff \u00ad \u2028 &amp; </style><!--"
)
VOID = {"meta", "br", "img", "link", "hr", "input"}


class Checker(HTMLParser):
    """Balanced tags, ids, links, attribute names."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)
        self._look(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._look(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:], self.getpos())
        self.open.pop()

    def _look(self, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                assert (value or "").startswith("#")
                self.targets.add((value or "")[1:])


def page(found: Evidence, texts: dict[str, str] | None = None) -> str:
    return render(found, figures(found), texts_of(texts or {}))


def check(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []
    assert len(checker.ids) == len(set(checker.ids))
    assert checker.targets <= set(checker.ids)
    forbidden = {"script", "img", "iframe", "link", "object", "embed", "form", "base"}
    assert not checker.tags & forbidden
    assert "style" not in checker.attributes
    assert not [name for name in checker.attributes if name.startswith("on")]
    return checker


def hostile() -> tuple[Evidence, dict[str, str]]:
    names = [f"{HOSTILE}{n}" for n in range(4)]
    found = evidence(
        notes=[HOSTILE],
        outcomes=[
            outcome(names[0], site=HOSTILE, flags=[HOSTILE], reason=HOSTILE),
            outcome(names[1], "duplicate", removed=[{"category": HOSTILE, "lines": 1}]),
            outcome(names[2]),
            outcome(names[3], "unreadable", reason=HOSTILE),
        ],
        relations=[
            relation(names[1], names[0], reason=HOSTILE),
            relation(names[2], names[0], HOSTILE, dropped=False),
        ],
        removed=[removal(names[0], HOSTILE, f"x.{HOSTILE}", level=HOSTILE, evidence=HOSTILE)],
        repairs=[repair(names[0], HOSTILE, HOSTILE + "!", rule=HOSTILE, reason=HOSTILE)],
        templates=[template(HOSTILE, HOSTILE, decision=HOSTILE, documents=names)],
    )
    return found, {name: f"{HOSTILE}\n{name}\nsame words here" for name in names}


def test_the_page_is_well_formed_and_has_every_section() -> None:
    checker = check(page(small(), TEXTS))
    sections = {"overview", "duplicates", "similar", "boilerplate", "repairs", "sites"}
    assert sections | {"documents", "notes", "undo", "low", "main"} <= set(checker.ids)


def test_an_empty_run_has_a_page_too() -> None:
    html = page(evidence())
    check(html)
    assert "0 documents came in, 0 went out. 0 were copies, 0% of the words were furniture." in html


def test_headline_has_four_numbers() -> None:
    html = page(small(), TEXTS)
    assert html.count("<h1>") == 1
    assert "<h1>7 documents came in, 3 went out. 2 were copies, 17% of the words were" in html


def test_the_policy_allows_this_style_and_nothing_else() -> None:
    html = page(small(), TEXTS)
    style = re.findall(r"<style>(.*?)</style>", html, re.S)
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert len(style) == len(policy) == 1
    digest = b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy[0]
    assert "default-src 'none'" in policy[0] and "img-src 'none'" in policy[0]
    assert "unsafe" not in policy[0] and "script-src" not in policy[0]
    assert "http://" not in html and "https://" not in html and "url(" not in style[0]


def test_hostile_text_is_inert_and_visible() -> None:
    found, texts = hostile()
    html = page(found, texts)
    check(html)
    assert "<script" not in html.lower() and "<img" not in html
    assert "&lt;script&gt;" in html
    assert '<span class="esc">\\u202e</span>' in html
    assert '<span class="esc">\\u0000</span>' in html
    hidden = "\x00\x1b\u202e\u2066\u200b\ufeff\u00ad\u2028"
    assert not [character for character in hidden if character in html]


def test_joiners_that_scripts_need_stay() -> None:
    found = evidence(outcomes=[outcome("a")], removed=[removal("a", "می‌خواهم 👩‍👧")])
    assert "می‌خواهم 👩‍👧" in page(found)


def test_a_huge_line_is_cut() -> None:
    huge = "x" * 1_000_000
    found = evidence(
        outcomes=[outcome("a", reason=huge), outcome("b", "duplicate")],
        relations=[relation("b", "a", reason=huge)],
        removed=[removal("a", huge, evidence=huge, reason=huge)],
        repairs=[repair("a", huge + "y", huge + "z" + huge)],
        templates=[template("bbc", huge)],
        notes=[huge],
    )
    html = page(found, {"a": huge, "b": huge + "y"})
    check(html)
    assert len(html) < 120_000
    assert "shows its first 20,000 characters" in html


def test_row_order_makes_no_difference() -> None:
    assert page(small(), TEXTS) == page(shuffled(small()), TEXTS)


def test_two_texts_stand_side_by_side_with_what_differs() -> None:
    html = page(small(), TEXTS)
    assert "<del>was</del>" in html and "<ins>is</ins>" in html
    assert "<del><mark>112</mark></del>" in html and "<ins><mark>108</mark></ins>" in html
    assert "Both texts are the same, word for word." in html


def test_quote_forms_and_spaces_are_no_difference() -> None:
    html = side_by_side(Sides("“We  stay,” he said", '"We stay," he said'))
    assert "<del>" not in html and "<ins>" not in html


def test_a_figure_is_boxed_only_in_place_of_another() -> None:
    html = side_by_side(Sides("The mill stays shut", "The mill stays shut\nIt employs 410 people"))
    assert "<ins>It employs 410 people</ins>" in html and "<mark>" not in html


def test_paragraphs_pair_with_the_one_they_share_words_with() -> None:
    left = "one two three four five\nsix seven eight nine ten"
    right = "new words stand here now\nsix seven eight nine eleven"
    html = side_by_side(Sides(left, right))
    assert "six seven eight nine <del>ten</del>" in html
    assert "<del>one two three four five</del>" in html


def test_long_texts_are_shown_without_marks_and_say_so() -> None:
    html = side_by_side(Sides("word " * 3_100, "word " * 3_100 + "more"))
    assert "Too long to mark words (3,101 words)" in html and "<ins>" not in html


def test_texts_that_are_not_at_hand_are_said_to_be() -> None:
    html = page(small())
    check(html)
    assert "Not at hand here" in html


def test_texts_are_asked_a_group_at_a_time() -> None:
    asked: list[tuple[str, ...]] = []

    def texts(names: object) -> dict[str, str]:
        asked.append(tuple(names))  # type: ignore[arg-type]
        return {}

    render(small(), figures(small()), texts)
    assert asked == [
        ("bbc/a.txt", "bbc/b.txt", "cnn/d.txt"),
        ("bbc/a.txt", "bbc/c.txt"),
        ("bbc/c.txt", "g.txt"),
    ]


def test_every_document_is_listed_problems_first() -> None:
    html = page(small(), TEXTS).partition('<section id="documents">')[2]
    names = re.findall(r'<tr id="d\d+"><td class="path"><bdi dir="auto">([^<]*)<', html)
    assert names == [
        "cnn/f.txt",
        "bbc/b.txt",
        "cnn/d.txt",
        "cnn/e.txt",
        "bbc/a.txt",
        "bbc/c.txt",
        "g.txt",
    ]


def test_removed_lines_are_grouped_by_distinct_line() -> None:
    rows = [removal(f"{n}.txt", "Share this\n" * (1 + n % 2)) for n in range(5)]
    rows[1]["text"] = "Share this\n\n"
    found = evidence(outcomes=[outcome(f"{n}.txt") for n in range(5)], removed=rows[:3])
    html = page(found)
    section = html.partition('<section id="boilerplate">')[2].partition("</section>")[0]
    assert "3 lines went" in section and "and 1 more" not in section


def test_repairs_show_hidden_characters() -> None:
    found = evidence(repairs=[repair("a", "soft\u00adhyphen\u00a0and\ttab", "softhyphen and tab")])
    html = page(found)
    assert '<del><span class="esc">\\u00ad</span></del>' in html and "\\u00a0" in html


def test_caps_say_what_is_not_shown_and_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "PAIRS_LISTED", 12)
    monkeypatch.setattr(duplicates, "LISTED_A_GROUP", 8)
    monkeypatch.setattr(duplicates, "SHOWN_A_GROUP", 3)
    monkeypatch.setattr(documents, "DOCUMENTS", 20)
    monkeypatch.setattr(documents, "KEPT_AT_LEAST", 5)
    copies = [f"a/{n:02}" for n in range(30)]
    lines = [removal("a", f"line {n}") for n in range(230)]
    found = evidence(
        outcomes=[outcome("a"), *(outcome(name, "duplicate") for name in copies)],
        relations=[relation(name, "a") for name in copies],
        removed=lines,
        repairs=[repair("a", f"â€™{n}", f"’{n + 1}", first_line=n) for n in range(30)],
        templates=[template("s", f"line {n}") for n in range(510)],
    )
    html = page(found, dict.fromkeys(["a", *copies], "text"))
    check(html)
    for said in (
        "22 more pairs not shown: <code>duplicates.csv",
        "22 more pairs not listed here; 5 listed pairs shown without their texts",
        "11 more documents not shown: <code>audit/outcomes.parquet",
        "30 more distinct lines not shown: <code>audit/removed-lines-*.parquet",
        "10 more repairs not shown: <code>audit/repairs-*.parquet",
        "10 more lines not shown: <code>audit/templates.csv",
    ):
        assert said in html


def test_a_kept_document_has_a_place_among_many_problems() -> None:
    rows = [outcome(f"x{n:05}", "duplicate") for n in range(2_500)] + [outcome("kept one")]
    found = evidence(outcomes=rows)
    listed = documents.listed_documents(found.outcomes)
    assert len(listed) == documents.DOCUMENTS
    assert listed[-1]["document"] == "kept one"


def test_how_to_undo_uses_names_of_this_run() -> None:
    html = page(small(), TEXTS).partition('<section id="undo">')[2]
    assert "copydesk restore bbc/b.txt" in html
    assert "[[not_duplicate]]\ndocuments = [&quot;bbc/b.txt&quot;, &quot;bbc/a.txt&quot;]" in html
    assert "line = &quot;Sign up to read&quot;" in html
