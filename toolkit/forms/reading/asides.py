"""Texts in place of a name that say that a row is none: totals, 无 and its likes, notes, who filled it in.

In: a squeezed text, or all texts of a row. Out: yes or no. Whole words only: 无线网络工程 and 联合计量中心 are projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar
from toolkit.core.value_text import raw_text

_COUNT = r"[\d一二三四五六七八九十两]+[个项家]?(?:项目|工程)?"
_TOTAL = lazy_regex(
    rf"(?:.{{0,12}}(?:合计|小计|总计|共计)(?:[(:].*|{_COUNT})?|(?:全县|全市|本县|本市|以上|上述)?共有?{_COUNT}|其中[:].*)"
)
_NOTHING = lazy_regex(
    r"[-—–/\\]+|"
    r"(?:截至目前|本月|当月|本期|本年|今年|目前|我县|我市|本县|本市|本单位|\d+月份?|[,、])*"
    r"(?:暂时|暂|尚|均|确)?(?:无|没有)"
    r"(?:新增|新建|续建|新开工|在建|重点|重大|其他|相关|任何|可|需要|需|地区|协调|报送|上报|填报|"
    r"项目|内容|情况|变化|诉求|经验|典型|做法|建议|意见|事项|问题|和|与|的|[,、])*"
)
_NOTE = lazy_regex(
    r"(?:填[写报])?(?:示例|样例|范例)(?:[:(].*)?|.*[(](?:示例|样例|范例)[)]|(?:备注|附注|注)\d*(?:[:].*)?|(?:填表|填报|编制)?说明[:].*|"
    r"(?:填表|制表|填报|审核|编制|统计|报送)(?:人|单位|日期|时间)[:].*|(?:单位)?负责人[:].*|联系(?:人|电话)[:].*"
)
_SIGNER = lazy_regex(
    r"(?:单位|部门|科室|分管|主管|主要|具体)*(?:(?:填表|填报|制表|编制|统计|报送|报出|审核|复核|审批|审签|核对|经办|签发|承办)"
    r"(?:人员|人|单位|日期|时间)?|负责人|负责同志|领导|联系(?:人|电话)|日期)"
    r"(?:[(]?(?:签字|签名|签章|盖章|公章)[)]?)*(?::.*)?"
)
_FIGURE = lazy_regex(r"[-+]?(?:\d{1,8}|\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+)[^\d.年/-]{0,4}")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_COLUMN_NUMBER = lazy_regex(
    rf"[(]?(?:(?P<number>\d{{1,2}})|(?P<stem>[{_STEMS}]))[)]?(?:=[\d()+*/×÷%-]+)?|栏次"
)
_CIRCLED = {first + n: str(n + 1) for first in (0x2460, 0x2474, 0x2488) for n in range(20)}  # ① ⑴ ⒈
_FEWEST_NUMBERS = 4  # in a line of column numbers
_REMARK = lazy_regex(
    r"[(]?(?:(?:数据|统计)?截[至止]到?(?:20\d\d年)?(?P<month>1[0-2]|0?[1-9])月(?:\d{1,2}[日号]|[底末])?(?:数据?)?)[)]?"
)
_OF_ROWS = lazy_regex(r"序号|行[号次]|[Nn][Oo]\.?")
_LONG = 20  # letters: names, dates and telephones have fewer


def is_total(text: str) -> bool:
    """合计, 本页小计, 共3个项目, 其中：…: what stands in the row is counted elsewhere."""
    return bool(_TOTAL.fullmatch(text))


def is_sum(text: str) -> bool:
    """A total that is no 其中: …, which says of what the row above is made."""
    return is_total(text) and not text.startswith("其中")


def is_note(text: str) -> bool:
    """注：…, 填表人：…"""
    return bool(_NOTE.fullmatch(text))


def is_signed(texts: Sequence[str], filled: Sequence[str]) -> bool:
    """A row of who filled the form in and when: 填表人：… 审核人：… 2024年6月24日. ``filled``: those that stand where entries are made."""
    return any(map(_SIGNER.fullmatch, texts)) and all(
        _SIGNER.fullmatch(text) or (len(text) <= _LONG and not _FIGURE.fullmatch(text)) for text in filled
    )


def is_column_numbers(texts: Sequence[str]) -> bool:
    """甲 乙 1 2 3, (1) (2) (3)=(1)/(2), ① ② ③=①/②: the line that numbers the columns below the header of a statistical form."""
    said = [_COLUMN_NUMBER.fullmatch(text.translate(_CIRCLED)) for text in texts]
    if len(said) < _FEWEST_NUMBERS or not all(said):
        return False
    stems = [_STEMS.index(one["stem"]) for one in said if one and one["stem"]]
    numbers = [int(one["number"]) for one in said if one and one["number"]]
    return all(
        run[0] == first and all(a < b for a, b in pairwise(run))
        for run, first in ((stems, 0), (numbers, 1))
        if run
    )


def are_remarks(texts: Sequence[str], month: int) -> bool:
    """(截至6月20日) below a header, where it changes nothing of what the header says. ``month`` is the form's, 0 where it is not known."""
    said = [_REMARK.fullmatch(text) for text in texts]
    return bool(said) and all(
        one is not None and (not month or int(one["month"] or month) == month) for one in said
    )


def is_row_numbers(title: str, values: Sequence[Scalar]) -> bool:
    """A column 序号 that counts the rows, also where they were sorted or some were taken out since."""
    if not _OF_ROWS.fullmatch(title):
        return False
    numbers = [int(text) for text in map(raw_text, values) if text.isdecimal()]
    return len(numbers) == len(values) == len(set(numbers)) and min(numbers) > 0


def is_nothing(text: str) -> bool:
    """无, 本月无新增项目, a dash; also in brackets."""
    return bool(_NOTHING.fullmatch(text.rstrip("。.;!").strip("()[]【】<>《》")))
