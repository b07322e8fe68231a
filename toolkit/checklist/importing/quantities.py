"""Numbers with a measure in a task's words: those to be reached, and those that only say whom or what, with the reason.

In: a text. Out: quantities (name, measure, target, comparator, clause, year) and what was left. Years, list numbers
glued to years (1.2024年), document numbers, roads, thresholds of age and population are no targets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.checklist.importing.naming import name_of
from toolkit.core.model import Comparator, Target
from toolkit.core.patterns import lazy_regex

_BASES = (
    "吨/日|立方米/日|吨/年|吨标准煤|微克/立方米|毫克/升|个工作日|个百分点|平方公里|平方米|立方米|公里|公顷|千瓦时|千瓦|平米|美元|人次|家次|场次|件次|"
    "架次|班次|分钟|小时|个|所|家|户|人|项|条|片|套|张|部|届|座|处|台|辆|吨|亩|件|名|支|元|场|天|分|块|根|只|头|羽|株|组|对|幅|期|批|次|"
    "米|间|栋|幢|口|盏|艘|架|趟|册|份|种|类|级|位|篇|门|孔|穴|箱|%|‰"
)
MEASURES = rf"(?:[万亿千百](?=\D))?(?:{_BASES})"
_NUMBER = r"\d+(?:\.\d+)?"
_QUANTITY = lazy_regex(
    rf"(?<![\dA-Za-zⅠ-Ⅻ.])(?P<low>{_NUMBER})(?:[-—–~至](?P<high>{_NUMBER}))?(?P<measure>{MEASURES})"
)
_ENUMERATION = lazy_regex(r"(?m)^[^\S\n]*\d{1,2}[.．、](?=\D|(?:19|20)\d\d年)")
_THOUSANDS = lazy_regex(r"(?<=\d),(?=\d{3}(?!\d))")
_YEAR = lazy_regex(r"(20[1-4]\d)年(?!底前建成的|以前)|(?<!\d)(20[1-4]\d)(?=[，,:：])")
# Numbers that say whom or what a sentence is about, not what is to be reached, and why each is left.
_NO_TARGET: tuple[tuple[str, str], ...] = (
    (r"[\[〔（(](?:19|20)\d\d[\]〕)）]\s*\d*号?|\d+号(?!线)", "文号、编号"),
    (r"第\d+[届次批条个期]", "次序"),
    (r"\d+个?(?:县市区|县市|县区|专项组|乡镇街道)(?!达|达到)", "范围"),
    (r"[A-Za-z]\d+(?:\.\d+)?", "名称里的数字"),
    (rf"每?{_NUMBER}(?:[-—–~至]{_NUMBER})?万人口|常住人口{_NUMBER}万(?:以[上下])", "人口规模界限"),
    (r"\d+(?:周)?岁(?:以[上下]|及以上)?", "年龄界限"),
    (rf"{_NUMBER}(?:分钟|小时)(?=[^，。；、]{{0,5}}(?:生活圈|通勤圈|服务圈|交通圈|经济圈))", "名称里的数字"),
    (rf"(?:现有|已有|原有){_NUMBER}个", "已有的数"),
    (rf"(?:执行|满足|达到|严格落实){_NUMBER}%(?=[^，。；、]{{0,6}}(?:标准|要求的?节能))", "标准的名称"),
    (
        rf"每(?:个)?(?:季度|季|月|周|半年)[^，。；]{{0,8}}?(?:不少于|至少)?{_NUMBER}[次场]",
        "多久办一次，不是全年要达到的数",
    ),
    (rf"(?:每年|年内)?(?:召开|开展调度|组织召开|通报){_NUMBER}次", "会议、调度次数"),
)
_GUARD = lazy_regex(r"[（(][^（()）\d]*[)）]|“[^”\d]*”|《[^》]*》")
_CLAUSE = lazy_regex(r"[，。；、,;：:\n（）()]")
_SENTENCE = lazy_regex(r"[。；;\n]")
# A verb or comparator right before a number: it is what is to be reached.
_VERB = lazy_regex(
    r"(?:达到|达|到|不少于|不低于|不高于|不超过|不大于|不小于|少于|低于|超过|突破|至少(?:建成|有|组织|培育|开展|完成|打造|建设|创建)?|控制在|压缩至|压减至|缩短至|提高到|提升至|提高至|降至|降到|"
    r"保持在?|稳定在|维持在|完成|新增|新建|改造|增长|下降|总数|为|≥|≤|>=|<=|>|<|=|约|约为|超|近)$"
)
_NUMERAL = lazy_regex(r"^(?:及?以上|以下|以内|左右)")


@dataclass(frozen=True)
class Quantity:
    """One number with its measure in one text; ``year`` where its sentence names one."""

    name: str
    measure: str
    target: Target
    comparator: Comparator
    clause: str
    before: str = ""
    after: str = ""
    year: int | None = None
    lead: str = ""  # its sentence up to the number


@dataclass(frozen=True)
class Left:
    """A number that was not taken for a target: its words and the reason."""

    words: str
    reason: str
    task_no: int = 0


def normal(text: str) -> str:
    """The text as it is searched: half-width digits and signs, thousands without commas; as long as it was or shorter."""
    plain = "".join(unicodedata.normalize("NFKC", c) if c in _WIDE else c for c in text)
    return _ENUMERATION.sub("", _THOUSANDS.sub("", plain.replace("～", "~")))


_WIDE = "０１２３４５６７８９％．＞＜＝　≧≦"


def find_quantities(text: str) -> Iterator[Quantity]:
    """Numbers with a measure that are to be reached, in their order."""
    yield from read_quantities(text)[0]


def read_quantities(text: str) -> tuple[list[Quantity], list[Left]]:
    """Targets of a text, and the numbers that are none."""
    plain = normal(text)
    left: list[Left] = []

    def hide(match: re.Match[str], reason: str) -> str:
        if re.search(r"\d", match[0]):
            left.append(Left(_around(plain, match.start(), match.end()), reason))
        return "□" * len(match[0])

    hidden = plain
    for pattern, reason in _NO_TARGET:
        hidden = re.sub(pattern, lambda match, why=reason: hide(match, why), hidden)  # type: ignore[misc]
    shape = _GUARD.sub(lambda match: "■" * len(match[0]), hidden)
    found: list[Quantity] = []
    clauses: dict[tuple[int, int], list[re.Match[str]]] = {}
    for match in _QUANTITY.finditer(hidden):
        clauses.setdefault(_bounds(shape, match.start(), match.end()), []).append(match)
    previous = ""
    for (start, end), matches in clauses.items():
        chosen = _chosen(plain, start, matches)
        for match in matches:
            if match is not chosen:
                words = plain[start:end].strip()
                left.append(Left(words, "条件或规模，不是要达到的数"))
        found.append(_quantity(plain, shape, start, end, chosen, previous))
        previous = found[-1].name
    return found, left


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 6) : end + 6].replace("\n", " ").strip()


def _bounds(shape: str, start: int, end: int) -> tuple[int, int]:
    first = max((m.end() for m in _CLAUSE.finditer(shape, 0, start)), default=0)
    last = next((m.start() for m in _CLAUSE.finditer(shape, end)), len(shape))
    return first, last


def _chosen(text: str, start: int, matches: Sequence[re.Match[str]]) -> re.Match[str]:
    """Of several numbers in a clause the one that a verb stands before; else the first: 5个以上镇区常住人口5万人."""
    sized = [m for m in matches[:-1] if m["measure"].endswith("元") and _NUMERAL.match(text[m.end() :])]
    matches = [match for match in matches if match not in sized]  # 10亿元以上25个: of which size
    if len(matches) == 1:
        return matches[0]
    led = [match for match in matches if _VERB.search(text[start : match.start()])]
    if matches[0] in led and len(led) > 1 and _NUMERAL.match(text[matches[0].end() :]):
        led = led[1:]  # 新建10亿元以上项目不少于8个
    return led[0] if led else matches[0]


def _quantity(text: str, shape: str, start: int, end: int, match: re.Match[str], previous: str) -> Quantity:
    before, after = text[start : match.start()], text[match.end() : end]
    high = match["high"]
    low = float(match["low"])
    sentence = max((m.end() for m in _SENTENCE.finditer(text, 0, match.start())), default=0)
    lead = text[sentence : match.start()]
    comparator = comparator_of(before, after, high, lead)
    return Quantity(
        name_of(text, shape, sentence, start, match, after, previous),
        match["measure"],
        Target(low, float(high) if high else None),
        comparator,
        text[start:end].strip(),
        before,
        after,
        _year(lead),
        lead,
    )


def _year(lead: str) -> int | None:
    years = [int(m[1] or m[2]) for m in _YEAR.finditer(lead)]
    return years[-1] if years else None


def comparator_of(before: str, after: str, high: str | None, lead: str = "") -> Comparator:
    """How a value is held against the number, by the words around it."""
    tail = before.rstrip()
    if high:
        return Comparator.RANGE
    if after.startswith("左右") or re.search(r"约为?$|左右$", tail):
        return Comparator.ABOUT
    if re.search(r"(突破|>|(?<!不)超过|超)$", tail):
        return Comparator.GT
    if re.search(
        r"(≤|<=|<|不超过|不高于|不大于|不多于|控制在|控制到|压缩[至到]|压减[至到]|缩短[至到]|降[至到]|下降[至到]|降低[至到]|低于)$",
        tail,
    ) and not tail.endswith("不低于"):
        return Comparator.LE
    if after.startswith(("以下", "以内", "之内", "内")) and not after.startswith("内涵"):
        return Comparator.LE
    if re.search(r"(保持在?|稳定在|维持在)$", tail):
        return Comparator.KEEP
    return Comparator.GE


def find_cell(text: str) -> tuple[Comparator, Target] | None:
    """A target that stands in a cell of its own: 6.5, ≥90, ≤30, 90%以上, 1～2; None when it is none."""
    plain = normal(text).replace(" ", "")
    match = re.fullmatch(
        rf"(?P<sign>>=|<=|≥|≤|>|<|=|约|不低于|不少于|不高于|不超过|达到|控制在)?(?P<low>{_NUMBER})(?:[-—–~至](?P<high>{_NUMBER}))?(?:{MEASURES})?(?P<after>以上|以下|以内|左右)?",
        plain,
    )
    if not match:
        return None
    sign = (match["sign"] or "").replace(">=", "≥")
    high = match["high"]
    return comparator_of(sign, match["after"] or "", high), Target(
        float(match["low"]), float(high) if high else None
    )
