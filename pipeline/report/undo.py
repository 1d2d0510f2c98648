"""Notes of the run, and how to undo: commands and decisions with names from this very run."""

import json
import shlex

import pyarrow.compute as pc

from pipeline.report.escape import cut, foreign, show
from pipeline.report.evidence import Evidence, tally


def notes(sentences: tuple[str, ...]) -> str:
    """The section of notes: what could not work, which decisions were obeyed or are stale."""
    items = "".join(f"<li>{foreign(sentence, limit=1_000)}</li>" for sentence in sentences)
    body = f"<ul>{items}</ul>" if items else "<p>Every layer worked, and no decision is stale.</p>"
    return f'<section id="notes"><h2>Notes</h2><div class="card">{body}</div></section>'


def undo(evidence: Evidence) -> str:
    """The section on taking things back, for one look, for one document, and for good."""
    document, kept, line = _examples(evidence)
    name = shlex.quote(document)
    pair = f"[{_toml(document)}, {_toml(kept)}]"
    return f"""<section id="undo"><h2>How to undo</h2>
<p class="lead">Nothing is lost: CLEAN alone gives every text back as it was read. RAW was never
written to.</p>
<div class="card"><h3>One document</h3>
{_code(f"copydesk show {name}", "what happened to it, and why")}
{_code(f"copydesk restore {name}", "its text as it was read, kept or dropped")}
<h3>For good</h3>
<p>Write what you decide into <code>decisions.toml</code>, beside the settings, and run again. A
person's decision wins over every rule.</p>
{_code(f"[[keep]]{_NL}document = {_toml(document)}", "keep this document, whatever its group")}
{_code(f"[[not_duplicate]]{_NL}documents = {pair}", "these two are no copies")}
{_code(f"[[keep_line]]{_NL}line = {_toml(line)}", "never cut this line")}
</div></section>"""


_NL = "\n"


def _code(text: str, about: str) -> str:
    return f'<p class="about">{about}</p><pre><code>{show(text)}</code></pre>'


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _examples(evidence: Evidence) -> tuple[str, str, str]:
    """A dropped document, the one kept for it and a removed line of this run, else made-up ones."""
    document, kept, line = "site/a.txt", "site/b.txt", "Share this article"
    dropped = evidence.relations.filter(evidence.relations["dropped"])
    if dropped.num_rows:
        document = pc.min(dropped["document"]).as_py()
        first = dropped.filter(pc.equal(dropped["document"], document))
        kept = pc.min(first["kept"]).as_py()
    elif evidence.outcomes.num_rows:
        document = pc.min(evidence.outcomes["document"]).as_py()
    if evidence.removed.num_rows:
        short = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(evidence.removed["text"], 0, 200))
        line = cut(tally(short)[0][0], 120)
    return document, kept, line
