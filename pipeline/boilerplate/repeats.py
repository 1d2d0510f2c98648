"""Repeats in a page: captions printed twice.

The second copy of a line goes when it is printed exactly twice, near the first, long enough, and is
no question, bullet or quote: interviews, refrains, recipes and tables stay. Quote style does not
count, a different number or name does. Alone it costs 0.00% of body words.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from pipeline.boilerplate.lines import Page
from pipeline.boilerplate.phrases import Hit
from pipeline.boilerplate.removal import HIGH, MEDIUM, Removal
from pipeline.boilerplate.thresholds import thresholds

CAPTION = "caption.line"
MOVED_CAPTION = "caption.moved"
_FIELD = "captions"


def repeats(page: Page) -> list[Removal]:
    """Second copies of lines printed exactly twice."""
    if len(set(page.repeat)) == len(page):
        return []
    limits = thresholds().repeat
    copies = Counter(page.repeat)
    first: dict[int, int] = {}
    found = []
    for index, key in enumerate(page.repeat):
        if copies[key] != limits.copies or page.words[index] < limits.words:
            continue
        if key not in first:
            first[key] = index
        elif index - first[key] <= limits.distance and not page.repeats_by_right(index):
            found.append(_removal(page, first[key], index))
    return found


def captions(
    page: Page, hits: Sequence[Hit | None], copies: Sequence[Removal], action: str
) -> list[Removal]:
    """Captions that stand once: lines with an agency or photo credit in them, and first copies of
    repeated captions. They go only when a person wants them away: `action` is drop or move."""
    second = {page.repeat[removal.index] for removal in copies}
    taken = {removal.index for removal in copies}
    said = {
        "drop": (CAPTION, "A caption, and the settings say that captions go."),
        "move": (MOVED_CAPTION, "A caption; as the settings say, it moved into the metadata."),
    }
    rule, reason = said[action]
    found = []
    for index, hit in enumerate(hits):
        twice = page.repeat[index] in second
        if index not in taken and (twice or _is_credit(hit)):
            level = HIGH if twice else MEDIUM
            evidence = _seen_in(page, index, hit)
            found.append(Removal(index, rule, "caption", level, reason, evidence))
    return found


def _is_credit(hit: Hit | None) -> bool:
    return hit is not None and hit.rule.kind == "hint" and hit.rule.family == "photo"


def _seen_in(page: Page, index: int, hit: Hit | None) -> str:
    if hit is not None and _is_credit(hit):
        return f"[boilerplate] captions; a credit ({hit.rule.name})"
    second = page.repeat.index(page.repeat[index], index + 1)
    return f"[boilerplate] captions; printed again on line {page.number[second]}"


def moved_captions(page: Page, removals: Sequence[Removal]) -> tuple[str, ...]:
    """The captions that the removals move out of the text, as they stand, in their order."""
    return tuple(page.line(r.index).strip() for r in removals if r.rule == MOVED_CAPTION)


def with_captions(metadata: str, captions: Sequence[str]) -> str:
    """The metadata of a document (a JSON object, or empty) with captions added at the end of its
    list "captions"; every other field stays as it is written.

    A field "captions" of another kind becomes the first entry of the list.

    >>> with_captions('{"desk":"sea","height":1.50}', ["Ida Holm"])
    '{"desk":"sea","height":1.50,"captions":["Ida Holm"]}'
    >>> with_captions('{"captions":"The pier"}', ["Ida Holm"])
    '{"captions":["The pier","Ida Holm"]}'
    """
    if not captions:
        return metadata
    fields = msgspec.json.decode(metadata, type=dict[str, msgspec.Raw]) if metadata else {}
    held = msgspec.json.decode(fields[_FIELD]) if _FIELD in fields else []
    listed = [*(held if isinstance(held, list) else [held]), *captions]
    fields[_FIELD] = msgspec.Raw(msgspec.json.encode(listed))
    return msgspec.json.encode(fields).decode()


def _removal(page: Page, first: int, second: int) -> Removal:
    same = page.line(first).strip() == page.line(second).strip()
    how = "" if same else ", but for quotes, case or dashes"
    return Removal(
        second,
        "repeat.caption",
        "caption",
        HIGH,
        f"The same line stands just above{how}; one copy stays.",
        f"first copy on line {page.number[first]}",
    )
