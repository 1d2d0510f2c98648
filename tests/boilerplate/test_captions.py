"""Captions that move out of the text, into the metadata of their document."""

import json
from typing import Any

import pyarrow as pa
import pytest

from pipeline.boilerplate import strip_text, undo_cuts
from pipeline.boilerplate.repeats import with_captions
from pipeline.boilerplate.stage import remove_boilerplate
from pipeline.decisions import Decisions, KeepLine
from pipeline.schema import DOCUMENTS, TEMPLATES
from pipeline.settings import Boilerplate

_TWICE = "Keeper Ida Holm in the ''old room'', with the spare lamp she calls 'Grandmother'"
_CREDIT = "The pier at Port Aune after the storm (Photo by Jonas Vik/Reuters)"
_TEXT = f"""The lamp room at Port Aune has burned every night since the winter of the long frost.

{_TWICE}

{_TWICE.replace("''", "”")}

She does not plan to leave it, she said, and nobody in the town has dared to ask her twice.

{_CREDIT}

The harbour board says that it has no money for another lamp, and that nobody needs one yet.
"""
_MOVE = Boilerplate(captions="move")


def _run(
    settings: Boilerplate, decisions: Decisions | None = None, **columns: Any
) -> dict[str, Any]:
    empty = dict.fromkeys(DOCUMENTS.names, "") | {"encoding_confidence": 1.0, "flags": []}
    row = empty | {"normalized_lines": 0, "words_in": 0, "document": "a.txt", "text": _TEXT}
    batch = pa.RecordBatch.from_pylist([row | columns], schema=DOCUMENTS)
    documents, _, _ = remove_boilerplate(
        batch, TEMPLATES.empty_table(), settings, decisions or Decisions()
    )
    return dict(documents.to_pylist()[0])


def test_captions_move_once_in_their_order_and_can_be_put_back() -> None:
    stripped = strip_text(_TEXT, "en", _MOVE)
    assert stripped.captions == (_TWICE, _CREDIT)
    assert [(row.line, row.rule) for row in stripped.removed] == [
        (3, "caption.moved"),
        (5, "repeat.caption"),
        (9, "caption.moved"),
    ]
    assert all(row.reason.endswith(".") and row.evidence for row in stripped.removed)
    assert undo_cuts(stripped.text, [(row.start, row.text) for row in stripped.removed]) == _TEXT


def test_a_caption_above_the_first_paragraph_moves_and_the_title_stays() -> None:
    title = "Lamp keeper of Port Aune stays at her post"
    text = f"{title}\n\n{_TWICE}, and the cat\n\n{_TWICE}, and the cat\n\n{_TEXT}"
    stripped = strip_text(text, "en", _MOVE)
    assert stripped.captions == (f"{_TWICE}, and the cat", _TWICE, _CREDIT)
    assert stripped.text.startswith(f"{title}\n\nThe lamp room")


def test_they_stand_in_the_metadata_of_the_document() -> None:
    row = _run(_MOVE, metadata='{"desk":"sea","height":1.50}')
    assert row["metadata"].startswith('{"desk":"sea","height":1.50,')
    assert json.loads(row["metadata"])["captions"] == [_TWICE, _CREDIT]
    assert _CREDIT not in row["text"]
    assert json.loads(_run(_MOVE)["metadata"]) == {"captions": [_TWICE, _CREDIT]}


@pytest.mark.parametrize(
    "settings",
    [
        Boilerplate(),
        Boilerplate(captions="drop"),
        Boilerplate(captions="move", action="report"),
    ],
)
def test_nothing_moves_unless_the_settings_say_so(settings: Boilerplate) -> None:
    assert _run(settings, metadata='{"desk": "sea"}')["metadata"] == '{"desk": "sea"}'


def test_a_caption_that_a_person_keeps_does_not_move() -> None:
    row = _run(_MOVE, Decisions(keep_line=(KeepLine(_CREDIT),)))
    assert json.loads(row["metadata"]) == {"captions": [_TWICE]}
    assert _CREDIT in row["text"]


def test_captions_of_the_source_stay_before_ours() -> None:
    assert with_captions('{"captions":["a"],"n":1e2}', ["b"]) == '{"captions":["a","b"],"n":1e2}'
    assert with_captions('{"captions":{"x":1}}', ["b"]) == '{"captions":[{"x":1},"b"]}'
    assert with_captions('{"a": 1}', []) == '{"a": 1}'
