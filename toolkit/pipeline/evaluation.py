"""evaluate: the year's scores out of the year's figures, on paper, and a 数据核对单 for each unit.

In: ledger, checklist, settings. Out: files in outbox/<year>年度考核/ and lines for the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.periods import Period
from toolkit.core.returns import Outcome
from toolkit.errors import OperatorError
from toolkit.figures.evaluation import EvaluationData, Objection, evaluate, missing_months
from toolkit.ledger.store import Ledger
from toolkit.outputs.evaluation import write_evaluation, write_unit_checks
from toolkit.outputs.evaluationnote import write_evaluation_note
from toolkit.outputs.packidentity import SCORE_CHECK
from toolkit.pipeline.month import assemble
from toolkit.pipeline.workspace import Workspace


def evaluate_year(workspace: Workspace, year: int, until: date, *, ranks: bool = False) -> list[str]:
    """Write the evaluation; ``until`` is the day by which a unit may object. Raises OperatorError without data."""
    periods = [Period(year, month) for month in range(1, 13)]
    known = [period for period in periods if workspace.ledger.submissions(period)]
    if not known:
        raise OperatorError(f"{year}年还没有收到过填报表，没有可以考核的数据。")
    months = [assemble(workspace, period) for period in known]
    data = EvaluationData(
        workspace.checklist,
        workspace.config.units,
        year,
        [month.result for month in months],
        sent_back=sent_back(workspace.ledger, known),
        objections=objections(workspace.ledger, year),
    )
    scores, missing = evaluate(data), missing_months(data)
    context = replace(months[-1].context, scores=scores, show_ranks=ranks)
    folder = workspace.root / "outbox" / f"{year}年度考核"
    files = {
        f"{year}_考核评分.xlsx": write_evaluation(scores, context, year, missing),
        f"{year}_考核说明.docx": write_evaluation_note(scores, context, year, missing, ranks=ranks),
    }
    for name, content in write_unit_checks(scores, context, year, until, missing).items():
        files[f"数据核对单/{name}"] = content
    paths = [workspace.write(folder.joinpath(*name.split("/")), content) for name, content in files.items()]
    lines = [f"{year}年度考核：{len(scores)} 个单位，依据 {len(known)} 个月的数据。"]
    if missing:
        lines.append(
            f"没有数据的月份：{'、'.join(f'{period.month}月' for period in missing)}，相应项目不推算、不计零。"
        )
    if data.objections:
        lines.append(f"收到异议 {len(data.objections)} 条，已列入“异议登记”，不改变得分。")
    lines.append(f"数据核对单 {len(paths) - 2} 份，异议截止 {until.year}年{until.month}月{until.day}日。")
    return [*lines, f"已写出 {workspace.relative(folder)}"]


def objections(ledger: Ledger, year: int) -> tuple[Objection, ...]:
    """What units object to in the newest 数据核对单 that each sent back, with the cell in the archived file."""
    packs = ledger.packs(SCORE_CHECK, Period(year, 12))
    return tuple(
        Objection(**{**values, "source": f"{pack.file} {values['source']}"})
        for pack in packs
        for values in json.loads(pack.content)
    )


def sent_back(ledger: Ledger, periods: Sequence[Period]) -> Mapping[tuple[str, Period], int]:
    """(unit code, period) -> how many of its returns a later one corrected.

    A return counts when at least one of its figures no longer stands as it was filled in; sending the same
    values again, or the rows of another bureau, corrects nothing.
    """
    counts: dict[tuple[str, Period], int] = {}
    for period in periods:
        standing = {(e.unit, e.sheet, e.key, e.field): e.value for e in ledger.entries(period)}
        for account in ledger.accounts(period):
            if not account.superseded:
                continue
            corrected = any(
                standing.get((account.unit, cell.form_sheet, cell.key, cell.field)) != cell.value
                for cell in ledger.cells(account.sha256)
                if cell.outcome is Outcome.SUPERSEDED and cell.form_sheet in (TASKS, INDICATORS)
            )
            place = (account.unit, period)
            counts[place] = counts.get(place, 0) + corrected
    return counts
