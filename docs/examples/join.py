"""A month's numbers beside another table: here the population of each county, joined by its code.

    python docs/examples/join.py FOLDER 2024-06 T02-3 population.csv

The other table has the columns ``unit`` (GB/T 2260 code) and ``population``.
"""

from __future__ import annotations

import sys

import pandas as pd

import toolkit


def per_thousand(month: toolkit.MonthView, indicator: str, population: pd.DataFrame) -> pd.DataFrame:
    """One row a unit; where a number is missing on either side there is no quotient, and ``why`` says on which."""
    rows = month.frames().unit_values.query("indicator == @indicator")
    rows = rows[["unit", "unit_name", "value", "value_state", "measure"]]
    joined = rows.merge(population, on="unit", how="left", validate="many_to_one")
    joined["per_thousand"] = joined["value"] / joined["population"] * 1000
    known = joined["population"].notna()
    joined["why"] = joined["value_state"].astype("string").where(known, "另一张表里没有这个单位")
    return joined


if __name__ == "__main__":
    folder, period, indicator, file = sys.argv[1:5]
    people = pd.read_csv(file, dtype={"unit": "string", "population": "Int64"})
    print(per_thousand(toolkit.open(folder).month(period), indicator, people).to_string())
