"""How a number counts, by its words: sums of the year, stocks, ratios, what each has to reach; a proposal only.

In: a quantity. Out: kind, measure of reporting, factor, numerator and denominator where the words give them.
"""

from __future__ import annotations

import re

from toolkit.core.model import Kind
from toolkit.core.patterns import lazy_regex

TO_FILL = "（待填写）"
RATES = ("%", "‰", "个百分点", "百分点")
_PER = lazy_regex(r"每(?:千|万|百|十万)名?|人均|户均|亩均|地均")
_EACH = lazy_regex(
    r"(?<!逐)(?:每个?|每一个?)(?:县|区|乡|镇|街道|社区|村|行政村|点|园区|市|旗|师|团|单位|学校|部门|所|县市)[^，。；]{0,20}(?:至少|不少于|不低于|配备|设置|建成|建设|有|打造|培育|\d)"
    r"|各(?:县|乡镇|镇|街道|社区|村)[^，。；]{0,12}(?:至少|不少于|不低于)|每县|每乡|每镇|每村|每个点|每街道|(?:县县|乡乡|村村)有"
)
_AVERAGE = ("个工作日", "工作日", "天", "小时", "分钟", "分", "微克/立方米", "毫克/升", "级", "位")
_FLOW = lazy_regex(
    r"取消|下放|梳理|公布|出台|制定|发布|印发|化解|淘汰|退出|关闭|处置|核查|排查|新辟|开通|新增|新建|新改|新认定|新认证|新登记|新培育|净增|增加|改造|培训|完成|建设|打通|申报|实施|开工|交付|引进|引育|组织|开展|举办|清理|拆除|整治|修复|"
    r"更换|更新|选派|走访|检查|解决|筹集|发放|转移|办理|惠及|创建|认定|推广|销号|购置|建成(?!区)|投放|招引|落地|送|受益|检测|回访|种植|造林|治沙"
)
_STOCK = lazy_regex(
    r"达到|达$|突破|保持|稳定|总数|总量|总长|累计建成|累计达|拥有|存量|能力|常住人口|覆盖|在册|参保|以上$|面积达"
)
_TOTAL = lazy_regex(r"^储备|总数|总量|总长|累计|保有量|拥有量|参保")
_MONEY = lazy_regex(r"元$")
_SCALES = {"万": 10_000.0, "亿": 100_000_000.0, "千": 1000.0, "百": 100.0}
_KEPT_MEASURES = ("元", "公里", "平方米", "立方米", "吨", "亩", "千瓦", "千瓦时", "平方公里", "米", "平米")


def kind_of(name: str, clause: str, measure: str, before: str) -> Kind:
    """The kind that the words suggest."""
    if measure in RATES or _PER.search(clause) or _PER.search(name):
        return Kind.RATIO
    if _EACH.search(clause):
        return Kind.RATE_EACH
    if measure in _AVERAGE and not re.search(r"天数|[场次]", name):
        return Kind.RATIO
    if _MONEY.search(measure):
        return Kind.INVESTMENT if re.search(r"投资(?!企业)", clause) else Kind.FLOW
    text = name + before
    if _TOTAL.search(text):
        return Kind.STOCK
    verb = before[-12:]
    if _FLOW.search(clause) and not re.search(r"(总数|能力)", text):
        return Kind.FLOW
    return Kind.STOCK if _STOCK.search(verb) or _STOCK.search(clause) else Kind.FLOW


def reporting(measure: str, kind: Kind, clause: str) -> tuple[str, float]:
    """The measure that units report in, and the factor between both."""
    if kind is Kind.RATIO:
        return measure, ratio_factor(measure, clause)
    if len(measure) > 1 and measure[0] in _SCALES and measure[1:] not in _KEPT_MEASURES:
        return measure[1:], _SCALES[measure[0]]
    return measure, 1.0


def ratio_factor(measure: str, clause: str) -> float:
    """What numerator ÷ denominator is multiplied by: 100 for %, 1000 for ‰ and per thousand."""
    if measure in ("%", "个百分点", "百分点"):
        return 100.0
    if measure == "‰" or "每千" in clause:
        return 1000.0
    return 10_000.0 if "每万" in clause else 100.0 if "每百" in clause else 1.0


def terms(name: str, clause: str) -> tuple[str, str]:
    """Numerator and denominator, where the words give both: 甲占乙比重, 甲增长."""
    if match := re.search(r"(.{2,20}?)占(.{2,20}?)(?:的?(?:比重|比例|比率|比))", name):
        return match[1], match[2]
    if match := re.search(r"^(.{2,24}?)(?:同比)?(?:增长|增速|增幅|涨幅)", name):
        return f"{match[1]}本期比上年同期增加额", f"{match[1]}上年同期数"
    if match := re.search(r"^(.{2,24}?)(?:同比)?(?:下降率?|减少)", name):
        return f"{match[1]}本期比上年同期减少额", f"{match[1]}上年同期数"
    if match := re.search(r"每(千|万|百)(?:名)?(.{2,6}?)(?:拥有|有|的)?(.{2,20})$", name):
        return match[3].removesuffix("数"), match[2]
    return TO_FILL, TO_FILL
