"""An office whose list changes: a small city, five counties, forms filled in with words that name their task and month."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.cli import main
from toolkit.core.form import TASKS
from toolkit.core.periods import Period
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.fromlist import found
from toolkit.pipeline.founding.importing import Wishes
from toolkit.pipeline.month.planning import FormPlanner

ALL = "各县（区）人民政府"
ROADS = "新建农村公路{}公里，改造危桥10座。（牵头单位：市交通运输局；责任单位：各县（区）人民政府）"
JOBS = "城镇新增就业5万人。（牵头单位：市人社局；责任单位：各县（区）人民政府）"
BEDS = "新增养老床位2000张，建成示范养老机构12家。（牵头单位：市民政局；责任单位：各县（区）人民政府）"
HOMES = "改造老旧小区60个。（牵头单位：市住建局；责任单位：各县（区）人民政府）"
HOMES_OF_THREE = (
    "改造城镇老旧小区60个。（牵头单位：市住建局、市财政局；责任单位：德清县、长兴县、安吉县人民政府）"
)
AIR = "开展大气污染防治攻坚，加强扬尘管控。（牵头单位：市生态环境局；责任单位：吴兴区、南浔区人民政府）"
CHARGING = "新建充电桩3000个。（牵头单位：市发展改革委；责任单位：各县（区）人民政府）"
PARKS = "新建口袋公园30个。（牵头单位：市住建局；责任单位：各县（区）人民政府）"


def list_of(year: int, *tasks: str) -> str:
    rows = "".join(f"{number}.{text}\n" for number, text in enumerate(tasks, start=1))
    return f"湖州市{year}年重点工作任务清单\n各县（区）每月25日前报送进展。\n{rows}"


class Office:
    """The office's folder, and what its coordinator does in it."""

    def __init__(self, folder: Path, first: str) -> None:
        self.root, self.lists = folder / "办公室", folder
        found(self.root, [self._file("清单.txt", first)], Wishes())
        self._confirm()

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    def _file(self, name: str, text: str) -> Path:
        path = self.lists / name
        path.write_text(text, "utf-8")
        return path

    def _confirm(self) -> None:
        """Every doubt looked at."""
        path = self.root / "templates" / "checklist.xlsx"
        checklist, findings = load_checklist(path.read_bytes())
        assert checklist is not None, findings
        settled = tuple(replace(one, confirmed=True) for one in checklist.indicators)
        path.write_bytes(write_checklist(replace(checklist, indicators=settled, doubts=())))

    def run(self, *arguments: str, now: str) -> int:
        return main([*arguments, "--root", str(self.root), "--now", now])

    def changes_to(self, text: str, now: str) -> None:
        """A newer list is imported, looked at, and put in use."""
        assert self.run("import", str(self._file("新清单.txt", text)), now=now) == 0
        (self.root / "templates/checklist-imported.xlsx").replace(self.root / "templates/checklist.xlsx")
        self._confirm()

    def sends(self, period: Period, day: int = 1) -> None:
        assert self.run("generate", "-p", str(period), now=f"{period}-{day:02}T09:00") == 0

    def filled(self, period: Period) -> Mapping[str, bytes]:
        """What each unit would send back on the form that it has now, by its name."""
        workspace = self.workspace
        planner, made = FormPlanner(workspace, period), {}
        for unit in workspace.checklist.units_in(period):
            form = planner.plan(unit)
            values = {place: value for place, value in made_up_values(form).items() if place[0] != "重点项目"}
            for row in form.rows:
                values[TASKS, row.task.key, "status"] = "正常推进"
                values[TASKS, row.task.key, "progress"] = (
                    f"{period.month}月{row.task.content[:9]}按计划推进。"
                )
            blank = workspace.outbox(period, "下发", f"{unit.code}_{unit.name}_{period}.xlsx").read_bytes()
            made[unit.name] = fill_workbook(blank, form, values)
        workspace.ledger.close()
        return made

    def returns(self, files: Mapping[str, bytes], period: Period, only: Collection[str] = ()) -> None:
        for name, data in files.items():
            if not only or name in only:
                (self.root / "inbox" / f"{name}{period.chinese}填报表.xlsx").write_bytes(data)

    def reports(self, period: Period, day: int = 27) -> int:
        return self.run("-p", str(period), now=f"{period}-{day:02}T09:00")

    def told(self, period: Period) -> dict[tuple[str, str], str]:
        """(unit, what the task is about) -> its progress, as the ledger has it for the list in use."""
        workspace = self.workspace
        tasks = {task.key: task.content[:6] for task in workspace.checklist.tasks}
        names = {unit.code: unit.name for unit in workspace.checklist.units}
        found = {
            (names[entry.unit], tasks[entry.key]): str(entry.value)
            for entry in workspace.ledger.entries(period)
            if entry.sheet == TASKS and entry.field == "progress" and entry.key in tasks
        }
        workspace.ledger.close()
        return found
