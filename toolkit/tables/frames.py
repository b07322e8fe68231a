"""Tables as pandas frames. pandas is loaded by whoever imports this module, and by nothing that a month's run needs.

In: tables. Out: frames with nullable dtypes: a missing number is ``pd.NA`` with its reason in the category column beside
it, and no dtype depends on what a month happens to hold, so that months can be set one under another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.api.types import union_categoricals

from toolkit.core.area import said
from toolkit.tables.columns import DataColumn, Table
from toolkit.tables.month import DECLARED

DTYPES = {
    "text": "string",
    "number": "Float64",
    "count": "Int64",
    "flag": "boolean",
    "time": "datetime64[us]",
    "category": "category",
}


def frame_of(table: Table[Any]) -> pd.DataFrame:
    """One row a record, one column a column, what is said of a number beside it."""
    records = list(table.records)
    return pd.DataFrame({column.name: _values(column, records) for column in table.beside})


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames of the same table one under another; ``frames`` holds one at least."""
    whole = pd.concat(frames, ignore_index=True)
    for name, column in frames[0].items():
        if isinstance(column.dtype, pd.CategoricalDtype) and whole[name].dtype != column.dtype:
            whole[name] = union_categoricals([frame[name] for frame in frames])
    return whole


def dictionary() -> pd.DataFrame:
    """One row a column of all frames: what it holds, in which unit, of which dtype."""
    rows = [
        {
            "frame": table.name,
            "column": column.name,
            "header": said(column.header),
            "meaning": said(column.meaning),
            "unit": said(column.unit),
            "dtype": DTYPES[column.kind],
        }
        for table in DECLARED
        for column in table.beside
    ]
    return pd.DataFrame(rows, dtype="string")


def _values(column: DataColumn[Any], records: Sequence[Any]) -> Any:
    values = [column.value(record) for record in records]
    if column.kind != "category":
        dtype: Any = DTYPES[column.kind]
        return pd.array(values, dtype=dtype)
    # A word that is not declared is the data's own: it is kept, never dropped as missing.
    words = dict.fromkeys([*column.categories, *(value for value in values if value is not None)])
    return pd.Categorical(values, categories=list(words))
