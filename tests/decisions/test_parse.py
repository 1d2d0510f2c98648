"""decisions.toml: what it may hold, what is refused, and which document an entry means."""

import pytest

from pipeline.decisions import Known, parse
from pipeline.errors import UsageError

DIGEST = "0123456789abcdef" * 2

WHOLE = f"""
[[keep]]
document = "bbc/a.txt"
digest = "{DIGEST}"
[[not_duplicate]]
documents = ["bbc/a.txt", "cnn/b.txt"]
[[keep_line]]
line = "Share this article"
[[remove_line]]
line = "Follow us"
site = "bbc"
[[template]]
site = "bbc"
line = "More from Example"
verdict = "reject"
[[forget]]
digest = "{DIGEST}"
"""

REFUSED = {
    "an unknown table": ('[[kepe]]\ndocument = "a"', "kepe"),
    "an unknown key": ('[[keep]]\ndokument = "a"', "dokument"),
    "a keep that names nothing": ("[[keep]]", r"\[\[keep\]\] names no document"),
    "a pair of one": ('[[not_duplicate]]\ndocuments = ["a.txt"]', "length 2"),
    "a pair that names nothing": ("[[not_duplicate]]", "names no pair"),
    "an empty line": ('[[keep_line]]\nline = " "', "empty line"),
    "a template without a verdict": ('[[template]]\nsite = "a"\nline = "b"', "verdict"),
    "a verdict nobody knows": ('[[template]]\nsite = "a"\nline = "b"\nverdict = "maybe"', "maybe"),
    "a template without a site": (
        '[[template]]\nsite = ""\nline = "b"\nverdict = "accept"',
        "names no site",
    ),
    "a takedown without a digest": ('[[forget]]\ndocument = "a.txt"', "digest"),
    "a takedown of half a digest": ('[[forget]]\ndigest = "9f2c"', "names no text"),
    "a takedown of every empty text": (
        '[[forget]]\ndigest = "af1349b9f5f9a1a6a0404dea36dcc949"',
        "names no text",
    ),
    "broken TOML": ("[[keep]", "not valid TOML"),
}


def test_every_table_is_read() -> None:
    found = parse(WHOLE)
    assert found.template[0].verdict == "reject" and found.forget[0].digest == DIGEST
    assert found.remove_line[0].site == "bbc" and found.keep[0].digest == DIGEST


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_exit_code_2(name: str) -> None:
    text, said = REFUSED[name]
    with pytest.raises(UsageError, match=said) as refused:
        parse(text, "mine.toml")
    assert refused.value.exit_code == 2 and refused.value.where == "mine.toml"


def test_which_document_an_entry_means() -> None:
    known = Known(["a.txt", "b.txt", "c.txt"], ["1", "2", "2"])
    assert known.meant("a.txt", "1").document == "a.txt"
    assert known.meant("c.txt", "2").document == "c.txt"
    assert known.meant("gone.txt", "2").document == "b.txt"
    changed = known.meant("a.txt", "9")
    assert changed.document == "a.txt" and "has changed" in changed.warning
    nothing = known.meant("gone.txt", "9")
    assert nothing.document == "" and "not among the documents" in nothing.warning
