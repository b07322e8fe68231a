"""The template: its variables are those of the code and of the manual; faults are found with place and remedy."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from briefing_month import checklist as sample_checklist
from briefing_month import context, demo_month

from toolkit.errors import OperatorError
from toolkit.outputs.briefing.context import Issue, build_context, make_paper
from toolkit.outputs.briefing.other_papers import NOTICE_VARIABLES, UNIT_VARIABLES
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.word.template.check import check_template
from toolkit.word.template.variables import VARIABLES, manual_rows

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "templates" / "briefing.docx"


def paths(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from paths(value[0], f"{path}[]")
    else:
        yield f"{path}[]" if isinstance(value, list) else path


def test_declared_variables_are_those_of_the_context() -> None:
    result = demo_month()
    issue = Issue(1)
    data = build_context(
        make_paper(result, context(result), BriefingSettings(), issue), context(result), issue
    )
    assert sorted(paths(data)) == sorted(item.path for item in VARIABLES)
    assert all(item.says for item in VARIABLES)


def test_manual_lists_every_variable() -> None:
    manual = (ROOT / "docs" / "简报模板说明.md").read_text("utf-8")
    missing = [row for row in manual_rows() if row not in manual]
    assert missing == []


def test_shipped_template_is_sound() -> None:
    assert check_template(TEMPLATE.read_bytes()) == []


def with_paragraph(words: str) -> bytes:
    document = docx.Document(str(TEMPLATE))
    document.add_paragraph(words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("截至｛｛数据截至｝｝", "全角"),
        ("截至{{ 数据截止 }}", "没有“数据截止”这个变量"),
        ("截至{{ 数据截至 }", "没有配成一对"),
        ("{{ 总体情况.段 }}", "没有“总体情况.段”这个变量"),
        ("{{ 数据截至 + }}", "写法不对"),
        ("{% if 密级 %}密级", "没有结束"),
        ("{% endif %}", "多出一个"),
        ("{% for 段 in 总体情况.段落 %}{{ 段 }}{% endif %}", "不成对"),
        ("{% for 段 in 提要 %}{{ 段 }}{% endfor %}", "不是列表"),
        ("见图{{ 图.趋势 }}", "替换整段"),
        ("前{%p if 密级 %}", "单独占一段"),
        ("{%tr for 行 in 附件2.表 %}", "不在表格里"),
        ("{% include 'x' %}", "不认识标签"),
    ],
)
def test_faults_are_found_with_place_and_remedy(words: str, problem: str) -> None:
    faults = check_template(with_paragraph(words))
    assert any(problem in fault.problem for fault in faults), [str(fault) for fault in faults]
    assert all(fault.place and fault.remedy for fault in faults)


def test_nearest_name_is_suggested() -> None:
    (fault,) = check_template(with_paragraph("{{ 编发单 }}"))
    assert "编发单位" in fault.remedy


@pytest.mark.parametrize(
    "words", ["{% for 段 in 总体情况.段落 %}{{ 段 }}{% endfor %}", "{{ 密级 }}{{ 签发人 }}"]
)
def test_sound_tags_are_no_faults(words: str) -> None:
    assert check_template(with_paragraph(words)) == []


def test_not_a_word_file() -> None:
    (fault,) = check_template(b"PK\x03\x04 nothing")
    assert ".docx" in fault.problem


def test_broken_template_stops_the_command_with_place_and_remedy() -> None:
    result = demo_month()
    with pytest.raises(OperatorError, match="没有“提耍”这个变量"):
        write_briefing(
            with_paragraph("{{ 提耍 }}"),
            result,
            sample_checklist(result),
            context(result),
            BriefingSettings(),
        )


def test_template_cannot_run_code() -> None:
    result = demo_month()
    evil = with_paragraph("{{ 提要.__class__.__mro__[1].__subclasses__() }}")
    with pytest.raises(OperatorError):
        write_briefing(evil, result, sample_checklist(result), context(result), BriefingSettings())


def test_manual_names_the_variables_of_the_other_papers() -> None:
    manual = (ROOT / "docs" / "简报模板说明.md").read_text("utf-8")
    assert [path for path in (*NOTICE_VARIABLES, *UNIT_VARIABLES) if f"`{path}`" not in manual] == []


@pytest.mark.parametrize("name", ["briefing.docx", "notice.docx", "unit-brief.docx"])
def test_every_chinese_face_has_one_that_stands_in_for_it(name: str) -> None:
    """Plain Windows has no 仿宋_GB2312: Word would fall to a face of its own choice."""
    with zipfile.ZipFile(ROOT / "templates" / name) as package:
        table = package.read("word/fontTable.xml").decode("utf-8")
        styles = package.read("word/styles.xml").decode("utf-8")
    known = dict(re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table))
    used = set(re.findall(r'w:eastAsia="([^"]+)"', styles)) - {"zh-CN"}
    assert used and used <= set(known)
    assert all(other and other != face for face, other in known.items())
