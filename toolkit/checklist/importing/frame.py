"""What a list says of itself: title, place, years, who reports to whom and how often, who its counties are.

In: the lines of a document that are no task. Out: a :class:`Frame`; what it does not say stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.checklist.importing.deadlines import years_in
from toolkit.checklist.importing.grid import flat
from toolkit.checklist.places import Place, county_of, place_in
from toolkit.core.patterns import lazy_regex

NEAR = 10  # letters before the place's name: its prefecture
LEAD, RESPONSIBLE, LOCAL = "牵头单位", "责任单位", "县市"
_TITLE = lazy_regex(r"清单|方案|分解|计划|要点|任务|台账|安排|一览表|实事|分工|措施|责任书|目标")
_LIST = lazy_regex(r"(清单|表|方案|计划|要点|台账|分工|措施|安排)([（(].{1,12}[)）])?$")
_SUBJECT_END = lazy_regex(
    r"((项目)?(进展|推进|完成)情况(汇总)?)?(重点)?(工作)?(目标|投资)?(任务)?(项目)?(责任)?(任务)?(分解|分工)?(清单|一览|工作台账|台账|计划|方案|要点|安排|分解)?(表)?$"
)
_REPORTS = lazy_regex(
    r"每(?:个)?(?P<cycle>月|季度?|半年|两个?月|双月|周)[^。；;]{0,22}?(?:前|底|末|内|日)?[^。；;]{0,30}?"
    r"(?<!通)(?:上报|报送|填报|更新|报(?=市|州|县|区|地|省|送|告|至|给|《|“|进|本))"
)
_CYCLES = {
    "月": "月度",
    "季": "季度",
    "季度": "季度",
    "半年": "半年",
    "两月": "双月",
    "两个月": "双月",
    "双月": "双月",
    "周": "月度",
}
_TO = lazy_regex(
    r"(?:报|向|送)((?:某?[市州县区]|地区|行署|省|自治区)?[一-鿿]{2,18}?(?:领导小组办公室|办公室|督查室|专班|办))(?:报|备|汇总|。|，|；|$|、|\d|（|\()"
)
_FILLED_BY = lazy_regex(r"(?:填表|填报|编制|牵头|制表)单位[:：]\s*([^\s，。；]{3,24})")
_LOCAL = lazy_regex(r"^[一-鿿]{1,10}(?:自治县|自治旗|县|市|区|旗|乡|镇|街道|苏木)$")
_NOT_LOCAL = lazy_regex(
    r"^(各|全|本|市直|县直|区直|州直|地直|有关|相关|其他|其余|中央|县市|县区|区县|市区|县域|城区|乡镇|以下|开发|社区|小区|园区|地区|片区|灾区|景区|校区)|地区$"
)
_ZONE = lazy_regex(r"(开发区|经开区|高新区|新区|示范区|管理区|项目区|园区|度假区|工业园|经合区|综保区)$")
_FIRST_LEADS = lazy_regex(r"(列|排)?第一位(者|的)?.{0,8}(牵头|汇总)")
_RESPONSIBLE_LEADS = lazy_regex(r"无牵头单位的.{0,6}责任单位")


@dataclass(frozen=True)
class Frame:
    """What the list says of itself. ``reporters`` holds LEAD, RESPONSIBLE, LOCAL as far as it says who reports."""

    title: str = ""
    place: Place | None = None
    years: tuple[int, ...] = ()
    cycle: str = ""
    reporters: frozenset[str] = frozenset()
    locals: tuple[str, ...] = ()  # local units that the paper lists: addressees, 各县（区）指…
    office: str = ""
    first_leads: bool = False

    @property
    def year(self) -> int | None:
        """The only year, or None."""
        return self.years[0] if len(self.years) == 1 else None

    @property
    def subject(self) -> str:
        """The title without place, year and kind of paper: 乡村振兴, 民生实事项目."""
        name = self.place.name if self.place else ""
        before, _, behind = self.title.partition(name) if name else ("", "", "")
        text = behind if behind and len(before) < NEAR else self.title
        text = re.sub(r"二[〇○零][一二三四][〇○零一二三四五六七八九]年", "", text)
        text = re.sub(r"[（(]?20\d\d\s*(年?[-—–~至]+20\d\d)?\s*年?(度)?[)）]?", "", text)
        text = re.sub(r"^\d{1,2}月份?(?=.{4})", "", text)
        text = re.sub(r"[（(][上中下一二三][)）]$", "", re.sub("[《》]", "", text).strip())
        text = re.sub(r"^(人民政府|行政公署|行署)?(办公室|办公厅)?(?=.{4})", "", text)
        text = re.sub(r"^(关于|印发|下发|分解|落实|贯彻|做好|推进)+(?=.{4})", "", text)
        return _SUBJECT_END.sub("", text) or text


def frame_of(lines: Sequence[str], name: str, unit_cells: Iterable[str] = ()) -> Frame:
    """Read the frame from the lines of a document outside its tasks; ``unit_cells`` tell its level where no title does."""
    lines = [part for line in lines for part in line.split("\n")]
    title = _title(lines, name)
    place = _place(title, lines, unit_cells)
    text = "\n".join(lines)
    cycle, who, listed = _reporting(text)
    return Frame(
        title=title,
        place=place,
        years=_years(title, lines),
        cycle=cycle,
        reporters=who,
        locals=tuple(dict.fromkeys([*_enumerated(lines, place), *listed])),
        office=_office(text, place),
        first_leads=bool(_FIRST_LEADS.search(text) or _RESPONSIBLE_LEADS.search(text)),
    )


def _title(lines: Sequence[str], name: str) -> str:
    best, rank = "", 0.0
    for index, line in enumerate(lines[:40]):
        inner = re.search(r"《([^《》]{6,60})》的通知", line)
        text = inner[1] if inner else re.sub(r"^附[件表录]?\d*[:：\s]*", "", line.strip("# 　"))
        if not _TITLE.search(text) or len(flat(text)) > 60 or re.search(r"[。；]", text):
            continue
        text = re.sub(r"^关于(印发|下发|分解|做好)?|的通知$", "", text)
        score = 3.0 * bool(place_in(text)) + bool(re.search(r"20\d\d", text)) + bool(inner) - index / 40
        score += 1.5 * bool(_LIST.search(text))
        score += 1.0 * bool(re.search(r"^.{1,8}?(市|州|县|区|盟|旗|省|地区)", text)) - 2 * bool(
            re.match(r"附|（|\(|[一二三四]、", text)
        )
        if score > rank:
            best, rank = flat(text), score
    return best or flat(re.sub(r"\.\w+$", "", name))


def _place(title: str, lines: Sequence[str], unit_cells: Iterable[str]) -> Place | None:
    if place := place_in(title):
        return place
    if match := re.match(r"^([一-鿿]{1,7}?(?:地区|自治州|自治县|自治旗|市|州|县|区|盟|旗|省))", title):
        return Place("", match[1])
    for line in lines[:8]:
        if len(line) < 40 and (place := place_in(line)) and not line.endswith("政府"):
            return place
    for line in lines:  # who signed the notice
        if re.fullmatch(r".{2,14}(人民政府|行政公署)(办公室|办公厅)", line) and (place := place_in(line)):
            return place
    levels = [
        match[1]
        for cell in unit_cells
        if (match := re.match(r"(地区|州|盟|市|县|区|旗)(?=[一-鿿])", cell.strip()))
    ]
    if levels:
        return Place("", "本" + max(set(levels), key=levels.count))
    return None


def _years(title: str, lines: Sequence[str]) -> tuple[int, ...]:
    if years := years_in(title):
        return years
    for line in lines[:12]:
        if len(line) < 40 and (years := years_in(line)):
            return years
    for line in lines:
        if match := re.search(r"[〔\[](20[1-4]\d)[〕\]]\d+号", line):
            return (int(match[1]),)
    return ()


def _reporting(text: str) -> tuple[str, frozenset[str], list[str]]:
    """How often, who, and local units named in the sentence that says so."""
    cycle, who, listed = "", set[str](), []
    for sentence in re.split(r"[。；;\n]", text):
        match = _REPORTS.search(sentence)
        if not match:
            continue
        cycle = cycle or _CYCLES.get(match["cycle"], "")
        subject = re.split(r"[:：]|\d[.．、]|[（(](?=各)", sentence[: match.start()])[-1]
        who |= set(_named_roles(subject))
        if names := _local_names(subject):
            who.add(LOCAL)
            listed += names
    return cycle, frozenset(who), listed


def _named_roles(subject: str) -> Iterator[str]:
    said = re.sub(r"[^，,]*为牵头单位的", "", subject)
    if re.search(r"牵头(单位|部门)", said):
        yield LEAD
    if re.search(r"(责任|承办|落实|主办)(单位|部门)", said):
        yield RESPONSIBLE
    if re.search(r"县\s*[（(]?\s*[市区、]|[市区]县|各县|各区|各市|各乡|各镇|各地|乡镇|街道", said):
        yield LOCAL


def _local_names(text: str) -> list[str]:
    parts = re.split(r"[、，,和；;：:（）()\s]", re.sub(r"(人民)?政府|党委和?", "", text))
    return [part for one in parts if (part := re.sub(r"^(指|为|包括|及|请)", "", one)) and is_local(part)]


def is_local(name: str) -> bool:
    """A county, township or zone by its name; a word for all of them is none."""
    return bool((_LOCAL.match(name) or _ZONE.search(name)) and not _NOT_LOCAL.match(name)) and len(name) <= 12


def is_zone(name: str) -> bool:
    """A development zone or park."""
    return bool(_ZONE.search(name))


def _enumerated(lines: Sequence[str], place: Place | None) -> Iterator[str]:
    """Local units that a line counts up, two or more side by side: 甲县、乙县、丁区人民政府."""
    for line in lines:
        if len(line) > 400:
            continue
        for run in re.split(r"[。；;：:（）()]|指", re.sub(r"(人民)?政府|党委和?|管委会", "", line)):
            names = [part for part in re.split(r"[、，,和]", run) if part]
            local = [name.strip() for name in names if is_local(name.strip())]
            if len(local) > 1 or (local and local == names and "指" in line):
                yield from local


def _office(text: str, place: Place | None) -> str:
    for pattern in (_TO, _FILLED_BY):
        for match in pattern.finditer(text):
            name = match[1]
            if re.search(r"^各|有关|相关", name):
                continue
            if place and not name.startswith(place.name):
                bare = re.sub(r"^(某?市|州|县|区|地区)(?=.{2})", "", name)

                return f"{place.name}{bare}" if not name.startswith(place.stem) else name
            return name
    return ""


def counties_of(frame: Frame, named: Sequence[str]) -> tuple[str, ...]:
    """The local units that 各县（市、区） means: of the national table, else listed by the paper, else named in it."""
    if frame.place and frame.place.counties:
        return tuple(place.name for place in frame.place.counties)
    listed = [name for name in frame.locals if not is_zone(name)]
    return tuple(dict.fromkeys(listed or [name for name in named if is_local(name) and not is_zone(name)]))


def official(name: str, frame: Frame) -> str:
    """A county's full name by the table: 塔什库尔干县 is 塔什库尔干塔吉克自治县."""
    counties = frame.place.counties if frame.place else ()
    found = county_of(name, counties)
    return found.name if found else name
