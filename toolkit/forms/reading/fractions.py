"""A 1 among percentages that a unit wrote as fractions: 0.3, 0.5 and 1 down the column 完成度.

In: what was read. Out: Q181 at each 1 of a column in which several cells lie below 1 (of which Q116 asks).
"""

from __future__ import annotations

from collections import Counter

from toolkit.core.values import FRACTION_FOR_PERCENT
from toolkit.forms.reading.model import Collected

_ASKED = "Q181"


def say_ones(out: Collected) -> None:
    """Ask whether all is meant."""
    found = [one for one in out.findings if one.code == FRACTION_FOR_PERCENT]
    below = Counter((one.form_sheet, one.field) for one in found)
    for (form_sheet, field), count in below.items():
        for cell in out.cells if count > 1 else ():
            if (cell.form_sheet, cell.field, cell.value) == (form_sheet, field, 1):
                out.find(
                    _ASKED,
                    sheet=cell.sheet,
                    address=cell.address,
                    form_sheet=form_sheet,
                    key=cell.key,
                    field=field,
                    seen=cell.raw,
                    values={**found[0].values, "count": str(count)},
                )
