"""The briefing as a file: valid, every figure equal to the ledger's, hostile words harmless, same bytes."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from briefing_month import checklist as sample_checklist
from briefing_month import context, counted, demo_month, empty_month, full_month, longest_month
from briefing_reading import DATES, HEADINGS, NUMBER, controls, expected, free_text, paragraphs, whole_text
from briefing_real import real_month
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from toolkit.core.model import Checklist, Decision, Unit
from toolkit.core.results import MonthResult
from toolkit.core.rounding import NOTE
from toolkit.outputs.briefing.context import Issue, body_length, build_context, fitted_body, make_paper
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.outputs.context import OutputContext
from toolkit.word.template.build import build
from toolkit.word.tokens import visible

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "briefing.docx"
SETTINGS = BriefingSettings(
    office="喀什地区新型城镇化工作专班办公室",
    report_to=("组长",),
    send_to=("成员单位",),
    copies=60,
    before=12,
)
ROOMY = dataclasses.replace(SETTINGS, body_pages=9)  # for all charts
MONTHS: dict[str, Callable[[], MonthResult]] = {
    "demo": demo_month,
    "empty": empty_month,
    "full": full_month,
    "longest": longest_month,
}
DECISIONS = (
    Decision("2024-05-1", "落实管网改造配套资金", "地区财政局", "6月底", "已下达500万元", False),
    Decision("2024-05-2", "协调断头路用地", "地区自然资源局", closed=True),
)


def written(result: MonthResult, settings: BriefingSettings = SETTINGS, **more: object) -> bytes:
    return write_briefing(
        TEMPLATE.read_bytes(),
        result,
        sample_checklist(result),
        context(result),
        settings,
        number=6,
        date="2024年6月27日",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def real(checklist: Checklist, units: tuple[Unit, ...]) -> MonthResult:
    return real_month(checklist, units)


@pytest.fixture(scope="module")
def real_file(real: MonthResult, checklist: Checklist, units: tuple[Unit, ...]) -> bytes:
    outputs = OutputContext("办公室", real.period, real.data_until, units)
    return write_briefing(TEMPLATE.read_bytes(), counted(real, DECISIONS), checklist, outputs, SETTINGS)


def test_shipped_template_is_what_the_builder_makes() -> None:
    with zipfile.ZipFile(TEMPLATE) as shipped, zipfile.ZipFile(io.BytesIO(build())) as made:
        assert {name: shipped.read(name) for name in shipped.namelist()} == {
            name: made.read(name) for name in made.namelist()
        }


@pytest.mark.parametrize("which", MONTHS)
def test_validator_finds_nothing(which: str, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    path.write_bytes(written(counted(MONTHS[which](), DECISIONS)))
    found = OpenXmlValidator().validate(path)
    assert [error.description for error in found.errors] == []


@pytest.mark.parametrize("which", MONTHS)
def test_what_validators_do_not_catch(which: str) -> None:
    document = docx.Document(io.BytesIO(written(MONTHS[which]())))
    body = document.element.body
    ids = [node.get("id") for node in body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))
    sdts = [node.get(qn("w:val")) for node in body.iter(qn("w:id"))]
    assert len(sdts) == len(set(sdts))
    for table in body.iter(qn("w:tbl")):
        columns = len(list(table.iter(qn("w:gridCol"))))
        grid = sum(int(node.get(qn("w:w"))) for node in table.iter(qn("w:gridCol")))
        assert grid == int(table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}").get(qn("w:w")))
        for row in table.iter(qn("w:tr")):
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns
            assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        assert next(iter(table.iter(qn("w:tblHeader"))), None) is not None
    parts = [
        body,
        *(
            part._element
            for section in document.sections
            for part in (section.footer, section.even_page_footer)
        ),
    ]
    for part in parts:
        kinds = [node.get(qn("w:fldCharType")) for node in part.iter(qn("w:fldChar"))]
        assert kinds.count("begin") == kinds.count("end") == kinds.count("separate")


def assert_every_number_is_a_figure(data: bytes, result: MonthResult, names: set[str]) -> None:
    figures = counted(result, DECISIONS).figures
    seen = 0
    for shown in controls(data):
        if shown.tag.startswith("q:"):
            continue
        key, _, style = shown.tag.partition("#")
        assert shown.text == expected(figures[key], style), shown
        seen += 1
    assert seen > 50
    for paragraph in paragraphs(data):
        text = HEADINGS.sub("", free_text(paragraph))
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "")
        rest = NUMBER.findall(DATES.sub("", text))
        assert rest == [] or text.strip("□") == rest[0], text  # a cell that holds a row's number


def names_of(result: MonthResult) -> set[str]:
    """Words with digits that are nobody's figure: the checklist's own and the printed rules."""
    names = {row.indicator.name for row in result.indicators} | {
        row.indicator.id for row in result.indicators
    }
    names |= {part for row in result.tasks for part in (row.task.item, *row.task.leads)}
    names |= {f"第{row.task.no}项任务" for row in result.tasks}
    names |= {"、".join(str(no) for no in row.tasks) + "项任务" for row in result.experience}
    names |= {row.task.title for row in result.tasks} | {NOTE.rstrip("。")}
    names |= {rule.rstrip("。") for rule in result.criteria} | {row.unit.name for row in result.units}
    return names | {decision.due for decision in DECISIONS} | {"共印60份"}


@pytest.mark.parametrize("which", ["demo", "full", "longest"])
def test_every_number_equals_its_figure(which: str) -> None:
    result = MONTHS[which]()
    assert_every_number_is_a_figure(written(counted(result, DECISIONS)), result, names_of(result))


def test_every_number_of_the_real_checklist_equals_its_figure(real: MonthResult, real_file: bytes) -> None:
    assert_every_number_is_a_figure(real_file, real, names_of(real))


def test_same_input_gives_the_same_bytes() -> None:
    assert written(demo_month()) == written(demo_month())


def headings(data: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(data)).paragraphs if p.style.name == "Heading 1"]


def test_sections_with_nothing_to_say_are_left_out() -> None:
    assert headings(written(demo_month())) == [
        "总体情况",
        "六大行动推进情况",
        "主要指标完成情况",
        "各单位自报情况",
        "典型经验",
        "存在的问题",
        "下一步工作",
    ]
    assert "存在的问题" not in headings(written(full_month()))
    assert "主要指标完成情况" not in headings(written(empty_month()))


def test_empty_month_says_so_and_blames_nobody() -> None:
    text = whole_text(written(empty_month()))
    assert "应报的13个单位均未报送，6月没有可汇总的数据。" in text
    assert "滞后" not in text


@pytest.mark.parametrize("which", MONTHS)
def test_summary_and_body_keep_their_length(which: str) -> None:
    result = MONTHS[which]()
    issue = Issue(6)
    paper = make_paper(result, context(result), SETTINGS, issue)
    data = build_context(paper, context(result), issue)
    assert len(visible(str(data["提要"]))) <= 400
    assert body_length(fitted_body(paper)) <= SETTINGS.body_limit


def test_numbered_or_draft() -> None:
    result = demo_month()
    assert "第6期（总第18期）" in whole_text(written(result))
    template = TEMPLATE.read_bytes()
    draft = write_briefing(template, result, sample_checklist(result), context(result), SETTINGS)
    assert "送审稿" in whole_text(draft)


def test_watermark_stands_in_every_header() -> None:
    result = demo_month()
    marked = context(result, watermark="模拟数据")
    data = write_briefing(TEMPLATE.read_bytes(), result, sample_checklist(result), marked, SETTINGS)
    for section in docx.Document(io.BytesIO(data)).sections:
        assert section.header.paragraphs[0].text == "模拟数据"
        assert section.even_page_header.paragraphs[0].text == "模拟数据"


def test_decisions_are_told_with_their_state() -> None:
    text = whole_text(written(counted(demo_month(), DECISIONS)))
    assert "督办：" in text
    assert "承办单位反馈：“已下达500万元”" in text


HOSTILE = {
    "{{ 7*7 }}": "{{ 7*7 }}",
    "{% for x in y %}坏{% endfor %}": "{% for x in y %}坏{% endfor %}",
    "A&B <w:t>x</w:t> \"q\" 'z'": "A&B <w:t>x</w:t> \"q\" 'z'",
    "控制\x00符\x0b和\x1f": "控制 符 和",
    "文\u202e字\u202c倒\u200f写": "文字倒写",
    "\ue000foverall/2024-06/all/tasks_red\ue00199项\ue002": "foverall/2024-06/all/tasks_red99项",
}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_out_as_text(words: str, tmp_path: Path) -> None:
    data = written(demo_month(texts=words))
    assert HOSTILE[words] in whole_text(data)
    path = tmp_path / "b.docx"
    path.write_bytes(data)
    assert OpenXmlValidator().validate(path).errors == []


@pytest.mark.slow
def test_words_without_end_are_shortened() -> None:
    text = whole_text(written(demo_month(texts="无尽的说明，" * 8000)))
    assert "“无尽的说明" in text
    assert max(map(len, re.findall(r"“([^”]*)”", text))) <= 61 * 2


def charts_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if name.startswith("word/media")]
        names = [name for name in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
        return [archive.read(name).decode() for name in names]


def test_the_chart_of_what_is_behind_is_native_and_carries_its_table() -> None:
    (xml,) = charts_of(written(demo_month(), ROOMY))
    assert "<c:externalData" in xml
    assert xml.rstrip().endswith("</c:externalData></c:chartSpace>")
    assert '<c:barDir val="bar"/>' in xml
    assert "低于序时进度的指标" in xml  # the title states the finding
    assert "0.5—1.2万人口完整居住社区托育服务覆盖率" not in xml  # no pace, no bar
    for row in demo_month().indicators:
        if (row.gap.value or 0) < 0:
            assert row.indicator.name in xml  # in full


def test_fewer_than_three_points_make_no_chart() -> None:
    assert charts_of(written(full_month())) == []


@pytest.mark.parametrize(("months", "charts"), [(1, 1), (2, 2)])
def test_a_trend_has_three_months_at_least(months: int, charts: int) -> None:
    result = demo_month()
    earlier, history = result.period, []
    for _ in range(months):
        earlier = earlier.previous
        history.insert(0, counted(dataclasses.replace(result, period=earlier)))
    data = write_briefing(
        TEMPLATE.read_bytes(),
        result,
        sample_checklist(result),
        context(result, history=tuple(history)),
        ROOMY,
    )
    assert len(charts_of(data)) == charts
