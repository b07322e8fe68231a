"""Texts in place of a name that say that a row is none: totals, 无 and its likes, notes, who filled it in.

In: a squeezed text. Out: yes or no. Whole words only: 无线网络工程 and 联合计量中心 are projects.
"""

from __future__ import annotations

import re

_COUNT = r"[\d一二三四五六七八九十两]+[个项家]?(?:项目|工程)?"
_TOTAL = re.compile(
    rf"(?:.{{0,12}}(?:合计|小计|总计|共计)(?:[(:].*|{_COUNT})?|(?:全县|全市|本县|本市|以上|上述)?共有?{_COUNT}|其中[:].*)"
)
_NOTHING = re.compile(
    r"[-—–/\\]+|"
    r"(?:截至目前|本月|当月|本期|本年|今年|目前|我县|我市|本县|本市|本单位|\d+月份?|[,、])*"
    r"(?:暂时|暂|尚|均|确)?(?:无|没有)"
    r"(?:新增|新建|续建|新开工|在建|重点|重大|其他|相关|任何|可|需要|需|地区|协调|报送|上报|填报|"
    r"项目|内容|情况|变化|诉求|经验|典型|做法|建议|意见|事项|问题|和|与|的|[,、])*"
)
_NOTE = re.compile(
    r"(?:填[写报])?(?:示例|样例|范例)(?:[:(].*)?|.*[(](?:示例|样例|范例)[)]|(?:备注|附注|注)\d*(?:[:].*)?|(?:填表|填报|编制)?说明[:].*|"
    r"(?:填表|制表|填报|审核|编制|统计|报送)(?:人|单位|日期|时间)[:].*|(?:单位)?负责人[:].*|联系(?:人|电话)[:].*"
)


def is_total(text: str) -> bool:
    """合计, 本页小计, 共3个项目, 其中：…: what stands in the row is counted elsewhere."""
    return bool(_TOTAL.fullmatch(text))


def is_note(text: str) -> bool:
    """注：…, 填表人：…"""
    return bool(_NOTE.fullmatch(text))


def is_nothing(text: str) -> bool:
    """无, 本月无新增项目, a dash."""
    return bool(_NOTHING.fullmatch(text.rstrip("。.;!")))
