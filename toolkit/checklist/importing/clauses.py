"""Who does what, as running text says it: "地区公安局牵头负责；各县市人民政府具体落实", "牵头单位：…；责任单位：…".

In: the text of a bracket, of a label line, or of a cell with verbs. Out: units by role, as written, and a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.checklist.importing.grid import flat
from toolkit.checklist.importing.vocabulary import classify
from toolkit.core.patterns import lazy_regex

_LABEL = lazy_regex(
    r"((?:牵头|责任|主要责任|主责|主办|配合|协办|协同|协作|参与|落实|承办|实施|督导|部门|县市?区?级?|市级|包抓|分管|项目)*"
    r"(?:单位|部门|领导|分工|责任人|主体|科室|股室|处室|县领导|省领导|市领导|区领导)|(?:完成|整改|办结|时限)?(?:时限|时间)要?求?|完成期限)[:：]"
)
_LEAD = lazy_regex(r"(按照?(各自)?职责分工?)?(共同|分别|负责)?牵头(抓总|负责|推进|落实|组织实施)*$")
_SUPPORT = lazy_regex(r"(予以|积极|按照?(各自)?职责分工?)?(参与|配合|协助|协同|协办)(落实|推进|实施|做好)*$")
_CARRY = lazy_regex(
    r"(按照?(各自)?职责分工?)?(共同|分别)?(负责)?(具体|抓好|做好|组织)*(负责|落实|实施|承办|推进|完成)+$"
)
_IMPLEMENTING = lazy_regex(r"具体|落实|实施|承办")
_DEADLINE = lazy_regex(
    r"^((20\d\d年)?(\d{1,2}月)?(\d{1,2}日)?(上半年|下半年|年|季度|月)?(底|末|中旬|上旬|下旬)?(之?前)?(完成|完工|投用|竣工)?"
    r"|全年|长期坚持|持续推进|常态化|立行立改|每季度|每月)$"
)
_RULE = lazy_regex(r"[（(【]?(除标注|列第一位|排第一位|第一位).*?(下同|(?=[)）】])|$)[）)】]?")
_UNIT_END = lazy_regex(
    r"(局|委|办|府|部|院|厅|会|中心|公司|队|行|署|处|科|站|社|集团|学校|大学|学院|企业|单位|部门|各地|县|区|市|旗|州|乡|镇|街道|法院|检察院|组|盟|馆|台|所|室)$"
)
_VERB_END = lazy_regex(r"(牵头|负责|配合|落实|协助)[)）]?$")
SEPARATORS = "、，,；;\n"


@dataclass(frozen=True)
class Roles:
    """Units as written, joined by 、, by what they do; and what else the bracket says."""

    leads: str = ""
    responsible: str = ""
    support: str = ""
    deadline: str = ""
    person: str = ""
    all_lead: bool = False  # 分别牵头
    implementing: bool = False  # …具体落实
    lead_is_first: bool = False  # nobody was said to lead

    @property
    def named(self) -> bool:
        """Whether any unit was named."""
        return bool(self.leads or self.responsible or self.support)

    def saying(self, field: str, text: str) -> Roles:
        """The same with one of its texts set."""
        return replace(self, **{field: text})  # type: ignore[arg-type]

    def joined(self, other: Roles) -> Roles:
        """Both, in the order in which they stand."""
        texts = {
            field: "、".join(filter(None, (str(getattr(self, field)), str(getattr(other, field)))))
            for field in ("leads", "responsible", "support", "deadline", "person")
        }
        return Roles(
            **texts,
            all_lead=self.all_lead or other.all_lead,
            implementing=self.implementing or other.implementing,
            lead_is_first=not texts["leads"],
        )


def as_list(text: str) -> str:
    """Units one a line as a list; a name that a line break only cuts stays one name."""
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    out = ""
    for part in parts:
        whole = _UNIT_END.search(out) or _VERB_END.search(out)
        separate = out and out[-1] not in SEPARATORS and part[0] not in SEPARATORS and whole
        out += f"、{part}" if separate else part
    return out


def read_roles(text: str) -> Roles:
    """Roles of a text that names units, by labels where it has any, else by its verbs."""
    plain = with_marks(_RULE.sub("", text.strip().strip("。")))
    labels = list(_LABEL.finditer(plain))
    if labels and labels[0].start() <= 1:
        return _by_labels(plain, labels)
    return _by_verbs(plain)


def roles_in(text: str, field: str) -> Roles | None:
    """What a cell itself says of who leads and who supports; None where it only lists names.

    ``field``: the column. One of lead units lists leads, unless it names those that support them or carry it out too.
    """
    roles = read_roles(text)
    said = roles.leads and (field == "responsible" or roles.support or roles.implementing)
    return roles if said else None


def _by_labels(text: str, labels: list[re.Match[str]]) -> Roles:
    roles = Roles()
    for index, label in enumerate(labels):
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        value = text[label.end() : end].strip().strip("；;，,。 　")
        field = classify(flat(label[1]))[0]
        if field in ("deadline", "person"):
            roles = roles.saying(field, value)
            continue
        inner = _by_verbs(value)
        if inner.deadline:
            roles = roles.saying("deadline", inner.deadline)
        if field == "responsible" and inner.leads:
            roles = roles.joined(inner)
        elif field in ("leads", "responsible", "support"):
            known = as_list("\n".join(filter(None, (getattr(roles, field), _bare(value)))))
            roles = roles.saying(field, known)
    return replace(roles, lead_is_first=not roles.leads)


def _bare(value: str) -> str:
    """The names alone, without the verbs of each clause."""
    inner = _by_verbs(value)
    return "、".join(filter(None, (inner.leads, inner.responsible, inner.support)))


def _by_verbs(text: str) -> Roles:
    """Names gather until a verb says what they do; what no verb follows is responsible."""
    found: dict[str, list[str]] = {"leads": [], "responsible": [], "support": []}
    deadline: list[str] = []
    waiting: list[str] = []
    all_lead = implementing = False
    for part in _parts(text):
        if _DEADLINE.match(part):
            deadline.append(part)
            continue
        role, name = _role(part)
        waiting += [name] if name else []
        if role:
            all_lead = all_lead or "分别牵头" in part
            implementing = implementing or (
                role == "responsible" and bool(_IMPLEMENTING.search(part[len(name) :]))
            )
            found[role] += waiting
            waiting = []
    found["responsible"] += waiting
    lists = {role: "、".join(names) for role, names in found.items()}
    return Roles(
        **lists,
        deadline="、".join(deadline),
        all_lead=all_lead,
        implementing=implementing,
        lead_is_first=not lists["leads"],
    )


def _role(part: str) -> tuple[str, str]:
    for role, pattern in (("leads", _LEAD), ("support", _SUPPORT), ("responsible", _CARRY)):
        if match := pattern.search(part):
            return role, part[: match.start()].removeprefix("由")
    return "", part.removeprefix("由")


def _parts(text: str) -> Iterator[str]:
    """Split at separators outside brackets and quotes."""
    depth = 0
    part = ""
    for letter in flat(text.replace("\n", "、")):
        depth += letter in "（(“《"
        depth -= letter in "）)”》" and depth > 0
        if letter in SEPARATORS + "。" and not depth:
            if part:
                yield part
            part = ""
        else:
            part += letter
    if part:
        yield part


# 市发改委（牵头）、市财政局（分别牵头）: a mark behind a name, as the verb that it is.
_MARKED = lazy_regex(
    r"[（(](?=[^（()）]*(?:牵头|负责|配合|协同|落实)[^（()）]*[)）])((?:按照?(?:各自)?职责分工?|分别|共同|具体|牵头|负责|配合|协同|抓总|汇总|落实)+)[)）]"
)
_EACH_OF = lazy_regex(r"(^|[、，,；;。：:])分别由(?=[^、，,；;]+[、，,；;和])")  # 分别由甲局、乙局牵头
_BOTH = lazy_regex(r"([一-鿿]{1,10}?[县市区旗])委(?:[、和])[县市区旗]?(?:人民)?政府")


_SIDE_BY_SIDE = lazy_regex(
    r"各([县市区乡旗])、([县市区镇旗]|街道)(?=[人政党委、，,；;]|$)"
)  # 各乡、镇人民政府


def plain_units(text: str) -> str:
    """埇桥区委、区政府 as one body: it is one place that answers; marks behind a name without their bracket."""
    return _BOTH.sub(r"\1党委和政府", _SIDE_BY_SIDE.sub(r"各\1\2", with_marks(text)))


def with_marks(text: str) -> str:
    """市发改委、市财政局（分别牵头） as 市发改委、市财政局分别牵头, 分别由甲局、乙局牵头 as 甲局、乙局牵头."""
    return _EACH_OF.sub(r"\1", _MARKED.sub(r"\1", text))


def split_units(text: str) -> list[str]:
    """The names of a list, with 和, 及 between two bodies taken for a separator."""
    found: list[str] = []
    for part in _parts(plain_units(text)):
        name = _role(part)[1]
        found += [one for one in re.split(r"(?<=[府局会委办院])[和及](?!各自|其|政府)", name) if one]
    return found


def names_units(text: str) -> bool:
    """Whether a bracket's text tells who does something, rather than explain a word."""
    if re.search(r"[。！？]|\d{3,}(?![年\d])", text.strip("。")):
        return False
    roles = read_roles(text)
    names = split_units("、".join((roles.leads, roles.responsible, roles.support)))
    if not names:
        return False
    said = bool(re.search(r"牵头|责任|负责|落实|配合|承办|协办", text))
    fitting = sum(bool(_UNIT_END.search(name)) for name in names)
    return fitting * 2 >= len(names) and (said or (fitting == len(names) and all(len(n) > 2 for n in names)))
