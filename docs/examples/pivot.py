"""Counties by months: one indicator as a table, with the reason where there is no number.

python docs/examples/pivot.py FOLDER T02-3
"""

from __future__ import annotations

import sys

import pandas as pd

import toolkit


def pivot(office: toolkit.Office, indicator: str) -> pd.DataFrame:
    """One row a unit, one column a month: the number as reported, else 待统计, 未报 …"""
    values = office.history().unit_values
    rows = values[values["indicator"] == indicator]
    shown = rows["value"].astype("object").where(rows["value"].notna(), rows["value_state"].astype("object"))
    return rows.assign(shown=shown).pivot(index="unit_name", columns="period", values="shown")


if __name__ == "__main__":
    print(pivot(toolkit.open(sys.argv[1]), sys.argv[2]).to_string())
