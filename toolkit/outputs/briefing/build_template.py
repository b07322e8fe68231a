"""Builds templates/briefing.docx, so that the shipped template's content can be reviewed as text.

``python -m toolkit.outputs.briefing.build_template [FILE]`` writes the file; same code, same bytes. The
office edits the Word file itself; this module is only how it began.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from toolkit.outputs.briefing import template_styles as styles
from toolkit.outputs.briefing.template_blocks import (
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

TARGET = Path(__file__).resolve().parents[3] / "templates" / "briefing.docx"

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
    ("单位", "单位", 3156, "Text"),
    ("状态", "状态", 1200, "Centre"),
    ("版本", "版本", 700, "Centre"),
    ("收到时间", "收到时间", 2100, "Centre"),
    ("按时", "按时", 800, "Centre"),
    ("逾期天数", "逾期天数", 900, "Number"),
    ("错误", "错误", 800, "Number"),
    ("疑问", "疑问", 800, "Number"),
    ("完整率（%）", "完整率", 1000, "Number"),
    ("盖章件", "盖章件", 700, "Centre"),
)
_ALL_INDICATORS = (
    ("编号", "编号", 850, "Centre"),
    ("指标", "名称", 3606, "Text"),
    ("计量单位", "计量单位", 900, "Centre"),
    ("年度目标", "年度目标", 900, "Number"),
    ("上月累计", "上月累计", 900, "Number"),
    ("累计完成", "累计完成", 900, "Number"),
    ("环比", "环比", 850, "Number"),
    ("完成率（%）", "完成率", 850, "Number"),
    ("序时进度（%）", "序时进度", 800, "Number"),
    ("进度差（百分点）", "进度差", 800, "Number"),
    ("状态", "状态", 700, "Centre"),
    ("已报/应报", ("已报", "应报"), 700, "Centre"),
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
        *_told("总体情况", "总体情况", [paragraph("Chart", "{{ 图.状态灯 }}")]),
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
        *condition("附件1.有", [paragraph("Chart", "{{ 附件1.表 }}")]),
        *condition("任务口径", [paragraph("Note", "注：{{ 任务口径 }}")]),
        paragraph("AnnexMark", "附件2", page_break=True),
        paragraph("AnnexTitle", "报送情况"),
        table(_REPORTS, [("附件2.表", "")], "Table"),
        paragraph("AnnexMark", "附件3", page_break=True),
        paragraph("AnnexTitle", "指标明细"),
        table(_ALL_INDICATORS, [("附件3.表", "")], "Small"),
        section_break(styles.LANDSCAPE),
    ]


def _last_page() -> list[str]:
    return [
        paragraph("AnnexMark", "说明"),
        paragraph("Remark", "本期数据截至{{ 数据截至 }}，由各填报单位报送，逐项来源见数据出处表。"),
        *loop("条", "口径", [paragraph("Remark", "{{ 条 }}。")]),
        paragraph("Chart", "{{ 图.趋势 }}"),
        *condition("联系人", [paragraph("Remark", "联系人：{{ 联系人 }}")]),
        section(styles.PORTRAIT, LAST_FOOTERS),
    ]


def build() -> bytes:
    """The template as a Word file."""
    return package(
        body(),
        styles.styles_xml(),
        styles.numbering_xml(),
        header=watermark_header(),
        footers={kind: page_footer(kind) for kind in ("default", "even")},
        last_footers={kind: imprint() + page_footer(kind) for kind in ("default", "even")},
    )


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else TARGET).write_bytes(build())
