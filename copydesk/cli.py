"""The command line: arguments, messages, exit codes. Each verb imports what it needs by itself.

Results go to stdout, everything for people to stderr. Exit codes: 0 done, 1 a defect, 2 wrong use
or settings, 3 stopped by the brake, 4 unreadable input under --strict, 5 another run holds the
folder, 130 and 143 for SIGINT and SIGTERM.
"""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from copydesk.verbs.deciding import decide, forget
from copydesk.verbs.keeping import gc, plan, settings, verify
from copydesk.verbs.query import query
from copydesk.verbs.reading import report, restore, show
from copydesk.verbs.rules import rules
from copydesk.verbs.run import run
from copydesk.verbs.text import text
from pipeline.errors import CopydeskError

_DEFECT = 1
_SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}


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


for verb in (
    *(run, plan, text, query, show, restore, report),
    *(decide, forget, settings, rules, verify, gc),
):
    cli.add_command(verb)


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
