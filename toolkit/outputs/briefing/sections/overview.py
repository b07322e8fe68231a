"""一、总体情况: how units returned, indicators by light, which are in doubt; what page one says is not repeated."""

from __future__ import annotations

from toolkit.core.marks import DOUBTFUL
from toolkit.core.words import LightWord, ReturnState
from toolkit.figures.followed.revisions import MARKED_FROM
from toolkit.outputs.briefing.sections.common import Paper, Section, by_group, section, unit_name
from toolkit.outputs.briefing.tally import Split
from toolkit.outputs.briefing.wording import INDICATOR_WORDS, all_of, parts_of
from toolkit.word.tokens import figure, listed, name

NAMED = 4


def overall(paper: Paper) -> Section:
    """Nothing where nobody returned."""
    if paper.is_silent:
        return section([])
    return section(
        [_returns(paper), _indicators(paper), _doubtful(paper), f"{_revised(paper)}{_waiting(paper)}"]
    )


def _returns(paper: Paper) -> str:
    """Late, in part, sent back: what page one does not say of the returns."""
    parts = paper.tally.reports.parts
    said = []
    for state, key, words in (
        (ReturnState.PARTIAL, "partial", "应填项未填齐"),
        (ReturnState.SENT_BACK, "sent_back", "数据退回核改"),
    ):
        units = [unit_name(row.unit) for row in paper.result.units if row.state == state]
        if units:
            who = f"（{listed(units)}）" if len(units) <= 4 else by_group(paper, f"units_{key}")
            said.append(f"{figure(parts[key])}单位{who}{words}")
    late = [unit_name(row.unit) for row in paper.result.units if row.on_time is False]
    if late:
        who = f"（{listed(late)}）" if len(late) <= 4 else by_group(paper, "units_late")
        said.append(f"{figure(parts['late'])}单位{who}逾期报送")
    return "；".join(said) + "。" if said else ""


def _indicators(paper: Paper) -> str:
    """Indicators with a pace by their light, the others by whether they are met: two kinds, two sums."""
    due, paced, point = paper.tally.indicators, paper.tally.paced, paper.tally.unpaced
    if not due.total.value or paper.is_thin:
        return ""
    words = INDICATOR_WORDS
    met = {**words, "green": "保持目标", **_unmet(point, LightWord.NOT_MET)}
    if paper.is_year_end:
        words = {**words, "green": "保持或达到", **_unmet(paced, LightWord.NOT_DONE)}
    said = []
    for split, known, which in ((paced, words, "有序时进度"), (point, met, "只看是否达标")):
        whole, inner = all_of(split, known), parts_of(split, known)
        if split.total.value and inner:
            said.append(f"{which}的{figure(split.total)}{whole or f'中，{inner}'}")
    waiting = due.parts["waiting"]
    later = f"；另有{figure(waiting)}未到统计期" if waiting.value else ""
    return f"应统计指标{figure(due.total)}，{'；'.join(said)}{later}。" if said else ""


def _unmet(split: Split, word: str) -> dict[str, str]:
    """What is not met is called so, as 指标汇总 has it, whether its light is yellow or red."""
    return {"yellow": f"{word}但接近目标", "red": f"其他{word}" if split.parts["yellow"].value else word}


def _revised(paper: Paper) -> str:
    """5月专报印发的城镇新增就业由4.12万人修订为3.87万人: what earlier papers printed and is another figure by over 1 %."""
    found = paper.result.revised
    rows = [
        (at, row)
        for at, row in enumerate(found.rows, 1)
        if row in found.worth_marking(paper.result.period, MARKED_FROM) and row.subject in paper.indicators
    ]
    if not rows:
        return ""
    many = len(rows) > NAMED
    if many:
        rows.sort(key=lambda one: -abs(one[1].percent or 0))
    told = []
    for at, row in rows[:NAMED]:
        before, now = (paper.tally.figure(f"revision-{at}", which) for which in ("before", "now"))
        label = name(paper.indicators[row.subject].indicator.name)
        told.append(f"{row.period.named}的{label}由{figure(before)}修订为{figure(now)}")
    count = figure(paper.tally.figure("overall", "revisions_marked"))
    more = "，其中变动较大的有：" if many else "："
    moved = name(f"变动超过{MARKED_FROM:g}%的有")
    return f"前期专报印发的数中，{moved}{count}{more}{'；'.join(told)}。明细见汇总表“修订情况”。"


def _waiting(paper: Paper) -> str:
    """Returns that came after their paper was out count nowhere: how much they would change."""
    count = paper.tally.figure("overall", "revisions_waiting")
    if not count.value:
        return ""
    held = [(month, units) for month, units in paper.result.revised.held if month < paper.result.period]
    few = sum(len(units) for _, units in held) <= NAMED
    who = "；".join(f"{month.named}{name('、'.join(units))}" for month, units in held)
    moved = name(f"变动超过{MARKED_FROM:g}%")
    return (
        f"专报印发后报来的数据{f'（{who}）' if few else ''}没有计入汇总，采用后前期印发的数有{figure(count)}{moved}，"
        "见汇总表“修订情况”。"
    )


def _doubtful(paper: Paper) -> str:
    """Which numbers are in doubt (※), by name."""
    rows = [row for row in paper.result.indicators if row.due and any(DOUBTFUL in mark for mark in row.marks)]
    if not rows or paper.is_thin:
        return ""
    names = listed([name(row.indicator.name) for row in rows[:NAMED]])
    return f"{names}{'等指标' if len(rows) > NAMED else ''}有存疑的填报数，标{DOUBTFUL}待核实。"
