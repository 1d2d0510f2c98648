"""What markup says: threads whose posts are the text, readers' comments that are not."""

import pytest
from lxml.html import document_fromstring

from pipeline.reading import read_documents
from pipeline.reading.markup import comments, is_thread, says_comments

STORY = [
    "The ferry that should have left at six in the morning left at noon, because the mate had "
    "promised a well-known singer a seat by the window and would not break his word.",
    "Passengers waited in the rain, drank the bar dry of tea, and wrote letters to the harbour "
    "master that grew longer with every hour of the morning.",
]
OPINIONS = [
    "I was on that ferry, and I can tell you that the tea was cold long before the bar was dry.",
    "Nobody in this town has ever been on time, so why should the ferry be, I ask you all here.",
    "My aunt sang on that very ferry in her youth, and nobody waited for her, not a minute.",
]


def page(marked: str, start: str = "<body>") -> str:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    posts = "".join(f"<div {marked}><p>{line}</p></div>" for line in OPINIONS)
    head = "<html><head><title>Ferry leaves at noon</title></head>"
    return f"{head}{start}<h1>Ferry leaves at noon</h1><div>{story}</div><div>{posts}</div></body>"


@pytest.mark.parametrize(
    "value",
    ["comment", "list-comment__text", "commentDiv", "komentarzWiersz", "Kommentare", "comentario"],
)
def test_classes_of_comments(value: str) -> None:
    assert says_comments(value)
    assert says_comments(f"row {value}")


@pytest.mark.parametrize(
    "value", ["text", "commentary", "post comments-open", "has-comments", "comment_count", ""]
)
def test_classes_of_other_things(value: str) -> None:
    assert not says_comments(value)


def test_comments_are_no_part_of_a_story() -> None:
    (document,) = read_documents("a.html", page('class="opOpinia komentarz"').encode())
    assert document.text.split("\n") == ["Ferry leaves at noon", *STORY]
    (document,) = read_documents("a.html", page('class="row"').encode())
    assert OPINIONS[1] in document.text


def test_an_opinion_piece_is_not_taken_for_comments() -> None:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    text = f"<title>Late ferry</title><h1>Late ferry</h1><article class=kommentar>{story}"
    (document,) = read_documents("a.html", text.encode())
    assert all(line in document.text for line in STORY)
    whole = document_fromstring(f"<div class=comments><h1>Ferry</h1>{story}</div>")
    assert comments(whole) == []


def test_the_outermost_element_is_found_once() -> None:
    tree = document_fromstring(
        "<div><ul id=comments><li class=comment>a<li class=comment>b</ul></div>"
    )
    assert [element.tag for element in comments(tree)] == ["ul"]


@pytest.mark.parametrize(
    "start",
    [
        '<body data-template="thread_view">',
        "<body class='ipsApp' data-pageController='topic'>",
        '<meta name="generator" content="Discourse 3.1"><body>',
        '<body><script type="application/ld+json">{"@type":"DiscussionForumPosting"}</script>',
    ],
)
def test_the_posts_of_a_thread_are_its_text(start: str) -> None:
    text = page('class="comment"', start)
    assert is_thread(text)
    (document,) = read_documents("a.html", text.encode())
    assert all(line in document.text for line in [*STORY, *OPINIONS])


def test_a_page_that_tells_of_forums_is_no_thread() -> None:
    assert not is_thread(
        "<html><body><p>A QAPage, a phpBB and a DiscussionForumPosting.</p></body>"
    )
    assert not is_thread("")
