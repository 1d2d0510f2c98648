"""`rules test`: run the examples of a phrase file, and see what it would hit in a folder."""

from collections.abc import Iterator
from pathlib import Path

import click

from copydesk.verbs.output import json_option, print_json, say


@click.group()
def rules() -> None:
    """Phrase rules of your own."""


@rules.command("test")
@click.argument("file")
@click.argument("raw", required=False)
@json_option
def test_rules(file: str, raw: str | None, as_json: bool) -> None:
    """Run the examples in FILE, then list the lines of RAW that its rules would cover."""
    from dataclasses import asdict

    from pipeline.boilerplate.trial import try_rules

    hits = list(try_rules(_text(file), file, _documents(raw) if raw else ()))
    if as_json:
        print_json({"schema": 1, "hits": [asdict(hit) for hit in hits]})
        return
    for hit in hits:
        click.echo(f"{hit.document}:{hit.line}: {hit.text.strip()[:100]} ({hit.rule})")
    say(f"all examples hold{f'; {len(hits)} lines would be covered' if raw else ''}")


def _text(file: str) -> str:
    from pipeline.errors import UsageError

    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the phrase rules cannot be read ({error})", file) from None


def _documents(raw: str) -> Iterator[tuple[str, str, str]]:
    from pipeline.reading import read_documents
    from pipeline.repair import repair_text

    root = Path(raw)
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        for document in read_documents(name.as_posix(), path.read_bytes()):
            if not document.reason:
                yield document.document, repair_text(document.text).text, document.language
