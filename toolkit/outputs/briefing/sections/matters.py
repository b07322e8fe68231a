"""典型经验, matters to coordinate in full, the register of decisions, and 下一步工作 with organ, act and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.core.model import Decision, Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.results import ExperienceResult
from toolkit.core.returns import Figure, Light
from toolkit.core.words import ReturnState
from toolkit.figures.counts.telling import merged_matters
from toolkit.outputs.briefing.sections.common import (
    Paper,
    Section,
    asking,
    section,
    some_units,
    task_name,
    unit_name,
)
from toolkit.outputs.briefing.wording import units_named
from toolkit.word.tokens import figure, listed, name, plain, quote, visible

LEADS_NAMED, OWING_NAMED, PARTIAL_NAMED = 6, 8, 4
QUOTED = 3  # units of many that are quoted on one matter
TITLED, TITLED_BRIEFLY = 8, 2  # matters that are named with who asks; the workbook has all
MATTERS = "见汇总表“经验与诉求”"
_ISO_DAY = lazy_regex(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_A_TIME = lazy_regex(r"[日号月年底末旬]$")  # of 尽快 there is no 前


def matters_told(paper: Paper) -> tuple[list[str], list[str]]:
    """Matters with what the units say of them, and what became of decisions."""
    merged = list(merged_matters(paper.result.experience).items())
    told = [
        _matter(paper, matter, [row for _, row in rows], asking(paper, rows[0][0]))
        for matter, rows in merged[: paper.depth.matters]
    ]
    rest = [_titled(paper, matter, rows) for matter, rows in merged[paper.depth.matters :]]
    # With who asks and who should answer.
    on_page_one = len(merged) == 1 or paper.page_one.asked >= len(merged)
    rest = [] if on_page_one else [text for text in rest if text]
    if rest:
        most = TITLED if paper.depth.lagging else TITLED_BRIEFLY
        more = f"；其余{MATTERS}" if len(rest) > most else ""
        told.append(f"{'其他' if told else ''}提请协调的事项：{'；'.join(rest[:most])}{more}。")
    return [text for text in told if text], [_open(row) for row in paper.result.decisions if not row.closed]


def _matter(paper: Paper, matter: str, rows: Sequence[ExperienceResult], count: Figure | None) -> str:
    """``count``: of how many units, where many ask for it."""
    words = quote(matter, rows[0].source, 40, outer=True) or "（未写标题）"
    tasks = sorted({no for row in rows for no in row.tasks})
    about = [f"涉及{name(f'第{_numbers(tasks)}项任务')}"] if tasks else []
    said: dict[str, tuple[str, list[Unit]]] = {}  # equal words are told once, with the cell of the first
    for row in rows:
        if text := quote(row.content, row.source, paper.depth.quote * 2):
            said.setdefault(visible(text), (text, []))[1].append(row.unit)
    shown = list(said.values())
    if count is not None and len(shown) > 1:
        about.insert(0, f"{some_units(paper, [row.unit for row in rows], count)}提出")
        shown, count = shown[:QUOTED], None
    told = "；".join(f"{some_units(paper, units, count)}反映：“{text}”" for text, units in shown)
    beside = f"（{'，'.join(about)}）" if about else ""
    return f"提请协调：{words}{beside}。" + (f"{told}。" if told else "")


def _titled(paper: Paper, matter: str, rows: Sequence[tuple[int, ExperienceResult]]) -> str:
    """污水处理厂扩容资金（伽师县提出，建议由地区发改委答复）: who asks, and who should answer."""
    words = quote(matter, rows[0][1].source, 40, outer=True)
    lead = next((plain(row.lead) for _, row in rows if plain(row.lead)), "")
    by = f"，建议由{name(lead)}答复" if lead else ""
    who = some_units(paper, [row.unit for _, row in rows], asking(paper, rows[0][0]))
    return f"{words}（{who}提出{by}）" if words else ""


def _owing(paper: Paper, missing: Sequence[str]) -> str:
    if paper.is_silent:
        return "各单位"
    if len(missing) <= OWING_NAMED:
        return listed(missing)
    return f"未报的{figure(paper.tally.reports.parts['not_returned'])}单位"


def _partial(units: Sequence[Unit]) -> str:
    """By name where 一、总体情况 names them too."""
    return listed(unit_name(unit) for unit in units) if len(units) <= PARTIAL_NAMED else "未填齐的单位"


def _sent_back(paper: Paper) -> str:
    rows = [row.unit for row in paper.result.units if row.state == ReturnState.SENT_BACK]
    if paper.result.groups:
        return some_units(paper, rows, paper.tally.reports.parts["sent_back"])
    return units_named([unit_name(unit) for unit in rows], len(paper.result.units), 6)


def _numbers(tasks: Sequence[int]) -> str:
    return "、".join(str(no) for no in tasks)


def _open(row: Decision) -> str:
    due = ""
    if row.due:
        day = _ISO_DAY.sub(
            lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", plain(row.due).rstrip("。")
        )
        due = f"，要求{name(f'{day}前' if _A_TIME.search(day) else day)}办结"
    told = quote(row.feedback, None, 60)
    said = f"承办单位反馈：“{told}”" if told else "承办单位尚未反馈"
    return f"督办：{name(row.matter, 40)}（{name(row.unit)}{due}），{said}。"


def experience(paper: Paper) -> Section:
    """What units call so, in their own words, whole clauses only; their “ ” stay outside, equal ones are told once."""
    limit = paper.depth.quote * 2
    lessons: dict[str, tuple[str, list[Unit]]] = {}
    for row in paper.result.experience:
        texts = (row.title, row.content)
        parts = [quote(text, row.source, limit, outer=True, sentences=True) for text in texts]
        if row.category == "典型经验" and any(parts):
            words = "。".join(part for part in parts if part)
            lessons.setdefault(visible(words), (words, []))[1].append(row.unit)
    told = [f"{some_units(paper, units)}：{words}。" for words, units in _each_first(list(lessons.values()))]
    more = f"其他典型经验{MATTERS}。" if len(told) > paper.depth.lessons > 0 else ""
    return section([*told[: paper.depth.lessons], more])


def _each_first(lessons: Sequence[tuple[str, list[Unit]]]) -> list[tuple[str, list[Unit]]]:
    """One of each unit before anybody's second."""
    seen: Counter[str] = Counter()
    rank = []
    for _, units in lessons:
        rank.append(seen[units[0].code])
        seen[units[0].code] += 1
    return [lessons[at] for at in sorted(range(len(lessons)), key=rank.__getitem__)]


def next_steps(paper: Paper) -> Section:
    """Only what follows from this month's state; organ, act, object, day. Until when a return is to come the letters to its unit say:
    it is this month's day before that day, and one of each letter's own after it; so is the day by which it is to mend or explain."""
    day = paper.next_deadline
    until = f"于{name(day)}前" if day else ""
    red = sorted(paper.lagging, key=lambda row: row.task.no)  # lead units as the list of tasks has them
    leads = list(dict.fromkeys(plain(row.task.leads[0]) for row in red if row.task.leads))
    who = f"（{name('、'.join(leads))}）" if len(leads) <= LEADS_NAMED else ""
    next_month = paper.result.period.next.named
    whose = f"{paper.behind}的牵头单位{who}会同承担单位逐项" if len(red) > 1 else ""
    if len(red) == 1 and leads:
        whose = f"{name(leads[0])}会同{task_name(red[0])}的承担单位"
    ask = f"查明原因、排定完成时限，{until}报{paper.office}，{next_month}专报报告结果。"
    orders = [f"{whose}{ask}" if leads else ""]
    missing = [unit_name(unit) for unit in paper.missing]
    orders.append(f"{_owing(paper, missing)}抓紧报送{paper.month}数据。" if missing else "")
    partial = [row.unit for row in paper.result.units if row.state == ReturnState.PARTIAL]
    mending = [
        f"{_partial(partial)}抓紧补齐应填项" if partial else "",
        f"{_sent_back(paper)}抓紧按退回修改清单订正、重报"
        if paper.tally.reports.parts["sent_back"].value
        else "",
    ]
    orders.append(f"{'，'.join(filter(None, mending))}。" if any(mending) else "")
    cells = [cell for row in paper.result.tasks for cell in row.units.values() if cell.contradicts]
    if doubted := [cell.unit for cell in cells if not cell.explained]:
        count = paper.tally.figure("overall", "contradicting_unexplained")
        orders.append(
            f"{some_units(paper, doubted, count)}抓紧核实自报状态与指标进度不一致的任务，改正或书面说明。"
        )
    if any(row.light is Light.OPEN for row in paper.result.tasks) and not missing and not partial:
        orders.append("数据没有报齐的单位抓紧补齐数据。")
    if not any(orders):
        orders.append(f"各单位{until}报送{next_month}数据，确保数据与佐证材料一致。")
    return section(orders)
