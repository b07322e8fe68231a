"""Files whose unit or month is in doubt, or shown in unusual ways."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.case import Case, Draft, case, draft
from corpus.damage import copied_to_new, unsigned
from corpus.sample import JUNE, MAY, blank_form
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, META, PROJECTS, TASKS

ALL = (COVER, TASKS, INDICATORS, PROJECTS, EXPERIENCE)
UNIT_AT, PERIOD_AT = "B4", "D3"


def _copied(d: Draft, *names: str) -> Draft:
    d.book = copied_to_new(d.book, *names)
    for place in [p for p in d.truth if p[0] not in names]:
        d.forget(place)
    return d


def _titles(d: Draft, old: str, new: str) -> None:
    for name in {TASKS, INDICATORS, PROJECTS, EXPERIENCE} & set(d.book.sheetnames):
        title = d.book[name]["A1"]
        title.value = str(title.value).replace(old, new)


def identity_cases() -> Iterator[Case]:
    yield case("谁：文件名没有单位", draft(), file_name="6月报表(定稿).xlsx")
    yield case("谁：文件名写简称", draft(), file_name="疏附2024.6.xlsx")
    yield case("谁：文件名带报送日期", draft(), file_name="疏附县 2024年7月2日报.xlsx")
    yield case("谁：文件名里有下属部门", draft(), file_name="疏附县住建局6月进展.xlsx")
    yield case(
        "谁：塔县",
        _of("塔什库尔干塔吉克自治县"),
        file_name="塔县6月.xlsx",
        **_form("塔什库尔干塔吉克自治县", "653131"),
    )
    yield case("谁：喀什两个字不指任何单位", draft(), file_name="喀什6月报表.xlsx")
    yield case("谁：喀什地区打头的文件名", draft(), file_name="喀什地区疏附县6月.xlsx")

    d = _copied(draft(), *ALL)
    yield case("谁：新工作簿，填报说明写明单位", d, ["N712"], file_name="报表.xlsx")
    d = _copied(_of("塔什库尔干塔吉克自治县"), TASKS, INDICATORS)
    _titles(d, "塔什库尔干塔吉克自治县", "")
    yield case(
        "谁：新工作簿，只有文件名写塔县", d, ["N712"], file_name="塔县2024年6月.xlsx",
        **_form("塔什库尔干塔吉克自治县", "653131"),
    )  # fmt: skip
    d = _copied(draft("喀什市"), TASKS, INDICATORS)
    for name in (TASKS, INDICATORS):
        d.book[name]["A1"].value = None
    yield case(
        "谁：什么都没写，任务行只有喀什市有", d, ["N712"], file_name="报表.xlsx", **_form("喀什市", "653101")
    )
    d = _copied(draft(), TASKS, INDICATORS)
    for name in (TASKS, INDICATORS):
        d.book[name]["A1"].value = None
    yield case("谁：什么都没写，任务行几家都有", d, ["E706"], file_name="报表.xlsx", unit=None)
    yield case(
        "谁：同上，发件人是疏附县",
        d,
        ["N712", "Q711"],
        file_name="报表.xlsx",
        sender="疏附县 <sf@example.cn>",
    )

    yield case("谁：疏附县的表用疏勒县的名字发来", draft(), ["E701"], file_name="疏勒县6月.xlsx", unit=None)
    yield case("谁：疏附县的表从疏勒县的邮箱发来", draft(), ["E701"], sender="x <sl@example.cn>", unit=None)
    d = draft()
    d.book[COVER][UNIT_AT].value = "疏勒县"
    d.written.add("疏勒县")
    item = case("谁：填报说明的单位被改成疏勒县", d, ["E701"], unit=None)
    yield item
    d = draft(period=MAY)
    d.book[COVER][PERIOD_AT].value = "2024年6月"
    d.written.add("2024年6月")
    yield case(
        "谁：上月的表改了月份再报",
        d,
        ["E702"],
        unit=None,
        period=JUNE,
        form=("疏附县", MAY, ""),
        file_name="疏附县.xlsx",
    )
    yield case(
        "谁：上月的表改了文件名再报", draft(period=MAY), ["E702"], unit=None, form=("疏附县", MAY, ""), file_name="疏附县2024-06.xlsx"
    )  # fmt: skip
    yield case(
        "谁：补报上月",
        draft(period=MAY),
        form=("疏附县", MAY, ""),
        period=MAY,
        file_name="疏附县2024-05.xlsx",
    )
    d = draft()
    for row in d.book[META].iter_rows(max_row=10):
        if row[0].value == "UnitCode":
            row[1].value = "653122"
    d.book.custom_doc_props["UnitCode"].value = "653122"
    yield case("谁：身份信息被改", d, ["E703"], unit=None)
    d = draft()
    other = draft("疏勒县")
    sheet = d.book.create_sheet("任务进展疏勒县")
    for row in other.book[TASKS].iter_rows():
        for cell in row:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column).value = cell.value
    item = case("谁：一个文件里有两家的表", d, ["E705"], unit=None)
    item.truth = {p: v for p, v in item.truth.items() if p[0] != TASKS}
    item.doubtful = {p for p in draft().truth if p[0] == TASKS and p[2] in ("progress", "person", "problems")}
    item.recount = False
    item.truth.update({p: v for p, v in draft().truth.items() if p[0] == TASKS and p not in item.doubtful})
    yield item
    d = _copied(draft(), *ALL)
    d.book[COVER][PERIOD_AT].value = None
    _titles(d, "2024年6月", "")
    yield case("谁：没有写报送期", d, ["Q711"], file_name="疏附县.xlsx")
    d = draft()
    unsigned(d.book)
    d.book[COVER][UNIT_AT].value = "疏附县人民政府（章）"
    d.written.add("疏附县人民政府（章）")
    item = case("谁：没有身份信息，单位写全称", d, ["N712"], file_name="报表.xlsx")
    yield item


def blank_return() -> bytes:
    """The form sent back as it went out."""
    return blank_form("疏附县")


def _of(name: str) -> Draft:
    return draft(name)


def _form(name: str, code: str) -> dict[str, object]:
    return {"form": (name, JUNE, ""), "unit": code}
