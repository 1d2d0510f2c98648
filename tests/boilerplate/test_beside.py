"""A site's notice and a date right beside the text stay where they would take much with them."""

from pipeline.boilerplate.beside import beside_text
from pipeline.boilerplate.lines import make_page
from pipeline.boilerplate.phrases import Hit, parse_rules
from pipeline.boilerplate.removal import MEDIUM, Removal

PROSE = [
    "The ferry left the pier at noon, and nobody on the quay had ever seen it go before.",
    "The crew had found a piano on the slipway, and it was in tune when they came to it.",
    "Nobody has asked for it, and the harbour board has given it a berth until the winter.",
]
NOTICE = "The texts of this paper are its own, and nobody may print them without a word from it."
DATE = "Published on 4 May 2031"
MENU = ["Tide table", "Fog horn", "Lost nets", "Berths"]
TEXT, FURNITURE = 100, 9_990


def spared(
    lines: list[str], goes: dict[int, str], hits: dict[int, Hit] | None = None, apart: int = 0
) -> list[int]:
    """The lines that stay although these rules take them; those are furniture by score."""
    page = make_page("\n".join(lines), "en")
    removals = {
        index: Removal(index, rule, "test", MEDIUM, "A reason.", "") for index, rule in goes.items()
    }
    chances = [FURNITURE if index in goes else TEXT for index in range(len(lines))]
    found = beside_text(
        page, chances, [(hits or {}).get(i) for i in range(len(lines))], removals, apart
    )
    return sorted(found)


def test_a_notice_of_the_site_right_below_the_text_stays() -> None:
    assert spared([*PROSE, NOTICE], {3: "template.site"}) == [3]


def test_a_notice_of_the_site_below_a_menu_goes() -> None:
    menu = dict.fromkeys(range(3, 8), "template.site")
    assert spared([*PROSE, *MENU, NOTICE], menu) == []


def test_a_notice_that_a_phrase_covers_goes() -> None:
    rule = parse_rules(
        """
language = "en"
[[rule]]
family = "copyright"
kind = "line"
pattern = 'the texts of .*'
match = ["The texts of this paper"]
keep = ["A text"]
""",
        "notice.toml",
    )[0]
    assert spared([*PROSE, NOTICE], {3: "template.site"}, {3: Hit(rule, titled=False)}) == []


def test_the_date_of_a_short_text_stays() -> None:
    for rule in ("template.site", "score.line"):
        assert spared([DATE, *PROSE], {0: rule}) == [0]
    assert spared(["2031年5月4日", *PROSE], {0: "score.line"}) == [0]
    assert spared(["04.05.2031 | 12:40", *PROSE], {0: "score.line"}) == [0]


def test_the_date_of_a_long_text_goes() -> None:
    assert spared([DATE, *(4 * PROSE)], {0: "template.site"}) == []


def test_a_date_far_from_the_text_goes() -> None:
    menu = dict.fromkeys(range(5), "template.site")
    assert spared([DATE, *MENU, *PROSE], menu) == []


def test_of_several_dates_the_longest_stay() -> None:
    head = ["4 May 2031", "Published on 4 May 2031 and changed on 5 May 2031"]
    taken = {0: "score.line", 1: "score.line"}
    assert spared([*head, *(3 * PROSE)], taken) == [1]


def test_without_text_nothing_is_beside_it() -> None:
    assert spared([DATE, NOTICE], {0: "template.site", 1: "template.site"}) == []


def test_safe_keeps_what_the_site_prints_near_the_text() -> None:
    menu = dict.fromkeys(range(3, 7), "template.site")
    assert spared([*PROSE, *MENU], menu, apart=2) == [3, 4]
