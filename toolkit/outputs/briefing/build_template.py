"""Builds the shipped Word templates, so that their content can be reviewed as text.

``python -m toolkit.outputs.briefing.build_template [FOLDER]`` writes briefing.docx, notice.docx and
unit-brief.docx; same code, same bytes. The office edits the Word files; this is only how they began.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from toolkit.outputs.briefing import template_styles as styles
from toolkit.outputs.briefing.template_blocks import (
    FOOTERS,
    LAST_FOOTERS,
    condition,
    imprint,
    loop,
    page_footer,
    paragraph,
    section,
    section_break,
    table,
    watermark_header,
)
from toolkit.outputs.briefing.template_package import package

FOLDER = Path(__file__).resolve().parents[3] / "templates"

_INDICATORS = (
    ("指标", "名称", 2424, "Text"),
    ("计量单位", "计量单位", 920, "Centre"),
    ("年度目标", "年度目标", 940, "Number"),
    ("累计完成", "累计完成", 940, "Number"),
    ("完成率（%）", "完成率", 900, "Number"),
    ("序时进度（%）", "序时进度", 920, "Number"),
    ("进度差（百分点）", "进度差", 1000, "Number"),
    ("状态", "状态", 800, "Centre"),
)
_UNITS = (
    ("序号", "序号", 560, "Centre"),
    ("单位", "单位", 1984, "Text"),
    ("任务数", "任务数", 850, "Number"),
    ("已完成", "已完成", 850, "Number"),
    ("正常推进", "正常推进", 900, "Number"),
    ("进度滞后", "进度滞后", 900, "Number"),
    ("未启动", "未启动", 850, "Number"),
    ("未报", "未报", 750, "Number"),
    ("达序时占比（%）", "占比", 1200, "Number"),
)
_REPORTS = (
    ("序号", "序号", 600, "Centre"),
    ("单位", "单位", 2856, "Text"),
    ("状态", "状态", 1200, "Centre"),
    ("版本", "版本", 700, "Centre"),
    ("收到时间", "收到时间", 2400, "Centre"),
    ("按时", "按时", 800, "Centre"),
    ("逾期天数", "逾期天数", 900, "Number"),
    ("错误", "错误", 800, "Number"),
    ("疑问", "疑问", 800, "Number"),
    ("完整率（%）", "完整率", 1000, "Number"),
    ("盖章件", "盖章件", 700, "Centre"),
)
_ALL_INDICATORS = (
    ("编号", "编号", 850, "Centre"),
    ("指标", "名称", 3306, "Text"),
    ("计量单位", "计量单位", 900, "Centre"),
    ("年度目标", "年度目标", 900, "Number"),
    ("上月累计", "上月累计", 900, "Number"),
    ("累计完成", "累计完成", 900, "Number"),
    ("环比", "环比", 850, "Number"),
    ("完成率（%）", "完成率", 850, "Number"),
    ("序时进度（%）", "序时进度", 800, "Number"),
    ("进度差（百分点）", "进度差", 850, "Number"),
    ("状态", "状态", 750, "Centre"),
    ("已报/应报", ("已报", "应报"), 900, "Centre"),
)


_OWING = (
    ("序号", "序号", 600, "Centre"),
    ("单位", "单位", 3244, "Text"),
    ("状态", "状态", 1300, "Centre"),
    ("收到时间", "收到时间", 2100, "Centre"),
    ("逾期天数", "逾期天数", 800, "Number"),
    ("错误", "错误", 800, "Number"),
)
_OWN = (
    ("指标", "名称", 3744, "Text"),
    ("计量单位", "计量单位", 1000, "Centre"),
    ("本月累计", "本月累计", 1100, "Number"),
    ("上月累计", "上月累计", 1100, "Number"),
    ("完成率（%）", "完成率", 1100, "Number"),
    ("状态", "状态", 800, "Centre"),
)


def body() -> list[str]:
    """The whole document as blocks of OOXML."""
    return [*_head(), *_sections(), *_annexes(), *_last_page()]


def _head() -> list[str]:
    return [
        *condition("密级", [paragraph("Secrecy", "{{ 密级 }}")]),
        paragraph("PaperName", "{{ 名称 }}"),
        paragraph("PaperNumber", "{{ 期号 }}"),
        *condition("签发人", [paragraph("PaperNumber", "签发人：{{ 签发人 }}")]),
        paragraph("PaperOffice", "{{ 编发单位 }}\t{{ 日期 }}"),
        paragraph("PaperTitle", "{{ 标题 }}"),
        paragraph("Summary", "提要：{{ 提要 }}"),
    ]


def _told(variable: str, heading: str, extra: Sequence[str] = ()) -> list[str]:
    return condition(
        f"{variable}.有",
        [
            paragraph("Heading1", heading),
            *loop("段", f"{variable}.段落", [paragraph("Normal", "{{ 段 }}")]),
            *extra,
        ],
    )


def _sections() -> list[str]:
    actions = loop(
        "项",
        "六大行动.行动",
        [paragraph("Heading2", "{{ 项.名称 }}"), paragraph("Normal", "{{ 项.正文 }}")],
    )
    matter = [paragraph("Matter", "{{ 项 }}")]
    return [
        *_told(
            "总体情况",
            "总体情况",
            [paragraph("Chart", f"{{{{ 图.{which} }}}}") for which in ("状态灯", "趋势")],
        ),
        *condition("六大行动.有", [paragraph("Heading1", "六大行动推进情况"), *actions]),
        *_told("主要指标", "主要指标完成情况", _indicator_table()),
        *_told("各县市", "各县市推进情况", _unit_table()),
        *condition(
            "滞后事项.有",
            [
                paragraph("Heading1", "滞后事项及原因"),
                *loop("段", "滞后事项.整改", [paragraph("Normal", "{{ 段 }}")]),
                *loop("项", "滞后事项.事项", matter),
                *condition("滞后事项.其余", [paragraph("Normal", "{{ 滞后事项.其余 }}")]),
            ],
        ),
        *condition(
            "协调事项.有",
            [
                paragraph("Heading1", "需协调解决的问题"),
                *loop("段", "协调事项.议定", [paragraph("Normal", "{{ 段 }}")]),
                *loop("项", "协调事项.事项", matter),
                *condition("协调事项.其余", [paragraph("Normal", "{{ 协调事项.其余 }}")]),
            ],
        ),
        *condition("下一步.有", [paragraph("Heading1", "下一步工作"), *loop("项", "下一步.段落", matter)]),
        *condition("典型经验.有", [paragraph("Heading1", "典型经验"), *loop("项", "典型经验.段落", matter)]),
        paragraph("Normal", ""),
        paragraph("Normal", "附件：1.各县市任务进展一览表"),
        paragraph("Normal", "　　　2.报送情况"),
        paragraph("Normal", "　　　3.指标明细"),
        section_break(styles.PORTRAIT),
    ]


def _indicator_table() -> list[str]:
    return [
        paragraph("TableTitle", "表1　主要指标完成情况（截至{{ 数据截至 }}）"),
        table(_INDICATORS, [("主要指标.表", "")], "Table"),
        *condition("灯口径", [paragraph("Note", "注：{{ 灯口径 }}")]),
        paragraph("Chart", "{{ 图.完成率 }}"),
    ]


def _unit_table() -> list[str]:
    return [
        paragraph("TableTitle", "表2　各单位任务推进情况（项，{{ 各县市.口径 }}）"),
        table(_UNITS, [("各县市.县市", "县市"), ("各县市.其他", "园区和部门")], "Table"),
        paragraph("Chart", "{{ 图.县市 }}"),
    ]


def _annexes() -> list[str]:
    return [
        paragraph("AnnexMark", "附件1"),
        paragraph("AnnexTitle", "各县市任务进展一览表"),
        paragraph("Note", "蓝、绿、黄、红为状态灯，○为未报，灰底为不承担。{{ 任务口径 }}"),
        *condition("附件1.有", [paragraph("Chart", "{{ 附件1.表 }}")]),
        paragraph("AnnexMark", "附件2", page_break=True),
        paragraph("AnnexTitle", "报送情况"),
        table(_REPORTS, [("附件2.表", "")], "Small"),
        paragraph("AnnexMark", "附件3", page_break=True),
        paragraph("AnnexTitle", "指标明细"),
        table(_ALL_INDICATORS, [("附件3.表", "")], "Small"),
        *condition("附件3.注", [paragraph("Note", "注：{{ 附件3.注 }}")]),
        section_break(styles.LANDSCAPE),
    ]


def _last_page() -> list[str]:
    return [
        paragraph("AnnexMark", "说明"),
        paragraph("Remark", "本期数据截至{{ 数据截至 }}，由各填报单位报送，逐项来源见数据出处表。"),
        *loop("条", "口径", [paragraph("Remark", "{{ 条 }}。")]),
        *condition("文件差异", [paragraph("Remark", "{{ 文件差异 }}")]),
        *condition("联系人", [paragraph("Remark", "联系人：{{ 联系人 }}")]),
        section(styles.PORTRAIT, LAST_FOOTERS),
    ]


def build() -> bytes:
    """The template as a Word file."""
    return _packed(body())


def notice() -> bytes:
    """通报 of reporting: two paragraphs, what is asked, and the table of units that owe."""
    blocks = [
        paragraph("PaperTitle", "{{ 标题 }}"),
        *loop("段", "段落", [paragraph("Normal", "{{ 段 }}")]),
        *condition("表", [paragraph("TableTitle", "有关单位报送情况（截至{{ 数据截至 }}）")]),
        *condition("表", [table(_OWING, [("表", "")], "Table")]),
        paragraph("Normal", ""),
        paragraph("Sign", "{{ 编发单位 }}"),
        paragraph("Sign", "{{ 日期 }}"),
        section(styles.PORTRAIT, FOOTERS),
    ]
    return _packed(blocks)


def unit_brief() -> bytes:
    """One page on one unit: where it stands, what lags and why, its indicators."""
    blocks = [
        paragraph("PaperTitle", "{{ 标题 }}"),
        *loop("段", "段落", [paragraph("Normal", "{{ 段 }}")]),
        *loop("项", "事项", [paragraph("Matter", "{{ 项 }}")]),
        *condition("表", [paragraph("TableTitle", "需要关注的指标（按本单位填报计量单位）")]),
        *condition("表", [table(_OWN, [("表", "")], "Small")]),
        paragraph("Note", "{{ 注 }}"),
        paragraph("Sign", "{{ 编发单位 }}　{{ 日期 }}"),
        section(styles.PORTRAIT, FOOTERS),
    ]
    return _packed(blocks)


def _packed(blocks: Sequence[str]) -> bytes:
    return package(
        blocks,
        styles.styles_xml(),
        styles.numbering_xml(),
        header=watermark_header(),
        footers={kind: page_footer(kind) for kind in ("default", "even")},
        last_footers={kind: imprint() + page_footer(kind) for kind in ("default", "even")},
    )


BUILDERS = {"briefing.docx": build, "notice.docx": notice, "unit-brief.docx": unit_brief}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, make in BUILDERS.items():
        (folder / name).write_bytes(make())
