"""Hard-wrapped documents are joined; verse, lists and tables are not."""

import textwrap
from pathlib import Path

import pytest

from pipeline.repair import repair_text, undo_repairs

RAW = Path(__file__).parents[2] / "raw"
STORY = [
    "The ferry that should have left Pier 4 at six in the morning left at noon, because the "
    "mate had promised a well-known singer from the islands a seat by the window and would "
    "not break his word.",
    "Passengers waited in the rain, drank the bar dry of tea, and wrote letters to the "
    "harbour master that grew longer with every hour. One of them, a baker, sold his whole "
    "tray of buns to the queue.",
    "When the singer came at last, with a parrot and two trunks, everybody cheered. The "
    "parrot knew the ferry's horn by heart, and answered it all the way across the bay, to "
    "the joy of the children.",
    "The harbour master says that the timetable will be printed with the words 'or at noon' "
    "from now on, since nobody has complained in writing about anything but the parrot, which "
    "was very loud.",
    "The singer has meanwhile left for the other side, where the ferry waits for nobody, and where "
    "the bar has no tea. He sends his regards to the baker, and asks for the recipe of the buns.",
    "The parrot stayed at Pier 4. It sits on the bollard nearest to the ticket office, says noon "
    "to everyone who asks for the time, and has been right once a day ever since, which is not a "
    "bad record for a bird, or for a ferry.",
]


@pytest.mark.parametrize("width", [60, 66, 72, 78])
def test_wrapped_paragraphs_come_back(width: int) -> None:
    whole = "\n\n".join(STORY)
    wrapped = "\n\n".join(textwrap.fill(part, width) for part in STORY)
    repaired = repair_text(wrapped)
    assert repaired.text == whole
    assert {repair.rule for repair in repaired.repairs} == {"repair.wrap"}
    assert undo_repairs(repaired.text, repaired.repairs) == wrapped


def test_damage_inside_a_wrapped_paragraph_is_part_of_its_chain() -> None:
    wrapped = "\n\n".join(textwrap.fill(part, 70) for part in STORY)
    damaged = wrapped.replace("ferry's", "ferry\u2019s".encode().decode("cp1252"))
    repaired = repair_text(damaged)
    assert repaired.text == "\n\n".join(STORY).replace("ferry's", "ferry’s")
    assert undo_repairs(repaired.text, repaired.repairs) == damaged
    chain = [repair.rule for repair in repaired.repairs if "two trunks" in repair.before]
    assert chain == ["repair.encoding", "repair.wrap"]


def test_a_hyphen_at_a_line_end_goes_only_if_the_word_stands_elsewhere() -> None:
    lines = textwrap.wrap(" ".join(STORY), 70)
    width = max(map(len, lines))
    lines[3] = lines[3][: width - 5].ljust(width - 5, "x") + " har-"
    lines[4] = "bour " + lines[4][: width - 5]
    lines[7] = lines[7][: width - 6].ljust(width - 6, "x") + " self-"
    lines[8] = "made " + lines[8][: width - 5]
    text = repair_text("\n".join(lines)).text
    assert " harbour " in text
    assert " self-made " in text


@pytest.mark.parametrize("name", ["2031-06-15-poem.txt", "2031-06-09-chowder.txt"])
def test_verse_and_recipes_stay(name: str) -> None:
    text = (RAW / "harbour-gazette" / name).read_text("utf-8")
    assert repair_text(text).text == text


def test_a_list_of_long_lines_stays() -> None:
    text = "\n".join(
        f"- item {n} of the list of things the harbour office found" for n in range(30)
    )
    assert repair_text(text).text == text
