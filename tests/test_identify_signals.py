"""identify(): whose return it is, from several signals; conflicts go to a person."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from corpus.case import KNOWN, draft, read_case
from corpus.damage import copied_to_new, unsigned
from corpus.sample import JUNE, KEY, MAY, UNITS, blank_form, form_for, saved
from corpus.whose import ALL, PERIOD_AT, identity_cases

from toolkit.core import fields
from toolkit.core.form import ASK_LIST, COVER, FIX_LIST, INDICATORS, META, TASKS
from toolkit.core.model import Unit
from toolkit.core.period_words import period_in
from toolkit.core.periods import Period
from toolkit.forms.layout import FIRST_ROW, TASK_SHEET
from toolkit.forms.same import YES
from toolkit.inbox.identify import ENOUGH, Identification, Issued, Known, fingerprint, identify
from toolkit.inbox.signals import Names, name_signals
from toolkit.inbox.workbooks.reader import read_book


def judged(
    data: bytes, name: str = "报表.xlsx", sender: str = "", known: Known = KNOWN, folder: str = ""
) -> Identification:
    return identify(
        read_book(data),
        file_name=name,
        sender=sender,
        units=UNITS,
        key=KEY,
        known=known,
        period=JUNE,
        folder=folder,
    )


def codes(found: Identification) -> set[str]:
    return {finding.code for finding in found.conflicts}


def test_an_untouched_return_is_certain_and_says_why() -> None:
    found = judged(saved(draft().book))
    assert (found.unit_code, found.period, found.digest) == ("653121", JUNE, "corpus-digest")
    assert (found.confidence, found.conflicts, found.blank_form) == (1.0, (), False)
    assert sum("校验码相符" in line for line in found.evidence) == 2
    assert any("填报说明" in line for line in found.evidence)


def test_the_folder_is_evidence_as_the_files_name_is_where_nothing_else_says_whose_it_is() -> None:
    bare = copied_to_new(draft().book, TASKS, INDICATORS)
    for sheet in bare.worksheets:
        sheet["A1"] = None
    data = saved(bare)
    unknown = replace(KNOWN, issued=())
    assert judged(data, known=unknown).unit_code is None
    placed = judged(data, folder="6月来件/疏附县")
    assert placed.unit_code == "653121" and any("文件夹名" in line for line in placed.evidence)
    waiting = judged(data, known=unknown, folder="疏附县")
    assert waiting.unit_code is None and "文件夹名：疏附县" in waiting.conflicts[0].problem
    assert judged(saved(draft().book), folder="疏勒县").unit_code == "653121"


def test_the_blank_form_is_known_as_blank_and_a_nil_return_is_not() -> None:
    found = judged(blank_form("疏附县"))
    assert (found.unit_code, found.blank_form, found.fingerprint) == ("653121", True, "")
    owing_nothing = Known((Issued("653121", JUNE, asked=False),))
    assert judged(blank_form("疏附县"), known=owing_nothing).blank_form is False
    assert judged(saved(draft().book)).blank_form is False


def only_clicks(unit: str) -> bytes:
    """A month in which nothing moved: 是 in each row of 任务进展, and no figure."""
    book = openpyxl.load_workbook(BytesIO(blank_form(unit)))
    for number, _ in enumerate(form_for(unit, JUNE).rows, FIRST_ROW):
        book[TASKS][f"{TASK_SHEET.letter(fields.SAME)}{number}"].value = YES
    return saved(book)


def test_clicks_alone_are_a_return_and_no_two_units_content_is_the_same_by_them() -> None:
    found = judged(only_clicks("疏附县"))
    assert (found.unit_code, found.blank_form) == ("653121", False)
    assert len(form_for("疏附县", JUNE).rows) >= ENOUGH
    assert (
        fingerprint(read_book(only_clicks("疏附县"))) == fingerprint(read_book(only_clicks("疏勒县"))) == ""
    )


def test_a_part_keeps_its_name() -> None:
    assert judged(blank_form("疏附县", JUNE, "教育")).part == "教育"


def test_last_months_content_sent_again_is_noticed_without_any_identity() -> None:
    before = fingerprint(read_book(saved(draft(period=MAY).book)))
    again = draft(period=MAY)
    again.book = copied_to_new(again.book, *ALL)
    again.book[COVER][PERIOD_AT].value = "2024年6月"
    for name in again.book.sheetnames[1:]:
        title = again.book[name]["A1"]
        title.value = str(title.value).replace("2024年5月", "2024年6月")
    known = replace(KNOWN, fingerprints={before: ("653121", MAY)})
    found = judged(saved(again.book), known=known)
    assert (found.unit_code, codes(found)) == (None, {"E704"})
    assert judged(saved(again.book)).unit_code == "653121"  # without that knowledge nothing speaks against it


def test_another_units_content_is_noticed_even_in_ones_own_form() -> None:
    data = saved(draft().book)
    known = replace(KNOWN, fingerprints={fingerprint(read_book(data)): ("653122", JUNE)})
    found = judged(data, known=known)
    assert (found.unit_code, codes(found)) == (None, {"E709"})


def test_the_same_file_again_is_no_conflict() -> None:
    data = saved(draft().book)
    known = replace(KNOWN, fingerprints={fingerprint(read_book(data)): ("653121", JUNE)})
    assert judged(data, known=known).unit_code == "653121"


def test_the_fingerprint_is_of_the_content_alone() -> None:
    made = draft()
    first = fingerprint(read_book(saved(made.book)))
    made.book[TASKS].insert_rows(1, 2)
    made.book[TASKS].title = "进展"
    unsigned(made.book)
    assert fingerprint(read_book(saved(made.book))) == first != ""
    made.book["进展"].cell(7, 11).value = "不同"
    assert fingerprint(read_book(saved(made.book))) != first


def test_a_unit_that_was_sent_nothing_is_no_guess() -> None:
    made = draft("疏勒县")
    made.book = copied_to_new(made.book, *ALL)
    known = Known((Issued("653121", JUNE, frozenset({("任务进展", "2")})),))
    found = judged(saved(made.book), known=known)
    assert (found.unit_code, codes(found)) == (None, {"E710"})


@pytest.mark.parametrize("forged", ["UnitCode", "Period", "ChecklistDigest", "Part", "KeyedDigest"])
@pytest.mark.parametrize("where", ["_meta", "properties"])
def test_any_change_of_the_identity_is_noticed(forged: str, where: str) -> None:
    made = draft()
    value = {"UnitCode": "653122", "Period": "2024-07"}.get(forged, "00ff")
    if where == "_meta":
        row = next(r for r in made.book[META].iter_rows() if r[0].value == forged)
        row[1].value = value
    else:
        made.book.custom_doc_props[forged].value = value
    found = judged(saved(made.book))
    assert found.unit_code is None
    assert "E703" in codes(found)


def test_no_workbook_of_ours_is_said_so() -> None:
    made = draft()
    for name in made.book.sheetnames[1:]:
        del made.book[name]
    made.book[COVER].delete_rows(1, 60)
    assert codes(judged(saved(made.book), "疏附县6月.xlsx")) == {"E707"}


@pytest.mark.parametrize("name", [FIX_LIST, ASK_LIST])
def test_our_list_of_what_to_mend_alone_is_said_to_be_that(name: str) -> None:
    for sheet, title in ((name, "喀什市"), ("Sheet1", f"{name}　疏附县 2024年6月")):
        book = openpyxl.Workbook()
        page = book.active
        page.title = sheet
        page.append([title])
        page.append(["序号", "级别", "位置", "填报值", "问题", "怎么改", "建议值"])
        page.append([1, "错误", "指标数据!J5", "约30", "不是数", "请改", 30])
        (finding,) = judged(saved(book), "疏附县6月.xlsx").conflicts
        assert finding.code == "E716" and name in finding.problem


@pytest.mark.slow
def test_each_identity_case_gives_its_finding() -> None:
    for item in identity_cases():
        _, found = read_case(item)
        assert item.codes <= codes(found), item.name
        assert (found.unit_code is None) == bool({c for c in codes(found) if c.startswith("E")}), item.name


NAMES = Names((*UNITS, Unit("653100", "地区本级", "地区本级", ("喀什地区本级",), kind="本级")))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("653121_疏附县_2024-06", "653121"),
        ("疏附６月", "653121"),
        ("塔县报表", "653131"),
        ("塔什库尔干县", "653131"),
        ("塔什库尔干塔吉克自治县人民政府", "653131"),
        ("喀什经济开发区管委会", "653191"),
        ("喀什经开区6月", "653191"),
        ("喀什市", "653101"),
        ("喀什", ""),
        ("喀什地区6月", ""),
        ("喀什地区本级", "653100"),
        ("疏附县、疏勒县合表", ""),
        ("疏勒县住建局", "653122"),
        ("地区住建局", "653197"),
        ("喀什市和经开区", ""),
        ("6月报表", ""),
        ("电话6531210001", ""),
    ],
)
def test_names_are_found_whole_and_only_when_they_are_alone(text: str, code: str) -> None:
    assert NAMES.find(text) == code


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("疏附县_2024-06.xlsx", JUNE),
        ("疏附县2024年6月.xlsx", JUNE),
        ("疏附县202406.xlsx", JUNE),
        ("疏附县2024.6.xlsx", JUNE),
        ("疏附县6月.xlsx", JUNE),
        ("疏附县5月份.xlsx", MAY),
        ("疏附县12月.xlsx", Period(2023, 12)),
        ("疏附县2024年7月3日.xlsx", None),
        ("疏附县20240703.xlsx", None),
        ("疏附县7月3日报6月.xlsx", JUNE),
        ("疏附县5月6月.xlsx", None),
        ("疏附县v2.xlsx", None),
    ],
)
def test_months_in_file_names(name: str, period: Period | None) -> None:
    found = [signal.period for signal in name_signals(name, JUNE, NAMES) if signal.period is not None]
    assert found == ([period] if period else [])


@pytest.mark.parametrize("month", [Period(2025, 1), Period(2024, 12), Period(2022, 6)])
def test_a_bare_month_in_the_name_contradicts_no_year(month: Period) -> None:
    # In December's settings 1月 is a form sent ahead, in June's 12月 and an old 6月 are sent after the fact.
    data = saved(draft(period=month).book)
    found = judged(data, f"疏附县{month.month}月填报表.xlsx")
    assert (found.unit_code, found.period, codes(found)) == ("653121", month, set())
    assert codes(judged(data, f"疏附县{month.month + 1 if month.month < 12 else 1}月填报表.xlsx")) == {"E702"}


def test_a_bureau_in_the_name_of_a_countys_form_is_the_countys() -> None:
    data = saved(draft().book)
    found = judged(data, "住建局6月填报表.xlsx")
    assert (found.unit_code, codes(found)) == ("653121", set())
    assert codes(judged(data, "地区住建局6月填报表.xlsx")) == {"E701"}
    assert codes(judged(data, "疏勒县住建局6月填报表.xlsx")) == {"E701"}


def test_a_day_is_not_taken_for_a_month() -> None:
    assert period_in("2024年6月25日") is None
    assert period_in("2024年6月 共25项") == JUNE


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("疏附县2024年1—6月报表", JUNE),
        ("疏附县2024年1至6月", JUNE),
        ("疏附县2024年1～6月", JUNE),
        ("疏附县2024年1-6月", JUNE),
        ("疏附县2024年5—6月", JUNE),
        ("疏附县2024年1月至6月份", JUNE),
        ("疏附县202401-06", JUNE),
        ("疏附县1—6月", JUNE),
        ("疏附县2024年11—2月", None),
    ],
)
def test_a_span_of_months_is_the_return_of_the_last(text: str, period: Period | None) -> None:
    found = [
        signal.period for signal in name_signals(f"{text}.xlsx", JUNE, NAMES) if signal.period is not None
    ]
    assert found == ([period] if period else [])
    if period and text != "疏附县1—6月":
        assert period_in(text) == period


def test_signed_forms_under_such_names_are_taken() -> None:
    data = saved(draft().book)
    for name in ("疏附县2024年1—6月报表.xlsx", "疏附县2024年1至6月.xlsx", "疏附县202401-06.xlsx"):
        found = judged(data, name)
        assert (found.unit_code, found.period, codes(found)) == ("653121", JUNE, set())
    assert codes(judged(data, "疏附县2024年1—5月.xlsx")) == {"E702"}


def test_a_bureau_without_a_county_names_nobody_for_certain() -> None:
    """A county bureau's own rows, copied to a new workbook: the prefecture's bureau is called the same."""
    names = Names(UNITS)
    assert not [s for s in name_signals("县住建局6月.xlsx", JUNE, names) if s.unit]
    (vague,) = [s for s in name_signals("住建局6月.xlsx", JUNE, names) if s.unit]
    (clear,) = [s for s in name_signals("地区住建局6月.xlsx", JUNE, names) if s.unit]
    assert (vague.unit, clear.unit) == ("653197", "653197") and vague.weight < 0.3 < clear.weight
    assert 1 - (1 - vague.weight) * (1 - 0.3) < ENOUGH  # with rows that others were sent as well


def test_it_is_said_when_only_the_name_tells_the_month() -> None:
    made = draft()
    made.book = copied_to_new(made.book, TASKS)
    made.book[TASKS].delete_rows(1, 3)
    data = saved(made.book)
    assert judged(data, "疏附县6月.xlsx").by_name
    assert not judged(saved(draft().book), "疏附县6月.xlsx").by_name


@pytest.mark.parametrize(
    ("name", "title"),
    [("5月", "2024年5月"), ("上月", "2024年5月"), ("去年同期", "2023年6月"), ("2024年5月指标", "2024年5月")],
)
def test_a_sheet_kept_for_reference_says_nothing_of_the_month(name: str, title: str) -> None:
    book = draft().book
    kept = book.copy_worksheet(book[INDICATORS])
    kept.title, kept["A1"] = name, f"{INDICATORS}　疏附县 {title}"
    found = judged(saved(book), "疏附县6月.xlsx")
    assert (found.unit_code, found.period, codes(found)) == ("653121", JUNE, set())


def test_the_forms_own_sheet_of_another_month_does() -> None:
    book = draft().book
    book[INDICATORS]["A1"] = f"{INDICATORS}　疏附县 2024年5月"
    assert codes(judged(saved(book), "疏附县6月.xlsx")) == {"E702"}
