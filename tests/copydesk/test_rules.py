"""Phrase rules of one's own: `rules test`, and a run that follows them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from copydesk.verbs.rules import rules
from pipeline.errors import UsageError
from pipeline.run import load_settings

_RULES = """
language = "en"
[[rule]]
family = "share"
kind = "line"
pattern = 'tell your gull'
match = ["Tell your gull!"]
keep = ["Tell your gull a story."]
"""


def test_examples_run_and_lines_of_a_folder_are_listed(tmp_path: Path) -> None:
    file, raw = tmp_path / "mine.toml", tmp_path / "raw" / "courier"
    raw.mkdir(parents=True)
    file.write_text(_RULES, "utf-8")
    (raw / "a.txt").write_text("A gull took the hat.\n\nTELL YOUR GULL\n", "utf-8")
    done = CliRunner().invoke(rules, ["test", str(file), str(tmp_path / "raw")])
    assert done.exit_code == 0
    assert "courier/a.txt:3: TELL YOUR GULL" in done.output


def test_settings_carry_what_the_files_say(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(_RULES, "utf-8")
    settings = tmp_path / "copydesk.toml"
    settings.write_text('[boilerplate]\nrules = ["mine.toml"]\n', "utf-8")
    assert load_settings(str(settings)).boilerplate.rules == (_RULES,)
    (tmp_path / "mine.toml").write_text(_RULES.replace("gull!", "hat!"), "utf-8")
    with pytest.raises(UsageError, match="does not match its example"):
        load_settings(str(settings))
