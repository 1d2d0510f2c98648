"""Made-up evidence of any size: stories of invented papers, their copies, furniture and repairs.

Every number comes from the number of a story, so that the same size gives the same tables.
"""

import hashlib
import itertools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipeline import schema
from pipeline.report.evidence import Evidence, Shard
from pipeline.report.figures import Brake

SITES = (
    "harbour-post.example",
    "daily-ledger.example",
    "inklike.example",
    "north-review.example",
    "wire.example",
    "novyny-zatoky.example",
    "kuestenbote.example",
    "le-phare.example",
)
PLACES = ("Kestrel", "Osk", "Lindmoor", "Saltby", "Vehr", "Corvane", "Tarn", "Ostrava Point")
PEOPLE = ("Marta Lindqvist", "Owen Abara", "Ines Calder", "Tomas Reyk", "Ada Brandt", "Yusuf Hale")
TITLES = (
    "Storm closes the {place} bridge for a third day",
    "Council of {place} rejects the winter timetable",
    "Fire at the {place} paper mill: {few} hurt",
    "Ministers agree on a quota for {place} herring",
    "Magnitude {magnitude} earthquake felt near {place}",
    "Museum of {place} opens its cellar after {many} years",
    "Міст у місті {place} закрито третій день поспіль",
    "Brücke bei {place} bleibt den dritten Tag gesperrt",
    "Le pont de {place} reste fermé un troisième jour",
    "جسر {place} مغلق لليوم الثالث",
)
BODY = (
    "The crossing stayed shut on {weekday} after gusts of {gust} kph tore loose part of the "
    "eastern railing, the harbour office of {place} said.",
    "About {thousands},000 vehicles use the road on a working day. Buses are being sent over the "
    "old lock road, which adds {many} minutes to the trip.",
    "“We will not open it until every bolt has been looked at,” said {person}, who runs the "
    "office. “That is a promise, not a plan.”",
    "Engineers found {many} loose bolts on {weekday} and another {few} overnight.",
    "The council meets on {day} {month} to decide whether to bring forward a repair that was "
    "planned for {year} and costed at {few}.2 million.",
    "Shopkeepers on the east bank reported {many} per cent fewer customers; a bakery lent its van "
    "to carry {few} pupils to their exams.",
    "Ferries will run every {few}5 minutes until then, and tickets bought for the bridge bus are "
    "valid on board.",
    "{person} said the last inspection had found nothing that would explain the damage.",
)
FURNITURE = (
    ("Get all your news in one place.", "edge.promotion", "promotion", "high"),
    ("Sign up to read this article", "phrase.signup.en", "signup", "high"),
    ("Already a member? Sign in here", "phrase.signup.en", "signup", "high"),
    ("Share this article", "phrase.share.en", "share", "high"),
    ("We use cookies to keep this page going.", "phrase.cookies.en", "cookies", "medium"),
    ("Read also: {place} in pictures", "edge.related", "related", "medium"),
    ("The views expressed are the author's own.", "score.line", "contact", "low"),
    ("Printed in {place} since 1871", "template.site", "template", "medium"),
)
REASONS = {
    "edge.promotion": "A promotion block stands above the title.",
    "phrase.signup.en": "The line asks to sign up and says nothing else.",
    "phrase.share.en": "The line holds share buttons.",
    "phrase.cookies.en": "The line is a cookie notice.",
    "edge.related": "The line belongs to related links after the last prose line.",
    "score.line": "The line scores as furniture, without a rule that is sure.",
    "template.site": "The site prints this line on many of its stories.",
}
KINDS = ("exact", "near", "near", "contained", "variant", "near", "exact", "updated")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("March", "April", "May", "October", "November")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where, what, which relation to the first page of its story, text and cuts."""

    document: str
    site: str
    kind: str
    text: str
    cuts: tuple[Row, ...]


def newsroom(groups: int, alone: int = 0, shards: int = 1) -> Evidence:
    """Evidence of `groups` stories printed two to four times and `alone` stories printed once."""
    pages = [page for story in range(groups) for page in printed(story)]
    pages += [page_of(groups + story, 0, "kept") for story in range(alone)]
    relations = [row for story in range(groups) for row in _relations(story)]
    went = {row["document"] for row in relations if row["dropped"]}
    outcomes = [_outcome(page, page.document in went) for page in pages]
    removed = _table([cut for page in pages for cut in page.cuts], schema.REMOVED_LINES)
    repairs = _table([row for page in pages[::5] for row in _repairs(page)], schema.REPAIRS)
    return Evidence(
        outcomes=_table([*outcomes, *_odd()], schema.OUTCOMES),
        relations=_table(relations, schema.RELATIONS),
        removed=ds.dataset(removed),
        repairs=ds.dataset(repairs),
        templates=_table(_templates(), schema.TEMPLATES),
        notes=("keep of wire.example/a.txt: obeyed, it stays.",),
        threshold=0.8,
        shards=tuple(_shards(pages, shards, removed, repairs)),
        stale=("not_duplicate of wire.example/gone.txt: it is not among the documents.",),
        brakes=(Brake("documents dropped, exact copies aside", 0.31, 0.5),),
    )


def printed(story: int) -> list[Page]:
    """The pages of a story: the kept one and its copies, updates or variants."""
    kind = KINDS[story % len(KINDS)]
    copies = 1 + _pick(story, "copies", 3) if kind in ("exact", "near") else 1
    return [page_of(story, copy, "kept" if not copy else kind) for copy in range(copies + 1)]


def page_of(story: int, copy: int, kind: str) -> Page:
    """One page of a story; `kind` says how it differs from the kept one."""
    site = SITES[(_pick(story, "site", len(SITES)) + copy) % len(SITES)]
    document = f"{site}/2031/s{story:06}-{copy}-{kind}.txt"
    paragraphs = _paragraphs(story, kind, copy)
    chosen = [FURNITURE[(story * 3 + copy + at) % len(FURNITURE)] for at in range(3)]
    head, tail = chosen[:1], chosen[1:]
    fields = _fields(story, "kept")
    text, cuts, at = "", [], 0
    for line, rule, category, level in head:
        cuts.append(
            _cut(document, 1, (at, line.format(**fields) + "\n\n"), (rule, category, level))
        )
        at += len(cuts[-1]["text"])
    text = "\n\n".join(paragraphs) + "\n"
    at += len(text)
    number = 3 + 2 * len(paragraphs)
    for line, rule, category, level in tail:
        cuts.append(
            _cut(document, number, (at, line.format(**fields) + "\n"), (rule, category, level))
        )
        at += len(cuts[-1]["text"])
        number += 1
    return Page(document, site, kind, text, tuple(cuts))


def _paragraphs(story: int, kind: str, copy: int) -> list[str]:
    fields = _fields(story, kind)
    chosen = _order(story)
    title = TITLES[_pick(story, "title", len(TITLES))]
    paragraphs = [text.format(**fields) for text in [title, *(BODY[at] for at in chosen)]]
    if kind == "near":
        paragraphs[-1] = paragraphs[-1].replace("said", "told reporters").replace(" the ", " a ", 1)
        paragraphs[2] += " Nobody was hurt."
        if copy % 2:
            paragraphs[3], paragraphs[5] = paragraphs[5], paragraphs[3]
    if kind == "contained":
        paragraphs = paragraphs[:4]
    if kind == "updated":
        paragraphs.insert(
            1, f"Updated: the office of {fields['place']} gave new figures on Friday."
        )
    return paragraphs


@lru_cache(maxsize=64)
def _order(story: int) -> list[int]:
    return sorted(range(len(BODY)), key=lambda at: _pick(story, f"order {at}", 1000))[:6]


def _fields(story: int, kind: str) -> dict[str, Any]:
    # Updates and variants print other figures; all other copies the same.
    return _facts(story, "moved" if kind in ("variant", "updated") else "")


@lru_cache(maxsize=64)
def _facts(story: int, moved: str) -> dict[str, Any]:
    return {
        "place": PLACES[_pick(story, "place", len(PLACES))],
        "person": PEOPLE[_pick(story, "person", len(PEOPLE))],
        "weekday": WEEKDAYS[_pick(story, "weekday" + moved, len(WEEKDAYS))],
        "month": MONTHS[_pick(story, "month" + moved, len(MONTHS))],
        "day": 1 + _pick(story, "day", 27),
        "gust": 90 + _pick(story, "gust" + moved, 40),
        "few": 2 + _pick(story, "few" + moved, 7),
        "many": 11 + _pick(story, "many" + moved, 60),
        "thousands": 3 + _pick(story, "thousands", 20),
        "magnitude": f"{3 + _pick(story, 'magnitude' + moved, 4)}.{_pick(story, 'tenth', 10)}",
        "year": 2032 + _pick(story, "year", 6),
    }


def _pick(story: int, what: str, size: int) -> int:
    return zlib.crc32(f"{story} {what}".encode()) % size


def _cut(document: str, line: int, cut: tuple[int, str], rule: tuple[str, str, str]) -> Row:
    start, text = cut
    return {
        "document": document,
        "line": line,
        "start": start,
        "end": start + len(text),
        "rule": rule[0],
        "category": rule[1],
        "level": rule[2],
        "reason": REASONS[rule[0]],
        "evidence": f"line {line}",
        "text": text,
    }


def _outcome(page: Page, dropped: bool) -> Row:
    words = len(page.text.split())
    gone = sum(len(cut["text"].split()) for cut in page.cuts)
    return {
        "document": page.document,
        "site": page.site,
        "outcome": "duplicate" if dropped else "kept",
        "reason": f"{page.kind}: its text stands in the kept one" if dropped else "",
        "flags": ["paywalled"] if any(cut["category"] == "signup" for cut in page.cuts) else [],
        "digest_as_read": hashlib.blake2b(page.document.encode(), digest_size=16).hexdigest(),
        "encoding": "utf-8",
        "encoding_confidence": 1.0,
        "normalized_lines": 1,
        "repaired_lines": 0,
        "words_in": words + gone,
        "words_out": words,
        "removed_lines": len(page.cuts),
        "removed": [{"category": cut["category"], "lines": 1} for cut in page.cuts],
    }


def _odd() -> list[Row]:
    """Documents that are not text: unreadable, empty, of doubtful encoding."""
    plain = _outcome(page_of(0, 0, "kept"), False) | {
        "removed": [],
        "removed_lines": 0,
        "flags": [],
    }
    nothing = {"words_in": 0, "words_out": 0}
    return [
        plain
        | nothing
        | {
            "document": "wire.example/photo.jpg",
            "site": "wire.example",
            "outcome": "unreadable",
            "reason": "format: no kind of file that is read",
        },
        plain
        | nothing
        | {
            "document": "wire.example/blank.txt",
            "site": "wire.example",
            "outcome": "empty",
            "reason": "empty: nothing but white space",
        },
    ]


def _relations(story: int) -> list[Row]:
    kept, *copies = printed(story)
    rows = []
    for at, page in enumerate(copies):
        low, high = {"exact": (1000, 1000), "contained": (880, 1000)}.get(page.kind, (640, 990))
        covered = (low + _pick(story, f"covered {at}", high - low + 1)) / 1000
        under = page.kind == "near" and covered < 0.8
        facts = page.kind in ("variant", "updated")
        rows.append(
            {
                "document": page.document,
                "kept": kept.document,
                "relation": page.kind,
                "dropped": not (under or facts),
                "covered": covered,
                "jaccard": round(covered * 0.9, 3),
                "containment": covered,
                "shared_words": int(covered * len(page.text.split())),
                "group": hashlib.blake2b(kept.document.encode(), digest_size=8).hexdigest(),
                "reason": _reason(page.kind, covered, under),
            }
        )
    return rows


def _reason(kind: str, covered: float, under: bool) -> str:
    if kind in ("variant", "updated"):
        return "Figures and dates differ in equal places, so both stay."
    if under:
        return f"{covered:.1%} of it stands in the kept one, less than the threshold."
    return f"{covered:.1%} of it stands in the kept one, which is earlier and at least as long."


def _repairs(page: Page) -> list[Row]:
    return [
        {
            "document": page.document,
            "step": 1,
            "first_line": 5,
            "lines_before": 1,
            "lines_after": 1,
            "rule": "repair.encoding",
            "reason": "The text had been decoded with the wrong encoding (mojibake).",
            "before": "â€œThat is a promise.â€\u009d",
            "after": "“That is a promise.”",
        }
    ]


def _templates() -> list[Row]:
    return [
        {
            "site": site,
            "line": f"Printed in {PLACES[at]} since 1871",
            "key": at,
            "stories": 40 - 5 * at,
            "share": 0.4 - 0.04 * at,
            "decision": "remove" if at < 6 else "report",
            "documents": [],
        }
        for at, site in enumerate(SITES)
    ]


def _shards(
    pages: Sequence[Page], shards: int, removed: pa.Table, repairs: pa.Table
) -> Iterator[Shard]:
    """The pages in shards, one after the other; those that are no pages stand in the last."""
    ends = [len(pages) * at // shards for at in range(shards + 1)]
    for number, (first, last) in enumerate(itertools.pairwise(ends), 1):
        own = pages[first:last]
        names = pc.field("document").isin([page.document for page in own])
        odd = len(_odd()) if number == shards else 0
        yield Shard(
            count=len(own) + odd,
            texts=partial(ds.dataset, _texts(own, first)),
            removed=partial(ds.dataset, removed.filter(names)),
            repairs=partial(ds.dataset, repairs.filter(names)),
        )


def _texts(pages: Sequence[Page], first: int) -> pa.Table:
    return pa.table(
        {
            "document": pa.array([page.document for page in pages], pa.string()),
            "title": pa.array([page.text.partition("\n")[0] for page in pages], pa.string()),
            "date": pa.array(
                [f"2031-03-{1 + (first + at) % 28:02}" for at in range(len(pages))], pa.string()
            ),
            "text": pa.array([page.text for page in pages], pa.string()),
        }
    )


def _table(rows: Sequence[Row], columns: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=columns)
