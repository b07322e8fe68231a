"""六、需协调解决的问题 (with the register of decisions), 七、下一步工作, 典型经验."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.model import Decision
from toolkit.core.results import ExperienceResult
from toolkit.core.returns import Light
from toolkit.figures.matters import to_coordinate
from toolkit.outputs.briefing.sections.common import Paper, Section, section, unit_name
from toolkit.outputs.briefing.tokens import figure, listed, name, plain, quote
from toolkit.outputs.briefing.wording import units_named

EXPERIENCE_SHOWN = 3


def matters(paper: Paper) -> Section:
    """议定 tells what became of what the last meeting decided, 事项 what counties ask for now."""
    rows = to_coordinate(paper.result.experience)
    shown = rows[: paper.settings.matters_limit]
    told = [_matter(paper, row) for row in shown]
    rest = [quote(row.title, row.source, 24) for row in rows[len(shown) :]]
    decided = _decided(paper, paper.result.decisions)
    return {
        "有": bool(told or decided),
        "议定": decided,
        "事项": told,
        "其余": f"其他提请协调的事项：{listed(rest, 4)}。" if rest else "",
    }


def _matter(paper: Paper, row: ExperienceResult) -> str:
    units = unit_name(row.unit)
    tasks = f"，涉及{_tasks(row)}" if row.tasks else ""
    lead = f"，建议由{name(row.lead)}牵头" if plain(row.lead) else ""
    title = quote(row.title, row.source, 40) or "（未写标题）"
    said = quote(row.content, row.source, paper.depth.quote * 2)
    return f"{title}（{units}提出{tasks}{lead}）。" + (f"{units}反映：“{said}”。" if said else "")


def _decided(paper: Paper, decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return []
    total, done, left = (
        paper.tally.figure("overall", name) for name in ("decisions", "decisions_closed", "decisions_open")
    )
    if not left.value:
        first = f"上次会议议定的{figure(total)}事项全部办结。"
    else:
        ended = f"已办结{figure(done)}，" if done.value else ""
        first = f"上次会议议定{figure(total)}事项，{ended}在办{figure(left)}。"
    return [first, *(_open(row) for row in decisions if not row.closed)]


def _open(row: Decision) -> str:
    due = f"，{name(row.due)}前办结" if row.due else ""
    told = f"反馈：“{quote(row.feedback, None, 60)}”" if plain(row.feedback) else "尚无反馈"
    return f"{name(row.matter, 40)}（{name(row.unit)}{due}）：{told}。"


def next_steps(paper: Paper) -> Section:
    """七、下一步工作: only what follows from this month's state; nothing is promised for others."""
    red = [row for row in paper.result.tasks if row.light is Light.RED]
    lead_units = list(dict.fromkeys(lead for row in red for lead in row.task.leads))
    missing = [unit_name(row.unit) for row in paper.result.units if row.state == "未报"]
    sent_back = [unit_name(row.unit) for row in paper.result.units if row.state == "退回修改"]
    whole = len(paper.result.units)
    points = [
        f"盯紧滞后事项。{listed([name(lead) for lead in lead_units], 5)}会同有关县市逐项查明原因、定出完成时限，下月专报报告结果。"
        if lead_units
        else "",
        f"补齐填报。{units_named(missing, whole, 6, '各填报单位')}尽快报送本月数据。" if missing else "",
        f"订正数据。{units_named(sent_back, whole, 6, '各填报单位')}按退回修改清单订正后重报。"
        if sent_back
        else "",
        "做好下月填报。各填报单位按时限报送，数据与佐证材料一致。" if not missing else "",
    ]
    return section(points)


def experience(paper: Paper) -> Section:
    """典型经验: what counties call so, in their own words, shortened."""
    rows = [row for row in paper.result.experience if row.category == "典型经验"][:EXPERIENCE_SHOWN]
    limit = paper.depth.quote * 2
    return section([_lesson(row, limit) for row in rows])


def _lesson(row: ExperienceResult, limit: int) -> str:
    title, said = quote(row.title, row.source, 40), quote(row.content, row.source, limit)
    unit = unit_name(row.unit)
    return f"{unit}：{'。'.join(part for part in (title, said) if part)}。" if title or said else ""


def _tasks(row: ExperienceResult) -> str:
    numbers = "、".join(str(no) for no in row.tasks)
    return name(f"第{numbers}项任务")
