"""The office's own documents: Word and flattened text give the same tasks, and the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.checklist_samples import import_list
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import Review, write_checklist
from toolkit.core.model import Checklist, Comparator, Kind, Target, Task, Unit

DATA = Path(__file__).parent / "data"
Imported = tuple[Checklist, list[Review]]


def folded(text: str) -> str:
    return re.sub(r"\s", "", text)


def read(name: str, units: Sequence[Unit]) -> Imported:
    checklist, reviews, findings = import_list((DATA / name).read_bytes(), name, units)
    assert findings == []
    return checklist, reviews


@pytest.fixture(scope="module")
def word(units: tuple[Unit, ...]) -> Imported:
    return read("checklist.docx", units)


@pytest.fixture(scope="module")
def text(units: tuple[Unit, ...]) -> Imported:
    return read("checklist.txt", units)


def comparable(task: Task) -> Task:
    """Texts after white space is folded; without source, note and 简称, which the office writes."""
    measures = {year: folded(text) for year, text in task.measures.items()}
    return replace(task, content=folded(task.content), measures=measures, source="", note="", short="")


def test_word_and_text_give_the_same_tasks(word: Imported, text: Imported) -> None:
    assert [comparable(t) for t in word[0].tasks] == [comparable(t) for t in text[0].tasks]


def test_the_import_equals_the_reviewed_checklist(word: Imported, checklist: Checklist) -> None:
    assert len(word[0].tasks) == 47
    for imported, shipped in zip(word[0].tasks, checklist.tasks, strict=True):
        assert comparable(imported) == comparable(shipped)


def test_paragraphs_of_a_cell_stay_apart(word: Imported, checklist: Checklist) -> None:
    assert word[0].task(2).measures[2024] == checklist.task(2).measures[2024]
    assert len(word[0].task(2).measures[2024].split("\n")) == 4


def reviewed(imported: Imported, header: str) -> set[int]:
    return {int(r.row_key) for r in imported[1] if r.sheet == "任务" and r.header == header}


def test_inherited_cells_are_marked(word: Imported, text: Imported) -> None:
    inherited = [
        {int(r.row_key) for r in imported[1] if r.header == "责任单位" and "沿用" in r.note}
        for imported in (word, text)
    ]
    assert inherited == [{9, 17, 18, 20, 31}] * 2
    leads = {int(r.row_key) for r in word[1] if r.header == "牵头单位" and "沿用" in r.note}
    assert leads == {9, 12, 13, 17, 18, 20, 31}


def test_automatic_numbers_are_marked(word: Imported, text: Imported) -> None:
    expected = {*range(18, 30), *range(31, 42), 43, 44, 46, 47}
    assert reviewed(word, "任务序号") == reviewed(text, "任务序号") == expected


def test_resolved_units_are_marked_with_the_reason(word: Imported) -> None:
    notes = {int(r.row_key): r.note for r in word[1] if r.header == "填报单位" and r.sheet == "任务"}
    assert set(range(1, 48)) - set(notes) == {5, 12, 15, 19, 20}  # every name is written out there
    assert "喀什市、疏附县、疏勒县" in notes[11]
    assert "叶城县、巴楚县、塔什库尔干塔吉克自治县" in notes[13]
    assert "国网喀什供电公司" in notes[25]
    assert "地区国动办" in notes[40]


def test_list_numbers_glued_to_years_are_no_figures(word: Imported) -> None:
    for indicator in word[0].indicators:
        for target in indicator.targets.values():
            assert target.low not in (1.2024, 1.2025, 2.2025, 3.2025, 2024, 2025, 2022)
    ids = {(i.task_no, t.low) for i in word[0].indicators for t in i.targets.values()}
    assert not ids & {(15, 18), (15, 11), (13, 219), (27, 219), (21, 314), (33, 5), (1, 300), (28, 2000)}


def test_proposals_find_the_numbers_of_the_measures(word: Imported, checklist: Checklist) -> None:
    """Of all shipped targets whose number and measure stand in the year's measures, none is missed."""
    proposed = {(i.task_no, year, t.low) for i in word[0].indicators for year, t in i.targets.items()}
    missed = []
    for indicator in checklist.indicators:
        for year, target in indicator.targets.items():
            text = checklist.task(indicator.task_no).measures[year]
            written = f"{target.low:g}{indicator.measure}" in text.replace("％", "%")
            if written and (indicator.task_no, year, target.low) not in proposed:
                missed.append((indicator.id, year))
    assert missed == []


@pytest.mark.parametrize(
    ("task_no", "name", "kind", "comparator", "measure", "targets"),
    [
        (2, "新增义务教育学位数", Kind.FLOW, Comparator.GE, "万个", {2024: Target(1.86), 2025: Target(1.28)}),
        (3, "县域内基层医疗卫生机构门急诊占比", Kind.RATIO, Comparator.ABOUT, "%", {2025: Target(65)}),
        (15, "常住人口", Kind.STOCK, Comparator.GT, "万人", {2025: Target(100)}),
        (
            23,
            "喀什丝路文旅综合体等全地区高端酒店项目完成投资",
            Kind.INVESTMENT,
            Comparator.GE,
            "亿元",
            {2024: Target(29.5)},
        ),
        (36, "城镇生活垃圾无害化处理率", Kind.RATIO, Comparator.KEEP, "%", {2025: Target(99)}),
    ],
)
def test_what_is_proposed(
    word: Imported,
    task_no: int,
    name: str,
    kind: Kind,
    comparator: Comparator,
    measure: str,
    targets: dict[int, Target],
) -> None:
    (found,) = [i for i in word[0].indicators if (i.task_no, i.name) == (task_no, name)]
    assert (found.kind, found.comparator, found.measure) == (kind, comparator, measure)
    assert dict(found.targets) == targets


def test_ranges_and_two_numbers_in_a_row(word: Imported) -> None:
    assert Target(1, 2) in [i.targets.get(2025) for i in word[0].indicators if i.task_no == 5]
    fourth = [i.targets[2024].low for i in word[0].indicators if i.task_no == 4 and 2024 in i.targets]
    assert fourth == [1, 15, 10]


def test_a_second_number_of_a_clause_is_its_condition(word: Imported) -> None:
    """5个以上镇区常住人口5万人目标: five towns are the target, 50,000 people the threshold."""
    found = [(i.measure, dict(i.targets)) for i in word[0].indicators if i.task_no == 27]
    assert found == [("个", {2025: Target(5)})]


def test_every_proposal_is_marked(word: Imported) -> None:
    marked = {r.row_key for r in word[1] if r.sheet == "指标" and r.header == "类型"}
    assert marked == {indicator.id for indicator in word[0].indicators}


def test_the_imported_workbook_can_be_loaded(word: Imported, units: tuple[Unit, ...]) -> None:
    checklist, reviews = word
    loaded, findings = load_checklist(write_checklist(checklist, reviews))
    assert findings == []
    assert loaded == checklist


def test_the_offices_own_workbook_imports_as_it_is(units: tuple[Unit, ...], checklist: Checklist) -> None:
    data = (Path(__file__).parents[1] / "templates" / "checklist.xlsx").read_bytes()
    assert import_list(data, "checklist.xlsx", units) == (checklist, [], [])
