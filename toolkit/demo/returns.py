"""Made-up returns: a form in, plausible values by place out, always the same for the same seed.

A unit's months follow one line: a share, a speed and the weight of each month are drawn once for unit, indicator
and year, so that cumulative values grow, unevenly, and last month agrees with this one. What is said belongs to its
task. That it is made up stands in heads and file names (MARK), not in every text.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core import area, cycle, fields
from toolkit.core.form import (
    COVER,
    EXPERIENCE,
    INDICATORS,
    PROJECTS,
    TASKS,
    Form,
    IndicatorRow,
    TaskRow,
)
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.words import TaskStatus, UnitKind
from toolkit.demo.amounts import done_by, draw_of, indicator_cells, speed_of
from toolkit.demo.texts import ANY_PRACTICE, ANY_WISH, PRACTICES, PROBLEMS, PROGRESS, WISHES, Matter
from toolkit.demo.texts import PROJECTS as MADE_UP_PROJECTS
from toolkit.forms.layout import COVER_KEY
from toolkit.forms.places import row_keys

MARK = "（模拟数据）"  # in file names
Values = dict[Place, str | float]
FAR = 10  # points behind the pace that a unit should own up to
HONEST = 0.8  # how often it does
_BEGUN = Period(2024, 3)  # when the made-up projects began; in a month before, they just have


def made_up_values(form: Form, seed: str = "") -> Values:
    """What the form's unit would fill in, by place."""
    values: Values = {}
    for source in (
        _cover(form),
        _tasks(form, seed),
        _indicators(form, seed),
        _projects(form, seed),
        _experience(form, seed),
    ):
        values.update(source)
    _own_up(form, values, seed)
    return values


def _own_up(form: Form, values: Values, seed: str) -> None:
    """Most units whose figure is far behind its pace, or short of its task, say so; some do not, and are asked."""
    for row in form.rows:
        if draw_of("honest", seed, form.unit.code, row.task.no).random() > HONEST:
            continue
        key = row.task.key
        gaps = [
            gap
            for one in form.indicators
            if one.indicator.task_no == row.task.no
            for gap in _gaps(one, values)
        ]
        status = values.get(Place(TASKS, key, fields.STATUS))
        if status in (TaskStatus.ON_TRACK, TaskStatus.DONE) and any(behind > FAR for _, behind in gaps):
            values[Place(TASKS, key, fields.STATUS)] = TaskStatus.BEHIND
            values[Place(TASKS, key, fields.PROBLEMS)], values[Place(TASKS, key, fields.NEXT_STEPS)] = (
                _problem(form, row)
            )
            _put_done(form, row, values, min(90, round(min(rate for rate, _ in gaps))))
        elif status == TaskStatus.DONE and any(rate < 100 for rate, _ in gaps):
            values[Place(TASKS, key, fields.STATUS)] = TaskStatus.ON_TRACK
            _put_done(form, row, values, 95)


def _put_done(form: Form, row: TaskRow, values: Values, completion: int) -> None:
    """Another 完成度, and the words that repeat it."""
    values[Place(TASKS, row.task.key, fields.COMPLETION)] = completion
    values[Place(TASKS, row.task.key, fields.PROGRESS)] = _progress(form, row, completion)


def _gaps(row: IndicatorRow, values: Values) -> Iterator[tuple[float, float]]:
    """How much of its own task the unit has done, and how many points that is behind the pace."""
    value = values.get(Place(INDICATORS, row.indicator.id, fields.YTD))
    if row.quota and row.pace and isinstance(value, (int, float)):
        rate = value / row.quota * 100
        yield rate, row.pace - rate


def _cover(form: Form) -> Iterator[tuple[Place, str]]:
    for name, value in {
        fields.FILLER: "填报员",
        fields.PHONE: "0998-0000000" if area.current() == area.STANDARD else "010-00000000",
        fields.REVIEWER: "审核员",
        fields.HEAD: "负责人",
        fields.FILLED_ON: f"{form.period}-24",
    }.items():
        yield Place(COVER, COVER_KEY, name), value


def _tasks(form: Form, seed: str) -> Iterator[tuple[Place, str | float]]:
    for row in form.rows:
        if not row.asked:
            continue
        for name, value in _task_cells(form, row, seed).items():
            yield Place(TASKS, row.task.key, name), value


def _task_cells(form: Form, row: TaskRow, seed: str) -> dict[str, str | float]:
    subject = f"task{row.task.no}"
    speed = speed_of(form, subject, seed)
    completion = min(100, round(done_by(form, subject, seed) * 100 * speed))
    on_the_way = TaskStatus.BEHIND if speed < 0.8 else TaskStatus.ON_TRACK
    cells: dict[str, str | float] = {
        fields.STATUS: TaskStatus.DONE if completion == 100 else on_the_way,
        fields.COMPLETION: completion,
        fields.PROGRESS: _progress(form, row, completion),
        fields.PERSON: "经办人",
        fields.DEPARTMENT: "承办科室",
    }
    if cells[fields.STATUS] == TaskStatus.BEHIND:
        cells[fields.PROBLEMS], cells[fields.NEXT_STEPS] = _problem(form, row)
    if cells[fields.STATUS] == TaskStatus.DONE:
        cells[fields.EVIDENCE] = "验收单一份"
    return cells


def _problem(form: Form, row: TaskRow) -> tuple[str, str]:
    """What holds the task up, the same as long as it does, and what is done about it by when."""
    draw = draw_of("problem", form.unit.code, row.task.no)
    said = draw.choice(PROBLEMS)
    some = draw.randint(12, 60)
    after = form.period.next
    year = f"{after.year}年" if after.year != form.period.year else ""
    words = {
        "name": row.task.title,
        "some": some,
        "few": draw.randint(2, 9),
        "date": f"{year}{after.month}月15日",
        "later": f"{year}{after.month}月底",
    }
    return said[0].format(**words) + "。", said[1].format(**words) + "。"


def _progress(form: Form, row: TaskRow, completion: int) -> str:
    draw = draw_of(fields.PROGRESS, form.unit.code, row.task.no, form.period)
    some = draw.randint(4, 60)
    return draw.choice(PROGRESS).format(
        month=form.period.month,
        day=draw.randint(2, 24),
        name=row.task.title,
        next=cycle.said("下月"),
        below="村" if area.parts() in ("乡镇", "街镇") else "乡镇",
        unit=form.unit.short,
        done=completion,
        some=some,
        few=draw.randint(1, some),
    )


def _indicators(form: Form, seed: str) -> Iterator[tuple[Place, str | float]]:
    for row in form.indicators:
        if not row.due:
            continue
        for name, value in indicator_cells(form, row, seed).items():
            yield Place(INDICATORS, row.indicator.id, name), value


def _projects(form: Form, seed: str) -> Iterator[tuple[Place, str | float]]:
    if form.unit.kind != UnitKind.COUNTY:
        return
    chosen = _projects_of(form)
    for number, key in enumerate(row_keys(form, PROJECTS)[: len(chosen)]):
        category, name, task = chosen[number]
        for field, value in _project(form, number, seed).items():
            yield Place(PROJECTS, key, field), value
        named: Values = {Place(PROJECTS, key, fields.NAME): f"{form.unit.short}{name}"}
        named |= {Place(PROJECTS, key, fields.TASK_NO): task, Place(PROJECTS, key, fields.CATEGORY): category}
        yield from named.items()


def _projects_of(form: Form) -> list[tuple[str, str, int]]:
    """Three of those made up for the shipped list, as far as it has their tasks; of another list one for each of two tasks of
    the unit's own."""
    words = _words(form)
    known = [one for one in MADE_UP_PROJECTS if one[2] in words]
    if known and all(word in words[task] for *_, task, word in known):
        return [one[:3] for one in draw_of("projects", form.unit.code).sample(known, min(3, len(known)))]
    return [("其他", f"{row.task.title}项目", row.task.no) for row in form.rows[:2]]


def _words(form: Form) -> dict[int, str]:
    """All that the list says of each of the unit's tasks."""
    return {
        row.task.no: "".join((row.task.title, row.task.content, *row.task.measures.values()))
        for row in form.rows
    }


def _project(form: Form, number: int, seed: str) -> dict[str, str | float]:
    """Money, dates and state of a project; one that runs over years has done a year's plan before."""
    period = form.period
    draw = draw_of("project", seed, form.unit.code, number)
    total = draw.randrange(800, 24_000, 100)
    first, tempo = round(total * draw.uniform(0.4, 0.8)), draw.uniform(0.7, 1.3)
    before = 0 if period.year <= _BEGUN.year else min(first, round(first * tempo))  # as December left it
    plan = first if period.year <= _BEGUN.year else round((total - before) * 0.8)
    done = min(plan, round(plan * done_by(form, f"project{number}", seed) * tempo))
    return {
        fields.TOTAL: total,
        fields.FUNDED: round(total * 0.5),
        fields.YEAR_PLAN: plan,
        fields.YEAR_DONE: done,
        fields.CUMULATIVE_DONE: before + done,
        fields.START: _began(form, number),
        fields.PLANNED_END: f"{_BEGUN.year + 1}-11-30",
        fields.STATUS: "在建",
        fields.IMAGE: f"主体工程完成{round((before + done) / total * 100)}%",
    }


def _began(form: Form, number: int) -> str | float:
    """When a project began: what last month said stands."""
    carried = form.projects[number].values if number < len(form.projects) else {}
    return carried.get(fields.START, f"{min(_BEGUN, form.period)}-{10 + number:02d}")


def _experience(form: Form, seed: str) -> Iterator[tuple[Place, str]]:
    draw = draw_of("experience", seed, form.unit.code)
    words = _words(form)
    wish = draw.random() < 0.5
    matters = [one for one in (WISHES if wish else PRACTICES) if one.about in words.get(one.task, "")]
    if area.current() != area.STANDARD:
        matters = [_any_matter(form, ANY_WISH if wish else ANY_PRACTICE)]
    elif form.unit.kind != UnitKind.COUNTY or not matters:
        return
    matter = draw.choice(matters)
    cells = {
        fields.CATEGORY: area.said("需地区协调事项") if wish else "典型经验",
        fields.TITLE: matter.title,
        fields.CONTENT: f"{matter.content}。",
        fields.TASKS: str(matter.task),
    }
    if wish:
        cells[fields.LEAD] = matter.lead
    for name, value in cells.items():
        yield Place(EXPERIENCE, row_keys(form, EXPERIENCE)[0], name), value


def _any_matter(form: Form, matter: Matter) -> Matter:
    """One of the unit's tasks as the matter of another list."""
    draw = draw_of("matter", form.unit.code)
    task = draw.choice(form.rows).task
    words = {
        "name": task.title,
        "level": area.level(),
        "some": draw.randint(12, 60),
        "few": draw.randint(2, 9),
    }
    lead = next((lead for lead in task.leads if lead != form.unit.name), "")
    return Matter(
        matter.title.format(**words),
        matter.content.format(**words),
        task.no,
        matter.about,
        lead or "财政部门",
    )
