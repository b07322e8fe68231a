"""The same return as LibreOffice saves it, in three formats; made once and kept in tests/data/corpus.

Make them again with ``PYTHONPATH=.. python -m corpus.variants`` in tests/ (LibreOffice must be there) after a change
of the form's layout that old returns could not have.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpus.case import Case, Draft, draft
from corpus.odd import DONE, SEATS
from corpus.sample import address_of, saved

FOLDER = Path(__file__).parent.parent / "data" / "corpus"
FORMATS = ("xlsx", "xls", "ods")


def variant_cases() -> Iterator[Case]:
    """The kept files with their true content."""
    for suffix in FORMATS:
        made = _filled()
        yield Case(
            f"程序：LibreOffice 存为 {suffix}",
            (FOLDER / f"libreoffice.{suffix}").read_bytes(),
            made.truth,
            made.doubtful,
            made.written,
            file_name=f"疏附县2024-06.{suffix}",
            twin=saved(made.book),
        )


def _filled() -> Draft:
    made = draft()
    for place, raw, true in ((SEATS, "1.86万", 18600.0), (DONE, "１２.５％", 12.5)):
        sheet, row, column = address_of(made.book, place)
        made.write(sheet, row, column, raw)
        made.truth[place] = true
    return made


def make(folder: Path) -> None:
    """Write the variants with LibreOffice."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "in" / "libreoffice.xlsx"
        source.parent.mkdir()
        source.write_bytes(saved(_filled().book))
        for suffix in FORMATS:
            command = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless"]
            subprocess.run(
                [*command, "--convert-to", suffix, "--outdir", str(folder), str(source)],
                check=True,
                timeout=120,
            )


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    make(FOLDER)
