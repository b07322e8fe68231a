"""A name for a number that stands alone: 区域评估成果应用率, 生产安全事故起数下降, 州级以上龙头企业总数.

In: the text around a number. Out: the name.
"""

from __future__ import annotations

import re

from toolkit.checklist.importing.grid import flat
from toolkit.core.patterns import lazy_regex

LONGEST = 40
_YEARS = r"(?:到|至)?(?:19|20)\d\d(?:年(?:底前?|末)?|(?=[，,]))?(?:年底前?)?"
_LEADING = lazy_regex(
    rf"^(?:各县市区?(?=.{{4}})|指导县市|到(?!位)|力争|计划|确保|实现|推动|全年|年内|其中|使|将|并|共|全面|持续|{_YEARS}|[，,：:]|全地区|全[市州县区省盟旗]|"
    r"\d{1,2}月(?:底|末)?前?|年底前?)+"
)
_TRAILING = lazy_regex(
    r"(?:分别|达到|达|不少于|不低于|不高于|不超过|至少|突破|超过|保持在?|稳定在|控制在|维持在|压缩[至到]|缩短[至到]|降[至到]|完成|实现|提高[到至]|提升[到至]|为|共|约|力争|≥|≤)+$"
)
_BARE = lazy_regex(
    r"^(?:总数|总量|产量|产值|比例|占比|比重|覆盖率|完成率|达标率|合格率|整治率|完好率|开工率|建成率|培训率|开工|完成|投资|完成投资|户数|数量|规模|总长|户|总投资|惠及.{0,3}|年.{0,4}能力|[户人]|其中)$"
)
_WHOSE = lazy_regex(r"^(?:其他|其余|每个?(?![千万百]))[^，。]{1,8}$")
_ENDING = lazy_regex(r"(?:面积|数量|数|总产值|率|比例|(?:全部)?落地(?:实施|投资|建成)?|全部建成|交付使用)$")
_LEVEL = lazy_regex(r"^(?:县（市、区）|县（市）|县市区|县市|市县|县|市|区|乡镇|乡|镇|村)")
_VERBS = lazy_regex(
    r"^(?:新（[^）]*）建|更新改造|更换|新培育|新增|新建改建|新改建|新建|改造|建成|建设|培育|培训|完成|实施|推进|开工建设|开展|组织|引进|创建)+"
)


_THINGS = lazy_regex(r"(?:企业|学校|项目|工程|专科)$")
_COUNTS = frozenset("个家所户项座处")
_DOING = lazy_regex(r"^(?:每个(?=县市(?!至少))|(?:实施|完成)(?=.{4,}(?:项目|工程|培训)$))")
_TWICE = lazy_regex(r"([一-鿿]{2,4})\1")
_BRIEF_ZONE = lazy_regex(r"经济(?:技术)?开发区")


def as_title(name: str, measure: str) -> str:
    """As a table heads it: 实施农网提升工程项目 in 项 is 农网提升工程项目数, 喀什经济开发区工业企业 is 喀什经开区工业企业数."""
    name = _TWICE.sub(r"\1", _DOING.sub("", name))  # a word typed twice: 污水污水处理率
    name = _BRIEF_ZONE.sub("经开区", re.sub(r"的(?=(?:更新)?改造$)", "", name))
    return f"{name}数" if measure in _COUNTS and _THINGS.search(name) and len(name) < LONGEST else name


def as_matter(name: str) -> str:
    """What is counted, as the name of a task: 新增规上工业企业 of 新增规上工业企业数."""
    bare = name.removesuffix("数")
    return bare if _THINGS.search(bare) else name


def name_of(
    text: str, shape: str, sentence: int, start: int, match: re.Match[str], after: str, previous: str
) -> str:
    """What the number counts; of 分别 each number gets its own name, a bare word borrows the one before it."""
    if paired := _paired(text, shape, sentence, match):
        return paired
    before = _listed(text, sentence, start) + text[start : match.start()]
    rest = re.sub(r"^(?:及?以上|以下|以内|左右)?(?:的?(?:目标|要求))?", "", after)
    name = _TRAILING.sub("", _LEADING.sub("", flat(before))) + flat(rest)
    if name.count("“") != name.count("”"):
        name = name.replace("“", "").replace("”", "")
    name = _unbracketed(re.sub(r"20\d\d年(?:底|末)?", "", name).strip("的.、，"))[:LONGEST]
    if not name:
        inner = _opened(text, start)
        return inner or (f"{previous}（续）" if previous else "")
    if previous and _WHOSE.match(name):
        return f"{previous}（{name}）"[:LONGEST]
    if _BARE.match(name):
        stem = _before(shape, text, sentence, start) or _ENDING.sub("", _VERBS.sub("", previous))
        return _joined(stem, name)[:LONGEST] if stem and stem not in name else name
    if start and text[start - 1] == "、" and (verb := _VERBS.match(previous)) and not _VERBS.match(name):
        return f"{verb[0]}{name}"[:LONGEST]  # 更新改造供水管网60公里、燃气管网45公里
    return name


def _joined(stem: str, name: str) -> str:
    """城市（县城）污水 and 污水处理率 are one name."""
    shared = next((size for size in range(min(len(stem), len(name)), 0, -1) if stem.endswith(name[:size])), 0)
    return stem + name[shared:]


def _listed(text: str, sentence: int, start: int) -> str:
    """What a 、 parts from the number without a number of its own: 建成中小学、幼儿园8所 counts both."""
    if not start or text[start - 1] != "、":
        return ""
    before = re.split(r"[，,。；;：:（(]", text[sentence : start - 1])[-1]
    return "" if re.search(r"\d", before) or len(before) > LONGEST // 2 else f"{before}、"


def _unbracketed(name: str) -> str:
    """Without a bracket that the number left open, or that nothing but itself fills."""
    opened, closed = len(re.findall(r"[（(]", name)), len(re.findall(r"[）)]", name))
    if opened != closed:
        name = re.sub(r"[（()）]", "", name)
    return re.sub(r"^[（(](.*)[)）]$", r"\1", name)


def _before(shape: str, text: str, sentence: int, start: int) -> str:
    """The clause before, where it says what the rate is of and holds no number: 建成绿色矿山，建成率100%."""
    clause = re.split(r"[，,、；;：:]", text[sentence : max(sentence, start - 1)])[-1]
    return "" if re.search(r"\d", clause) else _LEADING.sub("", flat(clause))[-20:]


def _opened(text: str, start: int) -> str:
    """A number that opens a bracket is of the words before it: 城镇老旧小区改造（170个小区、15448户）."""
    if start and text[start - 1] in "（(":
        head = re.split(r"[，。；、,;：:\n]", text[: start - 1])[-1]
        return _LEADING.sub("", flat(head))[-LONGEST:]
    return ""


def _paired(text: str, shape: str, sentence: int, match: re.Match[str]) -> str:
    """普惠园占比、公办园占比分别达到80%、50%: the second number is the second name's."""
    lead = text[sentence : match.start()]
    mark = lead.rfind("分别")
    if mark < 0 or re.search(r"[，。；,;]", lead[mark:]):
        return ""
    index = len(re.findall(r"\d(?:\.\d+)?[^\d、和]{1,5}[、和]", lead[mark:]))
    head = re.split(r"[，,。；;]", lead[:mark])[-1]
    names = [one for one in re.split(r"[、和及与]", _LEADING.sub("", flat(head))) if one]
    verb = re.match(r"分别(增长|下降|提高|增加|减少)?", lead[mark:])
    if index >= len(names) or len(names) < 2:
        return ""
    if len(names[index]) < 2:  # 地、县（市）疾控中心新增检测项目: levels that share what is counted
        names[index] += _LEVEL.sub("", names[-1])
    return (names[index] + (verb[1] if verb and verb[1] else ""))[:LONGEST]
