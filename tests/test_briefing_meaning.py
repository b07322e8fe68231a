"""verify: a name or a word of direction turned into another beside a number that stands; and any other Word file."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from briefing_month import demo_month
from docx.oxml.ns import qn
from lxml import etree
from test_briefing_document import written
from test_briefing_verify import edited

from toolkit.core.results import MonthResult
from toolkit.word.foreign import hold_against
from toolkit.word.meaning import meanings_of, names_of
from toolkit.word.sentences import read_sentences
from toolkit.word.tokens import say
from toolkit.word.verification import verify


@pytest.fixture(scope="module")
def month() -> MonthResult:
    return demo_month()


@pytest.fixture(scope="module")
def original(month: MonthResult) -> bytes:
    return written(month)


def texts(body: etree._Element) -> list[etree._Element]:
    """Text nodes outside the list of figures that a reader sees."""
    return [node for node in body.iter(qn("w:t")) if node.text]


def turning(old: str, new: str) -> Callable[[etree._Element], None]:
    """Put ``new`` for the first ``old`` that stands in a sentence with a figure."""

    def change(body: etree._Element) -> None:
        for node in texts(body):
            paragraph = next(up for up in node.iterancestors() if up.tag == qn("w:p"))
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
            prose = style in ("Summary", "Front", "FrontItem", "Normal", "Matter")
            if prose and old in node.text and next(paragraph.iter(qn("w:sdt")), None) is not None:
                node.text = node.text.replace(old, new, 1)
                return
        raise AssertionError(f"no {old}")

    return change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("低于序时进度", "超序时进度"),
        ("滞后", "已完成"),
        ("疏勒县", "泽普县"),
        ("卯类任务", "辰类任务"),
    ],
)
def test_a_word_turned_beside_a_figure_is_found(
    month: MonthResult, original: bytes, old: str, new: str
) -> None:
    report = verify(edited(original, turning(old, new)), month.figures)
    assert not report.clean
    assert report.changed == ()
    assert report.reversed
    assert any(line.startswith("改义：") for line in report.lines())


def test_another_row_label_is_found(month: MonthResult, original: bytes) -> None:
    def change(body: etree._Element) -> None:
        row = next(
            row
            for row in body.iter(qn("w:tr"))
            if any(node.text == "疏勒县" for node in row.iter(qn("w:t")))
            and next(row.iter(qn("w:sdt")), None) is not None
        )
        next(node for node in row.iter(qn("w:t")) if node.text == "疏勒县").text = "泽普县"

    report = verify(edited(original, change), month.figures)
    assert {one.old for one in report.reversed} == {"疏勒县"}
    assert {one.new for one in report.reversed} == {"泽普县"}


def test_other_words_may_be_edited(month: MonthResult, original: bytes) -> None:
    report = verify(edited(original, turning("任务中，按", "重点任务中，按")), month.figures)
    assert report.reversed == ()


def test_what_the_tool_writes_today_stands(month: MonthResult, original: bytes) -> None:
    changed = edited(original, turning("低于序时进度", "超序时进度"))
    found = verify(changed, month.figures).reversed
    assert found
    document = docx.Document(io.BytesIO(changed))
    today = meanings_of(read_sentences(document), names_of(month))
    assert verify(changed, month.figures, today=today).reversed == ()


def typed(*words: str) -> bytes:
    document = docx.Document()
    for text in words:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("指标", "完成", "城镇新增就业", "9.9"), strict=True
    ):
        cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_any_other_word_file_is_held_against_the_ledger(month: MonthResult) -> None:
    jobs = next(row for row in month.indicators if row.indicator.name == "城镇新增就业")
    rate = say(jobs.rate)
    report = hold_against(
        typed(
            f"2024年6月，城镇新增就业完成年度目标的{rate}。",
            "城镇新增就业完成年度目标的99.9%。",
            "全年组织活动77场。",
            "7月15日前报送，见附件2。",
        ),
        month,
    )
    assert [(one.verdict, one.number) for one in report.judged] == [
        ("有据", rate[:-1]),
        ("不符", "99.9"),
        ("无据", "77"),
        ("无据", "9.9"),
    ]
    assert jobs.rate.key in report.lines()[-2]
    assert report.lines()[0].startswith("不符：")
    assert not report.clean
