"""Writes docs/口径说明.md from the one home of rule text: ``python -m tests.office_note``."""

from __future__ import annotations

from pathlib import Path

from toolkit.figures.given.data import Settings
from toolkit.figures.wordlist import office_note

PAGE = Path(__file__).resolve().parent.parent / "docs" / "口径说明.md"

if __name__ == "__main__":
    PAGE.write_text(office_note(Settings()), encoding="utf-8", newline="\n")
