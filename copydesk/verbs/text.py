"""`text`: clean one page."""

import sys
from typing import Any

import click

from copydesk.verbs.output import json_option, print_json, say, write_text


@click.command()
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

        print_json({"schema": 1, "pages": [asdict(page) for page in cleaned]})
        return
    for page in cleaned:
        write_text(page.text)
        for row in page.removed:
            say(f"removed line {row.line} ({row.rule}): {row.text.strip()[:100]}")


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
