"""简称 of tasks: the office's own, else taken from the text; short, and no two the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook

from tests.checklist_samples import edited, import_list, sample, task
from toolkit.checklist.load import load_checklist
from toolkit.checklist.shortnames import LONGEST, with_short_names
from toolkit.checklist.snapshot import digest_of
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Unit

DATA = Path(__file__).parent / "data"


def test_the_shipped_names_are_short_unique_and_plain(checklist: Checklist) -> None:
    names = [one.title for one in checklist.tasks]
    assert len(set(names)) == 47
    assert all(4 <= len(name) <= 14 for name in names)
    assert all(re.fullmatch(r"[\u4e00-\u9fff]+", name) for name in names)
    assert checklist.task(22).title == "城市道路建设"


def test_no_short_name_hides_in_another_units_name(checklist: Checklist) -> None:
    labels = [unit.short for unit in checklist.units]
    assert len(set(labels)) == len(labels)


def test_import_proposes_names_and_marks_them(units: tuple[Unit, ...]) -> None:
    for name in ("checklist.docx", "checklist.txt"):
        imported, reviews, _ = import_list((DATA / name).read_bytes(), name, units)
        names = [one.short for one in imported.tasks]
        assert len(set(names)) == len(names) == 47
        assert all(0 < len(one) <= LONGEST + len("（任务47）") for one in names)
        marked = {int(one.row_key) for one in reviews if one.header == "简称"}
        assert marked == {one.no for one in imported.tasks}


def test_a_name_of_the_office_stays_and_no_other_takes_it() -> None:
    tasks = (
        task(1, item="城市更新", content="老旧小区改造。", short=""),
        task(2, item="别的事项", content="城市更新，加装电梯。", short="城市更新"),
        task(3, item="共用事项", content="持续推进智慧城市建设，搭建平台。", short=""),
        task(4, item="共用事项", content="智慧城市建设。", short=""),
        task(5, item="共用事项", content="2024年，另外一件事。", short=""),
        task(6, item="共用事项", content="", short=""),
    )
    names = [one.short for one in with_short_names(tasks)]
    assert names == [
        "老旧小区改造", "城市更新", "智慧城市建设", "共用事项（任务4）", "另外一件事", "共用事项（任务6）",
    ]  # fmt: skip


def test_a_checklist_from_before_the_column_gets_names_and_keeps_its_digest() -> None:
    def without(book: Workbook) -> None:
        page = book["任务"]
        page.delete_cols(next(cell.column for cell in page[1] if cell.value == "简称"))

    old, _ = load_checklist(edited(without))
    assert old is not None
    assert [one.title for one in old.tasks] == ["事项1", "事项2"]
    assert old.digest == digest_of(sample())


def test_what_a_task_is_called_is_nothing_that_is_asked() -> None:
    first, second = (
        load_checklist(write_checklist(replace(sample(), tasks=tasks)))[0]
        for tasks in ((task(1), task(2)), (task(1, short="新名"), task(2)))
    )
    assert first is not None and second is not None
    assert first.digest == second.digest
    assert first.task(1).title != second.task(1).title
