"""Who sent again how often, and how many cells each later version took the place of.

python docs/examples/corrections.py FOLDER
"""

from __future__ import annotations

import sys

import pandas as pd

import toolkit


def corrections(office: toolkit.Office) -> pd.DataFrame:
    """One row a unit over all months, those that corrected most first."""
    history = office.history()
    files = history.accounts.groupby(["unit", "unit_name"], observed=True)
    made = files.agg(
        months=("period", "nunique"),
        files=("file", "size"),
        cells_replaced=("superseded", "sum"),
        cells_refused=("rejected", "sum"),
    ).reset_index()
    made["sent_again"] = made["files"] - made["months"]
    changed = history.entries[history.entries["mark"] == "更正"].groupby("unit").size()
    made["corrected_by_office"] = made["unit"].map(changed).fillna(0).astype("Int64")
    return made.sort_values(["sent_again", "cells_replaced"], ascending=False, ignore_index=True)


if __name__ == "__main__":
    print(corrections(toolkit.open(sys.argv[1])).to_string())
