"""What verbs print: results on stdout, in UTF-8 whatever the locale; options they share."""

import sys
from typing import Any

import click

clean_option = click.option(
    "--clean", default="clean", show_default=True, help="The output folder of a run."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """One JSON object on stdout."""
    import json

    write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def write_text(text: str) -> None:
    """Text on stdout, its line ends as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def say(line: str) -> None:
    """A line for people, on stderr."""
    click.echo(line, err=True)


def bytes_of(size: str, option: str) -> int:
    """Bytes from ``500M`` or ``2G``; 0 for nothing.

    Raises click.UsageError, naming the option, for anything else.
    """
    if not size:
        return 0
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
    number, unit = size[:-1], size[-1].upper()
    if unit.isdigit():
        number, unit = size, ""
    try:
        return int(float(number) * units.get(unit, 1 if not unit else 0)) or _refuse(size, option)
    except ValueError:
        return _refuse(size, option)


def _refuse(size: str, option: str) -> int:
    raise click.UsageError(f"{option}: {size} is no size; give one like 500M or 2G")


def megabytes(size: int) -> str:
    """Bytes for people."""
    return f"{size / 1e6:,.1f} MB"
