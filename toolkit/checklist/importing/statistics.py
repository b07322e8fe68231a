"""Common statistics of such lists: what a rate is the quotient of, how often it is known, and for which territory.

In: the name of an indicator. Out: a :class:`Statistic`, or None for what nobody counts everywhere. Terms are those of the
statistical yearbooks and of the ministries' own definitions; all of it is a proposal that a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.checklist.places import stem_of
from toolkit.core.model import Kind, Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.words import UnitKind

_BUILDERS = ((lazy_regex("农网|电网|煤改电"), lazy_regex("供电公司|电力公司|电网")),)
_PARK = lazy_regex(
    r"([^\d，,。；;：:、“”]{2,14}?(?:园区|开发区|经开区|高新区|集聚区))(?=[^，,。；;、等和及])"
)


@dataclass(frozen=True)
class Statistic:
    """``whole``: counties give it for their whole territory, so that a zone's own figure would count twice."""

    pattern: str
    numerator: str = ""
    denominator: str = ""
    measures: tuple[str, str] = ("", "")
    frequency: str = ""
    whole: bool = False


_M3, _PEOPLE = ("万立方米", "万立方米"), ("人", "人")
_KNOWN: tuple[Statistic, ...] = (
    Statistic("市域就诊率", "市域内就诊人次", "就诊总人次", ("人次", "人次"), "季度"),
    Statistic("县域.{0,2}就诊率", "参保人员县域内就诊人次", "参保人员就诊总人次", ("人次", "人次"), "季度"),
    Statistic(
        "基层医疗卫生机构门急诊占比",
        "基层医疗卫生机构门急诊人次",
        "县域内门急诊总人次",
        ("人次", "人次"),
        "季度",
    ),
    Statistic(
        "基层医疗机构门急诊占比", "基层医疗机构门急诊人次", "县域内门急诊总人次", ("人次", "人次"), "季度"
    ),
    Statistic(
        "随迁子女.*公办", "在公办学校就读义务教育的随迁子女数", "义务教育阶段随迁子女总数", _PEOPLE, "学年"
    ),
    Statistic("护理型床位占比", "养老机构护理型床位数", "养老机构床位总数", ("张", "张"), "季度"),
    Statistic("绿色出行", "绿色出行人次", "出行总人次", ("人次", "人次"), "年度"),
    Statistic("绿化覆盖率", "建成区绿化覆盖面积", "建成区面积", ("公顷", "公顷"), "年度", whole=True),
    Statistic("污水处理率", "污水处理量", "污水排放量", _M3, "季度", whole=True),
    Statistic("垃圾无害化处理率", "生活垃圾无害化处理量", "生活垃圾清运量", ("吨", "吨"), "季度", whole=True),
    Statistic("燃气普及率", "用气人口", "城镇人口", _PEOPLE, "年度", whole=True),
    Statistic("供水普及率", "用水人口", "城镇人口", _PEOPLE, "年度", whole=True),
    Statistic("农村集中供水率", "农村集中供水人口", "农村供水总人口", _PEOPLE, "季度", whole=True),
    Statistic("自来水普及率", "用自来水的农村人口", "农村供水总人口", _PEOPLE, "季度", whole=True),
    Statistic(
        "装配式建筑占", "新开工装配式建筑面积", "城镇新建民用建筑面积", ("万平方米", "万平方米"), "季度"
    ),
    Statistic(
        "物业.*党组织.*率",
        "已成立党组织的物业服务企业数",
        "物业服务企业总数",
        ("家", "家"),
        "季度",
        whole=True,
    ),
    Statistic("物业小区覆盖率", "物业服务覆盖小区数", "小区总数", ("个", "个"), "季度", whole=True),
    Statistic("每千(?:常住)?人口.*托位", "3岁以下婴幼儿托位数", "常住人口", ("个", "人"), "季度", whole=True),
    Statistic("城镇化率", "城镇常住人口", "常住人口", _PEOPLE, "年度", whole=True),
    Statistic("森林覆盖率", "森林面积", "土地总面积", ("公顷", "公顷"), "年度", whole=True),
    Statistic("常住人口(?!.*(?:%|率))", frequency="年度", whole=True),
    Statistic("规上(?:工业)?(?:增加值|企业)|规模以上工业", whole=True),
    Statistic("高新技术企业|“?专精特新”?.*企业|示范社|示范家庭农场|示范企业", frequency="季度"),
    Statistic("重点专科|重点学科|国家级.*称号", frequency="年度"),
)


def statistic(name: str) -> Statistic | None:
    """The first of them that the name is of."""
    return next((one for one in _KNOWN if re.search(one.pattern, name)), None)


def reporters_of(found: Statistic | None, reporters: Sequence[str], units: Sequence[Unit]) -> tuple[str, ...]:
    """Who gives the figure: counties for their whole territory, where zones lie in it."""
    zones = {unit.name for unit in units if unit.kind == UnitKind.ZONE}
    outside = tuple(name for name in reporters if name not in zones)
    return outside if found and found.whole and len(outside) > 1 else tuple(reporters)


def carried_by(name: str, named: Sequence[str], reporters: Sequence[str]) -> tuple[str, ...]:
    """What only one kind of body builds is that body's to report, where the task names it beside the counties: 农网, 煤改电."""
    for works, bodies in _BUILDERS:
        if works.search(name) and (found := tuple(one for one in named if bodies.search(one))):
            return found[:1]
    return tuple(reporters)


def named_in_full(name: str, lead: str, units: Sequence[Unit], reporters: Sequence[str] = ()) -> str:
    """With the park that the sentence speaks of: of two parks in one task each has its 规上工业企业."""
    head = _head(lead)
    park = _PARK.match(head)
    if park is None and head.startswith("园区") and len(reporters) == 1:  # the one unit's own
        return f"{stem_of(reporters[0])}园区{name.removeprefix('园区')}"
    if park is None:
        return name
    labels = {label: unit.name for unit in units for label in (unit.name, unit.short, *unit.aliases)}
    subject, whole = park[1], labels.get(park[1], park[1])
    for label in sorted(labels, key=len, reverse=True):
        rest = whole.removeprefix(label)
        if rest != whole and len(rest) > 3:  # 喀什市中亚南亚园区: the city is who reports it
            whole = rest
            break
    if subject in name:
        return name.replace(subject, whole, 1)
    return name if whole in name else whole + name.removeprefix("园区")


def _head(lead: str) -> str:
    return re.sub(
        r"^\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])?\s*(?:(?:到|至)?20\d\d年(?:底前?)?[，,]?)?", "", lead
    )


def owner_of(lead: str, reporters: Sequence[str], units: Sequence[Unit]) -> tuple[str, ...]:
    """The one reporter that a sentence begins with: 喀什市中亚南亚园区工业企业达到155户 is one city's alone."""
    head = _head(lead)
    names = {
        label: unit.name
        for unit in units
        if unit.name in reporters
        for label in (unit.name, unit.short, *unit.aliases)
        if len(label) > 2
    }
    for label in sorted(names, key=len, reverse=True):
        rest = head.removeprefix(label)
        if rest != head and not re.match(r"[、，,和及与等]|所辖|周边", rest):
            return (names[label],)
    return tuple(reporters)


def is_standing(clause: str, kind: Kind) -> bool:
    """What is kept going or listed is counted as it stands: 抓好39万套公租房运营管理, 备案科技特派员300名."""
    return kind is Kind.FLOW and re.search(r"运营管理|^备案|[^完]成?备案(?!率)", clause) is not None
