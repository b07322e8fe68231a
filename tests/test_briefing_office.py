"""What goes to the office beside the briefing: 数据出处表, 审定表 and its way back, 更正表."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from briefing_month import context as sample_context
from briefing_month import demo_month
from briefing_reading import controls, whole_text
from briefing_real import JUNE, real_month
from openxml_audit import OpenXmlValidator
from test_briefing_document import ROOMY as SETTINGS
from test_briefing_document import TEMPLATE, written

from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Light
from toolkit.core.reviews import LightVerdict
from toolkit.figures.reviews.verdicts import apply_verdicts
from toolkit.inbox.workbooks.reader import read_book
from toolkit.ledger.records import Verdict
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.sources import write_sources
from toolkit.outputs.context import OutputContext
from toolkit.outputs.notes.errata import GONE, NOT_THERE, consequences, write_errata
from toolkit.outputs.packs.verdicttable import write_verdicts
from toolkit.papers.officetables import TakenIn
from toolkit.papers.verdicts import read_verdicts
from toolkit.pipeline.deciding.tables import take_in
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.assembling import assemble
from toolkit.word.sentences import sentences_of
from toolkit.word.verification import verify


@pytest.fixture(scope="module")
def real(checklist: Checklist, units: tuple[Unit, ...]) -> MonthResult:
    return real_month(checklist, units)


@pytest.fixture(scope="module")
def outputs(real: MonthResult, units: tuple[Unit, ...]) -> OutputContext:
    return OutputContext("办公室", real.period, real.data_until, units)


@pytest.fixture(scope="module")
def sealed(real: MonthResult, checklist: Checklist, outputs: OutputContext) -> bytes:
    return write_briefing(TEMPLATE.read_bytes(), real, checklist, outputs, SETTINGS, number=6)


def sheet_rows(data: bytes, name: str, first: int = 5) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    return [row for row in sheet.iter_rows(min_row=first, values_only=True) if any(row)]


def valid(data: bytes, path: Path) -> bool:
    path.write_bytes(data)
    return OpenXmlValidator().validate(path).errors == []


def test_sources_follow_the_paper_and_lead_to_cells(
    real: MonthResult, outputs: OutputContext, sealed: bytes
) -> None:
    figures = real.figures
    data = write_sources(sealed, figures, outputs)
    rows = sheet_rows(data, "数据出处")
    assert [row[2] for row in rows] == [shown.text for shown in controls(sealed)]
    cells = sheet_rows(data, "来源单元格")
    told = {str(row[7]) for row in rows if row[6] and row[7]}
    printed = {str(row[7]) for row in cells}
    assert told <= printed
    # of a count over very many cells only the first
    assert max(Counter(row[7] for row in cells).values()) <= 16
    total = next(row for row in real.indicators if row.total.key in printed and len(row.units) > 5)
    addresses = {(str(row[1]), str(row[3])) for row in cells if row[7] == total.total.key}
    expected = {(value.unit.name, s.address) for value in total.units for s in value.sources}
    assert addresses == expected


def test_rulings_go_out_and_come_back(real: MonthResult, outputs: OutputContext, tmp_path: Path) -> None:
    blank = write_verdicts(real, outputs)
    assert valid(blank, tmp_path / "r.xlsx")
    assert read(blank) == TakenIn()
    due = [row for row in real.indicators if row.due and row.light is not Light.NONE]
    both = sum(None not in (row.rate.value, row.gap.value) for row in due)
    told = [str(cell) for row in sheet_rows(blank, "指标") for cell in row]
    said = re.compile(r"完成率[\d.]+%　进度差[-−]?[\d.]+个百分点")
    assert sum(bool(said.fullmatch(one)) for one in told) == both > 0
    lit = [row for row in real.tasks if row.light is not Light.NONE]
    assert len(sheet_rows(blank, "任务")) == len(lit)
    red = next(row for row in lit if row.light is Light.RED)
    filled = fill(
        blank,
        {("任务", f"task-{red.task.no}"): ("黄", "主要工程已开工"), ("任务", "task-1"): ("", "只写了理由")},
    )
    taken = read(filled)
    assert [(f.code, f.sheet, f.address) for f in taken.findings] == [("E794", "任务", "E5")]  # 只写了理由
    verdicts = taken.rows
    assert list(verdicts) == [LightVerdict(f"task-{red.task.no}", Light.YELLOW, "主要工程已开工", Light.RED)]
    again = write_verdicts(real, outputs, verdicts)
    assert read(again) == TakenIn(verdicts)  # as they went out: nothing has changed


def read(data: bytes) -> TakenIn[LightVerdict]:
    return read_verdicts(read_book(data), JUNE)


def fill(data: bytes, values: dict[tuple[str, str], tuple[str, str]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (name, key), (decided, reason) in values.items():
        heads = [cell.value for cell in book[name][4]]
        row = next(row for row in book[name].iter_rows(min_row=5) if row[heads.index("编号")].value == key)
        row[heads.index("审定")].value, row[heads.index("理由")].value = decided or None, reason
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_rulings_that_cannot_count_are_named(
    real: MonthResult, outputs: OutputContext, tmp_path: Path
) -> None:
    red = [row for row in real.tasks if row.light is Light.RED]
    keys = [("任务", f"task-{row.task.no}") for row in red]
    blank = write_verdicts(real, outputs)
    taken = read(fill(blank, {keys[0]: ("紫", "x"), keys[1]: ("绿", "")}))
    assert taken.rows == ()
    assert len(taken.findings) == 2
    assert all(f"{fault.sheet}!{fault.address}".startswith("任务!E") for fault in taken.findings)
    path = tmp_path / "2024-06_审定表.xlsx"
    path.write_bytes(b"nothing")
    (line,) = take_in(path, JUNE, read_verdicts).notes
    assert line.startswith("审定表：这张表读不出来")


def test_decided_lights_change_every_count_and_sentence(
    real: MonthResult, checklist: Checklist, outputs: OutputContext
) -> None:
    red = next(row for row in real.tasks if row.light is Light.RED)
    ruling = LightVerdict(f"task-{red.task.no}", Light.YELLOW, "主要工程已开工", Light.RED)
    decided, lapsed = apply_verdicts(real, [ruling])
    assert lapsed == []
    for name, step in (("red", -1), ("yellow", 1)):
        key = f"overall/{JUNE}/all/tasks_{name}"
        assert decided.figures[key].value == (real.figures[key].value or 0) + step
    row = next(row for row in decided.tasks if row.task.no == red.task.no)
    assert row.light is Light.YELLOW
    assert "主要工程已开工" in row.basis
    data = write_briefing(TEMPLATE.read_bytes(), decided, checklist, outputs, SETTINGS)
    assert verify(data, decided.figures).clean
    assert not verify(data, real.figures).clean


def test_unit_and_indicator_lights_can_be_decided(real: MonthResult) -> None:
    row = next(row for row in real.tasks if any(cell.status == "正常推进" for cell in row.units.values()))
    code = next(code for code, cell in row.units.items() if cell.status == "正常推进")
    indicator = next(item for item in real.indicators if item.light is Light.YELLOW)
    seen = row.units[code].light
    decided, lapsed = apply_verdicts(
        real,
        [
            LightVerdict(f"task-{row.task.no}/{code}", Light.RED, "现场核查", seen),
            LightVerdict(indicator.indicator.id, Light.RED, "口径不符", Light.YELLOW),
        ],
    )
    assert lapsed == []
    assert next(r for r in decided.tasks if r.task.no == row.task.no).units[code].light is Light.RED
    assert next(r for r in decided.indicators if r.indicator.id == indicator.indicator.id).light is Light.RED


def test_decision_lapses_when_the_tool_says_otherwise(real: MonthResult) -> None:
    green = next(row for row in real.tasks if row.light is Light.GREEN)
    ruling = LightVerdict(f"task-{green.task.no}", Light.YELLOW, "x", Light.RED)
    decided, lapsed = apply_verdicts(real, [ruling])
    assert lapsed == [ruling]
    assert decided.tasks == real.tasks


def test_nothing_changed_gives_no_consequences(sealed: bytes) -> None:
    assert consequences(sealed, sealed, sealed) == ()


def test_a_late_return_gives_what_stood_and_what_would_stand(
    real: MonthResult,
    checklist: Checklist,
    units: tuple[Unit, ...],
    outputs: OutputContext,
    sealed: bytes,
    tmp_path: Path,
) -> None:
    later = real_month(checklist, units, silent=("653127",))
    today = write_briefing(TEMPLATE.read_bytes(), later, checklist, outputs, SETTINGS, number=6)
    found = consequences(sealed, sealed, today)
    stood = [one.shown for one in sentences_of(sealed)]
    stands = [one.shown for one in sentences_of(today)]
    for item in found:
        if item.kind != "图":
            for words in item.old.split("；"):
                assert words == NOT_THERE or any(words in text for text in stood), item
            for words in item.new.split("；"):
                assert words == GONE or any(words in text for text in stands), item
    # what is not listed reads the same in both
    gone, come = Counter(stood) - Counter(stands), Counter(stands) - Counter(stood)
    assert len(gone) == sum(one.old != NOT_THERE and one.kind != "图" for one in found)
    assert len(come) == sum(one.new != GONE and one.kind != "图" for one in found)
    assert not any("名" in item.old and "第" in item.old and "名次" in item.kind for item in found)
    reported = next(item for item in found if "个已报，麦盖提县、岳普湖县未报" in item.old)
    assert "个已报，麦盖提县未报" in reported.new  # names follow too
    data = write_errata(
        found, JUNE, outputs, SETTINGS, label="第6期", date="2024年7月5日", reason="麦盖提县补报"
    )
    assert valid(data, tmp_path / "e.docx")
    text = whole_text(data)
    assert "麦盖提县补报" in text
    assert "第6期" in text
    paper = docx.Document(io.BytesIO(data))
    (table,) = paper.tables
    assert len(table.rows) == len(found) + 1
    signed = [line for cell in table.rows[-1].cells for line in cell.paragraphs] + paper.paragraphs[-3:-1]
    assert all(line.paragraph_format.keep_with_next for line in signed)  # no signature on a page of its own


def test_a_paper_sealed_out_of_date_is_set_beside_the_whole_sentences_of_today(
    real: MonthResult, checklist: Checklist, units: tuple[Unit, ...], outputs: OutputContext, sealed: bytes
) -> None:
    """Seen once: 落后序时进度16.7个百分点 → 落后序时进度33.3个百分点, where today it is ahead by 33.3."""

    def today(seed: int) -> bytes:
        other = real_month(checklist, units, seed=seed)
        return write_briefing(TEMPLATE.read_bytes(), other, checklist, outputs, SETTINGS, number=6)

    base = today(8)  # what the tool wrote when the paper of other numbers was sealed
    found = consequences(base, sealed, base)
    stood = [one.shown for one in sentences_of(sealed)]
    stands = [one.shown for one in sentences_of(base)]
    assert {one.kind for one in found} >= {"改写", "图"}
    for item in found:
        if item.kind != "图":
            assert all(any(words in text for text in stood) for words in item.old.split("；")), item
            assert all(any(words in text for text in stands) for words in item.new.split("；")), item
    assert consequences(base, base, base) == ()


def test_errata_without_consequences_says_so(outputs: OutputContext, tmp_path: Path) -> None:
    data = write_errata((), JUNE, outputs, SETTINGS, label="第6期", date="2024年7月5日")
    assert valid(data, tmp_path / "e.docx")
    assert "无需更正" in whole_text(data)


def test_hostile_words_in_the_sources_stay_text(tmp_path: Path) -> None:
    result = demo_month(texts='=HYPERLINK("http://x")&CMD')
    data = write_sources(written(result), result.figures, sample_context(result))
    assert valid(data, tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.nightly
def test_the_month_after_stands_beside_the_paper_that_went_out(demo_copy: Path) -> None:
    """A task that the office put on pace in May's paper was not behind in it, whatever the tool had said."""
    may, june = Period(2024, 5), Period(2024, 6)
    workspace = Workspace(demo_copy)
    plain = assemble(workspace, june).result
    task = next(row for row in plain.tasks if row.comparison.before is Light.RED is row.light)
    key = f"task-{task.task.no}"
    made = Verdict(key, Light.GREEN.value, Light.RED.value, "现场核查", "", datetime(2024, 6, 1))
    workspace.ledger.save_verdicts(may, [made])
    month = assemble(workspace, june)
    after = next(row for row in month.result.tasks if row.task.no == task.task.no)
    assert (after.comparison.before, after.comparison.known, after.red_run.months) == (Light.GREEN, False, 1)
    was, now = (
        result.figures["overall/2024-06/all/lagging_before"].value for result in (plain, month.result)
    )
    assert was is not None and now == was - 1
    last = next(one for one in month.context.history if one.period == may)
    assert next(row for row in last.tasks if row.task.no == task.task.no).light is Light.GREEN
    workspace.ledger.close()
