"""What does not agree, what the group is asked to decide, and what became of what it decided; of page one.

In: the paper. Out: a text each, "" where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.core.results import ExperienceResult, IndicatorResult, TaskResult, UnitTask
from toolkit.core.returns import Figure
from toolkit.figures.counts.telling import merged_matters
from toolkit.outputs.briefing.sections.common import Paper, asking, some_units, task_name, unit_name
from toolkit.word.tokens import figure, listed, name, plain, quote

SUPERVISED = ("supervised", "supervised_closed", "supervised_overdue", "supervised_open")
TITLES = 5  # matters named by their title alone
_ORDINALS = "一二三四五六七八九十"


def contradictions(paper: Paper) -> str:
    """自报状态与指标进度不一致: whose, of which task, by which figure; never as an accusation."""
    found = [(row, cell) for row in paper.result.tasks for cell in row.units.values() if cell.contradicts]
    if not found:
        return ""
    cells = [cell for _, cell in found]
    count = figure(paper.tally.figure("overall", "contradictions"))
    if not paper.page_one.doubts and len(found) > 1:
        units = figure(paper.tally.figure("overall", "contradicting_units"))
        return f"{units}单位共{count}（附件1标▲），{looked_into(paper, cells, '核实')}。"
    shown = [_doubt(paper, row, cell) for row, cell in found[: max(1, paper.page_one.doubts)]]
    if len(found) == 1:
        return f"{shown[0]}。{looked_into(paper, cells, '核实说明')}。"
    told = looked_into(paper, cells, "有关单位核实说明")
    return f"共{count}，{'其中' if len(found) > len(shown) else ''}{'；'.join(shown)}。{told}。"


def looked_into(paper: Paper, cells: Sequence[UnitTask], request: str) -> str:
    """Whether units were asked or had said why already: 已请核实 of what was explained at once would not be true."""
    told = sum(cell.explained for cell in cells)
    if not told:
        return f"已请{request}"
    if told == len(cells):
        return "单位均已作说明" if told > 1 else "单位已作说明"
    count = figure(paper.tally.figure("overall", "contradictions_explained"))
    return f"其中{count}单位已作说明，其余已请{request}"


def _doubt(paper: Paper, row: TaskResult, cell: UnitTask) -> str:
    head = f"{unit_name(cell.unit)}自报“{cell.status}”的{task_name(row)}"
    figures = [paper.result.figures[key] for key in cell.doubt_keys if key in paper.result.figures]
    if not figures:
        return f"{head}，所填状态有待改的错误"
    item = paper.indicators.get(figures[0].key.split("/")[0])
    label = name(item.indicator.name) if item else "所报数据"
    shared = (
        item is None or len(item.units) > 1
    )  # of an indicator that no one else reports its name says whose it is
    return f"{head}，{'本单位' if shared else ''}{label}{_against(figures[0], item)}"


def _against(item: Figure, row: IndicatorResult | None) -> str:
    said = f"{'完成率' if item.kind == 'percent' else ''}为{figure(item)}"
    known = row is not None and row.pace.value is not None and item.kind == "percent"
    return said + (f"（序时进度{figure(row.pace)}）" if known and row is not None else "")


def asked(paper: Paper) -> str:
    """What the group is asked to decide: equal matters once, with who asks and who should answer by when."""
    merged = list(merged_matters(paper.result.experience).items())
    if not merged:
        return ""
    day = name(paper.next_deadline)
    until = f"，建议有关部门于{day}前答复" if day else ""
    count = figure(paper.tally.figure("overall", "matters_merged"))
    if len(merged) == 1:
        words, units, lead = _matter(paper, *merged[0])
        by = f"，建议由{lead}{f'于{day}前' if day else ''}答复" if lead else until
        return f"提请{paper.group}研究{words}（{units}提出）{by}。"
    if not paper.page_one.asked:
        titles = [_matter(paper, *one)[0] for one in merged]
        more = "等" if len(titles) > TITLES else ""
        return f"提请{paper.group}研究{listed(titles[:TITLES])}{more or '共'}{count}{until}。"
    said = []
    for number, one in enumerate(merged[: paper.page_one.asked]):
        words, units, lead = _matter(paper, *one)
        by = f"，建议由{lead}答复" if lead else ""
        said.append(f"{_ORDINALS[number]}是{words}（{units}提出{by}）")
    more = "；其余见“存在的问题”" if len(merged) > len(said) else ""
    return f"提请{paper.group}研究{count}：{'；'.join(said)}{more}。{f'建议于{day}前答复。' if day else ''}"


def _matter(paper: Paper, matter: str, rows: Sequence[tuple[int, ExperienceResult]]) -> tuple[str, str, str]:
    """The matter, who asks, and who is proposed to answer."""
    units = some_units(paper, [row.unit for _, row in rows], asking(paper, rows[0][0]))
    lead = next((plain(row.lead) for _, row in rows if plain(row.lead)), "")
    return quote(matter, rows[0][1].source, 40, outer=True), units, name(lead)


def decided(paper: Paper) -> str:
    """上期督办4件，办结2件、逾期未办结1件、在办1件: what became of all of them."""
    known = paper.result.figures
    keys = [f"overall/{paper.result.period}/all/{one}" for one in SUPERVISED]
    if not all(key in known for key in keys) or not known[keys[0]].value:
        return ""
    total, closed, overdue, still = (known[key] for key in keys)
    if closed.value == total.value:
        return f"上期督办{figure(total)}，{'均' if closed.value != 1 else ''}已办结。"
    states = (("办结", closed), ("逾期未办结", overdue), ("在办", still))
    told = "、".join(f"{word}{figure(count)}" for word, count in states if count.value)
    return f"上期督办{figure(total)}，{told}{'' if overdue.value else '，没有逾期的'}。"
