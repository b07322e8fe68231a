"""docs/口径说明.md, made from the one home of rule text; ``python -m tests.criteria_note`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from toolkit.figures.data import Settings
from toolkit.figures.wordlist import office_note

PAGE = Path(__file__).resolve().parent.parent / "docs" / "口径说明.md"

if __name__ == "__main__":
    PAGE.write_text(office_note(Settings()), "utf-8")
