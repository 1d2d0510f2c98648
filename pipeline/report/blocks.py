"""The few blocks the page is made of: sections, folds, tables, links, and what was left out.

Cells and bodies come in as HTML; whoever makes them has passed text from outside through `escape`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.report.escape import foreign
from pipeline.report.words import plural


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and kind: `n` (number), `path`, `text`, `why` or plain.

    `named`: on a phone, where rows become cards, the head stands before the cell.
    """

    head: str
    kind: str = ""
    named: bool = False


def number(head: str) -> Column:
    """A column of numbers."""
    return Column(head, "n", named=True)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], ids: Sequence[str] = ()) -> str:
    """A table of cells that are HTML; `ids` names its rows, when given one a row."""
    heads = "".join(_cell("th", column.kind, "", column.head) for column in columns)
    opened = [
        _cell("td", column.kind, column.head if column.named else "", "")[: -len("</td>")]
        for column in columns
    ]
    body = []
    for at, cells in enumerate(rows):
        name = f' id="{ids[at]}"' if ids else ""
        filled = "".join(f"{tag}{cell}</td>" for tag, cell in zip(opened, cells, strict=True))
        body.append(f"<tr{name}>{filled}</tr>")
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def section(name: str, title: str, lead: str, body: str) -> str:
    """A section with an anchor, a heading and a sentence that says what it holds."""
    said = f'<p class="lead">{lead}</p>' if lead else ""
    return f'<section id="{name}"><h2>{title}</h2>{said}{body}</section>'


def card(body: str) -> str:
    """A framed block."""
    return f'<div class="card">{body}</div>'


def fold(summary: str, body: str) -> str:
    """A framed block that opens on a click."""
    return f'<details class="card"><summary>{summary}</summary>{body}</details>'


def left_out(count: int, noun: str, where: str) -> str:
    """A sentence on what a cap hides and which file of CLEAN holds all; empty for nothing."""
    if count <= 0:
        return ""
    return f'<p class="more">{plural(count, noun)} not shown: <code>{where}</code> holds all.</p>'


def soft(text: str) -> str:
    """A quiet remark on one line."""
    return f'<span class="soft">{text}</span>'


def linked(document: str, anchors: Mapping[str, str]) -> str:
    """A document's name, as a link when it has a row on this page."""
    name = foreign(document)
    return f'<a href="#{anchors[document]}">{name}</a>' if document in anchors else name


def linked_list(documents: Sequence[str], anchors: Mapping[str, str], more: int = 0) -> str:
    """Names of documents, one a line, and how many more there are."""
    lines = [linked(document, anchors) for document in documents]
    if more > 0:
        lines.append(soft(f"and {more:,} more"))
    return "<br>".join(lines)


def _cell(tag: str, kind: str, label: str, body: str) -> str:
    named = f' class="{kind}"' if kind else ""
    labelled = f' data-h="{label}"' if label else ""
    return f"<{tag}{named}{labelled}>{body}</{tag}>"
