"""The units that a list names, for the sheet 单位: official names, aliases, kind, 隶属 and codes as far as known.

In: entries and the frame of a list. Out: units and what a person should look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.checklist.importing.clauses import split_units
from toolkit.checklist.importing.entries import Entry
from toolkit.checklist.importing.frame import LOCAL, Frame, counties_of, is_local, is_zone, official
from toolkit.checklist.importing.units import is_general, names_local, plain_name, resolve_leads
from toolkit.checklist.places import county_of, stem_of
from toolkit.checklist.unitsheet import UNITS
from toolkit.checklist.workbook import Review
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.words import UnitKind

_BODY = lazy_regex(r"(党委和政府|委和政府|党委政府|人民政府|政府|管理委员会|管委会|办事处)$")
_FIRM = lazy_regex(r"公司|集团|银行|分行|支行|电网|供电局|铁路局")
_VERTICAL = lazy_regex(
    r"^(国家|中国|国网|人民银行)|税务局|海关|气象局|邮政管理|通信管理|消防救援|调查队|金融监管|金融监督|供电公司|电网"
)
_PREFIX = lazy_regex(r"^(地区|自治州|州|盟|市(?![场政])|县|区)(?=.{2})")
_UNFIT = lazy_regex(r'[\\/:*?"<>|\n\t、，,；;]')
LONG_NAME = 24
_LETTERS: Mapping[str, str] = {
    UnitKind.COUNTY: "X",
    UnitKind.ZONE: "Y",
    UnitKind.DEPARTMENT: "B",
    UnitKind.COMPANY: "Q",
    UnitKind.OWN: "A",
}
_FULL = {
    "发改委": ("发展改革委", "发展和改革委员会"),
    "住建局": ("住房和城乡建设局",),
    "工信局": ("工业和信息化局",),
}
_FULL |= {
    "人社局": ("人力资源和社会保障局", "人力资源社会保障局"),
    "卫健委": ("卫生健康委", "卫生健康委员会"),
}


_ZONES = {"经济技术开发区": "经开区", "经济开发区": "经开区", "高新技术产业开发区": "高新区"}


@dataclass
class _Draft:
    """A unit while its spellings gather."""

    name: str
    kind: str
    code: str = ""
    spellings: set[str] = field(default_factory=set)
    sure: bool = True


def roster_of(entries: Sequence[Entry], frame: Frame) -> tuple[tuple[Unit, ...], list[Review]]:
    """All units of the list: counties first, in the order of their codes, then zones, then bureaus as they come."""
    drafts: dict[str, _Draft] = {}
    named = list(_named(entries))
    for name in _counties(named, entries, frame):
        _add(drafts, name, frame)
    for spelling in (*frame.locals, *named):
        if not is_general(spelling) and not names_local(spelling):
            _add(drafts, spelling, frame)
    _join_short(drafts, frame)
    order = (UnitKind.COUNTY, UnitKind.ZONE, UnitKind.DEPARTMENT, UnitKind.COMPANY)
    units = [unit for kind in order for unit in drafts.values() if unit.kind == kind]
    return _finished(units, frame)


def own_level(frame: Frame) -> Unit:
    """The office's own unit, for what nobody else can report."""
    place = frame.place
    name = f"{place.name if place else ''}本级" if place and not place.name.startswith("本") else "本级"
    code = place.code if place and place.code else "A01"
    return Unit(code, name, name, (), UnitKind.OWN, "平级")


def _named(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for text in (entry.leads, entry.responsible, entry.support, entry.reporters):
            yield from resolve_leads(_listed(text), ())
        yield from entry.shares


def _listed(text: str) -> str:
    return "、".join(split_units(text))


def _counties(named: Sequence[str], entries: Sequence[Entry], frame: Frame) -> tuple[str, ...]:
    """Whom a word for all of them means; without such a word only who is named is of the list."""
    asked = any(names_local(name) for name in named) or LOCAL in frame.reporters
    local = [_BODY.sub("", name) for name in named]
    return counties_of(frame, local) if asked else ()


def _add(drafts: dict[str, _Draft], spelling: str, frame: Frame) -> None:
    bare = _BODY.sub("", spelling)
    kind = _kind(spelling, bare)
    name = _UNFIT.sub(
        "", official(bare, frame) if kind in (UnitKind.COUNTY, UnitKind.ZONE) else plain_name(spelling)
    )
    if len(name) < 2:
        return
    place = county_of(bare, frame.place.counties if frame.place else ())
    if place is not None:
        kind, name = UnitKind.COUNTY, place.name
    draft = drafts.setdefault(name, _Draft(name, kind, place.code if place else ""))
    draft.spellings |= {spelling, bare} if kind in (UnitKind.COUNTY, UnitKind.ZONE) else {spelling}
    draft.sure = draft.sure and len(name) <= LONG_NAME


def _join_short(drafts: dict[str, _Draft], frame: Frame) -> None:
    """经济开发区 beside 喀什经济开发区, 国动办 beside 地区国动办: one unit, where only one is so called in full."""
    stem = stem_of(frame.place.name) if frame.place else ""
    for name in [*drafts]:
        whole = [
            other
            for other in drafts.values()
            if other.name != name
            and other.kind == drafts[name].kind != UnitKind.COUNTY
            and name in (_PREFIX.sub("", other.name), other.name.replace(stem, "", 1) if stem else "")
        ]
        if len(whole) == 1:
            whole[0].spellings |= drafts.pop(name).spellings | {name}


def _kind(spelling: str, bare: str) -> str:
    if is_zone(bare) or re.search(r"(管委会|管理委员会)$", spelling):
        return UnitKind.ZONE
    if is_local(bare) and not re.match(r"^(市|县|区|州)(?=.{2,}(局|委|办))", bare):
        return UnitKind.COUNTY
    return UnitKind.COMPANY if _FIRM.search(spelling) else UnitKind.DEPARTMENT


def _finished(drafts: Sequence[_Draft], frame: Frame) -> tuple[tuple[Unit, ...], list[Review]]:
    """Codes, short names and aliases, each belonging to one unit only."""
    taken = {draft.name for draft in drafts}
    counts: dict[str, int] = {}
    codes = {draft.code for draft in drafts if draft.code}
    units: list[Unit] = []
    reviews: list[Review] = []
    for draft in drafts:
        code = draft.code
        while not code or (not draft.code and code in codes):
            counts[draft.kind] = counts.get(draft.kind, 0) + 1
            code = f"{_LETTERS[draft.kind]}{counts[draft.kind]:02d}"
        aliases = [one for one in _aliases(draft) if one not in taken]
        taken.update(aliases)
        short = next((one for one in _shorts(draft) if one not in taken), draft.name)
        taken.add(short)
        aliases = [one for one in aliases if one != short]
        unit = Unit(code, draft.name, short, tuple(aliases), draft.kind, _affiliation(draft))
        units.append(unit)
        reviews += _doubts(unit, draft, frame)
    return tuple(units), reviews


def _aliases(draft: _Draft) -> list[str]:
    names = sorted(_UNFIT.sub("", one) for one in draft.spellings)
    if draft.kind == UnitKind.COUNTY:
        names += [f"{draft.name}人民政府", f"{draft.name}政府"]
    elif draft.kind == UnitKind.ZONE:
        names += [f"{draft.name}管委会", f"{draft.name}管理委员会"]
        names += [draft.name.replace(long, brief) for long, brief in _ZONES.items() if long in draft.name]
    for short, longs in _FULL.items():
        if draft.name.endswith(short):
            names += [draft.name.removesuffix(short) + long for long in longs]
    return [one for one in dict.fromkeys(names) if one != draft.name and len(one) > 1]


def _shorts(draft: _Draft) -> Iterator[str]:
    if draft.kind == UnitKind.COUNTY:
        stem = stem_of(draft.name)
        if len(stem) > 1 and len(draft.name) > 2:
            yield stem
    elif match := _PREFIX.match(draft.name):
        yield draft.name[match.end() :]


def _affiliation(draft: _Draft) -> str:
    if _VERTICAL.search(draft.name) or draft.kind == UnitKind.COMPANY:
        return "垂管"
    return "下级" if draft.kind == UnitKind.COUNTY else "平级"


def _doubts(unit: Unit, draft: _Draft, frame: Frame) -> Iterator[Review]:
    if not draft.sure:
        yield Review(
            UNITS, unit.code, "单位", "名称过长，可能把一句话读成了单位，请改成单位的正式名称或删去。"
        )
    if unit.kind == UnitKind.COUNTY and not draft.code and unit.name[-1] in "县市区旗":
        yield Review(
            UNITS,
            unit.code,
            "编码",
            "行政区划代码表里没有对上这个名称，先用自编的编码；下发前可改成行政区划代码。",
        )
    if unit.kind in (UnitKind.ZONE, UnitKind.COMPANY) or _VERTICAL.search(unit.name):
        yield Review(
            UNITS, unit.code, "隶属", "类别和隶属按名称推定，请核对（下级的邮件写“请”，平级、垂管写“商请”）。"
        )


def with_unit(units: Sequence[Unit], unit: Unit) -> tuple[Unit, ...]:
    """The units with one more, unless one of them bears its name; its code is made free if taken."""
    if any(unit.name in (one.name, one.short, *one.aliases) for one in units):
        return tuple(units)
    codes = {one.code for one in units}
    code = (
        unit.code
        if unit.code not in codes
        else next(f"A{n:02d}" for n in range(1, 99) if f"A{n:02d}" not in codes)
    )
    return (*units, replace(unit, code=code))
