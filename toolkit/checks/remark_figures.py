"""Numbers and stages told beside a figure, held against it: parts that do not make it, what is only planned, all that was done.

In: the text in 说明, what the row carries, what the form asks for there (name and 口径). Out: the first sentence that cannot be true beside the
figure (``against_figure``, asked) or that may well mean another thing than the figure asks for (``does_not_fit``, told to the office), or "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import Row, sentences
from toolkit.core.value_measures import base_of, convert, is_counted

_NEAR = 1e-6
_MEASURE = r"(?:[万亿]?元|人次|公里|千米|平方公里|平方米|公顷|米|[所个户家项条人座套片部届栋处件名])"
NUMBER = rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<measure>{_MEASURE})?"
_COMMA = lazy_regex("[，,、]")
# Parts that make a whole by their very names: of people, of the months or the quarters that have gone by.
_BY_SEX = lazy_regex(rf"(?P<part>[男女])(?:性|生|工)?{NUMBER}")
_BY_MONTH = lazy_regex(rf"(?P<part>\d{{1,2}})月份?(?:新增|完成)?{NUMBER}")
_BY_QUARTER = lazy_regex(rf"(?P<part>[一二三四])季度(?:新增|完成)?{NUMBER}")
_QUARTERS, _SEXES = "一二三四", "男女"
_QUARTER = 3  # months
# Where the form asks for it, a stage before the end is what it asks for.
_STAGES = lazy_regex("开工|启动|实施(?!或)|落地|储备|在建|签约|申报|备案|立项|项目总投资")
_PLANNED = lazy_regex(
    rf"其中{NUMBER}(?:为|是|属于?|系)?(?:\d{{1,2}}月份?|下半年|下个?月|[三四]季度)?(?:的)?计划(?:数|培训|完成|新增|建设)?"
)
_NOT_BUILT = lazy_regex(
    r"(?:目前|现)?(?:均|都|全部)?(?:为|是|系|属)?(?:拟建|在建|待建|未建成?|未开工|未动工|未竣工|未完工)(?:项目|工程)?"
)
_ALL_DONE = lazy_regex(
    rf"(?:目前|现)?{NUMBER}(?:均|都|已经?)*全部(?:完成|开通|建成|竣工|完工|投用|投入使用|办结|交付|上线|达标)"
)
SHARE = lazy_regex(
    r"(?:目前|已|累计)*完成(?:了)?(?:全年|年度|本年)?(?:目标)?任务的(?P<share>\d+(?:\.(?P<decimals>\d+))?)[%％]"
)
_NOT_DONE = lazy_regex(
    rf"(?:其中)?(?P<of>[^，,\d]{{0,6}}?){NUMBER}(?:正在?|尚|仍|还)?(?:在|未|待|处于|正在)(?:开发|调试|施工|建设|整改|办理|审批|完善|编制|开工|建成|完工|竣工|完成|开通)(?:中|阶段)?"
)
_BEFORE = lazy_regex(
    rf"其中{NUMBER}(?:为|是|系|属于?)?(?:[去上往]年|20\d\d年)(?:的)?(?:续建|结转|完成|开工|新建|申报|培训)?(?:项目|工程|部分)?"
)
_LONG_AGO = lazy_regex(
    r"(?:[均都]?(?:为|是|系|于)?)(?P<year>20\d\d|去|上|前)年(?:底|末|\d{1,2}月)?(?:已|前|就)*(?:建成|完成|竣工|完工|投用|投入使用|开通|认定|获评)(?:的|投用|投入使用)?"
)
_KIND = lazy_regex(
    rf"(?:\d+{_MEASURE})?(?:[均都])?(?:为|是|系|属)?(?P<kind>改扩建|扩建|改建|续建|迁建)(?:项目|工程|学校)?"
)
_OTHER_THING = lazy_regex(
    r"(?:[此该]?数?(?:为|是|系)?)?(?P<thing>(?:到位|拨付|支付|下达|争取|筹措)(?:的)?(?:资金|投资)(?:数|额)?|资金(?:到位|拨付|支付|下达)(?:数|额)|[办受]件[量数]|受理[量数]|报名人?数|参训人次|面积|[户人]数)"
)
_ANOTHER = lazy_regex(
    rf"(?:[^，,\d]{{1,5}}(?:局|委|办|部门|系统|台账|年报|月报)(?:统计|核定|公布)?数(?:据|字)?(?:为|是)?|申报(?:了)?){NUMBER}"
)
_OF_ALL = lazy_regex(rf"(?:全[县市区州]?)?(?:共有?|总数为?|总计|应有){NUMBER}")
_DENIED = lazy_regex("(?:不是|不等于|不含|非)[^，,。；;、]+")  # what the 口径 does not ask for
_REST = lazy_regex(rf"(?:还有|尚有|仍有|剩余|其余|余下)的?{NUMBER}")
_IN_USE = lazy_regex(
    r"(?P<what>[^，,。\d]{2,12}?)?已经?(?:建成|投入使用|投用|竣工|完工|获评|开通|交付使用|建成投用)"
)
_OF_OTHERS = lazy_regex("一期|前期|去年|上年|往年|20\\d\\d年|改扩?建|其他|不计|不含|未计|主体|封顶|部分")


def against_figure(text: str, row: Row, asked: str, task: float | None) -> str:
    """The first sentence that cannot be true beside the figure of the row; ``task``: the unit's own of the year."""
    return next((one for one in sentences(text) if _is_against(one, row, asked, task)), "")


def does_not_fit(text: str, row: Row, name: str, note: str) -> str:
    """The first sentence by which the figure may well be another thing than its name and 口径 ask for."""
    if not any(row.figures):
        return next((one for one in sentences(text) if row.measure and _is_something(one, name)), "")
    asked = name + _DENIED.sub("", note)
    return next((one for one in sentences(text) if _may_be_another(one, row, asked)), "")


def _is_something(sentence: str, name: str) -> bool:
    """第三小学已投入使用, beside 0 where schools are counted."""
    said = [one for clause in clauses_of(sentence) if (one := _IN_USE.fullmatch(clause))]
    return any(
        not _OF_OTHERS.search(sentence)
        and (not one["what"] or not {*one["what"]}.isdisjoint(name.removesuffix("数")))
        for one in said
    )


def leaves_the_rest(sentence: str, row: Row) -> bool:
    """还有19项未开通, where that with the figure makes the task."""
    said = _REST.match(sentence)
    rest = None if said is None else number_of(said, row)
    return rest is not None and any(equal(one + rest, whole) for one in row.figures for whole in row.others)


def _is_against(sentence: str, row: Row, asked: str, task: float | None) -> bool:
    figure = row.figures[0] if len(row.figures) == 1 else 0.0
    if figure <= 0:
        return False
    clauses = clauses_of(sentence)
    made = _whole_of(clauses, row)
    if made is not None and not equal(made, figure):
        return True
    staged = _STAGES.search(asked) is None
    if staged and _NOT_BUILT.fullmatch(clauses[0]) and all(_is_on_the_way(one) for one in clauses[1:]):
        return True
    done = _ALL_DONE.fullmatch(clauses[0])
    if done is not None and (number := number_of(done, row)) is not None and not equal(number, figure):
        return True
    share = next((said for one in clauses if (said := SHARE.fullmatch(one))), None)
    if share is not None and task:
        half = 0.5 * 10.0 ** -len(share["decimals"] or "")
        return abs(float(share["share"]) - 100.0 * figure / task) > half + 1.0
    planned = next((said for one in clauses if (said := _PLANNED.fullmatch(one))), None)
    return planned is not None and number_of(planned, row) is not None


def _may_be_another(sentence: str, row: Row, asked: str) -> bool:
    clauses = clauses_of(sentence)
    if len(row.figures) > 1:
        return _is_of_another_whole(sentence, clauses, row)
    figure = row.figures[0]
    left = [said for one in clauses if (said := _NOT_DONE.fullmatch(one))]
    if left and _STAGES.search(asked) is None and _holds_what_is_left(clauses, row):
        return True
    if len(clauses) == 1 and _LONG_AGO.fullmatch(clauses[0]):
        return True
    for one in clauses:
        if (before := _BEFORE.fullmatch(one)) and number_of(before, row) is not None:
            return True
        if (kind := _KIND.fullmatch(one)) and kind["kind"] not in asked:
            return True
        if (thing := _OTHER_THING.fullmatch(one)) and thing["thing"] not in asked:
            return True
        if another := _ANOTHER.fullmatch(one):
            number = number_of(another, row)
            if number is not None and not equal(number, figure) and number not in row.others:
                return True
    return False


def clauses_of(sentence: str) -> list[str]:
    """Its clauses, without signs around them."""
    return [one.strip(" 。.（）()") for one in _COMMA.split(sentence) if one.strip(" 。.")]


def number_of(said: re.Match[str], row: Row) -> float | None:
    """A number as said, in the measure of the row; None where it counts another thing."""
    measure, own = said["measure"] or "", row.measure
    if measure and measure != own and not (measure == "个" and is_counted(own)):
        if base_of(measure) != base_of(own) and (is_counted(measure) or is_counted(own)):
            return None
        number = convert(Decimal(said["number"].replace(",", "")), measure, own)
        return None if number is None else float(number)
    return float(said["number"].replace(",", ""))


def _whole_of(clauses: Sequence[str], row: Row) -> float | None:
    """The sum of parts that by their names are all there are up to the month; None where they are not, or one is the figure."""
    for pattern, wanted in (
        (_BY_SEX, list(_SEXES)),
        (_BY_MONTH, [str(one) for one in range(1, row.month + 1)]),
        (_BY_QUARTER, list(_QUARTERS[: row.month // _QUARTER]) if row.month % _QUARTER == 0 else []),
    ):
        said = [pattern.fullmatch(one) for one in clauses]
        numbers = [number_of(one, row) for one in said if one is not None]
        names = [one["part"] for one in said if one is not None]
        if wanted and names == wanted and len(names) == len(clauses) and None not in numbers:
            known = [one for one in numbers if one is not None]
            return None if any(equal(one, row.figures[0]) for one in known) else sum(known)
    return None


def _is_on_the_way(clause: str) -> bool:
    return (
        re.match(r"[正尚拟待]|处于|计划|预计", clause) is not None or _NOT_BUILT.fullmatch(clause) is not None
    )


def _holds_what_is_left(clauses: Sequence[str], row: Row) -> bool:
    """Whether what is not done is part of the figure: it says so, or the numbers of the sentence make the figure."""
    numbers = [number for one in clauses if (number := _first_number(one, row)) is not None]
    if clauses[0].startswith("其中"):
        return len(numbers) == 1 and numbers[0] <= row.figures[0]
    return len(numbers) > 1 and equal(sum(numbers), row.figures[0])


def _first_number(clause: str, row: Row) -> float | None:
    said = re.search(NUMBER, clause)
    return None if said is None else number_of(said, row)


def _is_of_another_whole(sentence: str, clauses: Sequence[str], row: Row) -> bool:
    """共120个，已完成80个 beside 80/103."""
    above, below = row.figures[:2]
    said = _OF_ALL.fullmatch(clauses[0])
    numbers = [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", sentence)]
    return (
        said is not None
        and any(equal(one, above) for one in numbers[1:])
        and not any(equal(one, below) for one in numbers)
    )


def equal(one: float, other: float) -> bool:
    """Whether two numbers are the same but for how computers keep them."""
    return abs(one - other) <= _NEAR * max(1.0, abs(other))
