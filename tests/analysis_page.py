"""Writes the tables of columns of docs/analysis.md from the declaration: ``python -m tests.analysis_page``."""

from __future__ import annotations

from pathlib import Path

from toolkit.tables.columns import STATES
from toolkit.tables.frames import DTYPES
from toolkit.tables.month import DECLARED

PAGE = Path(__file__).resolve().parent.parent / "docs/analysis.md"
BEGIN, END = "<!-- columns: written by python -m tests.analysis_page -->\n", "<!-- end of columns -->\n"


def written() -> str:
    """The part of the page between its two marks."""
    lines = ["### Why a number is there or not", "", "| state | meaning |", "|---|---|"]
    lines += [f"| {word} | {meaning} |" for word, meaning in STATES.items()]
    for table in DECLARED:
        lines += ["", f"### frames.{table.name}: {table.file}.csv", "", f"{table.about}。", ""]
        lines += ["| column | dtype | unit | CSV | meaning |", "|---|---|---|---|---|"]
        lines += [
            f"| {column.name}{', '.join(['', f'{column.name}_state']) if column.state else ''} "
            f"| {DTYPES[column.kind]} | {column.unit} | {column.header} | {column.meaning} |"
            for column in table.declared
        ]
    return "\n".join([*lines, ""])


def columns_of_the_page(page: str) -> str:
    """What stands there now."""
    return page.partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    """Write it."""
    page = PAGE.read_text("utf-8")
    before, after = page.partition(BEGIN)[0], page.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}{written()}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
