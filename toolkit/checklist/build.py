"""Build templates/checklist.xlsx from the readable rows in toolkit/checklist/shipped/*.toml.

``python -m toolkit.checklist.build`` rewrites the file; the same rows give the same bytes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.checklist.rows import exact_shares
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import (
    Checklist,
    Comparator,
    Curve,
    Difference,
    Indicator,
    Kind,
    OfficeRule,
    PaceKind,
    Target,
    Task,
    Unit,
    Weight,
)

SHIPPED = Path(__file__).parent / "shipped"
TEMPLATE = Path(__file__).parents[2] / "templates" / "checklist.xlsx"
Row = Mapping[str, Any]


def shipped_checklist(folder: Path = SHIPPED) -> Checklist:
    """The checklist of the text files; a name such as 12县市 in a list of units stands for its group."""
    groups = _read(folder, "groups")
    checklist = Checklist(
        tasks=tuple(_task(row, groups) for row in _read(folder, "tasks")["task"]),
        indicators=tuple(_indicator(row, groups) for row in _read(folder, "indicators")["indicator"]),
        rules=tuple(
            OfficeRule(row=number, **row)
            for number, row in enumerate(_read(folder, "rules")["rule"], start=2)
        ),
        curves=tuple(
            Curve(row["applies_to"], exact_shares(row["shares"]), row["name"])
            for row in _read(folder, "curves")["curve"]
        ),
        weights=tuple(
            Weight(**{**row, "weight": float(row["weight"])}) for row in _read(folder, "weights")["weight"]
        ),
        differences=tuple(
            Difference(**{**row, "task_nos": tuple(row["task_nos"])})
            for row in _read(folder, "differences")["difference"]
        ),
        units=tuple(
            Unit(**{**row, "aliases": tuple(row["aliases"])}) for row in _read(folder, "units")["unit"]
        ),
    )
    return replace(checklist, digest=digest_of(checklist))


def _read(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _units(names: Sequence[str], groups: Row) -> tuple[str, ...]:
    return tuple(unit for name in names for unit in groups.get(name, [name]))


def _task(row: Row, groups: Row) -> Task:
    changed = {
        "measures": {int(year): text for year, text in row["measures"].items()},
        "leads": tuple(row["leads"]),
        "reporters": _units(row["reporters"], groups),
    }
    return Task(**{**row, **changed})


def _indicator(row: Row, groups: Row) -> Indicator:
    by_year = row.get("reporters_by_year", {})
    changed = {
        "kind": Kind(row["kind"]),
        "comparator": Comparator(row["comparator"]),
        "factor": float(row["factor"]),
        "targets": {int(year): _target(value) for year, value in row["targets"].items()},
        "reporters": _units(row["reporters"], groups),
        "pace_kind": PaceKind(row["pace_kind"]),
        "bases": {int(year): float(base) for year, base in row.get("bases", {}).items()},
        "reporters_by_year": {int(year): _units(names, groups) for year, names in by_year.items()},
    }
    return Indicator(**{**row, **changed})


def _target(value: float | Sequence[float]) -> Target:
    """A number, or [low, high] for a range."""
    if isinstance(value, (int, float)):
        return Target(float(value))
    return Target(float(value[0]), float(value[1]))


def main() -> None:
    """Rewrite the shipped workbook."""
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(write_checklist(shipped_checklist()))


if __name__ == "__main__":
    main()
