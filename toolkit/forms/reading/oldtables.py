"""Tables that their unit keeps for comparison and calls so: 5月数据（供参考） above one, 指标数据（旧） as a sheet's name.

In: a name or the words above a table. Out: whether they say so, and the months in them.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.returns import Scalar

OLD = lazy_regex(r"上个?月|上期|去年|上年|(?<![老新])旧(?=[)）数表版的稿]|$)|供参考|参考用|[(（]参考[)）]")
NEW = lazy_regex(r"最新|(?<![更创])新(?=[)）数表版的稿]|$)|定稿|终稿")
_MONTH = lazy_regex(r"(\d{1,2})月")
_LABEL = 30  # letters; what is longer is a sentence


def months(text: str) -> set[int]:
    """The months that a text names."""
    return {int(month) for month in _MONTH.findall(text)}


def is_old(text: str, month: int) -> bool:
    """Whether a name or a label says that a table is another time's, or only kept for reference."""
    return bool(OLD.search(text)) or month not in (months(text) or {month})


def label(value: Scalar) -> str:
    """A cell that may be the label of a table, "" for any other."""
    text = value.strip() if isinstance(value, str) else ""
    return text if len(text) <= _LABEL and (OLD.search(text) or _MONTH.search(text)) else ""
