"""init DIR --from FILE…: a working folder of an office made from its own task list, ready to generate.

In: the files of a list. Out: the folder with its checklist, units and settings, and what a person should look at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.checklist.build import shipped_checklist
from toolkit.checklist.importing import Imported
from toolkit.checklist.reviewsheet import REVIEW
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import write_checklist
from toolkit.config import load_config
from toolkit.core import area, cycle
from toolkit.core.model import Checklist
from toolkit.errors import OperatorError, os_reason
from toolkit.pipeline.folder.workspace import CHECKLIST
from toolkit.pipeline.founding import start
from toolkit.pipeline.founding.importing import Wishes, read_files, read_list

_CYCLES = {"双月": "双月", "季度": "季", "半年": "半年"}  # what a list says -> config's cycle


@dataclass(frozen=True)
class Founded:
    """What the new folder holds, in lines for people, and the list as it was read."""

    lines: Sequence[str]
    imported: Imported


def found(folder: Path, files: Sequence[Path], wishes: Wishes) -> Founded:
    """Make the folder; raises OperatorError, and then writes nothing, when the list cannot be read."""
    if (folder / "config.toml").exists():
        raise OperatorError(
            f"{folder} 已经是工作文件夹，没有改动。新清单用 python run_report.py import 导入；要新建请换一个文件夹名。"
        )
    imported = read_list(read_files(files), (), wishes)
    checklist = with_defaults(imported.checklist)
    start.init_folder(folder)
    area.use(str(settings_of(imported)["office", "area"]))
    cycle.use(str(settings_of(imported)["schedule", "cycle"]))
    try:
        (folder / CHECKLIST).write_bytes(write_checklist(checklist, imported.reviews))
        config = folder / "config.toml"
        text = with_settings(config.read_text("utf-8"), settings_of(imported))
        load_config(text)
        config.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise OperatorError(f"{folder} 写不进去：{os_reason(error)}。请检查文件夹权限。") from None
    return Founded(_lines(imported), imported)


def with_defaults(checklist: Checklist) -> Checklist:
    """The even curve and the weights that are shipped; rules are an office's own."""
    shipped = shipped_checklist()
    made = replace(checklist, curves=shipped.curves, weights=shipped.weights)
    return replace(made, digest=digest_of(made))


def settings_of(imported: Imported) -> Mapping[tuple[str, str], object]:
    """What the list says of its office, by section and key of config.toml."""
    frame = imported.frame
    place = frame.place.name if frame.place and not frame.place.name.startswith("本") else ""
    area = frame.place.area if frame.place else "全市"
    office = frame.office or f"{place}{_seat(area)}"
    subject = frame.subject
    return {
        ("office", "name"): office,
        ("office", "short"): _short(office, place),
        ("office", "area"): area,
        ("schedule", "cycle"): _CYCLES.get(frame.cycle, cycle.MONTHLY),
        ("briefing", "title"): f"{place}{subject}进展专报",
        ("briefing", "report_to"): "",
        ("briefing", "send_to"): "各牵头单位，各填报单位",
    }


def _short(office: str, place: str) -> str:
    """市政府督查室 of 安和市政府督查室, 行政公署办公室 of 和田地区行政公署办公室."""
    bare = office.removeprefix(place)
    government = re.match("(人民)?政府", bare)
    return f"{place[-1]}{bare.removeprefix('人民')}" if government and place else bare or office


def _seat(area: str) -> str:
    """The office that keeps such lists where the paper does not name its own."""
    return "行政公署办公室" if area in ("全地区", "全盟") else "人民政府办公室"


def with_settings(text: str, values: Mapping[tuple[str, str], object]) -> str:
    """config.toml with some values changed; comments and everything else stay."""
    section = ""
    lines = []
    for line in text.split("\n"):
        if head := re.match(r"\[(\w+)\]", line):
            section = head[1]
        key = re.match(r"(\w+)\s*=\s*(\"[^\"]*\"|[^#]*?)(\s*#.*)?$", line)
        if key and (section, key[1]) in values:
            value = values[section, key[1]]
            shown = f'"{value}"' if isinstance(value, str) else str(value)
            line = f"{key[1]} = {shown}{key[3] or ''}"
        if "全市、全州" not in line:  # the one comment that lists the words
            setting, mark, comment = line.partition("#")
            line = setting + mark + area.said(comment)
        lines.append(line)
    return "\n".join(lines)


def _lines(imported: Imported) -> list[str]:
    checklist, frame = imported.checklist, imported.frame
    settings = settings_of(imported)
    units = checklist.reporting
    years = "、".join(f"{year}年" for year in sorted({y for task in checklist.tasks for y in task.measures}))
    said = f"{frame.cycle}" if frame.cycle else "月度（清单没有写多久报一次）"
    lines = [
        f"读到 {len(checklist.tasks)} 项任务、{len(checklist.indicators)} 条拟设指标、{len(checklist.units)} 个单位，年度 {years}。",
        f"由 {len(units)} 个单位填报：{_some([unit.name for unit in units])}；报送频次：{said}。",
        f"办公室写作“{settings['office', 'name']}”，全域写作“{settings['office', 'area']}”，专报名称“{settings['briefing', 'title']}”；不对的请在 config.toml 里改。",
        f"推断的地方并成 {len(checklist.doubts)} 行，在 {CHECKLIST} 的“{REVIEW}”表里；不核对也能先下发，未核对的指标照收、不汇总、不亮灯。",
    ]
    if imported.year_assumed:
        lines.append(f"清单里没有写年份，先按{years}办；不对的请加 --year 重做，如 --year 2024。")
    if imported.left:
        lines.append(f"另有 {len(imported.left)} 个数没有当作目标（年龄、文号、规模等）。")
    return lines


def _some(names: Sequence[str], most: int = 8) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")
