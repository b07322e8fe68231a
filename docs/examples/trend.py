"""How an indicator went over the months, beside how many units each number rests on.

    python docs/examples/trend.py FOLDER T02-3

A sum without two counties is no fall: the table says whom it lacks.
"""

from __future__ import annotations

import sys

import pandas as pd

import toolkit

COLUMNS = ["period", "total", "total_state", "rate", "pace", "reported", "expected", "missing_units"]


def trend(office: toolkit.Office, indicator: str) -> pd.DataFrame:
    """One row a month; ``complete`` says whether every unit that owed a number gave one."""
    rows = office.history().indicators.query("indicator == @indicator")[COLUMNS]
    return rows.assign(complete=rows["reported"] == rows["expected"]).reset_index(drop=True)


if __name__ == "__main__":
    print(trend(toolkit.open(sys.argv[1]), sys.argv[2]).to_string())
