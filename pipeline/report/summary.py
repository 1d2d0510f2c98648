"""The end of a run, in a few lines of plain text."""

from collections.abc import Sequence

from pipeline.report.escape import visible
from pipeline.report.figures import Figures
from pipeline.report.words import look, percent, plural

SUMMARY_LINES = 8


def summary_lines(figures: Figures, report: str, more: Sequence[str] = ()) -> list[str]:
    """At most eight lines for the end of a run; `report` is shown as the page's place."""
    lines = [*counts(figures), _looks(figures)]
    if report:
        lines.append(f"report: {visible(report)}")
    lines.append(
        "undo: copydesk restore DOCUMENT gives any text back as it was read; "
        "copydesk show DOCUMENT explains it"
    )
    said = [visible(sentence) for sentence in more]
    room = SUMMARY_LINES - len(lines)
    if len(said) > room:
        hidden = len(said) - room + 1
        said = [*said[: room - 1], f"{plural(hidden, 'more note')} in the report"]
    return lines + said


def counts(figures: Figures) -> list[str]:
    """Two lines: what became of the documents, and of lines."""
    share = f" ({percent(figures.removed_words, figures.words_in)} of the words)"
    if not figures.removed_lines:
        share = ""  # repairs move words, too
    return [
        f"{plural(figures.read, 'document')} read: {figures.kept:,} kept, "
        f"{plural(figures.duplicates, 'duplicate')}, {figures.empty:,} empty, "
        f"{figures.unreadable:,} unreadable",
        f"{plural(figures.removed_lines, 'line')} of furniture removed{share}, "
        f"{plural(figures.repaired_lines, 'line')} repaired",
    ]


def _looks(figures: Figures) -> str:
    said = [f"{found.count:,} {look(found.kind, found.count)}" for found in figures.looks]
    return f"needs a look: {', '.join(said) or 'nothing'}"
