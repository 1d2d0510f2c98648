"""The command line: arguments, messages, exit codes. Each verb imports what it needs by itself.

Results go to stdout, everything for people to stderr. Exit codes: 0 done, 1 a defect, 2 wrong use
or settings, 3 stopped by the brake, 4 unreadable input under --strict, 5 another run holds the
folder, 130 and 143 for SIGINT and SIGTERM.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from pipeline.errors import CopydeskError

_DEFECT = 1
_SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}

clean_option = click.option(
    "--clean", default="clean", show_default=True, help="The output folder of a run."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class _Stopped(BaseException):
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = _SIGNALS[signal.Signals(number)]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="copydesk")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Turn a folder of scraped pages into clean text; explain every change; undo any of them."""
    context.obj = debug


@cli.command()
@click.argument("raw")
@click.argument("clean")
@click.option("--settings", default="", help="Settings (default: copydesk.toml, if there is one).")
@click.option(
    "--decisions", default="", help="Decisions (default: decisions.toml by the settings)."
)
@click.option("--workers", default=0, help="Processes (default: one a core).", metavar="N")
@click.option("--accept", is_flag=True, help="Go on where the brake stopped the run.")
@click.option("--strict", is_flag=True, help="Stop before publishing when something is unreadable.")
@json_option
def run(as_json: bool, **options: Any) -> None:
    """Clean the folder RAW into the folder CLEAN."""
    if options["workers"] < 0:
        raise click.UsageError("--workers: give 1 or more")
    from copydesk.running import run as run_folder

    summary = run_folder(options.pop("raw"), options.pop("clean"), **options)
    if as_json:
        from dataclasses import asdict

        _print_json({"schema": 1, **asdict(summary)})
    else:
        if not summary.changed:
            click.echo("nothing to do: CLEAN already is what this run would write", err=True)
        for line in summary.lines:
            click.echo(line, err=True)


@cli.command()
@click.argument("file")
@click.option("--language", default="", help="ISO 639-1 code (default: guessed).")
@json_option
def text(file: str, language: str, as_json: bool) -> None:
    """Clean one page: FILE, or - for standard input. What was removed goes to stderr."""
    from copydesk.texts import clean_text, read
    from pipeline.reading.decoding import decode

    if file == "-":
        pages = [decode(sys.stdin.buffer.read()).text]
    else:
        documents = _read_file(read, file)
        pages = [document.text for document in documents]
    cleaned = [clean_text(page, language) for page in pages]
    if as_json:
        from dataclasses import asdict

        _print_json({"schema": 1, "pages": [asdict(page) for page in cleaned]})
        return
    for page in cleaned:
        _write_text(page.text)
        for row in page.removed:
            click.echo(f"removed line {row.line} ({row.rule}): {row.text.strip()[:100]}", err=True)


@cli.command()
@click.argument("document")
@click.option("--diff", is_flag=True, help="Compare with the kept document.")
@clean_option
@json_option
def show(document: str, diff: bool, clean: str, as_json: bool) -> None:
    """Explain what became of one DOCUMENT, and why."""
    from copydesk.explain import view
    from pipeline.report.redline import document_json, document_text

    found = view(Path(clean), document)
    if as_json:
        _print_json({"schema": 1, **document_json(found)})
    else:
        _write_text(document_text(found, diff))


@cli.command()
@click.argument("document")
@clean_option
def restore(document: str, clean: str) -> None:
    """Print a DOCUMENT as it was read, kept or dropped."""
    from copydesk.explain import restore as restore_text

    _write_text(restore_text(Path(clean), document))


@cli.command()
@clean_option
@click.option("--top", default=10, show_default=True, help="Rows a list.", metavar="N")
@json_option
def report(clean: str, top: int, as_json: bool) -> None:
    """Print the report: counts, groups, removed lines, sites."""
    from copydesk.evidence import evidence_of
    from pipeline.report.figures import as_json as figures_json
    from pipeline.report.figures import figures
    from pipeline.report.terminal import report_text

    evidence = evidence_of(Path(clean))
    if as_json:
        _print_json({"schema": 1, **figures_json(figures(evidence))})
    else:
        _write_text(report_text(evidence, figures(evidence), top))


def _read_file(read: Any, file: str) -> Any:
    from pipeline.errors import UnreadableError, UsageError

    try:
        documents = read(file)
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", file, "give a file, or -") from None
    for document in documents:
        if document.reason:
            raise UnreadableError("cannot be read", document.document, document.reason)
    return documents


def _print_json(value: Any) -> None:
    import json

    _write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def _write_text(text: str) -> None:
    # UTF-8 whatever the locale, line ends as they are.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _stop(number: int, _: FrameType | None) -> NoReturn:
    raise _Stopped(number)


def main() -> None:
    """The console script: run a verb, turn every error into its exit code and two lines."""
    for number in _SIGNALS:
        signal.signal(number, _stop)
    debug = "--debug" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except _Stopped as stopped:
        click.echo("stopped; CLEAN is as it was", err=True)
        code = stopped.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = _SIGNALS[signal.SIGINT]
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except CopydeskError as error:
        if debug:
            raise
        click.echo(f"copydesk: {error}", err=True)
        code = error.exit_code
    except Exception as error:
        if debug:
            raise
        click.echo(f"copydesk: a defect ({type(error).__name__}: {error})", err=True)
        click.echo("  run again with copydesk --debug for the traceback, and report it", err=True)
        code = _DEFECT
    sys.exit(code or 0)
