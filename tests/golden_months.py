"""Everything that the tool makes of the odd office's year (tests/odd_office.py), as texts that are kept in tests/golden/odd.

What is meant to be another line from now on: ``GOLDEN=write python -m pytest tests/test_golden_months.py``, then read the diff. Each line that is
new is held against the rules (design section 5, ``docs/figures.md``) or the recounts before it is kept: a golden line proves
only that nothing moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests import golden_briefing as briefing
from tests import golden_papers as papers
from tests import odd_office as office
from tests.plain_lines import all_figures, parts, plain, rows
from toolkit.core import cycle, fields, groups
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.reviews import AGREED, DISPUTED, LeadOpinion, LeadReview, LightVerdict, Objection
from toolkit.figures.doubted.effects import by_effect, effect_words, stays_in_office, with_effects
from toolkit.figures.evaluation.annualscores import EvaluationData, evaluate, missing_months
from toolkit.figures.followed.revisions import worth_issuing
from toolkit.figures.given.data import MonthData, Settings
from toolkit.figures.month import compute_brief, compute_month, compute_quality
from toolkit.figures.numbers.derive import cited, derivation, similar_keys
from toolkit.figures.quotas.proposals import propose
from toolkit.figures.quotas.quotasums import quota_rows
from toolkit.figures.returned.quality import quality_line
from toolkit.figures.reviews.opinions import opinions
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.figures.told.readback import read_backs
from toolkit.figures.told.upward import indicator_upward, task_upward

GOLDEN = Path(__file__).resolve().parent / "golden" / "odd"
# Quiet months beside odd ones, a first due quarter, a year's end and a new year; and two in which settings are others.
MONTHS = {
    str(period): Settings()
    for period in (Period(2024, 2), Period(2024, 3), Period(2024, 8), Period(2024, 6), Period(2024, 7), Period(2024, 11), Period(2024, 12), Period(2025, 1))
} | {
    "2024-09": Settings(carry_missing=True),
    "2024-10": Settings(unit="ratio", yellow_points=-20.0, approx_tolerance=5.0),
}  # fmt: skip
GROUPED = "2024-05"  # told by group
RATIO = Settings(unit="ratio", yellow_points=-12.5)


class Story(NamedTuple):
    """A further month: a mood (tests/odd_office.py), the month, what of its entries is known, and how the office is set up."""

    mood: str
    period: str
    known: str = "all"
    groups: str = ""  # papers speak of groups: the levels above as they are, or one for each unit
    cycle: str = cycle.MONTHLY
    settings: Settings = Settings()


STORIES = {
    "calm-2024-10": Story(office.CALM, "2024-10"),
    "done-2024-12": Story(office.DONE, "2024-12"),
    "first-2024-05": Story(office.CALM, "2024-05", "this month"),
    "nobody-2024-06": Story(office.ODD, "2024-06", "earlier"),
    "nothing-2024-06": Story(office.ODD, "2024-06", "nothing"),
    "wide-2024-02": Story(office.WIDE, "2024-02", "as it is"),
    "wide-2024-11": Story(office.WIDE, "2024-11", "as it is"),
    "levels-2024-03": Story(office.WIDE, "2024-03", "as it is", groups="as they are", settings=RATIO),
    "apart-2024-12": Story(office.WIDE, "2024-12", "as it is", groups="each"),
    "calm-levels-2024-10": Story(office.CALM, "2024-10", groups="as they are"),
    "done-apart-2024-12": Story(office.DONE, "2024-12", groups="each"),
    "quarterly-2024-09": Story(office.WIDE, "2024-09", "as it is", cycle="季", settings=RATIO),
}
WHOLLY = {"done-2024-12", "wide-2024-11"}
SENTENCES = (
    "2024-07", "2024-11", "2024-12", "2025-01", "done-2024-12", "wide-2024-11", "apart-2024-12", "levels-2024-03", "quarterly-2024-09",
)  # fmt: skip
BRIEFLY = {"2024-02", "2024-07", "2024-08"}
DERIVED = 31  # every so many figures are followed to their cells


@cache
def month(name: str) -> MonthResult:
    """The month as reports have it."""
    if name in STORIES:
        with told_as(name):
            return compute_month(_story(STORIES[name]))
    data = office.month_data(Period.parse(name), MONTHS.get(name, Settings()))
    with _few_are_many() if name == GROUPED else _as_it_is():
        return compute_month(data)


@contextmanager
def told_as(name: str) -> Iterator[None]:
    """The cycle and the groups of a story's office, for what is made of its month."""
    story = STORIES.get(name)
    before = cycle.current()
    cycle.use(story.cycle if story else cycle.MONTHLY)
    try:
        with _few_are_many() if story and story.groups else _as_it_is():
            yield
    finally:
        cycle.use(before)


def _story(story: Story) -> MonthData:
    period, known = Period.parse(story.period), story.known
    data = office.month_data(period, story.settings, mood=story.mood)
    if story.groups == "each":
        units = tuple(replace(unit, upper=f"{unit.short}片") for unit in data.units)
        data = replace(data, units=units)
    if known == "as it is":
        return data
    told = {
        one: rows if known == "all" or (known == "this month") == (one == period) else []
        for one, rows in data.entries.items()
        if known != "this month" or one == period
    }
    if known in ("earlier", "nothing"):
        data = replace(
            data, submissions=(), open_findings={}, accounts=(), rejected=frozenset(), data_until=None
        )
    return replace(
        data,
        entries={} if known == "nothing" else told,
        verdicts={},
        taken_out=frozenset(),
        excused=frozenset(),
    )


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _few_are_many() -> Iterator[None]:
    """Papers speak of groups from five units on."""
    usual, groups.MANY_UNITS = groups.MANY_UNITS, 4
    try:
        yield
    finally:
        groups.MANY_UNITS = usual


def figure_lines(name: str) -> Iterator[str]:
    """All figures, and all rows that papers print."""
    result = month(name)
    figures = result.figures
    yield from all_figures(figures)
    yield "# rows"
    yield from rows("指标", result.indicators, figures, "units")
    yield from rows("任务", result.tasks, figures, "units")
    for row in result.tasks:
        yield f"任务{row.task.no}: {row.status} {row.comparison.word} {row.comparison.step} {row.months_behind} {row.months_below}"
    yield from rows("单位", [replace(row, sources={}) for row in result.projects], figures)
    yield from rows("报送", result.units, figures)
    for report in result.units:
        yield f"报送: {report.unit.code} 按时“{report.punctual}”"
    yield from rows("经验", result.experience)
    for code, ratings in result.ratings.items():
        yield from rows(f"评分依据 {code}", ratings)
    for quality in result.quality:
        yield f"报送质量 {quality.unit.code}: {quality_line(quality)} {plain([str(one) for one in quality.months])}"
    yield from rows("年底到期", result.year_end, figures)
    yield from (f"年底到期 {row.indicator.id} 难: {row.is_hard}" for row in result.year_end)
    yield from rows("上年未完成", result.left_unmet, figures)
    yield from rows("督办", result.supervised)
    yield from (f"督办 {row.decision.number}: {row.is_pressing}" for row in result.supervised)
    yield from rows("组", result.groups)
    yield from parts(replace(result.revised))
    yield from (f"口径: {text}" for text in result.criteria)
    yield from (f"用语: {plain(text)}" for text in result.words)
    yield f"不比较: {result.not_compared}"


def brief_lines(name: str) -> Iterator[str]:
    """The counts of the whole and how each row stands, of months whose other figures say nothing new."""
    result = month(name)
    yield from all_figures({key: one for key, one in result.figures.items() if key.startswith("overall/")})
    yield from rows("指标", [replace(row, units=(), history=()) for row in result.indicators], result.figures)
    yield from rows("任务", [replace(row, units={}) for row in result.tasks], result.figures)
    yield from (f"口径: {text}" for text in result.criteria)
    yield from (f"用语: {plain(text)}" for text in result.words)
    yield f"不比较: {result.not_compared}"
    yield from _upward(result)


def group_lines(name: str) -> Iterator[str]:
    """The figures of groups, and the groups."""
    result = month(name)
    yield from all_figures(
        {key: one for key, one in result.figures.items() if "/group" in key or key.startswith("group")}
    )
    yield from rows("组", result.groups)


def _upward(result: MonthResult) -> Iterator[str]:
    for row in result.indicators:
        yield f"上报 {row.indicator.id}: {plain(indicator_upward(result, row))}"
    for task in result.tasks:
        yield f"上报 任务{task.task.no}: {plain(task_upward(result, task))}"


def further_lines(name: str) -> Iterator[str]:
    """What is made of the month beside its own figures: derivations, read-backs, what goes up, decided lights."""
    result = month(name)
    for at, key in enumerate(result.figures):
        if at % DERIVED == 0:
            yield from derivation(result, key)
            yield f"  文件: {plain(cited(result, key))}"
    for key in ("T03-1/2024-06/653101/ydt", "T99-1/2024-06/all/ytd", "overall/all/tasks_red", "t01-1"):
        yield f"相近: {key} {plain(similar_keys(result, key))} {plain(similar_keys(result, key, 2))}"
    for code, told in read_backs(result).items():
        yield f"回读 {code}: {plain(told)}"
    yield from _upward(result)
    verdicts = list(_verdicts(result))
    judged, lapsed = apply_verdicts(result, verdicts)
    yield f"审定: {plain(verdicts)}"
    yield f"不再适用: {plain(lapsed)}"
    changed = {key: one for key, one in judged.figures.items() if result.figures.get(key) != one}
    yield from all_figures(changed)
    yield f"没有了: {plain([key for key in result.figures if key not in judged.figures])}"
    yield from rows(
        "审定后",
        [row for row, was in zip(judged.tasks, result.tasks, strict=True) if row != was],
        judged.figures,
    )
    yield from rows("审定后", [replace(row, units=()) for row, was in zip(judged.indicators, result.indicators, strict=True) if row != was], judged.figures)  # fmt: skip
    for lights, percent in ((True, 5.0), (False, 0.0), (False, 30.0)):
        yield f"值得更正 {lights} {percent:g}: {plain(worth_issuing(result.figures, _later(judged), lights=lights, percent=percent))}"
    data = office.month_data(result.period, MONTHS.get(name, Settings()))
    brief = compute_brief(data)
    yield from all_figures({k: v for k, v in brief.figures.items() if result.figures.get(k) != v})
    yield f"简本: {len(brief.figures)} {plain([row.light for row in brief.tasks])}"
    yield f"质量同: {compute_quality(data) == result.quality}"


def _verdicts(result: MonthResult) -> Iterator[LightVerdict]:
    """Decisions on some lights of the month, one of which was made of another light."""
    lights = (Light.RED, Light.GREEN, Light.YELLOW, Light.BLUE)
    for at, row in enumerate(result.tasks):
        if row.light is not Light.NONE and at % 3 != 1:
            seen = lights[at % 4] if at == 3 else row.light
            yield LightVerdict(f"task-{row.task.no}", lights[at % 4], "现场核查", seen)
        for number, (code, cell) in enumerate(row.units.items()):
            if (at + number) % 7 == 3:
                yield LightVerdict(f"task-{row.task.no}/{code}", lights[number % 4], "抽查", cell.light)
    for at, item in enumerate(result.indicators):
        if at % 5 == 2:
            yield LightVerdict(item.indicator.id, lights[at % 4], "已核实", item.light)
    yield LightVerdict("task-99", Light.RED, "没有这一项", Light.GREEN)


def _later(result: MonthResult) -> dict[str, object]:
    """The figures some days later."""
    moved = {}
    for at, (key, one) in enumerate(result.figures.items()):
        if at % 11:
            value = one.value * (1, 1.004, 1.2, 0.97)[at % 4] if one.value is not None else None
            moved[key] = replace(one, value=value if at % 13 else None)
    return moved  # type: ignore[return-value]


def effect_lines(name: str) -> Iterator[str]:
    """How far each figure that is asked about may move the whole."""
    period = Period.parse(name)
    data = office.month_data(period, MONTHS.get(name, Settings()))
    codes = ("Q401", "Q301", "E201", "Q406", "Q303")
    findings = []
    for at, one in enumerate(data.entries[period]):
        asked = (
            one.field in fields.FIGURE if one.sheet == INDICATORS else one.sheet == PROJECTS and at % 3 == 0
        )
        if asked and at % 2 == 0:
            against = (
                {("spent", "whole")[at % 16 // 8]: str(at), "last": "3"} if at % 8 == 0 else {"last": "3"}
            )
            findings.append(Finding(codes[at % 5], one.unit, one.sheet, "J9", one.sheet, one.key, one.field, "7" if at % 6 else "", against))  # fmt: skip
    for one in sorted(with_effects(data, findings), key=by_effect):
        effect = "—" if one.effect is None else f"{one.effect:.10g}"
        yield f"{one.code} {one.unit} {one.key} {one.field}: {effect} {effect_words(one)} {stays_in_office(one, 1.0)}{stays_in_office(one, 40.0)}"


def year_lines() -> Iterator[str]:
    """Scores of the year with their evidence, over all its months and over a few; shares that are proposed."""
    months = [month(name) for name in sorted({*MONTHS, GROUPED}) if name.startswith("2024")]
    units = office.UNITS
    objections = (
        Objection(units[0].code, "指标完成", "少计200个", "核对单"),
        Objection("无此单位", "扣分", "", ""),
    )
    sent_back = {
        (unit.code, one.period): at % 3
        for at, unit in enumerate(units)
        for one in months
        if (at + one.period.month) % 2
    }
    for told, chosen, back in (("全年", months, sent_back), ("前三期", months[:3], None), ("没有", [], None)):
        data = EvaluationData(
            office.CHECKLIST, units, 2024, chosen, back, office.CHECKLIST.awards, objections
        )
        yield f"# {told} 缺{plain(missing_months(data))}"
        for score in evaluate(data):
            yield f"{score.unit.code} {plain(replace(score, unit=units[0], criteria=()))} {score.note} {score.outcome}"
            for criterion in score.criteria:
                yield f"  {plain(replace(criterion, items=()))}"
                yield from (f"    {plain(item)}" for item in criterion.items)
    for year in (2024, 2025):
        for row in quota_rows(office.CHECKLIST, office.CHECKLIST.units_in(Period(year, 6)), year):
            yield f"分解 {year}: {plain(row)} {row.fits}"
            weights = {code: float(at * at + 1) for at, code in enumerate(row.quotas)}
            for way, parts_ in (
                ("均分", None),
                ("人口", weights),
                ("缺", dict([*weights.items()][1:])),
                ("零", dict.fromkeys(weights, 0.0)),
            ):
                yield f"  {plain(propose(row, way, parts_))}"


def opinion_lines(name: str) -> Iterator[str]:
    """What lead units say of rows of the month, beside what was reported."""
    result = month(name)
    said = [*_said(result)]
    review = LeadReview(
        "地区住建局", result.period, "d", "总体平稳。", {}, tuple(said), "archive/核对表.xlsx"
    )
    found = opinions(result, [review], {})
    accepted = {(one.finding.id, one.finding.seen): "认可（王五）" for one in found[::3] if one.finding}
    for one in opinions(result, [review], accepted):
        yield plain(one, result.figures)


def _said(result: MonthResult) -> Iterator[LeadOpinion]:
    for at, row in enumerate(result.indicators):
        own = row.total.value if at % 3 == 0 else 5.0 if at % 3 == 1 else None
        yield LeadOpinion(
            "all", row.indicator.id, (AGREED, DISPUTED, "")[at % 3], own, "", "台账", "全地区", f"K{at}"
        )
        for number, value in enumerate(row.units):
            if (number + at) % 3 == 0:
                own = value.value.value if number % 2 else None
                raw = "约30" if number % 4 == 2 else ""
                yield LeadOpinion(
                    value.unit.code,
                    row.indicator.id,
                    (DISPUTED, AGREED, "")[number % 3],
                    own,
                    raw,
                    "",
                    "分县指标",
                    f"K{number}",
                )
    for task in result.tasks:
        yield LeadOpinion("all", str(task.task.no), DISPUTED, None, "", "未见现场", "任务", "B1")
        yield from (
            LeadOpinion(code, str(task.task.no), AGREED, None, "", "有补充", "任务", "B2")
            for code in task.units
        )
    yield LeadOpinion("all", "T99-9", DISPUTED, None, "", "", "任务", "B3")


def _as(name: str, lines: Callable[[], Iterator[str]]) -> Callable[[], Iterator[str]]:
    """The lines, made while the program reckons as the story's office does."""

    def told() -> Iterator[str]:
        with told_as(name):
            yield from lines()

    return told


def _texts() -> dict[str, Callable[[], Iterator[str]]]:
    names = sorted({*MONTHS, GROUPED})
    made: dict[str, Callable[[], Iterator[str]]] = {}
    for name in names:
        told = brief_lines if name in BRIEFLY else figure_lines
        made[f"figures-{name}"] = lambda name=name, told=told: told(name)  # type: ignore[misc]
        made[f"paper-{name}"] = lambda name=name: briefing.variables(month(name))  # type: ignore[misc]
    for name in ("2024-06", "2024-11", "2024-12"):
        made[f"further-{name}"] = lambda name=name: further_lines(name)  # type: ignore[misc]
    for name, story in STORIES.items():
        told = figure_lines if name in WHOLLY else brief_lines
        made[f"figures-{name}"] = _as(name, lambda name=name, told=told: told(name))  # type: ignore[misc]
        made[f"paper-{name}"] = _as(
            name, lambda name=name, story=story: briefing.variables(month(name), story.mood)
        )  # type: ignore[misc]
        if story.groups == "as they are":
            made[f"groups-{name}"] = _as(name, lambda name=name: group_lines(name))  # type: ignore[misc]
        if story.groups:
            made[f"tables-{name}"] = _as(name, lambda name=name: briefing.tables(month(name)))  # type: ignore[misc]
    for name in SENTENCES:
        mood = STORIES[name].mood if name in STORIES else office.ODD
        made[f"said-{name}"] = _as(name, lambda name=name, mood=mood: briefing.sentences(month(name), mood))  # type: ignore[misc]
    made["short-2024-06"] = lambda: briefing.short_papers(
        month("2024-06"), briefing.context(month("2024-06"))
    )
    made["tables-2024-06"] = lambda: briefing.tables(month("2024-06"))
    for name in (GROUPED, "2024-11"):
        made[f"word-{name}"] = lambda name=name: briefing.papers(month(name), full=name == GROUPED)  # type: ignore[misc]
        made[f"tables-{name}"] = lambda name=name: briefing.tables(month(name))  # type: ignore[misc]
    made["renewed"] = lambda: briefing.renewed(
        month("2024-11"), apply_verdicts(month("2024-11"), [*_verdicts(month("2024-11"))])[0]
    )
    made["effects"] = lambda: (
        line for name in ("2024-07", "2024-12", "2025-01") for line in effect_lines(name)
    )
    made["year"] = year_lines
    made["opinions"] = lambda: opinion_lines("2024-11")
    for name in papers.READERS:
        made[f"back-{name}"] = lambda name=name: papers.paper_lines(name)  # type: ignore[misc]
        made[f"filled-{name}"] = lambda name=name: papers.filled_lines(name)  # type: ignore[misc]
    made |= {
        "back-导入对照表": papers.map_lines, "history": papers.history_lines, "exports": papers.export_lines, "owed": papers.owed_lines,
    }  # fmt: skip
    return made


TEXTS = _texts()


def text(name: str) -> str:
    """What the tool makes today."""
    return "".join(f"{line}\n" for line in TEXTS[name]())


def kept(name: str) -> Path:
    """Where the text is kept."""
    return GOLDEN / f"{name}.txt"
