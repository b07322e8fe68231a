"""Made-up returns: a form in, plausible values by place out, always the same for the same seed.

A unit's months follow one line: a share and a speed are drawn once for unit and indicator, so that
cumulative values grow and last month agrees with this one. All texts carry the mark 模拟数据.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from toolkit.core.form import (
    COVER,
    EXPERIENCE,
    INDICATORS,
    PENDING,
    PROJECTS,
    TASKS,
    Form,
    IndicatorRow,
    TaskRow,
)
from toolkit.core.model import YES_NO, Comparator, Kind
from toolkit.forms.layout import COVER_KEY
from toolkit.forms.places import row_keys

MARK = "（模拟数据）"
Values = dict[tuple[str, str, str], str | float]
FEW = 20
# Counties with a park hold a good part of the prefecture's industry.
_SHARES = {(id, unit): 0.25 for id in ("T10-1", "T10-2") for unit in ("喀什市", "莎车县")}
_CATEGORIES = ("教育", "市政道路", "供水排水", "城市更新", "产业园区")


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
    return values


def _draw(*parts: object) -> Random:
    """A generator that depends on nothing but its parts."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 - made-up data, no secret


def _cover(form: Form) -> Iterator[tuple[tuple[str, str, str], str]]:
    for name, value in {
        "filler": f"填报员{MARK}",
        "phone": "0998-0000000",
        "reviewer": f"审核员{MARK}",
        "head": f"负责人{MARK}",
        "filled_on": f"{form.period}-24",
    }.items():
        yield (COVER, COVER_KEY, name), value


def _speed(form: Form, subject: str, seed: str) -> float:
    """How fast the unit is against the straight line of the year: most a little ahead, some behind."""
    return _draw("speed", seed, form.unit.code, subject).choices(
        (0.55, 0.85, 1.05, 1.3, 1.6), (1, 2, 6, 5, 2)
    )[0]


def _tasks(form: Form, seed: str) -> Iterator[tuple[tuple[str, str, str], str | float]]:
    for row in form.rows:
        if not row.asked:
            continue
        for name, value in _task_cells(form, row, seed).items():
            yield (TASKS, str(row.task.no), name), value


def _task_cells(form: Form, row: TaskRow, seed: str) -> dict[str, str | float]:
    speed = _speed(form, f"task{row.task.no}", seed)
    completion = min(100, round(form.period.month / 12 * 100 * speed))
    cells: dict[str, str | float] = {
        "status": "已完成" if completion == 100 else "进度滞后" if speed < 0.8 else "正常推进",
        "completion": completion,
        "progress": _progress(form, row, completion),
        "person": f"经办人{MARK}",
        "department": f"承办科室{MARK}",
    }
    if cells["status"] == "进度滞后":
        cells["problems"] = f"配套资金到位慢，{row.task.item}所需前期手续还差一项批复{MARK}。"
        cells["next_steps"] = (
            f"{form.period.next.month}月15日前由分管领导牵头办结批复，{form.period.next.month}月底前开工{MARK}。"
        )
    if cells["status"] == "已完成":
        cells["evidence"] = f"验收单一份{MARK}"
    return cells


_PROGRESS = (
    "{month}月{day}日召开{item}推进会，{unit}全年任务完成{done}%，下月重点抓{some}个乡镇{mark}。",
    "{month}月完成现场核查{some}处，{day}日通报结果，{unit}此项任务完成{done}%{mark}。",
    "{unit}于{month}月{day}日印发实施方案，{some}名包联干部到位，任务完成{done}%{mark}。",
    "截至{month}月{day}日，{some}项分工已落实{few}项，{unit}完成全年任务的{done}%{mark}。",
    "{month}月{day}日由分管领导调度{item}，现场解决问题{some}个，完成度{done}%{mark}。",
)


def _progress(form: Form, row: TaskRow, completion: int) -> str:
    draw = _draw("progress", form.unit.code, row.task.no, form.period)
    some = draw.randint(4, 60)
    return draw.choice(_PROGRESS).format(
        month=form.period.month,
        day=draw.randint(2, 24),
        item=row.task.item,
        unit=form.unit.short,
        done=completion,
        some=some,
        few=draw.randint(1, some),
        mark=MARK,
    )


def _indicators(form: Form, seed: str) -> Iterator[tuple[tuple[str, str, str], str | float]]:
    for row in form.indicators:
        if not row.due:
            continue
        for name, value in _indicator_cells(form, row, seed).items():
            yield (INDICATORS, row.indicator.id, name), value


def _indicator_cells(form: Form, row: IndicatorRow, seed: str) -> dict[str, str | float]:
    indicator = row.indicator
    draw = _draw("level", seed, form.unit.code, indicator.id)
    speed = _speed(form, indicator.id, seed)
    if indicator.is_ratio_input:
        return _quotient(row, draw, speed, form.period.month)
    if draw.random() < 0.02:
        return {"ytd": PENDING, "explanation": f"部门尚未核定{MARK}", "data_department": f"统计局{MARK}"}
    return {"ytd": _value(form, row, draw, speed), "data_department": f"统计局{MARK}"}


def _quotient(row: IndicatorRow, draw: Random, speed: float, month: int) -> dict[str, str | float]:
    denominator = draw.randrange(2_000, 60_000)
    reached = min(1.0, 0.86 + 0.1 * speed) * (0.995 + 0.0004 * month)
    numerator = round(denominator * row.target.low * reached / row.indicator.factor)
    if row.indicator.factor == 100:
        numerator = min(numerator, denominator)
    return {"numerator": numerator, "denominator": denominator, "data_department": f"主管部门{MARK}"}


def _value(form: Form, row: IndicatorRow, draw: Random, speed: float) -> str | float:
    indicator, month = row.indicator, form.period.month
    if indicator.report_measure == YES_NO:
        return "是" if draw.random() * 12 < month * speed else "否"
    if indicator.comparator is Comparator.LE:
        return float(row.target.low + round(4 - 0.5 * month))
    if indicator.comparator is Comparator.EQ and row.target.low == 0:
        return 0
    reporters = 1 if indicator.kind is Kind.RATE_EACH else len(indicator.reporters_in(form.period.year))
    share = (
        row.target.low * _SHARES.get((indicator.id, form.unit.name), 1 / reporters) * draw.uniform(0.7, 1.3)
    )
    if indicator.kind is Kind.STOCK:
        level = share * (0.9 + 0.01 * month * speed)
    elif share < FEW and indicator.report_measure not in ("亿元", "公里"):
        return _done_one_by_one(share, draw, speed, month)
    else:
        level = share * speed * month / 12
    return (
        round(level, indicator.decimals + 1) if indicator.report_measure in ("亿元", "公里") else round(level)
    )


def _done_one_by_one(share: float, draw: Random, speed: float, month: int) -> int:
    """How many of a few things (schools, streets) are done: each has a month in which it is."""
    things = int(share) + (draw.random() < share % 1)
    return sum(draw.uniform(1, 12) <= month * speed for _ in range(things))


def _projects(form: Form, seed: str) -> Iterator[tuple[tuple[str, str, str], str | float]]:
    if form.unit.kind != "县市":
        return
    for number, key in enumerate(row_keys(form, PROJECTS)[:3]):
        draw = _draw("project", seed, form.unit.code, number)
        total = draw.randrange(800, 24_000, 100)
        plan = round(total * draw.uniform(0.4, 0.8))
        done = min(plan, round(plan * form.period.month / 12 * draw.uniform(0.6, 1.4)))
        category = draw.choice(_CATEGORIES)
        for name, value in {
            "name": f"{form.unit.short}{category}提升项目{number + 1}{MARK}",
            "task_no": draw.choice((2, 22, 24, 28, 36)),
            "category": category,
            "total": total,
            "funded": round(total * 0.5),
            "year_plan": plan,
            "year_done": done,
            "cumulative_done": done,
            "start": f"{form.period.year}-03-{10 + number:02d}",
            "planned_end": f"{form.period.year}-11-30",
            "status": "在建",
            "image": f"主体工程完成{round(done / plan * 100)}%{MARK}",
        }.items():
            yield (PROJECTS, key, name), value


_WISHES = (
    ("请协调解决2宗项目用地指标", "涉及地块2宗、86亩，已报县级初审，请地区主管部门协调用地指标"),
    ("请协调增加义务教育教师编制", "新建学校今秋开学，缺教师40名，已自行调剂15名，请地区统筹编制"),
    ("请协调电力线路迁改", "道路红线内有10千伏线路3.2公里，已与供电部门对接两次，请地区牵头确定迁改方案"),
    ("请协调污水处理厂扩容资金", "项目总投资4800万元，已落实2600万元，缺口2200万元，请地区帮助争取"),
    ("请协调公租房配套水电接入", "已建成的2栋尚未通水通电，请地区主管部门督促有关企业接入"),
)
_PRACTICES = (
    ("设立联合窗口，办理时限由10日缩短至4日", "抽调6个部门人员设立联合窗口3个，受理、审核、办结一次完成"),
    ("“以工代训”培训建筑工匠", "在12个在建项目设培训点，边施工边培训，已有380人取得证书"),
    ("老旧小区改造“居民点单”", "先征求意见再定方案，86%的住户参与投票，改造后满意率明显提高"),
    ("医共体“晨间会诊”", "县医院每天早上与乡镇卫生院连线会诊，累计会诊210人次"),
)


def _experience(form: Form, seed: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    draw = _draw("experience", seed, form.unit.code)
    if form.unit.kind != "县市" or not form.rows:
        return
    row = draw.choice(form.rows)
    wish = draw.random() < 0.5
    title, content = draw.choice(_WISHES if wish else _PRACTICES)
    cells = {
        "category": "需地区协调事项" if wish else "典型经验",
        "title": f"{title}{MARK}",
        "content": f"{content}{MARK}。",
        "tasks": str(row.task.no),
    }
    if wish:
        cells["lead"] = row.task.leads[0]
    for name, value in cells.items():
        yield (EXPERIENCE, row_keys(form, EXPERIENCE)[0], name), value
