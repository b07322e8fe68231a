"""Who is meant by a text: "各县市人民政府、经济开发区具体落实" to official unit names, leads to full names.

In: the office's texts and the units of config. Out: names, and a note that says what was inferred.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.checklist.importing.clauses import as_list, plain_units
from toolkit.checklist.importing.grid import flat
from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex
from toolkit.core.words import UnitKind

_AREAS = "(县市区|市县区|县市|市县|县区|区县|市区|县|市)"
_ALL = lazy_regex(rf"^(各|全部|所有|十二|12){_AREAS}$")
# Of a county: its townships; at other levels these words name nobody of the list.
_TOWNS = lazy_regex(
    r"^(各|全部|所有)(相关|有关)?(乡镇场?街道|镇乡?街道|街道乡镇|乡镇街|乡镇场?|镇乡|镇街|街镇|镇办|苏木乡?镇|镇|街道)(办事?处?)?$"
)
_TOWN = lazy_regex(r"(乡|镇|街道|苏木)$")
_RELEVANT = lazy_regex(rf"^各?(相关|有关){_AREAS}$")
_DUTY = lazy_regex(
    r"(按照?(各自)?职责分工)?(共同|分别)?(负责)?(具体|抓好|做好|推进|牵头|配合)*(落实|负责|实施|配合|组织实施|牵头)+$"
)
_BODY = lazy_regex(r"(党委和政府|委和政府|党委政府|人民政府|政府|管委会|管理委员会|办事处)$")


@dataclass(frozen=True)
class Resolved:
    """Official names in the order of config, and why a person should look."""

    names: tuple[str, ...]
    note: str = ""


def resolve_units(text: str, row_text: str, units: Sequence[Unit]) -> Resolved:
    """Reporting units that a text names; ``row_text`` answers 各相关县市."""
    found: set[str] = set()
    notes: list[str] = []
    for part in _parts(text):
        name = _BODY.sub("", re.sub("[（()）、]", "", part))
        if _TOWNS.match(name):
            found |= {unit.name for unit in units if unit.kind == UnitKind.COUNTY and _TOWN.search(unit.name)}
            notes.append(f"“{part}”展开为全部乡镇街道")
        elif _RELEVANT.match(name):
            named = _named_counties(row_text, units)
            found |= named or {unit.name for unit in units if unit.kind == UnitKind.COUNTY}
            listed = "、".join(unit.name for unit in units if unit.name in named)
            notes.append(f"“{part}”按本行文字点名的县市推定为{listed or '全部县市（文中没有点名）'}")
        elif _ALL.match(name):
            found |= {unit.name for unit in units if unit.kind == UnitKind.COUNTY}
            notes.append(f"“{part}”展开为全部县市")
        elif exact := _exact(part, units) or _exact(name, units):
            found.add(exact)
            if exact != name:
                notes.append(f"“{part}”认作{exact}")
        elif near := _near(name, units):
            found.add(near)
            notes.append(f"“{part}”疑为{near}")
        else:
            notes.append(f"“{part}”在“单位”表中找不到，没有列入")
    return Resolved(tuple(unit.name for unit in units if unit.name in found), "；".join(notes))


def _parts(text: str) -> list[str]:
    """Names of a list; a 、 inside a bracket (各县（市、区）) separates nothing."""
    bare = _DUTY.sub("", flat(plain_units(as_list(text))).rstrip("。"))
    return [part for part in (_DUTY.sub("", part) for part in _split(bare)) if part]


def _split(text: str) -> list[str]:
    whole = re.sub(r"[（(][^（()）]*[)）]", lambda match: match[0].replace("、", "\x00"), text)
    parts = re.split(r"[、，,；;]|(?<=[府局会区委办院])[和及](?!各自|其|政府)", whole)
    return [part.replace("\x00", "、") for part in parts]


def is_general(name: str) -> bool:
    """A word for several units: 各县（市、区）人民政府, 有关部门, 市直各单位."""
    return bool(_GENERAL.search(flat(name)))


def names_local(name: str) -> bool:
    """A word for all counties or townships, or for some of them."""
    bare = _BODY.sub("", re.sub("[（()）、]", "", flat(name)))
    return bool(_ALL.match(bare) or _RELEVANT.match(bare) or _TOWNS.match(bare))


_GENERAL = lazy_regex(
    r"^(各|有关|相关|全部|所有|其他|其余|市直|县直|区直|州直|地直|省直)(?!.{0,6}医疗机构)|"
    r"(有关|相关|成员|责任|牵头|各)(单位|部门)$|^.{0,3}(领导小组|专班).{0,12}(单位|部门)$|及(有关|相关).{0,4}$"
)


def _exact(name: str, units: Sequence[Unit]) -> str:
    for unit in units:
        if name in (unit.name, unit.short, *unit.aliases):
            return unit.name
    return ""


def _near(name: str, units: Sequence[Unit]) -> str:
    """The one unit whose name contains the text's letters in order (国网供电公司), or that is very like it."""
    bare = name.replace("各", "")
    inside = [unit.name for unit in units if len(bare) > 1 and _in_order(bare, unit.name)]
    if len(inside) == 1:
        return inside[0]
    like = difflib.get_close_matches(bare, [unit.name for unit in units], n=1, cutoff=0.8)
    return like[0] if like and not inside else ""


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)


def _named_counties(text: str, units: Sequence[Unit]) -> set[str]:
    """Counties named in a text; names of other bodies and of the prefecture do not count as a county."""
    rest = flat(text)
    for unit in units:
        if unit.kind != UnitKind.COUNTY:
            for name in sorted((unit.name, unit.short, *unit.aliases), key=len, reverse=True):
                rest = rest.replace(name, "　")
    return {unit.name for unit in units if unit.kind == UnitKind.COUNTY and _is_named(unit, rest, units)}


_SUFFIX = lazy_regex(r"(自治县|自治旗|县|市|区|旗)$")


def _is_named(unit: Unit, text: str, units: Sequence[Unit]) -> bool:
    names = (unit.name, unit.short, *unit.aliases)
    if any(name in text for name in names if _SUFFIX.search(name)):
        return True
    stems = {_SUFFIX.sub("", name) for name in names}
    return any(_stem_is_named(stem, text, units) for stem in stems if len(stem) > 1)


def _stem_is_named(stem: str, text: str, units: Sequence[Unit]) -> bool:
    """喀什 is also the name of the prefecture and of a zone: then only an enumeration names the city."""
    shared = any(stem in other.name for other in units if other.kind != UnitKind.COUNTY)
    return bool(re.search(re.escape(stem) + ("(?=[、，和与])" if shared else ""), text))


_PREFIX = lazy_regex(r"^(地区|地委|自治州|州|盟|市(?![场政])|县|区)(?=.)")
_OWN_NAME = lazy_regex(
    r"^(国家|中国|国网|中央|自治区|省|地委|行署|“|各|有关|相关|其他)|政府|管委会|管理委员会|集团|银行|公司|分行|领导小组|开发区|园区|(新区|示范区|管理区|项目区|度假区|名胜区|县|旗|乡|镇|街道)$"
)


# One bureau under one name, so that its tasks come together whichever way a row writes it.
_SHORT_NAMES = {
    "发展改革委": "发改委",
    "发展和改革委员会": "发改委",
    "住房和城乡建设局": "住建局",
    "工业和信息化局": "工信局",
    "人力资源和社会保障局": "人社局",
    "卫生健康委员会": "卫健委",
    "卫生健康委": "卫健委",
}


def resolve_leads(text: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """Lead units by full name: 地区人社局、民政局 gives 地区民政局 too; groups stay as they are written."""
    bare = flat(as_list(text)).rstrip("。")
    if "牵头单位" in bare and "等" in bare:  # a group described in words
        head, _, rest = bare.partition("等")
        return (*_leads(head, units), *(re.sub(r"牵头负责$", "", part) for part in rest.split("，")))
    return _leads(re.sub(r"等(有关|相关)?(单位|部门)", "", bare), units)


def plain_name(name: str) -> str:
    """A bureau's name as it is shortened everywhere: 市发展改革委 is 市发改委."""
    for long, short in _SHORT_NAMES.items():
        name = name.replace(long, short)
    return name


def _leads(text: str, units: Sequence[Unit]) -> tuple[str, ...]:
    names: list[str] = []
    prefix = ""
    for part in _parts(text):
        match = _PREFIX.match(part)
        if match:
            prefix = "地区" if match[1] == "地委" else match[1]
        name = part if match or _OWN_NAME.search(part) else prefix + part
        name = plain_name(name)
        name = name if name.endswith("人民政府") else _exact(part, units) or name
        if name not in names:
            names.append(name)
    return tuple(names)
