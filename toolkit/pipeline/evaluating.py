"""evaluate: the year's scores out of the year's figures, on paper, and a 数据核对单 for each unit.

In: ledger, checklist, settings. Out: files in outbox/<year>年度考核/ and lines for the terminal.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial

from toolkit.core.codec import made
from toolkit.core.periods import Period, periods_of
from toolkit.core.reviews import Objection
from toolkit.errors import OperatorError
from toolkit.figures.evaluation.annualscores import EvaluationData, evaluate, missing_months
from toolkit.ledger.store import Ledger
from toolkit.papers.identity import SCORE_CHECK
from toolkit.pipeline.folder.progress import Progress, unseen
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.assembling import assemble


def evaluate_year(
    workspace: Workspace, year: int, until: date, *, ranks: bool = False, progress: Progress = unseen
) -> list[str]:
    """Write the evaluation; ``until`` is the day by which a unit may object. Raises OperatorError without data."""
    # Writers load when something is written: report, which only takes the scores, does not wait for them.
    from toolkit.outputs.notes.evaluationnote import write_evaluation_note
    from toolkit.outputs.packs.evaluationbook import write_evaluation, write_unit_checks

    periods = periods_of(year)
    known = [period for period in periods if workspace.ledger.submissions(period)]
    if not known:
        raise OperatorError(f"{year}年还没有收到过填报表，没有可以考核的数据。")
    last = assemble(workspace, known[-1])
    data = _data(workspace, last)
    served = tuple(
        unit
        for unit in workspace.checklist.reporting
        if any(unit.serves_in(month.period) for month in data.months)
    )
    data = replace(data, units=served, objections=objections(workspace.ledger, year))
    scores, missing = evaluate(data), missing_months(data)
    context = replace(last.context, scores=scores, show_ranks=ranks)
    folder = workspace.root / "outbox" / f"{year}年度考核"
    note = partial(write_evaluation_note, scores, context, year, missing, ranks=ranks)
    workspace.made(
        folder / f"{year}_考核评分.xlsx", partial(write_evaluation, scores, context, year, missing)
    )
    workspace.made(folder / f"{year}_考核说明.docx", note)
    checks = 0
    for score in progress(scores, "写数据核对单", len(scores)):
        made = workspace.missing.attempt(
            f"{score.unit.name}的数据核对单",
            partial(write_unit_checks, [score], context, year, until, missing),
        )
        for name, content in (made or {}).items():
            checks += workspace.made(folder / "数据核对单" / name, partial(bytes, content)) is not None
    lines = [f"{year}年度考核：{len(scores)} 个单位，依据 {len(data.months)} 个月的数据。"]
    if missing:
        lines.append(
            f"没有数据的月份：{'、'.join(period.named for period in missing)}，相应项目不推算、不计零。"
        )
    if data.objections:
        lines.append(f"收到异议 {len(data.objections)} 条，已列入“异议登记”，不改变得分。")
    lines.append(f"数据核对单 {checks} 份，异议截止 {until.year}年{until.month}月{until.day}日。")
    return [*lines, f"已写出 {workspace.relative(folder)}"]


def with_scores(workspace: Workspace, month: Month) -> Month:
    """The month with provisional scores: the year to date by the rules of the evaluation, without ranks."""
    data = _data(workspace, month)
    scores = evaluate(data) if data.months else ()
    scored = tuple(one.period for one in data.months)
    return replace(month, context=replace(month.context, scores=scores, scored=scored, show_ranks=False))


def _data(workspace: Workspace, last: Month) -> EvaluationData:
    """The year up to a month: every earlier month whose forms went out, this one once anything was returned."""
    now = [last.result] if any(row.version for row in last.result.units) else []
    months = [*last.context.history, *now]
    year = last.result.period.year
    return EvaluationData(
        last.checklist,
        last.context.units,
        year,
        months,
        sent_back=workspace.ledger.sent_back(year),
        awards=[award for award in workspace.checklist.awards if award.year == year],
    )


def objections(ledger: Ledger, year: int) -> tuple[Objection, ...]:
    """What units object to in the newest 数据核对单 that each sent back, with the cell in the archived file."""
    packs = ledger.packs(SCORE_CHECK, Period(year, 12))
    return tuple(
        replace(one, source=f"{pack.file} {one.source}")
        for pack in packs
        for one in made(list[Objection], json.loads(pack.content))
    )
