"""重点项目 and 经验与诉求 of a month: one row a project or text, with the cells that it comes from.

In: :class:`Basis`, the period, the registry. Out: :class:`ProjectResult` and :class:`ExperienceResult`
values, and as Figures each project's ``project-<number>/<period>/<code>/status`` and ``completion`` and the
sums of money (in 万元): ``projects/<period>/all/year_done`` and, by category, ``projects-<category>/...``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.core import fields
from toolkit.core.form import DASH, EXPERIENCE, PROJECTS
from toolkit.core.model import Unit
from toolkit.core.nothing import says_nothing
from toolkit.core.pace import DEFAULT_CURVE
from toolkit.core.periods import Period
from toolkit.core.results import ExperienceResult, ProjectResult
from toolkit.core.returns import Figure, Light, Source
from toolkit.figures.given.table import MonthTable, Row, further, number_of, text_of
from toolkit.figures.judging.assess import Basis
from toolkit.figures.judging.lights import pace_light
from toolkit.figures.numbers.arithmetic import exact_sum
from toolkit.figures.numbers.counting import count
from toolkit.figures.numbers.registry import ALL, Registry, figure_key
from toolkit.forms.layout import EXPERIENCE_SHEET, MONEY_FIELDS, PROJECT_SHEET
from toolkit.forms.needs import is_withdrawn

FINISHED = ("已完工", "已投用")
HALTED = "停工"
OTHER = "其他"
MONEY = {name: PROJECT_SHEET.column(name).title for name in MONEY_FIELDS}
JUDGED = (fields.NAME, fields.STATUS, fields.PLANNED_END, fields.YEAR_DONE, fields.YEAR_PLAN)
RULE = (
    "项目滞后：未完工的项目停工，或已过计划竣工月份，或本年投资完成率落后序时进度超过设定值。"
    "投资完成率 = 本年完成投资 ÷ 本年计划投资 × 100，两项都填了的项目才计算。"
)


def project_results(basis: Basis, period: Period, registry: Registry) -> tuple[ProjectResult, ...]:
    """The project library in the order of units and numbers, with its totals in the registry."""
    table, before = basis.tables[period], basis.tables.get(period.previous)
    projects = []
    for unit, number, row in _rows(basis, table, PROJECTS):
        values = {name: entry.value for name, entry in row.items()}
        if is_withdrawn(values):
            continue
        old = before.row(PROJECTS, unit.code, number) if before else {}
        projects.append(
            ProjectResult(
                unit=unit,
                number=number,
                values=values,
                sources=_sources(row),
                behind=_is_behind(basis, row, period),
                previous={name: entry.value for name, entry in old.items()},
            )
        )
    _project_figures(projects, period, registry)
    return tuple(projects)


def experience_results(basis: Basis, period: Period) -> tuple[ExperienceResult, ...]:
    """典型经验, requests and opinions in the order of units and rows, but for those that say that there is nothing."""
    return tuple(
        ExperienceResult(
            unit=unit,
            category=text_of(row, fields.CATEGORY),
            title=text_of(row, fields.TITLE),
            content=text_of(row, fields.CONTENT),
            tasks=task_numbers(text_of(row, fields.TASKS)),
            lead=text_of(row, fields.LEAD),
            source=next(iter(sources.values())),
            further=further(EXPERIENCE_SHEET, row),
        )
        for unit, _, row in _rows(basis, basis.tables[period], EXPERIENCE)
        if (sources := _sources(row)) and not _tells_nothing(row)
    )


def _tells_nothing(row: Row) -> bool:
    """Whether title and content were written, and say that there is nothing."""
    texts = [text for name in (fields.TITLE, fields.CONTENT) if (text := text_of(row, name))]
    return bool(texts) and all(says_nothing(text) for text in texts)


def task_numbers(text: str) -> tuple[int, ...]:
    """The task numbers in a text such as 2、19 or 任务2，任务19 or 2.0; each once, in order."""
    cleaned = re.sub(r"\.0\b", "", text)
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d{1,3}", cleaned)))


def investment_rate(projects: Iterable[ProjectResult]) -> float | None:
    """Σ 本年完成投资 ÷ Σ 本年计划投资 × 100 over projects that have both; None without a plan."""
    pairs = [
        (done, plan)
        for row in projects
        if (done := money(row, fields.YEAR_DONE)) is not None
        and (plan := money(row, fields.YEAR_PLAN)) is not None
    ]
    planned = exact_sum(plan for _, plan in pairs)
    return exact_sum(done for done, _ in pairs) / planned * 100 if planned else None


def money(project: ProjectResult, name: str) -> float | None:
    """A sum of the project in 万元, None when it has none."""
    value = project.values.get(name)
    return None if value is None or isinstance(value, str) else float(value)


def _rows(basis: Basis, table: MonthTable, sheet: str) -> Iterator[tuple[Unit, str, Row]]:
    order = {unit.code: (position, unit) for position, unit in enumerate(basis.units)}
    keys = sorted(
        (order[unit][0], key, unit) for name, unit, key in table.rows if name == sheet and unit in order
    )
    for _, key, unit in keys:
        yield order[unit][1], key, table.row(sheet, unit, key)


def _sources(row: Row) -> dict[str, Source]:
    return {name: entry.source for name, entry in row.items() if entry.source}


def _is_behind(basis: Basis, row: Row, period: Period) -> bool:
    status = text_of(row, fields.STATUS)
    if status in FINISHED:
        return False
    end = re.match(r"(\d{4})-(\d{1,2})", text_of(row, fields.PLANNED_END))
    if status == HALTED or (end and (int(end[1]), int(end[2])) < (period.year, period.month)):
        return True
    done, plan = number_of(row, fields.YEAR_DONE), number_of(row, fields.YEAR_PLAN)
    if done is None or not plan:
        return False
    task = number_of(row, fields.TASK_NO)
    pace = basis.pace(DEFAULT_CURVE, int(task) if task else 0, period.month)
    return pace_light(done / plan * 100 - pace, pace, basis.settings) is Light.RED


def project_key(row: ProjectResult, period: Period, measure: str) -> str:
    """The key of one project's figure; its number is the unit's own text."""
    return figure_key(f"project-{row.number.replace('/', '／')}", period, row.unit.code, measure)


def _one_project(row: ProjectResult, period: Period) -> Iterator[Figure]:
    """A project's status, with the cells that it is judged by, and its 投资完成率."""
    head = f"{period.chinese}{row.unit.name}项目{row.number}（{row.values.get(fields.NAME) or '未写名称'}）"
    status = str(row.values.get(fields.STATUS) or "未填状态")
    yield Figure(
        project_key(row, period, fields.STATUS),
        f"{head}状态",
        None,
        word=f"{status}，滞后" if row.behind else status,
        formula=RULE,
        sources=tuple(row.sources[name] for name in JUDGED if name in row.sources),
        kind="text",
    )
    done, plan = money(row, fields.YEAR_DONE), money(row, fields.YEAR_PLAN)
    rate = done / plan * 100 if done is not None and plan else None
    yield Figure(
        project_key(row, period, "completion"),
        f"{head}投资完成率",
        rate,
        "%",
        1,
        word="" if rate is not None else DASH,
        formula="本年完成投资 ÷ 本年计划投资 × 100",
        sources=tuple(
            row.sources[name] for name in (fields.YEAR_DONE, fields.YEAR_PLAN) if name in row.sources
        ),
        kind="percent",
    )


def _project_figures(projects: list[ProjectResult], period: Period, registry: Registry) -> None:
    for row in projects:
        registry.add_all(_one_project(row, period))
    categories = dict.fromkeys(str(row.values.get(fields.CATEGORY) or OTHER) for row in projects)
    groups = {"projects": projects} | {
        f"projects-{name}": [row for row in projects if str(row.values.get(fields.CATEGORY) or OTHER) == name]
        for name in categories
    }
    for subject, rows in groups.items():
        title = f"{period.chinese}重点项目" + subject.removeprefix("projects").replace("-", "：")
        registry.add_all(_group_figures(subject, title, rows, period))


def _group_figures(subject: str, title: str, rows: list[ProjectResult], period: Period) -> Iterator[Figure]:
    def key(name: str) -> str:
        return figure_key(subject, period, ALL, name)

    keys = [project_key(row, period, fields.STATUS) for row in rows]
    late = [project_key(row, period, fields.STATUS) for row in rows if row.behind]
    yield count(key("count"), f"{title}个数", keys, "项目逐个计数", "个")
    yield count(key("behind"), f"{title}滞后个数", late, RULE, "个")
    for name, label in MONEY.items():
        given = [row for row in rows if money(row, name) is not None]
        yield Figure(
            key(name),
            f"{title}{label}",
            exact_sum(money(row, name) or 0.0 for row in given) if given else None,
            "万元",
            word="" if given else DASH,
            formula=f"{len(given)}个项目的{label}相加",
            sources=tuple(row.sources[name] for row in given if name in row.sources),
        )
    rate = investment_rate(rows)
    yield Figure(
        key("completion"),
        f"{title}投资完成率",
        rate,
        "%",
        1,
        word="" if rate is not None else DASH,
        formula="本年完成投资之和 ÷ 本年计划投资之和 × 100，只算两项都填了的项目",
        inputs=(key(fields.YEAR_DONE), key(fields.YEAR_PLAN)),
        kind="percent",
    )
