"""Times in a header as the form says them: 6月进展 is 本月进展 in June, 2024年 is 本年 in 2024.

In: a header without spaces, the form's period. Out: the header with the times that are the period's own
in relative words. Every other time stays as it is written, so that nobody takes the header for the period's.
"""

from __future__ import annotations

import re
from calendar import monthrange

from toolkit.core.cycle import as_months
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period

_NAMED_MONTHS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = lazy_regex(
    r"(?<![\d一二三四五六七八九十])(?:截[至止]到?)?(?:(?P<year>20\d\d)年)?(?P<since>[1一]月?份?[-—~至到])?"
    r"(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(?P<end>底|末)|(?P<day>[23]\d)日)?"
)
_YEAR = lazy_regex(r"(?<!\d)(20\d\d)年(?![\d一二三四五六七八九十])")


def relative(text: str, period: Period, until: str = "") -> str:
    """6月进展 as 本月进展 in June, 1-6月 as 本年至今, 5月进展 as 上月进展; 第二季度进展 as the June that names it.

    ``until`` is the day to which the form asks for data (6月25日): the end of its month. 本期 is the period of any cycle.
    """
    if until:
        text = text.replace(until, f"{period.month}月底")
    text = text.replace("本期", "本月")
    for named, month in ((period.named, period.month), (period.previous.named, period.previous.month)):
        text = text.replace(named, f"{month}月")  # 5—6月, 第二季度
    text = as_months(text)
    text = _MONTH.sub(lambda said: _month(said, period), text)
    text = _YEAR.sub(lambda said: "本年" if int(said[1]) == period.year else said[0], text)
    return text.replace("上半年", "本年至今") if period.month == 6 else text


def _month(said: re.Match[str], period: Period) -> str:
    name = said["month"]
    month = int(name) if name.isdigit() else _NAMED_MONTHS.index(name)
    for own, word in ((period, "本月"), (period.previous, "上月")):
        if month == own.month and said["year"] in (None, str(own.year)):
            if said["day"] and int(said["day"]) != monthrange(own.year, own.month)[1]:
                return said[0]
            if own is period and said["since"]:
                return "本年至今"
            return word + ("底" if own is period and (said["end"] or said["day"]) else "")
    return said[0]
