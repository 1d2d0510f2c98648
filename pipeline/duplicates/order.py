"""The order in which documents become leaders: total, and free of files, shards and arrival.

The most complete first, so that a kept document is never covered by another kept one; then the
earliest by the document's own date, undated ones last; then digest and name.
"""

import re
from email.utils import parsedate_tz

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

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


def ranked(signatures: pa.Table) -> NDArray[np.int64]:
    """Rows of SIGNATURES in the order of leaders: completeness, date, digest, name."""
    dates = [sortable_date(date) if date else UNDATED for date in signatures["date"].to_pylist()]
    keys = {
        "shingles": pc.negate(signatures["shingles"]),
        "date": pa.array(dates, pa.string()),
        "digest": signatures["digest"],
        "document": signatures["document"],
    }
    by = [(name, "ascending") for name in keys]
    order: NDArray[np.int64] = pc.sort_indices(pa.table(keys), by).to_numpy().astype(np.int64)
    return order
