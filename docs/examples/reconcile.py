"""Do two months agree? Last month's numbers as the ledger has them beside what this month calls 上月累计.

    python docs/examples/reconcile.py FOLDER 2024-05 2024-06

They differ where something came or was corrected in between, and at the turn of the year, when sums begin anew.
"""

from __future__ import annotations

import sys

import pandas as pd

import toolkit


def reconcile(office: toolkit.Office, before: str, now: str) -> pd.DataFrame:
    """One row an indicator whose two numbers are not the same, with by how much and the states of both."""
    old = office.month(before).frames().indicators[["indicator", "title", "total", "total_state"]]
    new = office.month(now).frames().indicators[["indicator", "previous", "previous_state"]]
    both = old.merge(new, on="indicator", how="outer", validate="one_to_one")
    both["difference"] = both["previous"] - both["total"]
    same = (both["difference"].abs() < 1e-9).fillna(False)
    neither = both["total"].isna() & both["previous"].isna()
    return both[~(same | neither)].reset_index(drop=True)


if __name__ == "__main__":
    found = reconcile(toolkit.open(sys.argv[1]), sys.argv[2], sys.argv[3])
    print(found.to_string() if len(found) else "两期一致。")
