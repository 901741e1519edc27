"""A counted cube as the file that protection reads. It is not protected."""

from __future__ import annotations

import csv
import io

from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.facts.counted import Counted, rows


def counts_csv(definition: ProtectedTables, counted: Counted) -> str:
    """Codes, persons and hundredths of FTE, with headings, in the order of the codes. CannotCount."""
    read = rows(definition, counted)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(read[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(read)
    return buffer.getvalue()
