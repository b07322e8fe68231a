"""What people write into the name of a form's file or of its folder besides whose it is: that it does not count, which of two it is, what its
figures are.

In: a name. Out: a rank among names of two forms that came at once, which of two a short word or a number makes the later, and whether the name qualifies
figures. Ordinary endings (副本, 盖章, numbers in brackets) say nothing.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from toolkit.core import name_ranks
from toolkit.core.name_ranks import LAST, PLAIN, VOID
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import FULL_DATE, last_months
from toolkit.core.value_text import narrow, says_void

_OLDER = lazy_regex(r"[（(](?:旧|错误?)[）)]|[-_ ]旧$|(?:修改|修订|更正|改)前|有误|填错|送审稿")
_NEWER = lazy_regex(
    r"[（(](?:再|已|重)?(?:修?改|修订|新|正确|对)[）)]|(?<!整)改$|[-_ ]新$|(?:修改|修订)[表过]|重新?[报填]"
)
_COUNTED = lazy_regex("[一二三四五六七八九](?=[稿版次])|[上下](?=午)")
_COUNTS = {**{one: str(number) for number, one in enumerate("一二三四五六七八九", 1)}, "上": "1", "下": "2"}
_NUMBER = lazy_regex(r"(\d+)")
_QUALIFIES = lazy_regex(
    r"(?<![A-Za-z0-9])T\d{2}-\d{1,2}\D{1,6}\d|应[为是改]|[改更]正?为|有误|填错|[不未]包?[含括]|剔除|扣除|预[报计估测]|快报|[估概]算|估[计报]|暂[估按]"
    r"|待(?:补|核[实定]|更[新正]|完善)|未(?:完|填[完齐]|补|报[完齐])|按[十百千万亿]*元|空着|没填|以[^以]{0,6}(?:盖章|纸质|扫描|传真)[^以]{0,4}为准"
)
_MONTH = lazy_regex(r"(?<!\d)(1[0-2]|0?[1-9])月")
_UNTIL = lazy_regex(r"截[至止]到?(?:20\d\d年)?(1[0-2]|0?[1-9])月")


def rank_of(name: str) -> int:
    """Of two forms that came at once the one of the higher rank is the newer; equal ranks say nothing."""
    stem = PurePosixPath(name).stem
    rank = VOID if says_void(name) else name_ranks.rank_of(stem)
    return LAST if rank == PLAIN and name_ranks.is_added(stem) else rank


def hinted_later(name: str, other: str) -> bool | None:
    """Of two names, whether a short word (新, 改, 有误), or the one number in which they differ (0620 and 0623, 一稿 and 三稿), makes this the later
    one; None where neither does."""
    stems = [narrow(PurePosixPath(one).stem) for one in (name, other)]
    mine, theirs = ((_NEWER.search(stem) is not None) - (_OLDER.search(stem) is not None) for stem in stems)
    if mine != theirs:
        return mine > theirs
    pieces = [_NUMBER.split(_COUNTED.sub(lambda found: _COUNTS[found[0]], stem)) for stem in stems]
    differing = [(one, two) for one, two in zip(*pieces, strict=False) if one != two]
    if len(pieces[0]) != len(pieces[1]) or len(differing) != 1:
        return None
    one, two = differing[0]
    return int(one) > int(two) if one.isdecimal() and two.isdecimal() and int(one) != int(two) else None


def qualifies(name: str, month: int) -> bool:
    """Whether a name corrects or qualifies the figures of that month's form, or speaks of another month as well."""
    stem = narrow(PurePosixPath(name).stem)
    months = {int(one) for one in _MONTH.findall(FULL_DATE.sub(" ", last_months(stem)))}
    until = {int(one) for one in _UNTIL.findall(stem)}
    return (
        _QUALIFIES.search(stem) is not None or (month in months and len(months) > 1) or bool(until - {month})
    )
