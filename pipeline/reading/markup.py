"""What the markup of a page says about its text: threads of posts, readers' comments.

Words and signs are data (`markup.toml`).

>>> is_thread('<html><body data-template="thread_view" class="dark"><p>Anna: Hello!')
True
>>> says_comments("list Comments_inner"), says_comments("article comments-open")
(True, False)
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_START = 50_000  # characters in which a page without a <body> tag may show signs
_PART = re.compile(r"[^\W_]+")
_WHOLE = frozenset(["html", "body", "main"])


@cache
def markup() -> dict[str, Any]:
    """The tables of `markup.toml`."""
    return tomllib.loads(resources.files(__package__).joinpath("markup.toml").read_text("utf-8"))


def is_thread(page: str) -> bool:
    """Whether the page is a thread of a forum, or a question with its answers."""
    table = markup()["thread"]
    body = page.find("<body")
    end = page.find(">", body) if body >= 0 else -1
    start = page[: end + 1 if end >= 0 else _START].casefold().replace("'", '"')
    return any(sign in start for sign in table["start"]) or any(
        sign in page for sign in table["anywhere"]
    )


def comments(tree: Any) -> list[Any]:
    """The elements of an lxml tree that hold readers' comments, the outermost ones.

    An element with the headline in it is more than comments, whatever its name.
    """
    marked = (
        value.getparent() for value in tree.xpath("//@class|//@id") if says_comments(str(value))
    )
    found: list[Any] = []
    taken: set[Any] = set()
    for element in marked:
        if element.tag in _WHOLE or element in taken:
            continue
        if any(above in taken for above in element.iterancestors()):
            continue
        if element.find(".//h1") is None:
            taken.add(element)
            found.append(element)
    return found


@lru_cache(maxsize=4_096)
def says_comments(value: str) -> bool:
    """Whether a class or an id is one of readers' comments."""
    table = markup()["comments"]
    lowered = value.casefold()
    if not any(word in lowered for word in table["words"]):
        return False
    for name in lowered.split():
        parts = _PART.findall(name)
        if any(part in table["not_with"] for part in parts):
            continue
        if any(word in name for word in table["words"]):
            return True
    return False
