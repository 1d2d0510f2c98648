"""Lines at the head that move into columns, and those that must not."""

from typing import Any

import pyarrow as pa
import pytest

from pipeline.boilerplate import NO_SITE, Stripped, strip_pages, undo_cuts
from pipeline.boilerplate.lines import make_pages
from pipeline.boilerplate.metadata import head
from pipeline.boilerplate.stage import remove_boilerplate
from pipeline.decisions import Decisions, KeepLine
from pipeline.schema import DOCUMENTS, TEMPLATES
from pipeline.settings import Boilerplate
from tests.boilerplate.cases import cases

_ARTICLE = {
    "en": "The piano stood on the slipway when the first crew came to work, and it was in tune.\n\n"
    "Nobody has asked for it, and the harbour board has given it a berth until the new year.\n",
    "de": "Am Kai steht seit Montag ein Klavier, und niemand will es dort in der Nacht abgestellt "
    "haben.\n\nDer Hafenmeister sagt, dass es gestimmt ist und dass er es behalten will.\n",
    "uk": "Піаніно стояло на причалі, коли перша зміна прийшла на роботу, і воно було настроєне, "
    "як сказав капітан.\n\nНіхто по нього не прийшов, і порт дав йому місце до кінця року.\n",
}


def _text(case: dict[str, Any]) -> str:
    article = _ARTICLE[case.get("language", "en")]
    return str(case.get("text") or f"{case['head']}\n\n{article}")


def _strip(case: dict[str, Any], settings: Boilerplate | None = None) -> Stripped:
    pages = make_pages([_text(case)], [case.get("language", "en")])
    return strip_pages(pages, [NO_SITE], settings or Boilerplate(), [case.get("known", {})])[0]


def test_the_examples_of_the_rules_hold() -> None:
    assert head().rules


@pytest.mark.parametrize("case", cases("metadata"), ids=lambda case: case["name"])
def test_certain_lines_move_and_no_others(case: dict[str, Any]) -> None:
    stripped = _strip(case)
    rows = [row for row in stripped.removed if row.rule.startswith("metadata.")]
    assert [row.line for row in rows] == case["remove"]
    assert stripped.columns == case["columns"]
    assert all(row.level == "high" and row.evidence for row in rows)


@pytest.mark.parametrize("case", cases("metadata"), ids=lambda case: case["name"])
def test_moved_lines_can_be_put_back(case: dict[str, Any]) -> None:
    stripped = _strip(case)
    cuts = [(row.start, row.text) for row in stripped.removed]
    assert undo_cuts(stripped.text, cuts) == _text(case)


def test_a_report_moves_nothing() -> None:
    stripped = _strip(cases("metadata")[0], Boilerplate(action="report"))
    assert stripped.columns == {}
    assert stripped.text == _text(cases("metadata")[0])


def _documents(**columns: Any) -> pa.RecordBatch:
    empty = dict.fromkeys(DOCUMENTS.names, "") | {"encoding_confidence": 1.0, "flags": []}
    row = empty | {"normalized_lines": 0, "words_in": 0, "document": "a.txt"} | columns
    return pa.RecordBatch.from_pylist([row], schema=DOCUMENTS)


def test_columns_of_the_document_are_filled_and_never_replaced() -> None:
    batch = _documents(text=_text(cases("metadata")[0]), date="2022-10-04", language="en")
    documents, removed, _ = remove_boilerplate(
        batch, TEMPLATES.empty_table(), Boilerplate(), Decisions()
    )
    assert documents["author"].to_pylist() == ["Ida Holm"]
    assert documents["date"].to_pylist() == ["2022-10-04"]
    assert "metadata.date" not in removed["rule"].to_pylist()


def test_a_person_keeps_a_byline_in_the_text() -> None:
    batch = _documents(text=_text(cases("metadata")[0]), language="en")
    documents, removed, _ = remove_boilerplate(
        batch,
        TEMPLATES.empty_table(),
        Boilerplate(),
        Decisions(keep_line=(KeepLine("By Ida Holm"),)),
    )
    assert documents["author"].to_pylist() == [""]
    assert "By Ida Holm" in documents["text"].to_pylist()[0]
    assert removed["rule"].to_pylist() == ["metadata.date"]
