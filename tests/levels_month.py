"""A month on three levels, as by mail: townships report to a county, the county to its prefecture; each runs in its own folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.small_checklist import cut
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.cli import main
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner

PERIOD = Period(2024, 6)
NOW = "2024-06-28T09:00"
COUNTY = "莎车县"
KEPT = (1, 2, 7, 10, 14, 15, 28)
UNITS = ("喀什市", "疏附县", COUNTY)
TOWNS = ("城关镇", "恰热克镇", "艾力西湖镇", "荒地镇")
Values = dict[Place, str | float]
Change = Callable[[str, Values], None]


def folder(root: Path, area: str, office: str) -> Path:
    """A working folder of an office for June 2024."""
    init_folder(root)
    config = root / "config.toml"
    text = config.read_text("utf-8").replace('period = ""', 'period = "2024-06"', 1)
    text = re.sub(r'(?m)^area = ".*?"', f'area = "{area}"', text, count=1)
    config.write_text(re.sub(r'(?m)^name = ".*?"', f'name = "{office}"', text, count=1), "utf-8")
    cut(root / CHECKLIST, KEPT, UNITS)
    return root


def of_townships(path: Path) -> None:
    """The prefecture's list as the county makes its own of it: what the county is asked for, its townships report."""
    checklist, findings = load_checklist(path.read_bytes())
    assert checklist is not None, findings
    path.write_bytes(write_checklist(_to_townships(checklist)))


def _to_townships(checklist: Checklist) -> Checklist:
    units = tuple(
        Unit(f"65312510{number}", name, name.removesuffix("镇"), kind="乡镇")
        for number, name in enumerate(TOWNS)
    )
    return replace(
        checklist,
        units=units,
        quotas=(),
        tasks=tuple(
            replace(task, reporters=TOWNS)
            for task in checklist.tasks
            if COUNTY in task.reporters
            or any(one.task_no == task.no and COUNTY in one.reporters for one in checklist.indicators)
        ),
        indicators=tuple(
            replace(one, reporters=TOWNS, reporters_by_year={})
            for one in checklist.indicators
            if COUNTY in one.reporters_in(2024)
        ),
    )


def run(root: Path, *words: str) -> int:
    """A command as a user gives it."""
    return main([*words, "--root", str(root), "--now", NOW])


@dataclass(frozen=True)
class Levels:
    """The folders, the form that the prefecture sent to the county, and what the townships typed."""

    prefecture: Path
    county: Path
    form: Path
    typed: Mapping[str, Values]

    @property
    def filled(self) -> Path:
        """The form as ``report --up`` fills it."""
        return self.county / "outbox/2024-06/上报" / self.form.name


def month(root: Path, change: Change = lambda town, values: None, silent: tuple[str, ...] = ()) -> Levels:
    """Both levels send their forms, and the county collects what its townships typed (``change`` may type otherwise)."""
    prefecture, county = (
        folder(root / "地区", "全地区", "某地区行署办公室"),
        folder(root / "县", "全县", "莎车县人民政府办公室"),
    )
    of_townships(county / CHECKLIST)
    for place in (prefecture, county):
        assert run(place, "generate") == 0
    form = next((prefecture / "outbox/2024-06/下发").glob(f"*_{COUNTY}_*.xlsx"))
    mailed = root / "来件" / form.name
    mailed.parent.mkdir()
    shutil.copyfile(form, mailed)
    typed = {town: values for town, values in _returns(county, change) if town not in silent}
    for town in silent:
        (county / "inbox" / f"{town}.xlsx").unlink()
    assert run(county, "collect") == 0
    return Levels(prefecture, county, mailed, typed)


def _returns(county: Path, change: Change) -> list[tuple[str, Values]]:
    workspace = Workspace(county)
    planner = FormPlanner(workspace, PERIOD)
    typed = []
    for unit in workspace.checklist.units_in(PERIOD):
        form = planner.plan(unit)
        values = dict(made_up_values(form))
        change(unit.name, values)
        blank = workspace.outbox(PERIOD, "下发", f"{unit.code}_{unit.name}_{PERIOD}.xlsx").read_bytes()
        (workspace.inbox / f"{unit.name}.xlsx").write_bytes(fill_workbook(blank, form, values))
        typed.append((unit.name, values))
    return typed
