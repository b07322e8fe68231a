"""Builds the shipped Word templates, so that their content can be reviewed as text.

``python -m toolkit.word.template.build [FOLDER]`` writes briefing.docx, notice.docx and
unit-brief.docx; same code, same bytes. The office edits the Word files; this is only how they began.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from toolkit.word.template import styles as styles
from toolkit.word.template.blocks import (
    FOOTERS,
    IMPRINT_GAP,
    LAST_FOOTERS,
    NUMBER,
    condition,
    imprint,
    led,
    loop,
    numbered,
    page_footer,
    paragraph,
    section,
    section_break,
    table,
    watermark_header,
)
from toolkit.word.template.package import package

FOLDER = Path(__file__).resolve().parents[3] / "templates"

_ACTIONS = (
    ("序号", "序号", 560, "Centre"),
    ("行动", "行动", 3279, "Text"),
    ("任务数", "任务数", 715, "Number"),
    ("已完成", "已完成", 715, "Number"),
    ("达序时", "达序时", 715, "Number"),
    ("偏慢", "偏慢", 715, "Number"),
    ("滞后", "滞后", 715, "Number"),
    ("待报齐", "待报齐", 715, "Number"),
    ("未报", "未报", 715, "Number"),
)
_INDICATORS = (
    ("指标", "名称", 2124, "Text"),
    ("计量\n单位", "计量单位", 720, "Centre"),
    ("年度\n目标", "年度目标", 840, "Number"),
    ("累计\n完成", "累计完成", 840, "Number"),
    ("本月\n新增", "本月新增", 760, "Number"),
    ("完成\n率", "完成率", 760, "Number"),
    ("序时\n进度", "序时进度", 760, "Number"),
    ("进度\n差", "进度差", 880, "Number"),
    ("状态", "状态", 1160, "Centre"),
)
_UNITS = (
    ("序号", "序号", 560, "Centre"),
    ("单位", "单位", 1664, "Text"),
    ("任务数", "任务数", 800, "Number"),
    ("已完成", "已完成", 800, "Number"),
    ("正常\n推进", "正常推进", 800, "Number"),
    ("进度\n滞后", "进度滞后", 800, "Number"),
    ("未启动", "未启动", 800, "Number"),
    ("未报", "未报", 700, "Number"),
    ("正常\n占比", "占比", 960, "Number"),
    ("与指标\n不一致", "不一致", 960, "Number"),
)
_REPORTS = (
    ("序号", "序号", 600, "Centre"),
    ("单位", "单位", 3056, "Text"),
    ("状态", "状态", 1300, "Centre"),
    ("版本", "版本", 800, "Centre"),
    ("收到时间", "收到时间", 2400, "Centre"),
    ("按时", "按时", 800, "Centre"),
    ("逾期\n天数", "逾期天数", 1000, "Number"),
    ("错误", "错误", 800, "Number"),
    ("疑问", "疑问", 800, "Number"),
    ("完整率（%）", "完整率", 1200, "Number"),
)

_OWING = (
    ("序号", "序号", 720, "Centre"),
    ("单位", "单位", 2524, "Text"),
    ("状态", "状态", 1300, "Centre"),
    ("收到时间", "收到时间", 2700, "Centre"),
    ("逾期\n天数", "逾期天数", 800, "Number"),
    ("错误", "错误", 800, "Number"),
)
_OWN = (
    ("指标", "名称", 3744, "Text"),
    ("计量\n单位", "计量单位", 1000, "Centre"),
    ("本月\n累计", "本月累计", 1100, "Number"),
    ("上月\n累计", "上月累计", 1100, "Number"),
    ("完成率\n（%）", "完成率", 1100, "Number"),
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
        paragraph("Summary", "{{ 提要 }}"),
        *_front(),
    ]


def _front() -> list[str]:
    """Page one below the headline: nothing stands here that has nothing to say."""
    return [
        *condition(
            "首页.数据",
            [
                led(
                    "主要数据。",
                    "{% for 项 in 首页.数据 %}{{ 项 }}{% if loop.last %}。{% else %}；{% endif %}{% endfor %}",
                )
            ],
        ),
        *loop(
            "项",
            "首页.滞后",
            [
                led(
                    "{% if loop.first %}{{ 首页.滞后题 }}。{% endif %}",
                    f"{NUMBER}{{{{ 项 }}}}",
                    "FrontItem",
                )
            ],
        ),
        *condition("首页.滞后其余", [paragraph("Front", "{{ 首页.滞后其余 }}")]),
        *condition("首页.不一致", [led("自报与数据不一致。", "{{ 首页.不一致 }}")]),
        *condition("首页.提请", [led("提请事项。", "{{ 首页.提请 }}")]),
        *condition("首页.督办", [led("督办情况。", "{{ 首页.督办 }}")]),
        *condition("首页.注", [paragraph("Note", "注：{{ 首页.注 }}")]),
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
    return [
        *_told("总体情况", "总体情况", _chart("趋势")),
        *_told("六大行动", "六大行动推进情况", _action_table()),
        *_told("主要指标", "主要指标完成情况", _indicator_table()),
        *_told("各单位", "各单位自报情况", _unit_table()),
        *condition("典型经验.有", [paragraph("Heading1", "典型经验"), *numbered("典型经验.段落")]),
        *condition("问题.有", [paragraph("Heading1", "存在的问题"), *_problems()]),
        *condition("下一步.有", [paragraph("Heading1", "下一步工作"), *numbered("下一步.段落")]),
        *condition("附件1.有 or 附件2.有", _annex_list()),
        section_break(styles.PORTRAIT),
    ]


def _problems() -> list[str]:
    return [
        *loop("段", "问题.整改", [paragraph("Normal", "{{ 段 }}")]),
        *numbered("问题.事项"),
        *condition("问题.其余", [paragraph("Normal", "{{ 问题.其余 }}")]),
        *condition("问题.偏慢", [paragraph("Normal", "{{ 问题.偏慢 }}")]),
        *condition("问题.年底", [paragraph("Normal", "{{ 问题.年底 }}")]),
        *loop("项", "问题.协调", [paragraph("Normal", "{{ 项 }}")]),
        *loop("项", "问题.议定", [paragraph("Normal", "{{ 项 }}")]),
    ]


def _annex_list() -> list[str]:
    both = ("附件：1.各单位任务进展一览表", "　　　2.报送情况")
    return [
        paragraph("Note", ""),
        *condition("附件1.有", [paragraph("AnnexList", line) for line in both]),
        *condition("not 附件1.有", [paragraph("AnnexList", "附件：报送情况")]),
    ]


def _action_table() -> list[str]:
    return [
        *condition(
            "六大行动.表",
            [
                paragraph(
                    "TableTitle", "表{{ 六大行动.表号 }}　六大行动任务状态（数据截至{{ 数据截至 }}，项）"
                ),
                table(_ACTIONS, [("六大行动.表", "")], "Table"),
                paragraph("Note", "{{ 六大行动.注 }}"),
            ],
        )
    ]


def _indicator_table() -> list[str]:
    return [
        paragraph("TableTitle", "表{{ 主要指标.表号 }}　主要指标完成情况（数据截至{{ 数据截至 }}）"),
        table(_INDICATORS, [("主要指标.表", "")], "Table"),
        paragraph(
            "Note",
            "注：完成率、序时进度为%，进度差为百分点；“—”为不适用或暂不判断，※为待核实，状态灯口径见文末说明。{{ 主要指标.注 }}",
        ),
        *_chart("滞后指标"),
    ]


def _chart(which: str) -> list[str]:
    """A chart with the line that says what it shows."""
    title = f"图题.{which}"
    return [
        paragraph("Chart", f"{{{{ 图.{which} }}}}"),
        *condition(title, [paragraph("ChartTitle", f"{{{{ {title} }}}}")]),
    ]


def _unit_table() -> list[str]:
    return condition(
        "各单位.县市 or 各单位.其他",
        [
            paragraph(
                "TableTitle",
                "表{{ 各单位.表号 }}　已报单位滞后、未启动、未报或不一致的任务（项，{{ 各单位.口径 }}）",
            ),
            table(_UNITS, [("各单位.县市", "县市"), ("各单位.其他", "园区和部门")], "Table"),
            paragraph(
                "Note",
                "注：占比为已完成、正常推进的任务占已报任务的百分比。本表为各单位自报，与按指标判定的状态不同；未列出的已报单位均自报正常推进或已完成。"
                "“与指标不一致”为自报正常推进或已完成、本单位指标却未达进度的任务，附件1中标▲。",
            ),
        ],
    )


def _annexes() -> list[str]:
    return [
        *condition(
            "附件1.有",
            [
                paragraph("AnnexMark", "附件1"),
                paragraph("AnnexTitle", "各单位任务进展一览表"),
                paragraph(
                    "Note",
                    "蓝、绿、黄、红为状态灯，○为未报或待报齐，◇为未到时限，▲为自报与指标不一致，灰底为不承担。",
                ),
                paragraph("Chart", "{{ 附件1.表 }}"),
                paragraph("AnnexMark", "附件2", page_break=True),
            ],
        ),
        *condition("not 附件1.有", [paragraph("AnnexMark", "附件")]),
        paragraph("AnnexTitle", "报送情况"),
        table(_REPORTS, [("附件2.表", "")], "Small"),
        section_break(styles.LANDSCAPE),
    ]


def _last_page() -> list[str]:
    return [
        *condition(
            "口径",
            [
                paragraph("AnnexMark", "说明"),
                paragraph(
                    "Remark",
                    "本期数据截至{{ 数据截至 }}，收到时间至{{ 收到时间至 }}，由各填报单位报送；全部指标见汇总表，逐项来源见数据出处表。",
                ),
            ],
        ),
        *loop("条", "口径", [paragraph("Remark", "{{ 条 }}。")]),
        *condition("附件3.注", [paragraph("Remark", "{{ 附件3.注 }}")]),
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
        paragraph("Salutation", "{{ 主送 }}："),
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
        paragraph("Salutation", "{{ 主送 }}："),
        *loop("段", "段落", [paragraph("Front", "{{ 段 }}")]),
        *loop("项", "事项", [paragraph("FrontItem", f"{NUMBER}{{{{ 项 }}}}")]),
        *condition("表", [paragraph("TableTitle", "{{ 表题 }}")]),
        *condition("表", [table(_OWN, [("表", "")], "Small")]),
        *condition("注", [paragraph("Note", "注：{{ 注 }}")]),
        paragraph("Note", ""),
        paragraph("Sign", "{{ 编发单位 }}"),
        paragraph("Sign", "{{ 日期 }}"),
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
        last_footers={kind: imprint() + page_footer(kind, below=IMPRINT_GAP) for kind in ("default", "even")},
    )


BUILDERS = {"briefing.docx": build, "notice.docx": notice, "unit-brief.docx": unit_brief}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, make in BUILDERS.items():
        (folder / name).write_bytes(make())
