"""Verdicts on site templates win over the counts, digits aside, on their site alone."""

import pyarrow as pa

from pipeline.boilerplate.verdicts import with_verdicts
from pipeline.decisions import Template
from pipeline.schema import TEMPLATES


def templates(*rows: tuple[str, str, str]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "site": site,
                "line": line,
                "key": at,
                "stories": 9,
                "share": 0.5,
                "decision": decision,
                "documents": [f"{site}/{at}"],
            }
            for at, (site, line, decision) in enumerate(rows)
        ],
        schema=TEMPLATES,
    )


FOUND = templates(
    ("bbc", "Issue 1204, printed in Osk", "remove"),
    ("bbc", "More from us", "report"),
    ("cnn", "Issue 1204, printed in Osk", "remove"),
)


def test_without_verdicts_nothing_changes() -> None:
    decided, obeyed = with_verdicts(FOUND, ())
    assert decided.equals(FOUND) and obeyed.num_rows == 0


def test_a_verdict_decides_the_line_of_its_site_whatever_its_digits() -> None:
    verdicts = [
        Template("bbc", "issue 77, printed in Osk", "reject"),
        Template("bbc", "More from us", "accept"),
        Template("bbc", "More from us", "reject"),
        Template("bbc", "No such line", "accept"),
    ]
    decided, obeyed = with_verdicts(FOUND, verdicts)
    assert decided["decision"].to_pylist() == ["keep", "remove", "remove"]
    assert obeyed.to_pylist() == [
        {"decision": "template", "entry": 1, "document": "bbc/0"},
        {"decision": "template", "entry": 2, "document": "bbc/1"},
    ]
