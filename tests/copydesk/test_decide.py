"""`decide`: from the report's file, and from the command line, into decisions.toml."""

import json
from pathlib import Path

from conftest import Sample
from test_cli import copydesk

from pipeline.decisions import parse

COPY = "harbour-gazette/2031-03-04-lighthouse.txt"
KEPT = "wire-north/2031-03-04-lighthouse.txt"


def test_what_is_said_gets_digests_and_is_shown(sample: Sample, tmp_path: Path) -> None:
    said = ["--not-duplicate", COPY, KEPT, "--keep-line", "Share", "--site", "bbc"]
    done = copydesk("decide", *said, "--clean", str(sample.clean), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 added to decisions.toml, 0 stood there already" in done.stderr.decode()
    found = parse((tmp_path / "decisions.toml").read_text(encoding="utf-8"))
    assert found.not_duplicate[0].documents == (COPY, KEPT)
    assert all(len(digest) == 32 for digest in found.not_duplicate[0].digests)
    assert (found.keep_line[0].line, found.keep_line[0].site) == ("Share", "bbc")


def test_a_file_is_merged_once_and_opposites_are_named(tmp_path: Path) -> None:
    (tmp_path / "decisions.toml").write_text('[[keep_line]]\nline = "x"  # mine\n')
    (tmp_path / "saved.toml").write_text(
        '[[remove_line]]\nline = "x"\n[[remove_line]]\nline = "y"\n'
    )
    done = copydesk("decide", "--from", "saved.toml", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found["added"] == ['[[remove_line]]\nline = "y"']
    assert found["opposed"] == ['[[remove_line]]\nline = "x"']
    text = (tmp_path / "decisions.toml").read_text()
    assert text == '[[keep_line]]\nline = "x"  # mine\n\n[[remove_line]]\nline = "y"\n'


def test_wrong_use_says_the_way_out(sample: Sample, tmp_path: Path) -> None:
    nothing = copydesk("decide", cwd=tmp_path)
    unknown = copydesk("decide", "--keep", "gone.txt", "--clean", str(sample.clean), cwd=tmp_path)
    missing = copydesk("decide", "--from", "gone.toml", cwd=tmp_path)
    assert [nothing.returncode, unknown.returncode, missing.returncode] == [2, 2, 2]
    assert b"nothing to decide" in nothing.stderr
    assert list(tmp_path.iterdir()) == []
