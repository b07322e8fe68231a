"""Words outside the cells of a form that take its figures back: 更正：T01-1应为15, 以上为5月底数据, 以盖章传真件为准.

In: what a unit wrote below a table, on the cover, on a sheet of its own, in a note or a box. Out: the sentences that somebody has to
hold against the figures. The rest of such words is only told.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import MENDED, sentences
from toolkit.core.returns import Scalar
from toolkit.core.value_text import squeeze

_MENDS = lazy_regex(
    r"[更订]正(?![后完])|勘误|应[该当]?(?:[为是改]|填(?!报))(?=\D{0,6}\d)|(?:改|换|修[正改])[为成](?=\D{0,6}\d)|[填写报录](?:错|反|串)|误[填报写录](?![率差])|[漏少多]报了?(?=\D{0,4}\d)"
    r"|数[字据值]?(?:有误|不[实准对])|(?:数|表|稿|版|份|^)作废$|^作废|不[作算]数|勿用|别用|以(?![此本](?:表|[份次]?(?:报表|填报表))|电子|表[内中]|上述|以上)[^，,；;]{1,12}为准"
    r"|(?:数[据字值]?|均|都|[为是系])[^，,]{0,2}(?:暂估|预估|估算|暂定|未(?:经)?审核)的?数?"
)
_OTHER_TIME = lazy_regex(
    r"(?:^|[此该本这上均都]?[为是系]|填的?|[使采沿]?用的?|截[至止]到?|按照?)(?:\d{4}年)?(?:1[-—~至到])?(?P<month>\d{1,2})月(?:份|底|末|\d{1,2}[日号])?(?:的|止)?[^，,\d较比]{0,4}(?:数[据字值]?|口径|报表)?$"
)
_OTHER = lazy_regex(
    r"(?:[为是系]|填的?|[使采沿]用的?)(?:上个?月|上年|去年|上一?年度?)(?:[底末]|同期)?的?数[据字值]?$"
)
_DATA = lazy_regex(r"数|填|报|口径|累计|本表|以上|上[表述]")
_CLAUSE = lazy_regex(r"[，,：:（()）]")
_NO_CLAIM = lazy_regex(
    r"[如若凡]|[填制报]表?[日时][期间]|[比较与][^，,]{0,8}[漏少多]报|要求|不得|必须|请勿|填报说明|口径[:：]"
)
_FIGURE = lazy_regex(r"\d[\d,]{0,15}(?:\.\d{1,8})?[^\W\d]{0,2}")
_LONGEST = 300  # characters of a sentence: what is longer is looked at in pieces already


def claim(text: str, month: int) -> str:
    """The first sentence that says another figure, another month or another paper than what the form holds."""
    for sentence in sentences(text):
        if _claims(squeeze(sentence)[:_LONGEST], month):
            return " ".join(sentence.split())
    return ""


def is_another_figure(text: str, value: Scalar) -> bool:
    """A note or a box that holds nothing but a number, over a cell with another one."""
    plain = squeeze(text)
    if isinstance(value, bool) or not isinstance(value, float | int) or not _FIGURE.fullmatch(plain):
        return False
    return float(plain.rstrip(plain.lstrip("0123456789,.")).replace(",", "")) != value


def _claims(sentence: str, month: int) -> bool:
    if _NO_CLAIM.search(sentence) or MENDED.search(sentence):
        return False
    if _MENDS.search(sentence):
        return True
    clauses = _CLAUSE.split(sentence) if _DATA.search(sentence) else ()
    return any(_OTHER.search(one) or _is_of_another_month(one, month) for one in clauses)


def _is_of_another_month(clause: str, month: int) -> bool:
    said = _OTHER_TIME.search(clause)
    return bool(month) and said is not None and int(said["month"]) != month
