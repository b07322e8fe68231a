"""What falls due at the year's end has a sheet of its own; a figure that an earlier paper printed bears 修订 in paper and workbook."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest
from briefing_month import context as outputs_of
from briefing_month import counted, demo_month
from figures_samples import checklist, compute, everyone, figures, indicator
from summary_samples import PERIOD, SUM, figure, sample
from test_summary_workbook import table

from toolkit.core.followed import Revised, Revision
from toolkit.core.marks import REVISED
from toolkit.core.model import Kind, Target
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult, YearEnd
from toolkit.outputs.briefing.context import Issue, make_paper
from toolkit.outputs.briefing.sections.overview import overall
from toolkit.outputs.briefing.sections.problems import _ending
from toolkit.outputs.briefing.sections.tables import indicator_row
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.summary import write_summary
from toolkit.word.tokens import visible

ROW = YearEnd(
    SUM,
    Target(1.86),
    ("教育局",),
    figure("v", 1.2, "万个", 2),
    figure("g", 0.66, "万个", 2),
    PERIOD,
    figure("m", 0.22, "万个", 2),
    figure("b", 0.1, "万个", 2),
    figure("s", 0.3, "万个", 2),
    share=figure("p", 35.5, "%", 1),
    dated="2024年6月",
)


def test_what_falls_due_at_the_years_end_has_a_sheet_of_its_own_and_is_no_list_of_what_is_behind() -> None:
    result, listed, findings, context = sample()
    plain = write_summary(result, listed, findings, context)
    assert not {"年底到期", "上年未达标"} & set(openpyxl.load_workbook(io.BytesIO(plain)).sheetnames)
    ending = write_summary(replace(result, year_end=(ROW,)), listed, findings, context)
    (row,) = table(ending, "年底到期")
    assert (row["指标编号"], row["牵头单位"], row["按最好三个月推算"]) == (SUM.id, "教育局", "难以完成")
    names = ("年度目标", "最近累计", "距目标差", "尚差占目标(%)", "今后平均每月需完成", "今年最好三个月平均")
    assert tuple(row[name] for name in names) == ("≥1.86", 1.2, 0.66, 35.5, 0.22, 0.1)
    assert table(ending, "滞后事项") == table(plain, "滞后事项")
    left = write_summary(replace(result, left_unmet=(ROW,)), listed, findings, context)
    assert [row["指标编号"] for row in table(left, "上年未达标")] == [SUM.id]
    assert "今后平均每月需完成" not in table(left, "上年未达标")[0]


def test_of_a_part_of_the_units_the_sheet_does_not_say_whether_it_can_be_met() -> None:
    result, listed, findings, context = sample()
    rows = (replace(ROW, complete=False),)
    (row,) = table(write_summary(replace(result, year_end=rows), listed, findings, context), "年底到期")
    assert row["按最好三个月推算"] == "有单位未报"


def test_figures_that_nobody_was_asked_for_are_not_summed_and_are_there_all_the_same() -> None:
    """本年没有数 was said of them although every unit had filled the cell."""
    yearly = indicator(Kind.STOCK, 240, frequency="学年", name="学位")
    quarterly = indicator(Kind.STOCK, 240, id="T01-2", frequency="季度", name="校舍")
    early = dict(list(everyone(20).items())[:5])
    october = Period(2024, 10)
    month = compute(checklist(yearly, quarterly), figures(early, october), october)
    dated = {row.indicator.name: row.dated for row in month.year_end}
    assert dated == {"学位": "未到统计期", "校舍": "2024年没有采用数"}
    notes = {row.indicator.name: row.note for row in month.indicators}
    assert notes == {"学位": "未到统计期，5个单位已填的数不汇总。", "校舍": ""}
    values = {row.indicator.name: row.value.formula for row in month.year_end}
    assert values == dated


def revised_month() -> tuple[MonthResult, str]:
    month = demo_month()
    row = next(row for row in month.indicators if row.total.value)
    revision = Revision(
        Period(2024, 5), "第5期", row.indicator.id, "指标", "户", 0, 100.0, 90.0, -10.0, "喀什市"
    )
    marked = tuple(
        replace(one, marks=(*one.marks, REVISED)) if one is row else one for one in month.indicators
    )
    return counted(replace(month, indicators=marked, revised=Revised((revision,)))), row.indicator.id


def test_the_paper_says_from_what_to_what_a_printed_figure_was_revised() -> None:
    month, id = revised_month()
    paper = make_paper(month, outputs_of(month), BriefingSettings(), Issue())
    row = paper.indicators[id]
    said = [visible(text) for text in overall(paper)["段落"]]  # type: ignore[attr-defined]
    assert (
        f"前期专报印发的数中，变动超过1%的有1项：5月的{row.indicator.name}由100户修订为90户。明细见汇总表“修订情况”。"
        in said
    )
    assert visible(indicator_row(paper, 1, row)["名称"]).endswith("（修订）")


def test_the_paper_tells_first_what_moved_most_and_apart_what_came_too_late_to_count() -> None:
    month, id = revised_month()
    (row,) = month.revised.rows
    label = next(one.indicator.name for one in month.indicators if one.indicator.id == id)
    rows = [replace(row, current=100.0 + at, percent=float(at)) for at in (2, 3, 7, 5, 4)]
    paper = make_paper(
        counted(replace(month, revised=Revised(tuple(rows)))), outputs_of(month), BriefingSettings(), Issue()
    )
    told = visible("".join(overall(paper)["段落"]))
    assert (
        f"的有5项，其中变动较大的有：5月的{label}由100户修订为107户；" in told and "修订为102户" not in told
    )
    late = Revised((replace(row, waits=True),), held=((row.period, ("喀什市", "疏附县")),))
    paper = make_paper(counted(replace(month, revised=late)), outputs_of(month), BriefingSettings(), Issue())
    told = visible("".join(overall(paper)["段落"]))
    assert "修订为" not in told
    assert told.endswith(
        "专报印发后报来的数据（5月喀什市、疏附县）没有计入汇总，采用后前期印发的数有1项变动超过1%，见汇总表“修订情况”。"
    )


def test_the_workbook_marks_a_printed_figure_that_was_revised() -> None:
    result, listed, findings, context = sample()
    rows = (replace(result.indicators[0], marks=(REVISED,)), *result.indicators[1:])
    shown = table(write_summary(replace(result, indicators=rows), listed, findings, context), "指标汇总")
    assert shown[0]["标注"] == "修订"


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (Period(2025, 1), "2024年未完成目标的指标2项，"),
        (Period(2024, 8), ""),  # too early in the year
        (Period(2024, 10), "年底到期、尚未达标的指标3项（含报数不齐、没有判定的1项），"),
    ],
)
def test_the_paper_tells_in_autumn_what_falls_due_and_in_january_what_was_left(
    period: Period, told: str
) -> None:
    """Without a figure that it could name, only how many, and where they are listed."""
    unknown = replace(ROW, value=figure("v", None, word="未报"), monthly=None, best=None)
    counts = {
        "left_unmet": 2.0,
        "left_unmet_unjudged": 0.0,
        "year_end": 3.0,
        "year_end_unjudged": 1.0,
        "year_end_waiting": 0.0,
    }
    paper = SimpleNamespace(
        result=SimpleNamespace(period=period, year_end=(unknown,), left_unmet=(unknown,)),
        tally=SimpleNamespace(figure=lambda _subject, name: figure(name, counts[name], "项")),
        depth=SimpleNamespace(ending=2),
        is_thin=False,
        is_january=period.month == 1,
        is_year_end=False,
    )
    said = visible(_ending(paper))  # type: ignore[arg-type]
    assert said.startswith(told) and bool(said) == bool(told)
    assert ("见汇总表" in said) == bool(told)
