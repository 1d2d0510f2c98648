"""`copydesk decide`: merging what the report saved, and deciding in a terminal."""

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PROJECT, Sample
from test_cli import BOOT, copydesk

from copydesk.explain import view
from copydesk.questions import Question, questions, walk
from copydesk.running import run
from pipeline.decisions import parse
from pipeline.decisions.entries import Entry
from pipeline.report.redline import document_json

COPY = "flussbote/2031-01-16-hochwasser.txt"
STRIKE = "harbour-gazette/2031-02-18-bakery-strike.txt"
NEW = f"""
[[keep]]
document = "{COPY}"

[[keep_line]]
line = "'+ More from the pier"
"""


def test_from_merges_and_says_what_it_did(write: Callable[..., Path]) -> None:
    home = write(
        "home", {"saved.toml": NEW, "decisions.toml": '# mine\n[[keep]]\ndocument = "x"\n'}
    )
    done = copydesk("decide", "--from", "saved.toml", cwd=home)
    assert done.returncode == 0 and done.stdout == b"", done.stderr
    assert b"2 added, 0 ignored, 0 replaced" in done.stderr
    text = (home / "decisions.toml").read_text()
    assert text.startswith('# mine\n[[keep]]\ndocument = "x"\n')
    assert parse(text).keep_line[0].line == "+ More from the pier"
    again = copydesk("decide", "--from", "saved.toml", "--json", cwd=home)
    said = json.loads(again.stdout)
    assert (len(said["ignored"]), said["added"]) == (2, [])
    assert (home / "decisions.toml").read_text() == text
    assert sorted(path.name for path in home.iterdir()) == ["decisions.toml", "saved.toml"]


REFUSED = {
    "no terminal": (["decide"], "standard input is no terminal"),
    "no file": (["decide", "--from", "nowhere.toml"], "nowhere.toml"),
    "not a decision": (["decide", "--from", "bad.toml"], "kepe"),
    "itself": (["decide", "--from", "decisions.toml"], "the decisions file itself"),
    "into an output": (
        ["decide", "--from", "saved.toml", "--decisions", "clean/d.toml"],
        "in an output",
    ),
    "into a store": (
        ["decide", "--from", "saved.toml", "--decisions", ".copydesk/d.toml"],
        "in an output",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_2_and_nothing_written(name: str, write: Callable[..., Path]) -> None:
    files: dict[str, str | bytes] = {
        "saved.toml": NEW,
        "bad.toml": '[[kepe]]\ndocument = "a"',
        "decisions.toml": "# mine\n",
        "clean/manifest.json": '{"plan": "1"}',
        ".copydesk/store/x": "",
    }
    home = write("home", files)
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    arguments, said = REFUSED[name]
    done = copydesk(*arguments, cwd=home)
    assert done.returncode == 2 and said in done.stderr.decode(), done.stderr
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_what_show_prints_merges_and_is_obeyed(sample: Sample, tmp_path: Path) -> None:
    offers = [
        str(offer)
        for name in (COPY, STRIKE)
        for offer in document_json(view(sample.clean, name))["decisions"]  # type: ignore[attr-defined]
    ]
    (tmp_path / "saved.toml").write_text("\n\n".join(offers))
    done = copydesk("decide", "--from", "saved.toml", cwd=tmp_path)
    assert done.returncode == 0 and f"{len(offers)} added".encode() in done.stderr
    summary = run(
        str(sample.raw), str(tmp_path / "clean"), decisions=str(tmp_path / "decisions.toml")
    )
    assert view(tmp_path / "clean", COPY).outcome["outcome"] == "kept"
    assert "Sign up to read this article" in view(tmp_path / "clean", STRIKE).cleaned
    assert not any("Decision [[" in note for note in summary.notes)


@pytest.fixture(scope="session")
def asked(sample: Sample) -> list[Question]:
    return questions(sample.clean, [])


def keys(pressed: str) -> Callable[[], str]:
    left: Iterator[str] = iter(pressed)
    return lambda: next(left)


def test_every_kind_of_look_is_asked_about(asked: list[Question], sample: Sample) -> None:
    titles = {question.title.split(":")[0] for question in asked}
    assert {"Kept although very similar", "Site template", "Dropped as a copy"} <= titles
    assert sum(q.title.startswith("Dropped") for q in asked) == sample.summary.duplicates
    for question in asked:
        assert 2 <= len(question.evidence()) <= 6


def test_skip_undo_and_quit(asked: list[Question]) -> None:
    said: list[str] = []
    first, second = asked[0].answers, asked[1].answers
    one, two = sorted(first)[0], sorted(second)[-1]
    assert walk(asked, keys("q"), said.append) == []
    assert walk(asked, keys("ssq"), said.append) == []
    assert walk(asked, keys(f"{one}{two}q"), said.append) == [first[one].entry, second[two].entry]
    assert walk(asked, keys(f"{one}u{one}{two}uuq"), said.append) == []
    assert walk(asked, keys(f"u!{one}q"), said.append) == [first[one].entry]
    assert any("one of the keys" in line for line in said)


def test_what_is_decided_is_not_asked_again(asked: list[Question], sample: Sample) -> None:
    decided: list[Entry] = walk(asked, keys(sorted(asked[0].answers)[0] + "q"), lambda _: None)
    left = [question.title for question in questions(sample.clean, decided)]
    assert asked[0].title not in left and asked[-1].title in left


def press(process: "subprocess.Popen[bytes]", master: int, key: str) -> None:
    """Press a key; what is typed before the terminal listens is no answer."""
    time.sleep(0.5)
    assert process.poll() is None
    os.write(master, key.encode())


def test_in_a_terminal(sample: Sample, asked: list[Question], tmp_path: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-P", "-c", BOOT, "decide", "--clean", str(sample.clean)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        command, stdin=slave, stderr=subprocess.PIPE, cwd=tmp_path, env=environment
    ) as process:
        assert process.stderr is not None
        try:
            for key in (sorted(asked[0].answers)[0], "q"):
                while b"quit and save" not in (line := process.stderr.readline()):
                    assert line, "it ended before it asked"
                press(process, master, key)
            error = process.stderr.read()
        finally:
            process.kill()
    os.close(slave)
    os.close(master)
    assert process.returncode == 0 and b"1 added" in error, error
    text = (tmp_path / "decisions.toml").read_text()
    assert text.startswith(f"[[{asked[0].answers[sorted(asked[0].answers)[0]].entry.kind}]]")
