"""The month that names and letters around a return speak of, where it is another than the form's own.

In: a piece with the letters and containers around it, the month of its form, that of the run. Out: the other month, and the words that
say so. A letter or a name that speaks of the form's own month says nothing against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from toolkit.core.cycle import as_months
from toolkit.core.findings import Finding
from toolkit.core.patterns import lazy_regex
from toolkit.core.period_words import last_months
from toolkit.core.periods import Period
from toolkit.core.remarks import CLAUSE, sentences
from toolkit.core.value_text import narrow
from toolkit.inbox.signals import Names, other_month
from toolkit.pipeline.collecting.parcel import Piece

_MONTH = lazy_regex(r"(?<![\d.])(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?!\d{1,2}[日号])")
_TABLE = "(?:填报表|报表|月报|数据|任务清单|进展情况|进展|指标|表)"
_SENT = lazy_regex(
    rf"月份?的?[^，,\d]{{0,10}}{_TABLE}\W*$"
    rf"|(?:现将|现报|报[上送来]|上报|附[件上]?[为是]?|见附|发[上给送]|呈报|提交)[^，,]{{0,30}}月份?的?[^，,\d]{{0,10}}{_TABLE}"
    rf"|月份?的?[^，,\d]{{0,10}}{_TABLE}[^，,]{{0,12}}(?:报[上送来]|上报|见附件|附上|发[上给送]|呈报|提交|请查收)"
)
# Speaks of a table of another month that does not lie beside it, or of where figures came from.
_BESIDES = lazy_regex(
    "[再待比较起底]|将[于在]|上次|之前|此前|会议|通知|要求|文件|反馈|意见|退回|已[报于经]|[漏沿补]|更新|核定|更正|累计|一[并同起]|[也另]"
)
_ANSWER = lazy_regex(r"\s*(?:re|fw|回复|答复|转发)(?![a-z])", re.IGNORECASE)


def named_month(piece: Piece, current: Period, filed: Period, finder: Names) -> Period | None:
    """The other month that the file's name or what lies around it speaks of."""
    return other_month(piece.name, current, filed, finder) or mailed_month(piece, current, filed, finder)[0]


def mailed_month(piece: Piece, current: Period, filed: Period, finder: Names) -> tuple[Period | None, str]:
    """The other month of which a mail or archive around a file says that it is, and the words."""
    names = (*(PurePosixPath(name).stem for name in piece.path), piece.subject)
    for said in (piece.letter, *(name for name in names if not _ANSWER.match(name))):
        for year, month, told in _sent_months(said, filed):
            if other := other_month(f"{year}{month}月", current, filed, finder):
                return other, told
    return None, ""


def _sent_months(said: str, filed: Period) -> Iterator[tuple[str, int, str]]:
    """Year ("" where none is given), month and words of each clause that says of what month a table is that comes with it; none where
    the text speaks of the form's own month."""
    clauses = [one.strip() for sentence in sentences(said) for one in CLAUSE.split(sentence)]
    plain = {one: last_months(as_months(narrow(one))) for one in clauses}
    months = [match for text in plain.values() for match in _MONTH.finditer(text)]
    if any(int(match[2]) == filed.month and match[1] in (None, str(filed.year)) for match in months):
        return
    for told, text in plain.items():
        match = _MONTH.search(text)
        if match and _SENT.search(text) and not _BESIDES.search(text):
            yield f"{match[1]}年" if match[1] else "", int(match[2]), told


def waits_for_its_month(piece: Piece, filed: Period, current: Period, finder: Names) -> tuple[Finding, ...]:
    """A form of another month that was sent as this month's: figures of a month past are not replaced without a person."""
    other, told = mailed_month(piece, current, filed, finder)
    if filed == current or other != current:
        return ()
    signals = f"表里：{filed.chinese}；邮件或压缩包上写着“{told}”：{current.chinese}"
    return (Finding("E702", address=piece.name, values={"signals": signals}),)
