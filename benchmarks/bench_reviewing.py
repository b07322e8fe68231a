"""Cells of the imported Word list that a reviewer had to change, by an older commit and by this checkout.

    python -m benchmarks.bench_reviewing [COMMIT]

COMMIT is 5f814e4 unless given, the last one before lists of other offices were read. Both import the Word list
(tests/data/checklist.docx) without knowing more: the older one with the units of its config.toml, which somebody had
typed, so that its sheet 单位 is empty. Prints counts by sheet and column; how they are counted says tests/review_cells.py.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.bench_against import checked_out

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "data" / "checklist.docx"
OLD = """
import sys
from pathlib import Path
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.config import load_config
units = load_config(Path("config.toml").read_text("utf-8")).units
checklist, reviews, _ = import_checklist(Path(sys.argv[1]).read_bytes(), "checklist.docx", units)
Path(sys.argv[2]).write_bytes(write_checklist(checklist, reviews))
"""
NEW = """
import sys
from pathlib import Path
from toolkit.checklist.importing import import_checklist
from toolkit.checklist.workbook import write_checklist
made = import_checklist([("checklist.docx", Path(sys.argv[1]).read_bytes())])
Path(sys.argv[2]).write_bytes(write_checklist(made.checklist, made.reviews))
"""


def main() -> None:
    """Count and print."""
    sys.path.insert(0, str(ROOT / "tests"))
    from review_cells import count_cells

    commit = sys.argv[1] if len(sys.argv) > 1 else "5f814e4"
    reviewed = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    with tempfile.TemporaryDirectory() as name, checked_out(commit, Path(name) / "old program") as older:
        for label, program, script in (("before", older, OLD), ("now", ROOT, NEW)):
            made = Path(name) / f"{label}.xlsx"
            subprocess.run([sys.executable, "-c", script, str(LIST), str(made)], cwd=program, check=True)
            count = count_cells(made.read_bytes(), reviewed)
            print(
                f"{label}: {count.total}",
                {sheet: count.of(sheet) for sheet in ("任务", "指标", "分解", "单位")},
            )
            print("  ", {" ".join(place): cells for place, cells in count.cells.items() if cells})
            print("   rows whose targets the list does not give in numbers:", count.unsaid)


if __name__ == "__main__":
    main()
