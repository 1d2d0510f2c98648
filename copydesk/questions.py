"""What a person may want to decide about a run, as questions with one key an answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from copydesk.evidence import evidence_of
from pipeline.decisions import Keep, KeepLine, NotDuplicate, RemoveLine, Template
from pipeline.decisions.entries import Entry, relation
from pipeline.publishing.lookup import texts
from pipeline.report.escape import cut, visible
from pipeline.report.evidence import Evidence
from pipeline.report.looks import borderline_pairs, similar_pairs
from pipeline.report.words import RELATIONS, plural

_WIDTH = 96
_LINES = 2
_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key means, and the decision it makes."""

    label: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look at. `evidence` gives a few lines, read when it is asked."""

    title: str
    evidence: Callable[[], Sequence[str]]
    answers: Mapping[str, Answer]


def questions(clean: Path, decided: Sequence[Entry]) -> list[Question]:
    """What needs a look, surest cases last; what `decided` speaks of already is left out."""
    evidence = evidence_of(clean)
    digests = dict(
        zip(
            evidence.outcomes["document"].to_pylist(),
            evidence.outcomes["digest_as_read"].to_pylist(),
            strict=True,
        )
    )
    dropped = evidence.relations.filter(evidence.relations["dropped"])
    pairs = (
        ("Just under the threshold, both kept", borderline_pairs(evidence)),
        ("Kept although very similar", similar_pairs(evidence)),
    )
    found = [_pair(clean, title, row, digests) for title, t in pairs for row in t.to_pylist()]
    found += [*_low(evidence), *_templates(evidence)]
    copies = dropped.sort_by([("covered", "ascending"), ("document", "ascending")])
    found += [_pair(clean, "Dropped as a copy", row, digests) for row in copies.to_pylist()]
    return [question for question in found if not _is_decided(question, decided)]


def _is_decided(question: Question, decided: Sequence[Entry]) -> bool:
    return any(
        relation(old, answer.entry) for old in decided for answer in question.answers.values()
    )


def _pair(clean: Path, title: str, row: _Row, digests: Mapping[str, str]) -> Question:
    names = (row["document"], row["kept"])
    both = NotDuplicate(names, (digests.get(names[0], ""), digests.get(names[1], "")))
    keep = Keep(names[0], digests.get(names[0], ""))
    answers = {
        "b": Answer("keep both, not a duplicate", Entry("not_duplicate", both)),
        "k": Answer("keep this copy, whatever its group", Entry("keep", keep)),
    }
    return Question(f"{title}: {names[0]}", partial(_compare, clean, row), answers)


def _compare(clean: Path, row: _Row) -> list[str]:
    mine, kept = row["document"], row["kept"]
    found = texts(clean, [mine, kept])
    kind = RELATIONS.get(row["relation"], (row["relation"],))[0]
    said = [
        f"{kind} of {kept}: covered {row['covered']:.3f}, Jaccard {row['jaccard']:.3f}, "
        f"{plural(row['shared_words'], 'shared word')}",
        row["reason"],
    ]
    lines, others = (found.get(name, "").split("\n") for name in (mine, kept))
    said += [f"- {line}" for line in lines if line.strip() and line not in set(others)][:_LINES]
    said += [f"+ {line}" for line in others if line.strip() and line not in set(lines)][:_LINES]
    return said


def _low(evidence: Evidence) -> Iterator[Question]:
    """Lines that a rule removed without being sure: one question a line and site."""
    sites = dict(
        zip(
            evidence.outcomes["document"].to_pylist(),
            evidence.outcomes["site"].to_pylist(),
            strict=True,
        )
    )
    rows = evidence.removed.to_table(filter=pc.field("level") == "low")
    seen: dict[tuple[str, str], list[_Row]] = {}
    for row in rows.sort_by([("document", "ascending"), ("line", "ascending")]).to_pylist():
        if line := row["text"].strip().split("\n")[0].strip():
            seen.setdefault((sites.get(row["document"], ""), line), []).append(row)
    for (site, line), found in sorted(seen.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        first = found[0]
        said = [
            f"{first['rule']}: {first['reason']} ({first['evidence']})",
            f"in {plural(len(found), 'document')} of {site or 'no site'}, e.g. {first['document']}",
        ]
        answers = {
            "k": Answer("always keep this line", Entry("keep_line", KeepLine(line, site))),
            "r": Answer("always remove it", Entry("remove_line", RemoveLine(line, site))),
        }
        yield Question(f"Removed without being sure: {line}", partial(list, said), answers)


def _templates(evidence: Evidence) -> Iterator[Question]:
    order = [("site", "ascending"), ("stories", "descending"), ("line", "ascending")]
    for row in evidence.templates.sort_by(order).to_pylist():
        goes = "removed" if row["decision"] == "remove" else "kept"
        said = [
            f"on {row['stories']:,} stories ({row['share']:.0%}) of {row['site']}, now {goes}",
            f"e.g. {', '.join(row['documents'])}",
        ]
        site, line = row["site"], row["line"]
        answers = {
            "a": Answer("accept: it goes", Entry("template", Template(site, line, "accept"))),
            "r": Answer("reject: it stays", Entry("template", Template(site, line, "reject"))),
        }
        yield Question(f"Site template: {line}", partial(list, said), answers)


def walk(
    asked: Sequence[Question], key: Callable[[], str], show: Callable[[str], None]
) -> list[Entry]:
    """Ask one question after the other; the entries decided, in order.

    `key` gives one key a person pressed, `show` prints a line. s skips, u takes the last answer
    back and asks again, q ends.
    """
    given: list[tuple[int, Entry | None]] = []
    at = 0
    while at < len(asked):
        question = asked[at]
        _present(question, f"[{at + 1:,} of {len(asked):,}] ", show)
        pressed = key().lower()
        if pressed == "q":
            break
        if pressed == "u":
            at = given.pop()[0] if given else at
        elif pressed == "s":
            given.append((at, None))
            at += 1
        elif pressed in question.answers:
            given.append((at, question.answers[pressed].entry))
            at += 1
        else:
            show("  one of the keys, please")
    return [entry for _, entry in given if entry]


def _present(question: Question, number: str, show: Callable[[str], None]) -> None:
    show("")
    show(cut(visible(number + question.title), _WIDTH))
    for line in question.evidence():
        show(f"  {cut(visible(line), _WIDTH)}")
    keys = [f"{key} {answer.label}" for key, answer in question.answers.items()]
    show(f"  {' · '.join(keys)} · s skip · u undo last · q quit and save")
