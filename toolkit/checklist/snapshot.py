"""A checklist as JSON and back, exactly; and its digest, which names a version of the checklist.

The digest is over the content alone: cell formats, column order, blank rows and added columns do not
change it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.core.codec import made, plain
from toolkit.core.model import Checklist, Unit

FORMAT = 1
LATER_FIELDS: dict[str, dict[str, Any]] = {
    "tasks": {"support": [], "deadline": "", "known_as": ""},
    "indicators": {"bases": {}, "comparable": True, "confirmed": True},
}


def digest_of(checklist: Checklist) -> str:
    """sha256 (hex) over the content; equal content gives an equal digest."""
    content = plain(checklist)
    content.pop("digest")
    for register in (
        "decisions",
        "awards",
        "doubts",
    ):  # they move every month, which makes no other checklist
        content.pop(register)
    content.pop("units")
    if checklist.units:  # who is asked; where a unit has its mail is nothing that is asked
        content["units"] = [[unit.code, unit.name] for unit in checklist.reporting]
    for task in content["tasks"]:
        task.pop("short")  # what the office calls a task is nothing that is asked
    for rule in content["rules"]:
        rule.pop("row")  # where a rule stands is no content
        if not rule["tasks"]:
            rule.pop("tasks")  # checklists from before the column keep their digest
    for sheet, defaults in LATER_FIELDS.items():
        for row in content[sheet]:
            for field in [field for field, value in defaults.items() if row[field] == value]:
                row.pop(field)  # so do those that do not use a later column
    text = json.dumps(_numbers_alike(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _numbers_alike(value: Any) -> Any:
    """1 and 1.0 are the same content."""
    if isinstance(value, dict):
        return {str(key): _numbers_alike(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers_alike(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def to_json(checklist: Checklist) -> str:
    """The whole checklist with its digest, as text for the ledger."""
    content = plain(checklist)
    content.pop("doubts")  # the workbook is their home
    content["units"] = rows_of(checklist.units)
    return json.dumps({"format": FORMAT, **content}, ensure_ascii=False)


def from_json(text: str) -> Checklist:
    """The checklist that ``to_json`` wrote; raises ValueError for another format."""
    raw = json.loads(text)
    if raw.get("format") != FORMAT:
        raise ValueError(f"unknown checklist snapshot format {raw.get('format')!r}")
    del raw["format"]
    return made(Checklist, raw)


def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a snapshot; none in one that was made before the checklist held them."""
    return units_of_rows(json.loads(text).get("units", ()))


def rows_of(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Units as JSON holds them; 上级, which came later, only where it is said."""
    rows = [plain(unit) for unit in units]
    return [{name: value for name, value in row.items() if name != "upper" or value} for row in rows]


def units_of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Unit, ...]:
    """The same units again."""
    return tuple(made(Unit, row) for row in rows)
