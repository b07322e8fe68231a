"""What a person said of a platform's export: which column is what, and whose the names are that the list does not have.

In: the confirmed rows of 导入对照表, or the text that the ledger keeps. Out: :class:`ExportMap`, one a set of headers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.core.codec import made, plain

EXPORT_MAP = "导入对照表"
# What a column may be, besides an input column of the form (本月累计) or an indicator (T02-3, T02-3 分子累计).
UNIT, KEY, TASK, PERIOD, MEASURE, SKIP = "单位", "指标", "任务序号", "报送期", "计量单位", "不导入"
ROLES = (UNIT, KEY, TASK, PERIOD, MEASURE, SKIP)


@dataclass(frozen=True)
class ExportMap:
    """The meaning of every column by its header, and of names of units and indicators that the checklist does not have.

    ``units`` give official names, ``keys`` ids of indicators, either may be 不导入. ``by``: who confirmed it.
    """

    fingerprint: str
    columns: Mapping[str, str]
    units: Mapping[str, str]
    keys: Mapping[str, str]
    by: str
    on: str = ""  # the day


def maps_text(maps: Iterable[ExportMap]) -> str:
    """As the ledger keeps them."""
    return json.dumps(plain(list(maps)), ensure_ascii=False, sort_keys=True)


def maps_of(texts: Iterable[str]) -> dict[str, ExportMap]:
    """By fingerprint; of two for the same headers the later counts."""
    return {one.fingerprint: one for text in texts for one in made(list[ExportMap], json.loads(text))}
