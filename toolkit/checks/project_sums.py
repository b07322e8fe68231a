"""Sums of a project that its own words name: of which column, how much, and whether for sure the whole project's of now.

In: the texts of a row and the period. Out: what they say of a column. Parts (其中, 一期, 中央资金), plans, other times, what is still
to be approved and whatever stands before or behind a sum and is not known to leave it what it is: nothing is claimed of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.core import fields
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.remarks import SCALES, sentences
from toolkit.core.value_text import squeeze

_WAN = 10_000.0
# Words round: 3000万元 for 2987.5, and 约 more than that.
_LEAST, _ROUNDED, _ROUGHLY = 1.0, 0.01, 0.1
_CLAUSE = lazy_regex(r"[,、:()“”]")
_PLAIN = r"\d[\d,]*(?:\.\d+)?(?:亿|千万|百万|十万|万|千)?元?"
_AMOUNT = (
    r"(?:(?P<yi>\d{1,5})亿)?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<scale>亿|千万|百万|十万|万|千)?"
    r"(?:元|(?<=[亿万])(?=$|[,、)(]))"
)
_ANY_AMOUNT = lazy_regex(rf"(?<![\d,.]){_AMOUNT}")
_LINK = (
    r"(?:额|规模|概算)?(?P<changed>(?:已|现)?(?:[由从]" + _PLAIN + r")?(?:已|现|重新)?"
    r"(?:调整|变更|核增|核减|调增|调减|增加|追加|压减|缩减|核定|批复)[为到至])?(?:(?P<rough>约|近)|达到?|[为是共了已仅只有:])*"
)
_SINCE_JANUARY = r"1[-—–~至到](?P<month>\d{1,2})月份?"
_DONE = "done"  # of the year or since the beginning, and all or a part of it
_NAMES = {
    fields.TOTAL: r"(?:计划)?总投资",
    fields.FUNDED: r"到位(?:各类|建设|项目)?资金|资金(?:已|累计|共)*到位",
    fields.YEAR_PLAN: r"(?:[本今]|(?P<year>20\d\d))?年度?计划(?:完成)?投资|年度投资计划",
    fields.YEAR_DONE: rf"(?:(?:[本今当]|(?P<year>20\d\d))年度?(?:{_SINCE_JANUARY})?|{_SINCE_JANUARY.replace('month', 'until')})"
    r"(?:以来|已|共|实际|累计)*完成投资",
    fields.CUMULATIVE_DONE: r"累计(?:已|共|实际)*(?:完成)?总?投资",
    _DONE: r"(?:已|实际|共)*(?:完成(?:了|建设)?投资|投资(?:已|共|实际)*完成)",
}
_CLAIMS = {name: lazy_regex(f"(?:{words}){_LINK}{_AMOUNT}") for name, words in _NAMES.items()}
# What may stand right before: nothing but the project itself, now, and that it is approved.
_PREFIX = (
    r"(?:[本该此其现已共的自经]|这个?|项目|工程|建设|初步设计|初设|概算|批[复准]|[核审]定|调整后|变更后|目前|至今|实际|累计|全部|开工|以来"
    r"|(?:截[至止]到?|[至到])(?:目前|今|本月底|(?:{year}年)?0?{month}月(?:[份底末]|[中下]旬|\d{{1,2}}日)?))*"
)
_ENDS = lazy_regex(r"(?:人民币)?(?P<rough>左右|上下)?(?=$|[,、。)(”]|占|较|比|同比)")
_OF_PART = lazy_regex(  # earlier in the sentence
    r"[如若](?![期实下])|其中|包括|[一二三四五六七八九十\d]期|[首先]期|标段|分项|单体|不是|并非"
)
_OF_MORE = lazy_regex(
    r"子项|组成部分|[\d两二三四五六七八九十]个(?:子)?项目|项目数|全[县市州区省]|打包|捆绑|合并|合计|片区|整体"
)
_BESIDE = lazy_regex(r"配套|附属|另")  # what may have a cost and money of its own
_AHEAD = lazy_regex(
    r"力争|争取|确保|预[计期]|[拟将待需]|届时|目标|力[保求]|下一?[月步]|下半年|后续|加快|推动|抓[紧好]|[可有]望|计划(?!(?:完成)?投资|总投资)"
)
_NOT_YET = lazy_regex(r"拟(?!建)|[将待需]|申请|争取|建议|上报")
_QUALIFIED = lazy_regex(
    r"[,(](?:不?含|包[含括]|未含|暂[定估]|估算|匡算|可研|立项|备案|待|尚未|未批|[拟将以]|正在?[报审办申]|报批|上报|最终|具体|为?(?:计划|预计|目标))"
)
_PENDING = lazy_regex(r"待|报批|审批|评审|正在|调整中|未批|上报|申请")
_TIME = lazy_regex(
    r"(?P<year>20\d\d)年|(?P<month>\d{1,2})月|去年|[上前往历]年|上个?月|季度|年[初底末中]|五.?(?:期间|时期)|[此以]前|前期|原|曾"
)
_EVENT = lazy_regex(
    r"[开动]工|复工|批[复准]|立项|进场|启动|招标|签[约订]|入库|备案|列入|下达|取得"
)  # a day, no state
_UNTIL = lazy_regex(r"截[至止]")
_THIS_YEAR = lazy_regex(r"[今本当]年|1[-—–~至到]\d{1,2}月|[上下]半年")


@dataclass(frozen=True)
class Amount:
    """A sum in words, in 万元; ``room``: how far a figure may be off that is written so."""

    told: float
    room: float
    start: int  # where its number stands

    def fits(self, value: float) -> bool:
        """Whether a figure is this sum."""
        return abs(value - self.told) <= self.room + 1e-9


@dataclass(frozen=True)
class Claim:
    """What a sentence says of a column; of what one word may mean, ``may_be`` are the columns that it may speak of.

    ``at_least``: it may be a part of what the column has, such as the month's, so that only more than that contradicts it.
    """

    column: str
    may_be: tuple[str, ...]
    amount: Amount
    start: int  # where its words begin
    sentence: str
    at_least: bool = False


def sums_said(text: str, period: Period) -> tuple[list[Claim], list[Amount]]:
    """What a text says for sure of the row's columns, and the sums in it that are nothing of the kind."""
    claims: list[Claim] = []
    others: list[Amount] = []
    for sentence in map(squeeze, sentences(text)):
        found = [one for name in _CLAIMS for one in _claims(sentence, name, period)]
        claims += found
        others += [
            amount
            for amount in map(_amount, _ANY_AMOUNT.finditer(sentence))
            if not any(one.start <= amount.start <= one.amount.start for one in found)
        ]
    sure = [one for one in claims if all(_are_one(one, other) for other in claims)]
    return sure, [*others, *(one.amount for one in claims if one not in sure)]


def _are_one(one: Claim, other: Claim) -> bool:
    """Whether two claims do not speak of one column in two ways, as of parts of the project."""
    in_part = one.at_least or other.at_least
    return in_part or one.column != other.column or one.amount.fits(other.amount.told)


def against(claims: Sequence[Claim], others: Sequence[Amount], values: dict[str, float]) -> Claim | None:
    """The first claim that none of its columns has, while no other sum of the texts is what its column has."""
    for claim in claims:
        column, held = claim.column, [values[name] for name in claim.may_be if name in values]
        if column not in values or any(claim.amount.fits(one) for one in held):
            continue
        if claim.at_least and claim.amount.told <= max(held):
            continue
        alike = [one.amount for one in claims if column in one.may_be]
        if not any(one.fits(values[column]) for one in (*alike, *others)):
            return claim
    return None


def _claims(sentence: str, name: str, period: Period) -> Iterator[Claim]:
    for match in _CLAIMS[name].finditer(sentence):
        before, after = sentence[: match.start()], sentence[match.end() :]
        ends = _ENDS.match(after)
        if (
            ends is None
            or _QUALIFIED.match(after)
            or _OF_MORE.search(sentence)
            or not _is_of_now(match, period)
            or not _is_of_all(before, name, period)
            or not _is_settled(match, before, after, name)
        ):
            continue
        either = (fields.CUMULATIVE_DONE, fields.YEAR_DONE)  # 截至6月底累计完成投资 may be the year's
        of_both = name in (fields.CUMULATIVE_DONE, _DONE)
        column = name if not of_both else either[bool(_THIS_YEAR.search(before))]
        amount = _amount(match, rough=bool(match["rough"] or ends["rough"]))
        may_be = either if of_both else (name,)
        yield Claim(column, may_be, amount, match.start(), sentence, at_least=name == _DONE)


def _amount(match: re.Match[str], *, rough: bool = False) -> Amount:
    digits = match["digits"].replace(",", "")
    factor = SCALES[match["scale"] or ""] / _WAN
    told = float(digits) * factor + float(match["yi"] or 0) * SCALES["亿"] / _WAN
    written = 0.5 * 10.0 ** -len(digits.partition(".")[2]) * factor
    return Amount(told, max(written, _LEAST, (_ROUGHLY if rough else _ROUNDED) * told), match.start("digits"))


def _is_of_now(match: re.Match[str], period: Period) -> bool:
    said = match.groupdict()
    until = said.get("month") or said.get("until")
    year = said.get("year")
    return (not year or int(year) == period.year) and (not until or int(until) == period.month)


def _is_of_all(before: str, name: str, period: Period) -> bool:
    """Whether what stands before a sum leaves it the whole project's, of now."""
    *earlier, prefix = _CLAUSE.split(before)
    if not _prefix(period).fullmatch(prefix) or _OF_PART.search(before):
        return False
    if name in (fields.TOTAL, fields.FUNDED) and _BESIDE.search(before):
        return False
    return name == fields.TOTAL or not any(_is_of_another_time(one, period) for one in earlier)


@lru_cache(maxsize=4)
def _prefix(period: Period) -> re.Pattern[str]:
    return re.compile(_PREFIX.format(year=period.year, month=period.month))


def _is_of_another_time(clause: str, period: Period) -> bool:
    """Whether a clause speaks of another time than the period's, but for when something began."""
    if _EVENT.search(clause) and not _UNTIL.search(clause):
        return False
    now = {"year": period.year, "month": period.month}
    for time in _TIME.finditer(clause):
        part = next((one for one in now if time[one]), "")
        if not part or int(time[part]) != now[part]:
            return True
    return False


def _is_settled(match: re.Match[str], before: str, after: str, name: str) -> bool:
    """Whether it is so, and neither planned nor to be approved."""
    if name != fields.TOTAL:
        return name == fields.YEAR_PLAN or not _AHEAD.search(before)
    changing = match["changed"] and "已" not in match["changed"]
    return not _NOT_YET.search(before) and not (changing and _PENDING.search(after))
