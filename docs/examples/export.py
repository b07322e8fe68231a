"""A month for other programs: CSV, one workbook, and Parquet where pyarrow is installed.

    python docs/examples/export.py FOLDER 2024-06 OUT

OUT lies outside the working folder, whose files the toolkit writes itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import toolkit


def export(month: toolkit.MonthView, out: Path) -> list[Path]:
    """Write all tables in each form; returns the files."""
    written = [*month.to_csv(out / "csv"), month.to_excel(out / f"{month.period}.xlsx")]
    try:
        written += month.frames().to_parquet(out / "parquet")
    except toolkit.OperatorError as error:  # without pyarrow: the sentence says what to install
        print(error, file=sys.stderr)
    return written


if __name__ == "__main__":
    for path in export(toolkit.open(sys.argv[1]).month(sys.argv[2]), Path(sys.argv[3])):
        print(path)
