"""The table of docs/findings.md, made from the catalogue; ``python -m tests.findings_table`` writes it anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import toolkit.checks  # noqa: F401  (rules bring their words along)
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.messages import CATALOGUE

PAGE = Path(__file__).resolve().parent.parent / "docs" / "findings.md"
BEGIN, END = "<!-- table begins -->\n", "<!-- table ends -->\n"
GROUPS = {
    "1": "Reading one cell or its place", "2": "One sheet", "3": "Between cells and sheets", "4": "Over time",
    "5": "Text", "6": "Rules of the office", "7": "Identity and versions", "8": "Files", "9": "The checklist workbook",
}  # fmt: skip

HEADERS = {fields.EXPLANATION: "说明", fields.PROBLEMS: "存在问题"}


def table() -> str:
    """One table a group of codes: code, severity, title, what is wrong, what to do."""
    return "\n".join(line for group, title in GROUPS.items() for line in _group(group, title))


def _group(group: str, title: str) -> Iterator[str]:
    codes = sorted((code for code in CATALOGUE if code[1] == group), key=lambda code: (code[1:], code[0]))
    yield f"### {group}xx {title}\n"
    yield "| code | severity | title | what is wrong | what to do | explained in |"
    yield "|---|---|---|---|---|---|"
    for code in codes:
        message = CATALOGUE[code]
        words = (message.title, message.problem, message.remedy)
        explained = " or ".join(HEADERS[name] for name in message.explained_in)
        cells = (code, Finding(code).severity.value, *words, explained)
        yield "| " + " | ".join(_plain(cell) for cell in cells) + " |"
    yield ""


def _plain(text: str) -> str:
    return re.sub(r"\{(\w+)\}", r"⟨\1⟩", text).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(head + BEGIN + table() + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
