"""The examples that are shipped beside the Kashgar list: made-up lists of made-up places. Light, for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True)
class Example:
    """A list that is shipped: its name on the command line, what it is, its file."""

    name: str
    about: str
    file: Path


EXAMPLES = {
    one.name: one
    for one in (
        Example(
            "政府工作报告",
            "某市政府工作报告重点任务分解，部门填报，按季",
            LISTS / "政府工作报告.docx",
        ),
        Example("民生实事", "某县民生实事清单，乡镇和部门填报，按月", LISTS / "民生实事.xlsx"),
    )
}
