"""A paper that the office edited: its words stay, only tagged numbers follow the ledger."""

from __future__ import annotations

import copy
import dataclasses
import io
import re
from collections.abc import Callable

import docx
import openpyxl
import pytest
from briefing_real import real_month
from docx.text.paragraph import Paragraph
from test_briefing_document import ROOMY, SETTINGS, TEMPLATE

from toolkit.core.model import Checklist, Unit
from toolkit.core.results import MonthResult
from toolkit.outputs.briefing.pendinglist import write_pending
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.context import OutputContext
from toolkit.word.places import Place
from toolkit.word.renewal import Change, ChartChange, chart_changes, renew
from toolkit.word.scan import Control
from toolkit.word.sentences import Sentence, aligned, sentences_of
from toolkit.word.verification import verify

Paper = Callable[[MonthResult], bytes]


@pytest.fixture(scope="module")
def month(checklist: Checklist, units: tuple[Unit, ...]) -> MonthResult:
    return real_month(checklist, units)


@pytest.fixture(scope="module")
def paper(checklist: Checklist, units: tuple[Unit, ...]) -> Paper:
    def write(month: MonthResult) -> bytes:
        context = OutputContext("办公室", month.period, month.data_until, units)
        return write_briefing(TEMPLATE.read_bytes(), month, checklist, context, SETTINGS)

    return write


@pytest.fixture(scope="module")
def moved(month: MonthResult, paper: Paper) -> str:
    """The id of an indicator of which a table prints a large total."""
    shown = {tag.partition("#")[0] for one in sentences_of(paper(month)) if one.row for tag in one.tags}
    big = [row for row in month.indicators if (row.total.value or 0) > 10 and row.total.key in shown]
    return big[0].indicator.id


@pytest.fixture(scope="module")
def later(month: MonthResult, moved: str) -> MonthResult:
    """The same month after that total moved a little: no words hang on it."""
    figures = dict(month.figures)
    rows = []
    for row in month.indicators:
        if row.indicator.id == moved:
            total = dataclasses.replace(row.total, value=(row.total.value or 0) + 1.25)
            figures[total.key] = total
            row = dataclasses.replace(row, total=total)
        rows.append(row)
    return dataclasses.replace(month, indicators=tuple(rows), figures=figures)


def text_of(data: bytes) -> str:
    return "\n".join(one.text for one in sentences_of(data))


def edited(data: bytes, find: str, put: str) -> bytes:
    """The paper after a person replaced words in one run of it."""
    document = docx.Document(io.BytesIO(data))
    for node in document.element.body.iter("{*}t"):
        if node.text and find in node.text:
            node.text = node.text.replace(find, put, 1)
            break
    else:
        raise AssertionError(find)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_paragraph(data: bytes, text: str) -> bytes:
    document = docx.Document(io.BytesIO(data))
    document.paragraphs[12].insert_paragraph_before(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_paper_is_aligned_with_itself(month: MonthResult, paper: Paper) -> None:
    whole = sentences_of(paper(month))
    assert all(
        old is not None and new is not None and old.text == new.text for old, new in aligned(whole, whole)
    )
    assert len(whole) > 100


def test_words_of_the_office_stay_and_numbers_follow(
    month: MonthResult, later: MonthResult, paper: Paper
) -> None:
    base, fresh = paper(month), paper(later)
    assert text_of(base) != text_of(fresh)
    theirs = with_paragraph(base, "请各单位高度重视，分管领导亲自过问。")
    result = renew(base, theirs, fresh)
    assert result.pending == ()
    assert result.renewed > 0
    assert text_of(result.data) == text_of(with_paragraph(fresh, "请各单位高度重视，分管领导亲自过问。"))
    report = verify(result.data, later.figures)
    assert report.clean, report.lines()
    assert verify(theirs, later.figures).clean is False


def test_renewed_twice_is_renewed_once(month: MonthResult, later: MonthResult, paper: Paper) -> None:
    base, fresh = paper(month), paper(later)
    theirs = with_paragraph(base, "请各单位高度重视。")
    once = renew(base, theirs, fresh).data
    again = renew(base, once, fresh)
    assert (again.data, again.renewed, again.pending) == (once, 0, ())


def test_renewed_again_from_a_later_month(month: MonthResult, later: MonthResult, paper: Paper) -> None:
    """Numbers that a former run renewed are not taken for the office's own."""
    base = paper(month)
    theirs = with_paragraph(base, "请各单位高度重视。")
    once = renew(base, theirs, paper(later)).data
    back = renew(base, once, base)
    assert back.pending == ()
    assert text_of(back.data) == text_of(theirs)


def _is_total(control: Control, moved: str) -> bool:
    return moved in control.tag and control.tag.endswith("/all/ytd#n")


def test_a_number_that_the_office_changed_is_left_and_said(
    month: MonthResult, later: MonthResult, paper: Paper, moved: str
) -> None:
    base, fresh = paper(month), paper(later)
    row = next(
        old
        for old, new in aligned(sentences_of(base), sentences_of(fresh))
        if old and new and old.text != new.text and any(_is_total(one, moved) for one in old.controls)
    )
    control = next(one for one in row.controls if _is_total(one, moved))
    document = docx.Document(io.BytesIO(base))
    holder = next(
        node
        for node in document.element.body.iter("{*}sdt")
        if any(tag.values()[0] == control.tag for tag in node.iter("{*}tag"))
        and "".join(t.text or "" for t in node.iter("{*}t")) == control.text
    )
    next(holder.iter("{*}t")).text = "123456"
    out = io.BytesIO()
    document.save(out)
    result = renew(base, out.getvalue(), fresh)
    assert "123456" in text_of(result.data)
    assert any(one.why == "数字被改过" and "123456" in one.stands.text for one in result.pending)


def test_other_words_wait_for_a_person(
    month: MonthResult, checklist: Checklist, units: tuple[Unit, ...], paper: Paper
) -> None:
    """Other returns turn lights and lists: nothing of such sentences is touched, both versions are shown."""
    base = paper(month)
    fresh = paper(real_month(checklist, units, seed=8))
    theirs = with_paragraph(base, "请各单位高度重视。")
    result = renew(base, theirs, fresh)
    assert {one.why for one in result.pending} >= {"用词已变"}
    standing = {one.shown for one in sentences_of(theirs)}
    today = {one.shown for one in sentences_of(fresh)}
    kept = {one.shown for one in sentences_of(result.data)}
    assert {one.stands.shown for one in result.pending if one.stands} <= standing & kept
    assert {one.today.shown for one in result.pending if one.today} <= today
    for one in sentences_of(result.data):  # every sentence is the old one, today's, or the office's own
        assert one.shown in standing | today


def test_a_mended_sentence_waits_no_longer(month: MonthResult, later: MonthResult, paper: Paper) -> None:
    base = paper(month)
    sentence = next(one for one in sentences_of(base) if not one.row and one.controls and len(one.text) > 20)
    ends = [0, *(one.end for one in sentence.controls)]
    starts = [*(one.start for one in sentence.controls), len(sentence.text)]
    first = next(
        words
        for begin, end in zip(ends, starts, strict=True)
        if len(words := sentence.text[begin:end].strip()) > 3 and not re.search(r"\d", words)
    )
    fresh = edited(base, first, first + "（口径已调）")
    theirs = with_paragraph(base, "请各单位高度重视。")
    waiting = renew(base, theirs, fresh).pending
    assert [one.why for one in waiting] == ["用词已变"]
    assert "口径已调" in waiting[0].today.text
    assert "口径已调" not in waiting[0].stands.text
    assert renew(base, edited(theirs, first, first + "（口径已调）"), fresh).pending == ()


def test_a_sentence_that_the_office_deleted_stays_away(
    month: MonthResult, later: MonthResult, paper: Paper
) -> None:
    base, fresh = paper(month), paper(later)
    document = docx.Document(io.BytesIO(base))
    victim: Paragraph = next(p for p in document.paragraphs if p.text.startswith("提请协调"))
    gone = victim.text
    victim._element.getparent().remove(victim._element)
    out = io.BytesIO()
    document.save(out)
    result = renew(base, out.getvalue(), fresh)
    assert gone not in text_of(result.data)
    assert not any(one.why == "新增" for one in result.pending)


def test_runs_split_by_word_are_renewed(month: MonthResult, later: MonthResult, paper: Paper) -> None:
    """Word splits a number's run when a letter of it is formatted: the number is still one number."""
    base, fresh = paper(month), paper(later)
    document = docx.Document(io.BytesIO(base))
    for control in document.element.body.iter("{*}sdt"):
        runs = list(control.iter("{*}r"))
        text = runs[0].find("{*}t") if runs else None
        if len(runs) == 1 and text is not None and len(text.text or "") > 2:
            second = copy.deepcopy(runs[0])
            second.find("{*}t").text = text.text[1:]
            text.text = text.text[:1]
            runs[0].addnext(second)
    out = io.BytesIO()
    document.save(out)
    result = renew(base, out.getvalue(), fresh)
    assert text_of(result.data) == text_of(fresh)
    assert result.pending == ()


def test_a_number_that_grows_or_shrinks_moves_no_other_sentence_of_its_paragraph(
    month: MonthResult, paper: Paper
) -> None:
    """Seen once: 截至6月27日15时 became 截至7月2日9时, and the next sentence read 达序时进度1718项度偏慢24项."""
    first = "截至6月27日15时，应报22个单位。其中达序时进度17项、进度偏慢124项。没有报来2个。"
    today = "截至7月2日9时，应报122个单位。其中达序时进度18项、进度偏慢24项。没有报来12个。"
    base, fresh = with_paragraph(paper(month), first), with_paragraph(paper(month), today)
    result = renew(base, with_paragraph(base, "请各单位高度重视。"), fresh)
    assert (result.pending, result.renewed) == ((), 7)
    assert text_of(result.data) == text_of(with_paragraph(fresh, "请各单位高度重视。"))


def test_a_chart_waits_until_the_office_has_put_in_the_new_one(
    month: MonthResult, checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    def paper(of: MonthResult) -> bytes:
        outputs = OutputContext("办公室", of.period, of.data_until, units)
        return write_briefing(TEMPLATE.read_bytes(), of, checklist, outputs, ROOMY)

    base, fresh = paper(month), paper(real_month(checklist, units, seed=8))
    assert chart_changes(base, with_paragraph(base, "请各单位高度重视。"), fresh)
    assert chart_changes(base, with_paragraph(fresh, "请各单位高度重视。"), fresh) == []
    document = docx.Document(io.BytesIO(base))
    for part in list(document.part.rels.values()):
        if "chart" in part.reltype:
            del document.part.rels[part.rId]  # taken out by the office
    out = io.BytesIO()
    document.save(out)
    assert chart_changes(base, out.getvalue(), fresh) == []


def test_the_list_of_what_waits_sets_both_versions_and_both_charts_side_by_side(
    month: MonthResult, units: tuple[Unit, ...]
) -> None:
    place = Place("一、总体进展 第3段")
    stands, today = Sentence(place, "全地区有3项滞后。", ()), Sentence(place, "全地区没有滞后的。", ())
    pending = (
        Change(stands, today, why="用词已变"),
        Change(None, today, why="新增"),
        Change(stands, None, why="删去"),
    )
    charts = (
        ChartChange("各组亮灯", "红 3", "红 4"),
        ChartChange("投资", "", "有此图"),
        ChartChange("学位", "有此图", ""),
    )
    context = OutputContext("办公室", month.period, month.data_until, units)
    book = openpyxl.load_workbook(io.BytesIO(write_pending(pending, charts, context)))
    rows = [[cell.value for cell in row[:5]] for row in book["待改"].iter_rows()]
    heads = ["序号", "位置", "为什么要人改", "文中现在写的", "程序今天写的"]
    assert rows[rows.index(heads) + 1 :][:6] == [
        [1, "一、总体进展 第3段", "用词已变", "全地区有3项滞后。", "全地区没有滞后的。"],
        [2, "一、总体进展 第3段", "新增", "（没有这句）", "全地区没有滞后的。"],
        [3, "一、总体进展 第3段", "删去", "全地区有3项滞后。", "（不再写这句）"],
        [4, "图“各组亮灯”", "图要换", "红 3", "红 4"],
        [5, "图“投资”", "图要换", "（没有此图）", "有此图"],
        [6, "图“学位”", "图要换", "有此图", "（不再画此图）"],
    ]
