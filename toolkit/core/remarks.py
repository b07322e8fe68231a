"""What people write beside figures: whether it is plainly an account of the work, or somebody has to read it.

In: the words beside a figure, in a longer text or in a mail, and what the row itself carries. Out: the first sentence that is no ordinary
account, or "". Nothing is understood, and no list of remarks is kept. Told is a clause
- that doubts plainly (``MENDABLE`` unless mended, ``LASTING``, a number that is only a bound),
- that speaks of data in any way but as in good order (``DATA``),
- that says that the figure is something or of some time or measure, but what was asked for (``IS``, ``PLANNED``, ``TIME``, ``BY_MEASURE``),
- that gives a number as the figure which the row does not have, or
- in whose sentence no word of ordinary work stands (``WORK``).
A sentence that names the figure itself explains it: only plain doubt is told of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from toolkit.core import remark_classes as words
from toolkit.core.patterns import lazy_regex
from toolkit.core.value_measures import base_of, convert, is_counted, is_measure

SENTENCE = lazy_regex(r"[。；;！!\n]|(?<=[？?])(?![？?])")  # a question keeps its mark
# Mended already, or known to be right: takes nothing back.
MENDED = lazy_regex(
    r"已(?:经|于)?[^，,无未没不难待]{0,12}(?:核[减对实]|扣[减除]|剔除|去重|补(?:[入上报录加]|$)|更正|改正|订正|纳入|修[正改]|调整)"
    r"|(?:避免|防止|杜绝|[没未]有?(?![这那])|无|不存在)[^，,]{0,6}[漏多少误]|(?:没有|未|无)[^，,]?[填写报录]错"
)
SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
NO_MEASURE = frozenset("村乡镇批期站次场届本位名")  # 按村统计 says how, not in what
CLAUSE = lazy_regex(r"[，,：:（()）]|(?<!\d)[—–-]+(?!\d)")
# Patterns stay text, and are made when first needed: most commands never look at a remark.
_MENDABLE, _LASTING = words.any_of(words.MENDABLE), words.any_of(words.LASTING)
_MONTH = lazy_regex(r"(\d{1,2})月")
_NUMBER = lazy_regex(
    r"(?<![A-Za-z\d.〔第-])(\d[\d,]*(?:\.\d+)?)(?![\d,.]*[-—–~〕%％‰\d])\s*(万亿|千万|百万|十万|[亿万千百])?([^\s\d，,、；;。)）（(+＋]{0,2})"
)
_ALONE = lazy_regex(r"[\d,.]+\s*\S{0,2}")
_OF_TIME = frozenset("年月日号时点季天周期批次楼届")
_OF_SPACE = lazy_regex("公里|千米|平方公里|平方米|公顷|米|km|m(?!²)")
_PIECE = 300  # letters that are looked at at once: some patterns take the square of them
_PARTS, _PART = lazy_regex(r"[，,、+＋和及]"), lazy_regex(r"(?:\d{1,2}月)?\D{0,8}\d[\d.]*\D{0,2}")
_TERMS = 5  # numbers of a sentence that may add up to the figure


@dataclass(frozen=True)
class Row:
    """What the row itself carries: its figure, or both terms and their ratio; other numbers of it (target, last month); its measure; and
    the month."""

    figures: Sequence[float] = ()
    others: Sequence[float] = ()
    measure: str = ""
    month: int = 0


NO_ROW = Row()


def sentences(text: str) -> Iterator[str]:
    """Sentences with anything in them; of a long one its pieces, cut behind a comma where there is one."""
    for one in SENTENCE.split(text):
        while len(one) > _PIECE:
            cut = max(one.rfind(comma, 0, _PIECE) for comma in "，,、") + 1 or _PIECE
            yield one[:cut].strip()
            one = one[cut:]
        if one.strip():
            yield one.strip()


def to_be_told(text: str, row: Row = NO_ROW) -> str:
    """The first sentence of a remark that is no ordinary account of work."""
    return next((one for one in sentences(text) if not is_ordinary(one, row)), "")


def told_of_data(text: str) -> str:
    """The first sentence of a longer account of work that speaks of data and casts doubt on them; 加强数据统计 does not."""
    doubts = words.any_of((_MENDABLE, _LASTING, words.CORRECTS, words.OF_DATA))
    of_data = (one for one in sentences(text) if re.search(words.STRICTLY_DATA, one))
    return next((one for one in of_data if re.search(doubts, one) and not is_ordinary(one)), "")


def is_ordinary(sentence: str, row: Row = NO_ROW) -> bool:
    """Whether nobody has to read a sentence that stands beside the figures of a row."""
    said = list(_numbers(sentence, row.measure))
    explained = _explains([value for value, _ in said], row.figures)
    claims = _is_said_of_another(sentence, said, row) if explained else _claims_another(sentence, said, row)
    clauses = [one.strip() for one in CLAUSE.split(sentence)]
    if claims or _has_a_bound(sentence, row.measure):
        return False
    if re.fullmatch(words.PLAIN, sentence):
        return True
    if row.figures and not any(row.figures) and re.fullmatch(words.NOT_YET, sentence):
        return True
    if any(re.search(_LASTING, one) for one in clauses):
        return False
    if MENDED.search(sentence):
        return True
    if any(re.search(_MENDABLE, one) for one in clauses):
        return False
    strange = not re.search(words.WORK, sentence)
    return explained or not any(_is_told(one, row, strange=strange) for one in clauses)


def _is_told(clause: str, row: Row, *, strange: bool) -> bool:
    if not clause or re.fullmatch(words.SHORT, clause):
        return False
    if re.search(words.CORRECTS, clause):
        return True
    if re.search(words.AFFIRMED, clause):
        return False
    measure = _measure_said(clause)
    if measure:
        return measure != row.measure
    return (
        (re.search(words.DATA, clause) is not None and not _is_in_order(clause, row))
        or re.search(words.PLANNED, clause) is not None
        or _is_something_else(clause, row)
        or _is_of_another_time(clause, row)
        or re.fullmatch(words.OF_STAGE, clause) is not None
        or re.fullmatch(words.OF_THE_MONTH.format(month=row.month or r"\d+"), clause) is not None
        or (any(row.figures) and re.search(words.NOTHING, clause) is not None)
        or strange
    )


def _is_in_order(clause: str, row: Row) -> bool:
    """Data of the month, from somebody who has them, and nothing else said of them."""
    if re.search(words.OF_DATA, clause) or any(int(month) != row.month for month in _MONTH.findall(clause)):
        return False
    return re.search(words.IN_ORDER, clause) is not None or _is_as_asked(clause, row)


def _is_as_asked(words_of_it: str, row: Row) -> bool:
    asked = words.IS_IN_ORDER.format(month=row.month or r"\d+")
    return re.fullmatch(rf"(?:[此该本]?数?据?[为是系])?{asked}数?[据值]?", words_of_it) is not None


def _is_something_else(clause: str, row: Row) -> bool:
    what = re.search(words.IS, clause)
    return what is not None and not _is_as_asked(what["what"], row)


def _measure_said(clause: str) -> str:
    """The measure of a clause that says nothing else: 以元计, 万元."""
    by = re.search(words.BY_MEASURE, clause)
    said = (clause.strip("的").removeprefix("单位"), by["measure"] if by else "")
    return next((one for one in said if is_measure(one) and one not in NO_MEASURE), "")


def _is_of_another_time(clause: str, row: Row) -> bool:
    """Nothing but words of data and times, of which one is not the month's."""
    times = list(re.finditer(words.TIME, clause))
    if not times or re.sub(words.FILLING, "", re.sub(words.TIME, "", clause)):
        return False
    return any(not one["now"] and one["month"] != str(row.month) for one in times)


def scale_of(measure: str) -> float:
    """10000 for 万元."""
    base = base_of(measure)
    return float(SCALES.get(measure.removesuffix(base), 1)) if base else 1.0


def _numbers(sentence: str, measure: str) -> Iterator[tuple[float, int]]:
    """Numbers in the row's measure, in another of its kind (1200米 for 公里) or in none, and where they stand."""
    own = scale_of(measure)
    for match in _NUMBER.finditer(sentence):
        if match[3][:1] in _OF_TIME or re.search(words.LEFT, sentence[: match.start()]):
            continue
        number = match[1].replace(",", "")
        if _fits(match[3], measure):
            yield float(number) * (SCALES[match[2]] / own if match[2] else 1.0), match.start()
        elif other := _OF_SPACE.match(sentence, match.start(3)):
            value = convert(Decimal(number), (match[2] or "") + other[0], measure)
            if value is not None:
                yield float(value), match.start()


def _has_a_bound(sentence: str, measure: str) -> bool:
    """Whether a number in the row's measure is only a bound: 近50人, 50余人."""
    for match in _NUMBER.finditer(sentence):
        before, behind = CLAUSE.split(sentence[: match.start()])[-1], sentence[match.start(3) :][:5]
        if "每" in before:
            continue
        if (
            re.search(words.BOUND_BEFORE, before)
            and match[3][:1] not in _OF_TIME
            and _fits(match[3], measure)
        ):
            return True
        bound = re.match(words.BOUND_BEHIND, behind)
        if bound and _fits(bound["more"] or bound["own"] or "", measure):
            return True
    return False


def _fits(behind: str, measure: str) -> bool:
    if not behind or (measure and behind.startswith((measure, base_of(measure) or measure))):
        return True
    return behind in ("个", "个已") and is_counted(measure)


def _explains(said: Sequence[float], figures: Sequence[float]) -> bool:
    """Whether a figure is among the numbers, or their sum."""
    sums = {
        sum(some)
        for size in range(1, min(len(said), _TERMS) + 1)
        for some in combinations(said[: 2 * _TERMS], size)
    }
    return any(abs(one - total) <= 1e-6 * max(one, 1.0) for one in figures if one for total in sums)


def _claims_another(sentence: str, said: Sequence[tuple[float, int]], row: Row) -> bool:
    """Whether a number that the row does not have stands there as the figure, or alone."""
    if not row.figures or re.search(words.OF_A_PLAN, sentence):
        return False
    for value, at in said:
        before, rest = _before(sentence, at), CLAUSE.split(sentence[at:])[0]
        before, until = re.subn(words.UP_TO_NOW.format(month=row.month or r"\d+"), "", before)
        if value in row.others or re.search(words.OTHER_THAN, before):
            continue
        alone = not before and _ALONE.fullmatch(rest)
        if (
            alone
            or (until and not before)
            or (re.search(words.CLAIMED, before) and not re.search(words.PART_OF, before))
        ):
            return True
    return _is_of_parts(sentence, len(said)) and sum(value for value, _ in said) > max(row.figures)


def _is_said_of_another(sentence: str, said: Sequence[tuple[float, int]], row: Row) -> bool:
    """Whether the figure stands there as that of a plan or of another time only, which the row does not have as well."""
    own = [_before(sentence, at) for value, at in said if value in row.figures and value not in row.others]
    other = words.OF_ANOTHER.format(month=row.month or r"\d+")
    return bool(own) and all(_of_earlier(one, row) or re.search(other, one) for one in own)


def _of_earlier(before: str, row: Row) -> bool:
    """5月底, 1-5月: the month that is named last is not the row's."""
    months = _MONTH.findall(before)
    return bool(months and row.month) and int(months[-1]) != row.month


def _is_of_parts(sentence: str, numbers: int) -> bool:
    """Some of the figure, or nothing but names with numbers: 其中城区8个，乡镇7个; 8+7."""
    parts = _PARTS.split(sentence.strip())
    return numbers > 1 and (sentence.startswith("其中") or all(_PART.fullmatch(one) for one in parts))


def _before(sentence: str, at: int) -> str:
    """What stands before a number in its clause."""
    return CLAUSE.split(sentence[:at])[-1].strip()
