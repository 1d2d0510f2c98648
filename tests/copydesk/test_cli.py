"""The command: exit codes, messages, JSON on stdout, and what `--help` does not import."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, Sample

BOOT = "from copydesk.cli import main; main()"


def copydesk(
    *arguments: str, cwd: Path, stdin: bytes = b"", boot: str = BOOT
) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-P", "-c", boot, *arguments]
    return subprocess.run(
        command, env=environment, cwd=cwd, input=stdin, capture_output=True, check=False
    )


def test_run_ends_in_at_most_eight_lines_and_says_how_to_undo(
    sample: Sample, tmp_path: Path
) -> None:
    done = copydesk("run", str(sample.raw), "clean", cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 0 and done.stdout == b"" and len(lines) <= 8
    said = "\n".join(lines)
    for part in ("64 documents read: 50 kept, 8 duplicates", "4 unreadable", "lines of furniture",
                 "needs a look", "clean/report.html", "copydesk restore"):  # fmt: skip
        assert part in said


def test_json_is_one_object_on_stdout(sample: Sample, tmp_path: Path) -> None:
    for verb in (["run", str(sample.raw), str(sample.clean), "--json"],
                 ["report", "--clean", str(sample.clean), "--json"],
                 ["show", "le-quai/soupe.md", "--clean", str(sample.clean), "--json"],
                 ["text", str(sample.raw / "le-quai/soupe.md"), "--json"],
                 ["query", str(sample.raw / "le-quai/soupe.md"), "--clean", str(sample.clean),
                  "--json"]):  # fmt: skip
        done = copydesk(*verb, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["schema"] == 1


def test_text_cleans_standard_input_and_says_what_went(tmp_path: Path) -> None:
    page = "A gull took the mayor's hat and nobody in the square would say where it had gone.\n"
    page += "\nRead also:\n\nHat found\n"
    done = copydesk("text", "-", cwd=tmp_path, stdin=page.encode())
    assert done.returncode == 0
    assert done.stdout.decode().strip() == page.split("\n", maxsplit=1)[0]
    assert b"removed line 3" in done.stderr and b"Hat found" in done.stderr


def test_query_finds_what_is_in_the_corpus_from_clean_alone(sample: Sample, tmp_path: Path) -> None:
    clean = ("--clean", str(sample.clean))
    copy = sample.raw / "harbour-gazette/2031-03-21-comet.txt"
    done = copydesk("query", "-", *clean, cwd=tmp_path, stdin=copy.read_bytes())
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[5:7] == [b"contained", b"wire-north/2031-03-21-comet.html"]
    furnished = sample.raw / "harbour-gazette/2031-02-18-bakery-strike.txt"
    answers = [
        json.loads(copydesk("query", str(furnished), "--json", *more, *clean, cwd=tmp_path).stdout)
        for more in ([], ["--raw"])
    ]
    cleaned, raw = (answer["pages"][0]["nearest"][0] for answer in answers)
    assert cleaned["document"] == raw["document"] == "harbour-gazette/2031-02-18-bakery-strike.txt"
    assert cleaned["covered"] > raw["covered"]
    done = copydesk(
        "query", "-", *clean, cwd=tmp_path, stdin=b"A text that nobody has written yet."
    )
    assert done.returncode == 0 and done.stdout.startswith(b"nothing in the corpus")


def test_query_says_when_there_is_no_index(sample: Sample, tmp_path: Path) -> None:
    shutil.copytree(sample.clean, tmp_path / "clean")
    (tmp_path / "clean/audit/index/postings.arrow").unlink()
    done = copydesk("query", "-", cwd=tmp_path, stdin=b"A text")
    assert done.returncode == 2 and b"run copydesk once more" in done.stderr


def test_show_and_restore(sample: Sample, tmp_path: Path) -> None:
    name = "harbour-gazette/2031-02-18-bakery-strike.txt"
    shown = copydesk("show", name, "--clean", str(sample.clean), cwd=tmp_path)
    assert b"phrase.signup.en" in shown.stdout and b"[[keep_line]]" in shown.stdout
    copy = "harbour-gazette/2031-03-04-lighthouse.txt"
    compared = copydesk("show", copy, "--diff", "--clean", str(sample.clean), cwd=tmp_path)
    assert b"wire-north/2031-03-04-lighthouse.txt" in compared.stdout
    restored = copydesk("restore", name, "--clean", str(sample.clean), cwd=tmp_path)
    assert restored.stdout == (sample.raw / name).read_bytes()


REFUSED = {
    "missing raw": (["run", "nowhere", "clean"], "RAW does not exist"),
    "raw is a file": (["run", "file", "clean"], "RAW is a file"),
    "clean in raw": (["run", "raw", "raw/clean"], "CLEAN lies inside RAW"),
    "raw in clean": (["run", "raw", "."], "RAW lies inside CLEAN"),
    "same folder": (["run", "raw", "raw"], "CLEAN lies inside RAW"),
    "clean is a file": (["run", "raw", "file"], "CLEAN is a file"),
    "foreign files": (["run", "raw", "foreign"], "did not write (mine.txt)"),
    "no worker": (["run", "raw", "clean", "--workers", "-1"], "--workers"),
    "unknown setting": (["run", "raw", "clean", "--settings", "bad.toml"], "treshold"),
    "no settings": (["run", "raw", "clean", "--settings", "none.toml"], "none.toml"),
    "bad decisions": (["run", "raw", "clean", "--decisions", "bad.toml"], "bad.toml"),
    "no clean": (["report", "--clean", "nowhere"], "not the output of a run"),
    "no document": (["show", "nobody.txt", "--clean", "nowhere"], "not the output of a run"),
    "no file": (["text", "nowhere.txt"], "nowhere.txt"),
    "no verb": (["wash"], "wash"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_use_exits_with_2_and_leaves_nothing(name: str, write: Callable[..., Path]) -> None:
    home = write(
        "home",
        {
            "raw/site/a.txt": "One line.",
            "file": "x",
            "foreign/mine.txt": "mine",
            "bad.toml": "[duplicates]\ntreshold = 0.9",
        },
    )
    before = sorted(path.name for path in home.rglob("*"))
    arguments, said = REFUSED[name]
    done = copydesk(*arguments, cwd=home)
    assert done.returncode == 2 and said in done.stderr.decode(), done.stderr
    assert b"Traceback" not in done.stderr
    assert sorted(path.name for path in home.rglob("*")) == before


def test_misuse_is_refused_also_when_the_run_would_change_nothing(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    write("raw", {"site/a.txt": "One line of text, and no more than that."})
    assert copydesk("run", "raw", "clean", cwd=tmp_path).returncode == 0
    (tmp_path / "clean" / "notes.txt").write_text("mine")
    assert b"notes.txt" in copydesk("run", "raw", "clean", cwd=tmp_path).stderr
    (tmp_path / "clean" / "notes.txt").unlink()
    (tmp_path / "clean" / "text" / "mine.txt").write_text("mine")
    done = copydesk("run", "raw", "clean", cwd=tmp_path)
    assert done.returncode == 2 and b"text/mine.txt" in done.stderr


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys; from copydesk import cli; print(*sys.modules)"
    loaded = copydesk(cwd=tmp_path, boot=code).stdout.decode().split()
    heavy = {"luigi", "pyarrow", "numpy", "duckdb", "numba", "datasketch", "scipy", "ftfy",
             "trafilatura", "lxml", "rich", "tasks", "regex"}  # fmt: skip
    assert not heavy & set(loaded)
    assert copydesk("--help", cwd=tmp_path).returncode == 0


def test_a_folder_with_a_tasks_py_of_its_own_does_no_harm(write: Callable[..., Path]) -> None:
    home = write(
        "home",
        {
            "raw/site/a.txt": "One line of text, and no more than that.",
            "tasks.py": "raise SystemExit('the wrong tasks')",
            "pipeline.py": "raise SystemExit('the wrong pipeline')",
        },
    )
    done = copydesk("run", "raw", "clean", cwd=home)
    assert done.returncode == 0, done.stderr


def test_five_bare_files_work_and_the_run_says_which_layer_could_not(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    text = "Page {n}. The tide came in twice on {n} and went out again as it always had done.\n"
    write("raw", {f"{n}.txt": text.replace("{n}", str(n)) for n in range(5)})
    done = copydesk("run", "raw", "clean", cwd=tmp_path)
    assert done.returncode == 0
    assert b"Site templates could not work on 5 documents" in done.stderr


def test_settings_in_the_current_folder_are_used(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    write("raw", {"a.txt": "Three small words"})
    (tmp_path / "copydesk.toml").write_text("[output]\nmin_words = 4\njsonl = true\ntext = false\n")
    done = copydesk("run", "raw", "clean", "--json", cwd=tmp_path)
    summary = json.loads(done.stdout)
    assert (summary["kept"], summary["empty"]) == (0, 1)
    assert (tmp_path / "clean" / "jsonl").is_dir() and not (tmp_path / "clean" / "text").exists()


def test_a_terminal_gets_colour_a_pipe_gets_the_plain_text(sample: Sample, tmp_path: Path) -> None:
    import pty

    name = "harbour-gazette/2031-02-18-bakery-strike.txt"
    arguments = ["show", name, "--clean", str(sample.clean)]
    plain = copydesk(*arguments, cwd=tmp_path).stdout
    assert b"\x1b[" not in plain

    def on_a_terminal(**variables: str) -> bytes:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "TERM": "xterm", **variables}
        terminal, end = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", BOOT, *arguments], stdout=end, env=environment
        )
        os.close(end)
        parts = []
        while True:
            try:
                part = os.read(terminal, 65_536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
        process.wait()
        os.close(terminal)
        return b"".join(parts)

    assert b"\x1b[31m" in on_a_terminal()
    without = on_a_terminal(NO_COLOR="1")
    assert b"\x1b[31m" not in without
    assert b"phrase.signup.en" in without


def test_the_report_in_the_terminal_counts_what_the_run_counted(
    sample: Sample, tmp_path: Path
) -> None:
    done = copydesk("report", "--clean", str(sample.clean), "--json", cwd=tmp_path)
    manifest = json.loads((sample.clean / "manifest.json").read_text())
    assert json.loads(done.stdout) == {"schema": 1, **manifest["figures"]}
