"""Columns under other headers: which field is meant, and when nobody can say."""

from __future__ import annotations

import pytest

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.periods import Period
from toolkit.forms.layout import SHEETS
from toolkit.forms.reading.columns import ColumnMatch, match_columns, texts_of
from toolkit.forms.reading.header_words import WORDS

JUNE = Period(2024, 6)


def matched(sheet: str, changes: dict[str, str], period: Period | None = JUNE) -> dict[str, ColumnMatch]:
    """Field -> match of each column whose header was changed, by the field that was declared there."""
    spec = SHEETS[sheet]
    headers = [changes.get(column.field, column.header) for column in spec.columns]
    found = match_columns(texts_of(headers), spec, period)
    return {field: found[spec.index(field)] for field in changes if spec.index(field) in found}


SAME = [
    (TASKS, "status", ["状态", "当前状态", "推进状态", "进展状态", "6月状态"]),
    (TASKS, "completion", ["完成比例", "完成率", "完成进度(%)", "完成度"]),
    (
        TASKS,
        "progress",
        ["进展情况", "工作进展", "本月工作进展情况", "推进情况", "6月份进展情况", "６月 进展"],
    ),
    (TASKS, "problems", ["问题", "存在困难", "问题及困难", "问题和原因"]),
    (TASKS, "next_steps", ["下一步打算", "下步工作安排", "下月计划", "下一步工作措施"]),
    (TASKS, "person", ["负责人", "责任领导", "责任人及电话"]),
    (TASKS, "department", ["承办单位", "责任部门"]),
    (TASKS, "previous_progress", ["5月进展", "上月进展情况"]),
    (
        INDICATORS,
        "ytd",
        ["累计", "累计完成", "1-6月累计", "截至6月底累计", "2024年1-6月累计", "1月至6月累计完成"],
    ),
    (INDICATORS, "numerator", ["分子", "分子(累计)", "累计分子"]),
    (INDICATORS, "explanation", ["备注", "情况说明"]),
    (PROJECTS, "total", ["总投资", "计划总投资(万元)"]),
    (PROJECTS, "planned_end", ["竣工时间", "预计完工日期"]),
    (PROJECTS, "name", ["项目", "名称"]),
    (EXPERIENCE, "title", ["题目", "名称"]),
]


@pytest.mark.parametrize(("sheet", "field", "headers"), SAME, ids=lambda value: str(value)[:20])
def test_the_same_thing_in_other_words(sheet: str, field: str, headers: list[str]) -> None:
    for header in headers:
        match = matched(sheet, {field: header}).get(field)
        assert match is not None and match.field == field, header
        assert match.seen, header  # so that it is said


@pytest.mark.parametrize(
    ("sheet", "field", "header"),
    [
        (TASKS, "progress", "上年进展"),
        (TASKS, "progress", "进展及存在问题"),  # two columns in one
        (TASKS, "problems", "问题整改责任人"),
        (TASKS, "problems", "外来完全另写的列名"),
        (INDICATORS, "ytd", "去年同期累计"),
        (INDICATORS, "ytd", "2023年1-6月累计"),
        (INDICATORS, "ytd", "1-7月累计"),
        (INDICATORS, "ytd", "分子分母累计"),
        (PROJECTS, "total", "总投资(亿吨)"),
        (PROJECTS, "total", "项目"),
    ],
)
def test_what_says_something_else_is_not_taken(sheet: str, field: str, header: str) -> None:
    match = matched(sheet, {field: header}).get(field)
    assert match is None or match.field != field


def test_last_months_own_header_is_never_this_month() -> None:
    assert matched(TASKS, {"progress": "5月进展"})["progress"].field == "previous_progress"
    january = matched(TASKS, {"progress": "1月进展", "previous_progress": "12月进展"}, Period(2025, 1))
    assert [match.field for match in january.values()] == ["progress", "previous_progress"]
    assert "progress" not in matched(TASKS, {"progress": "6月进展"}, None)  # nobody knows which month it is


def test_of_two_columns_about_the_same_none_is_taken() -> None:
    both = matched(TASKS, {"progress": "工作进展", "evidence": "工程进展"})
    assert "progress" not in both and "evidence" not in both


def test_a_header_that_is_there_is_not_found_once_more() -> None:
    """A column of the unit's own about the same thing stays its own."""
    assert matched(TASKS, {"evidence": "下一步打算"}).get("evidence") is None


def test_words_are_of_fields_that_exist_and_no_declared_header_names_another_field() -> None:
    for sheet, words in WORDS.items():
        fields = {column.field: column.header for column in SHEETS[sheet].columns}
        assert words.keys() <= fields.keys()
        for field, header in fields.items():
            found = matched(sheet, {field: header})
            assert found[field] == ColumnMatch(field)
