"""A person's decisions written down: those of a file, or said on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.decisions import Decisions, Keep, KeepLine, NotDuplicate, RemoveLine, parse
from pipeline.decisions.merging import Merged, merged
from pipeline.errors import UsageError
from pipeline.publishing.lookup import find
from pipeline.run import DECISIONS_FILE


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said: documents by their names in CLEAN, lines as they stand."""

    keep: Sequence[str] = ()
    not_duplicate: Sequence[tuple[str, str]] = ()
    keep_line: Sequence[str] = ()
    remove_line: Sequence[str] = ()
    site: str = ""


def decide(file: Path, said: Decisions) -> Merged:
    """Merge `said` into the file, which is made when it is not there.

    Raises UsageError when the file holds something else than decisions.
    """
    ours = _read(file) if file.exists() else ""
    done = merged(ours, said, str(file))
    if done.added:
        new = file.with_name(f".{file.name}.new")
        new.write_text(done.text, encoding="utf-8")
        new.replace(file)
    return done


def decisions_of(path: Path) -> Decisions:
    """The decisions of a file, such as the report's page saves it."""
    return parse(_read(path), str(path))


def spoken(said: Said, clean: Path) -> Decisions:
    """What was said as decisions; documents get the digest that lets them be renamed.

    Raises UsageError for a document that CLEAN does not know.
    """

    def digest(document: str) -> str:
        return str(find(clean, document).outcome["digest_as_read"])

    return Decisions(
        keep=tuple(Keep(name, digest(name)) for name in said.keep),
        not_duplicate=tuple(
            NotDuplicate((a, b), (digest(a), digest(b))) for a, b in said.not_duplicate
        ),
        keep_line=tuple(KeepLine(line, said.site) for line in said.keep_line),
        remove_line=tuple(RemoveLine(line, said.site) for line in said.remove_line),
    )


def usual_file(decisions: str, settings: str) -> Path:
    """Where `run` looks for decisions: the file given, else beside the settings."""
    return Path(decisions) if decisions else Path(settings).parent / DECISIONS_FILE


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read decisions ({error.__class__.__name__})", str(path), "give a TOML file"
        ) from None
