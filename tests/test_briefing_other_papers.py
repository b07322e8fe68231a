"""通报 and the one-page briefs: valid, figures locked, and only what the month supports."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from briefing_month import context as sample_context
from briefing_month import full_month
from briefing_reading import controls, expected, whole_text
from briefing_real import real_month
from openxml_audit import OpenXmlValidator
from test_briefing_document import SETTINGS

from toolkit.core.model import Checklist, Unit
from toolkit.core.results import MonthResult
from toolkit.outputs.briefing.other_papers import (
    NOTICE_VARIABLES,
    UNIT_VARIABLES,
    write_notice,
    write_unit_brief,
)
from toolkit.outputs.context import OutputContext
from toolkit.word.template.build import BUILDERS
from toolkit.word.template.check import check_template
from toolkit.word.verification import verify

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@pytest.fixture(scope="module")
def real(checklist: Checklist, units: tuple[Unit, ...]) -> MonthResult:
    return real_month(checklist, units)


@pytest.fixture(scope="module")
def outputs(real: MonthResult, units: tuple[Unit, ...]) -> OutputContext:
    return OutputContext("办公室", real.period, real.data_until, units, watermark="模拟数据")


@pytest.mark.parametrize("which", BUILDERS)
def test_shipped_templates_are_what_the_builder_makes(which: str) -> None:
    with (
        zipfile.ZipFile(TEMPLATES / which) as shipped,
        zipfile.ZipFile(io.BytesIO(BUILDERS[which]())) as made,
    ):
        assert {name: shipped.read(name) for name in shipped.namelist()} == {
            name: made.read(name) for name in made.namelist()
        }


@pytest.mark.parametrize(
    ("which", "variables"), [("notice.docx", NOTICE_VARIABLES), ("unit-brief.docx", UNIT_VARIABLES)]
)
def test_templates_are_sound(which: str, variables: tuple[str, ...]) -> None:
    assert check_template((TEMPLATES / which).read_bytes(), variables) == []


def check(data: bytes, result: MonthResult, path: Path) -> None:
    path.write_bytes(data)
    assert OpenXmlValidator().validate(path).errors == []
    figures = result.figures
    for shown in controls(data):
        if not shown.tag.startswith("q:"):
            key, _, style = shown.tag.partition("#")
            assert shown.text == expected(figures[key], style)
    assert verify(data, figures).clean


def test_notice_names_who_owes(real: MonthResult, outputs: OutputContext, tmp_path: Path) -> None:
    template = (TEMPLATES / "notice.docx").read_bytes()
    data = write_notice(template, real, outputs, SETTINGS, date="2024年6月27日")
    assert data is not None
    check(data, real, tmp_path / "n.docx")
    text = whole_text(data)
    assert "未报的有麦盖提县、岳普湖县" in text
    assert "：" in text.partition("截至")[0], "it is addressed"
    assert "喀什市" not in text


def test_no_notice_when_nobody_owes() -> None:
    result = full_month()
    everybody = MonthResult(
        **{**result.__dict__, "units": tuple(u for u in result.units if u.state == "已报")}
    )
    template = (TEMPLATES / "notice.docx").read_bytes()
    assert write_notice(template, everybody, sample_context(result), SETTINGS) is None


@pytest.mark.parametrize("code", ["653101", "653127", "653131"])
def test_unit_brief(code: str, real: MonthResult, outputs: OutputContext, tmp_path: Path) -> None:
    template = (TEMPLATES / "unit-brief.docx").read_bytes()
    data = write_unit_brief(template, real, code, outputs, SETTINGS, date="2024年6月27日")
    check(data, real, tmp_path / "u.docx")
    text = whole_text(data)
    assert next(row.unit.name for row in real.units if row.unit.code == code) in text
    if code == "653127":
        assert "均未报" in text
        assert "尚未收到本单位6月填报表" in text and "请补报" in text


@pytest.mark.parametrize("code", ["653101", "653127", "653131"])
def test_a_unit_brief_lists_only_what_needs_attention_and_is_dated_and_addressed(
    code: str, real: MonthResult, outputs: OutputContext
) -> None:
    data = write_unit_brief((TEMPLATES / "unit-brief.docx").read_bytes(), real, code, outputs, SETTINGS)
    text = whole_text(data)
    report = next(row for row in real.units if row.unit.code == code)
    until = outputs.data_until
    assert until and f"{until.year}年{until.month}月{until.day}日" in text
    assert f"{report.unit.name}：" in text
    if report.state != "未报":
        assert "● 蓝" not in text and "● 绿" not in text
        assert ("需要关注的指标" in text) != ("所报指标没有滞后或偏慢的" in text)
    else:
        assert "需要关注的指标" not in text


def test_unknown_unit(real: MonthResult, outputs: OutputContext) -> None:
    with pytest.raises(KeyError):
        write_unit_brief((TEMPLATES / "unit-brief.docx").read_bytes(), real, "999999", outputs, SETTINGS)
