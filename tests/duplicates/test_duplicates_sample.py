"""The nine pairs of docs/sample-scrape.md come out as that page says."""

from pathlib import Path

import pytest
from corpora import batch, run

from pipeline.boilerplate import strip_text
from pipeline.reading import read_documents
from pipeline.repair import repair_text

RAW = Path(__file__).parents[2] / "raw"
RECORD = "wire-north/desk-feed.jsonl#"
SITE_LINES = (  # found over the pages of a site, which is not this room's work
    "The Harbour Gazette has served",
    "Tide times and ferry notices",
    "Printed at the old net loft",
)
EXPECTED = {  # dropped -> (kept, relation)
    "harbour-gazette/2031-03-04-lighthouse.txt": ("wire-north/2031-03-04-lighthouse.txt", "near"),
    "higashi-minato/2031-03-05-lighthouse-en.txt": (
        "wire-north/2031-03-04-lighthouse.txt",
        "near",
    ),
    "flussbote/2031-01-16-hochwasser.txt": (RECORD + "3", "near"),
    "el-faro-de-la-ria/2031-04-27-ajedrez.html": (RECORD + "2", "near"),
    "harbour-gazette/2031-03-21-comet.txt": ("wire-north/2031-03-21-comet.html", "contained"),
    RECORD + "1": ("le-quai/2031-05-06-bac.txt", "contained"),
}
EITHER = {
    frozenset({"harbour-gazette/2031-02-25-tram.txt", "wire-north/2031-02-25-tram.txt"}),
    frozenset({"vechirnia-brama/2031-03-12-korablyk.txt", "wire-north/uk-2031-03-12-korablyk.txt"}),
}
FAIR = {"harbour-gazette/2031-05-03-fair.txt", "harbour-gazette/2031-05-04-fair.txt"}
TIDES = {"harbour-gazette/2031-04-07-tides.txt", "harbour-gazette/2031-04-14-tides.txt"}


@pytest.fixture(scope="module")
def relations():
    texts = {}
    for path in sorted(RAW.rglob("*.*")):
        name = path.relative_to(RAW).as_posix()
        for document in read_documents(name, path.read_bytes()):
            text = strip_text(repair_text(document.text).text).text
            lines = [line for line in text.split("\n") if not line.startswith(SITE_LINES)]
            texts[document.document] = "\n".join(lines)
    return run([batch(texts)])[0]


def test_copies_go_and_the_expected_one_stays(relations):
    dropped = {
        row["document"]: (row["kept"], row["relation"]) for row in relations if row["dropped"]
    }
    exact = {frozenset({name, kept}) for name, (kept, kind) in dropped.items() if kind == "exact"}
    assert exact == EITHER
    assert {name: tie for name, tie in dropped.items() if tie[1] != "exact"} == EXPECTED


def test_updates_and_variants_stay(relations):
    kept = {
        row["relation"]: {row["document"], row["kept"]} for row in relations if not row["dropped"]
    }
    assert kept == {"updated": FAIR, "variant": TIDES}
