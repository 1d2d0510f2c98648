"""Pages: main text as lines, what the page says of itself, what one extractor alone loses."""

from pipeline.reading import read_documents
from pipeline.reading.opinions import Lines, headline, is_prose, joined

PARAGRAPHS = [
    "The ferry that should have left at six in the morning left at noon, because the mate had "
    "promised a well-known singer a seat by the window and would not break his word.",
    "Passengers waited in the rain, drank the bar dry of tea, and wrote letters to the harbour "
    "master that grew longer with every hour of the morning.",
    "When the singer came at last, with a parrot and two trunks, everybody cheered, and the horn "
    "of the ferry was answered by the parrot all the way across the bay.",
]
PAGE = (
    '<!doctype html><html lang="en"><head><title>Ferry leaves at noon - Harbour</title>'
    '<meta name="author" content="Ada Quill"><meta property="article:published_time" '
    'content="2031-02-03T10:00:00Z"><link rel="canonical" href="https://www.harbour.example/f">'
    '<meta property="og:site_name" content="The Harbour"></head><body><nav><ul><li><a href="/">Home'
    '</a></li><li><a href="/n">News</a></li></ul></nav><article><h1>Ferry leaves at noon</h1>'
    + "".join(f"<p>{part}</p>" for part in PARAGRAPHS)
    + "</article><footer><p>All rights reserved.</p></footer></body></html>"
)


def test_a_page_gives_its_text_and_what_it_says_of_itself() -> None:
    (document,) = read_documents("bbc/a.html", PAGE.encode())
    assert document.text.split("\n") == ["Ferry leaves at noon", *PARAGRAPHS]
    assert (document.title, document.author) == ("Ferry leaves at noon", "Ada Quill")
    assert (document.date, document.url) == ("2031-02-03", "https://www.harbour.example/f")
    assert (document.site, document.language) == ("harbour.example", "en")
    assert document.flags == ()


def test_a_chinese_page_is_read() -> None:
    line = "老码头的灯光照在平静的水面上，看灯塔的人直到早上才回家，因为船一直发动不了。"
    page = f"<html><head><title>码头</title></head><body><div>{line}</div><div>{line}完</div>"
    (document,) = read_documents("a.html", page.encode("gb18030"))
    assert line in document.text


def test_a_page_without_main_text_is_marked() -> None:
    page = "<html><body><ul>" + "<li><a href='/a'>Tides</a></li>" * 9 + "</ul></body></html>"
    (document,) = read_documents("a.html", page.encode())
    assert set(document.flags) & {"whole_page", "no_main_text"} or "Tides" in document.text


def test_prose_between_the_lines_of_the_base_comes_back() -> None:
    exact = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[2]}"
    wide = f"Home\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\nShare\nPrint\n{PARAGRAPHS[2]}\nMore news"
    assert joined(exact, wide, "") == "\n".join(PARAGRAPHS)
    assert joined("", wide, "") == "\n".join(PARAGRAPHS)
    assert joined(exact, "nothing in common", "") == exact


def test_a_single_line_between_two_of_the_text_is_a_heading_and_comes_back() -> None:
    whole = [PARAGRAPHS[0], "The parrot", PARAGRAPHS[1], "The bay", PARAGRAPHS[2]]
    furniture = [*whole[:2], PARAGRAPHS[1], "Share", "Print", PARAGRAPHS[2]]
    exact = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[2]}"
    assert joined(exact, "\n".join(whole), "").split("\n") == whole
    assert "Share" not in joined(exact, "\n".join(furniture), "")


def test_the_lead_between_headline_and_text_comes_back() -> None:
    title, lead, *rest = "Ferry leaves at noon", *PARAGRAPHS
    wide = "\n".join(["Most read today, and yesterday too, by all of you.", title, lead, *rest])
    assert joined("\n".join(rest), wide, title).split("\n") == [title, lead, *rest]
    assert joined("\n".join([title, lead, *rest]), wide, title).count(title) == 1
    assert joined("", "Home\nNews", title) == ""


def test_a_lead_that_the_first_paragraph_repeats_comes_back() -> None:
    title, lead = "Ferry leaves at noon", "The ferry waited six hours for a singer, said the mate."
    text = "\n".join([f"HARBOUR, Monday. {lead}", *PARAGRAPHS])
    wide = f"{title}\n{lead}\n{text}"
    assert joined(text, wide, title).split("\n") == wide.split("\n")
    assert joined(f"{lead}\n{text}", wide, title).count(lead) == 2


def test_a_long_run_comes_back_only_if_it_is_prose() -> None:
    exact = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[2]}"
    story = "Two gulls fought over a herring, and the herring won."
    names = ["Anna the Red", "11:30", "Bert of the Bay", "12:15", "Cleo"]
    mixed = "\n".join([PARAGRAPHS[0], *names, story, *names, story, PARAGRAPHS[2]])
    assert story not in joined(exact, mixed, "")
    prose = "\n".join(
        [PARAGRAPHS[0], *[f"{number}. {story}" for number in range(7)], PARAGRAPHS[2]]
    )
    assert joined(exact, prose, "").count(story) == 7


def test_the_second_half_of_a_text_comes_back_and_other_stories_do_not() -> None:
    story = "Two gulls fought over a herring, and the herring won."
    whole = "\n".join(PARAGRAPHS)
    assert joined(PARAGRAPHS[0], whole, "") == whole
    assert joined(whole, f"{whole}\n{story}", "") == whole
    assert joined(PARAGRAPHS[0], f"{whole}\n" + "Most read today\n" * 9, "") == PARAGRAPHS[0]


def test_lines_that_are_refused_do_not_come_back() -> None:
    exact = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[2]}"
    whole = "\n".join(PARAGRAPHS)
    assert joined(exact, whole, "", Lines([PARAGRAPHS[1]])) == exact
    assert joined("", whole, "", Lines([PARAGRAPHS[1]])) == exact


def test_lines_at_the_edges_that_only_one_extractor_found_go() -> None:
    exact = "\n".join([*PARAGRAPHS, "Anna: I love this!", "Bert: me too"])
    assert joined(exact, "\n".join(PARAGRAPHS), "") == "\n".join(PARAGRAPHS)


def test_the_headline_is_the_one_the_title_names() -> None:
    page = "<title>Ferry leaves at noon - Harbour</title><h2>Most read</h2>"
    page += "<h1>Ferry leaves at noon</h1>"
    assert headline(page, "", "") == "Ferry leaves at noon"
    assert headline(page, "", "Harbour\nFerry leaves at noon") == "Ferry leaves at noon"
    assert headline("<h1>Other</h1>", "", "") == ""


def test_prose_in_scripts_with_and_without_spaces() -> None:
    assert is_prose("Nobody was hurt, said the master of the harbour.")
    assert is_prose("老码头的灯光照在平静的水面上，看灯塔的人回家。")
    assert not is_prose("Home News Sport Weather Culture Travel Food Books")
