"""The order in which documents become leaders: total, and free of files, shards and arrival.

The most complete first, so that a kept document is never covered by another kept one; then the
earliest by the document's own date, undated ones last; then digest and name.
"""

import re
from email.utils import parsedate_tz

import pyarrow as pa
import pyarrow.compute as pc

_ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?)?")
UNDATED = "9999"


def sortable_date(written: str) -> str:
    """A date as the source writes it, in a form that sorts; unknown forms count as undated.

    >>> sortable_date("2031-03-05T08:30:00+02:00"), sortable_date("Wed, 05 Mar 2031 08:30:00 GMT")
    ('20310305083000', '20310305083000')
    >>> sortable_date("last Tuesday")
    '9999'
    """
    if found := _ISO.match(written):
        return "".join(part or "00" for part in found.groups())
    parsed = parsedate_tz(written)
    return "".join(f"{part:02d}" for part in parsed[:6]) if parsed else UNDATED


def ranks(signatures: pa.Table) -> list[tuple[int, str, str, str]]:
    """What orders leaders, a row of SIGNATURES: completeness, date, digest, name."""
    return list(
        zip(
            pc.negate(signatures["shingles"]).to_pylist(),
            map(sortable_date, signatures["date"].to_pylist()),
            signatures["digest"].to_pylist(),
            signatures["document"].to_pylist(),
            strict=True,
        )
    )
