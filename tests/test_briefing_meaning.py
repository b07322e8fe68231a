"""verify: a name or a word of direction turned into another beside a number that stands; and any other Word file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from briefing_month import demo_month
from docx.oxml.ns import qn
from lxml import etree
from test_briefing_document import ROOMY, written
from test_briefing_verify import edited

from toolkit.core.results import MonthResult
from toolkit.word.foreign import hold_against
from toolkit.word.meaning import Meaning, meanings_of, names_of, turned
from toolkit.word.places import Place
from toolkit.word.sentences import Sentence, read_sentences
from toolkit.word.tokens import ABSOLUTE, say
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


def test_one_of_two_equal_sentences_turned_is_found() -> None:
    """Two tasks of a page rest on the same words of the same county; in one of them another county says them."""
    said = "疏勒县反映：“征地拆迁进度慢”。"
    names = ("疏勒县", "泽普县")

    def of(*texts: str) -> list[Sentence]:
        return [Sentence(Place("正文"), text, ()) for text in texts]

    known = meanings_of(of(said, said), names)
    assert list(turned(of(said, said), names, known)) == []
    (found,) = turned(of(said, said.replace("疏勒县", "泽普县")), names, known)
    assert "泽普县" in found.new.behind or "泽普县" in found.new.before


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("均", "部分"),
        ("至少", ""),
        ("疏勒县反映", "泽普县反映"),
        ("均自报", "未自报"),
        ("未报滞后原因", "已报滞后原因"),
    ],
)
def test_words_of_a_sentence_without_figures_are_locked_too(month: MonthResult, old: str, new: str) -> None:
    real = written(month, ROOMY)
    if old not in "".join(
        node.text or "" for node in docx.Document(io.BytesIO(real)).element.iter(qn("w:t"))
    ):
        pytest.skip(f"the month does not say {old}")
    report = verify(edited(real, turning_anywhere(old, new)), month.figures)
    assert report.changed == () and report.reversed, old


def turning_anywhere(old: str, new: str) -> Callable[[etree._Element], None]:
    def change(body: etree._Element) -> None:
        node = next(node for node in texts(body) if old in node.text)
        node.text = node.text.replace(old, new, 1)

    return change


def test_a_light_of_annex_1_turned_is_found(month: MonthResult, original: bytes) -> None:
    def change(body: etree._Element) -> None:
        table = next(
            t
            for t in body.iter(qn("w:tbl"))
            if "其他单位" in "".join(t.itertext()) or "全地区" in "".join(t.itertext())
        )
        node = next(node for node in table.iter(qn("w:t")) if node.text == "红")
        node.text = "绿"

    (found,) = verify(edited(original, change), month.figures).reversed
    assert (found.old, found.new) == ("红", "绿") or "红" in found.old


def test_a_paper_is_read_with_the_words_of_its_own_time(month: MonthResult, original: bytes) -> None:
    """Papers issued before 均 and sentences without figures were read stay clean."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            blob = old.read(name)
            if b'vocabulary="2"' in blob:
                first = meanings_of(read_sentences(docx.Document(io.BytesIO(original))), names_of(month), 1)
                blob = _with_meanings(blob.replace(b' vocabulary="2"', b""), first)
            new.writestr(name, blob)
    assert verify(out.getvalue(), month.figures).clean


def _with_meanings(blob: bytes, meanings: list[Meaning]) -> bytes:
    root = etree.fromstring(blob)
    nodes = [node for node in root if node.tag.endswith("}meaning")]
    for node in nodes:
        root.remove(node)
    for one in meanings:
        node = etree.SubElement(root, nodes[0].tag)
        node.set("tag", one.tag)
        node.set("before", "|".join(one.before))
        node.set("behind", "|".join(one.behind))
    return etree.tostring(root)


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


def test_the_other_direction_and_last_months_number_contradict_the_ledger(month: MonthResult) -> None:
    row = next(row for row in month.indicators if (row.gap.value or 0) < 0 and row.previous.value)
    name, gap, before = row.indicator.name, say(row.gap, ABSOLUTE), say(row.previous)
    report = hold_against(
        typed(
            f"{name}低于序时进度{gap}。",
            f"{name}超序时进度{gap}。",
            f"{name}上月累计{before}。",
            f"{name}累计{before}。",
        ),
        month,
    )
    assert [one.verdict for one in report.judged][:4] == ["有据", "不符", "有据", "不符"]


def test_a_count_of_tasks_is_held_against_the_state_that_is_named(month: MonthResult) -> None:
    red = int(month.figures[f"overall/{month.period}/all/tasks_red"].value or 0)
    report = hold_against(typed(f"滞后任务{red}项。", f"滞后任务{red + 1}项。"), month)
    assert [one.verdict for one in report.judged][:2] == ["有据", "不符"]
