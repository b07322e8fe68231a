"""What was written under a unit's former code, as it is called today.

In: a key, a finding's id or a tag, and former codes with the code that each unit has now. Out: the same text with
today's codes. A code counts only where one stands: whole, between slashes, or between @ and the first slash of an id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def called_now(text: str, former: Mapping[str, str]) -> str:
    """T02-3/2024-06/653125/ytd, 653125/T02-3, Q401@653125/指标数据/T02-3/ytd under the code of today."""
    head, at, rest = text.rpartition("@")
    if at:
        code, *tail = rest.split("/")
        return head + at + "/".join([former.get(code, code), *tail])
    return "/".join(former.get(part, part) for part in text.split("/"))


def called_then(text: str, former: Mapping[str, str]) -> list[str]:
    """All that the text may have been under former codes."""
    parts = text.split("/")
    return [
        "/".join(old if part == now else part for part in parts)
        for old, now in former.items()
        if now in parts
    ]


def with_units_now(text: str, former: Mapping[str, str]) -> str:
    """JSON in which every field ``unit`` names a unit by its code of today; the very text where none changed."""
    if not text or not any(code in text for code in former):
        return text
    old = json.loads(text)
    new = _units_now(old, former)
    return text if new == old else json.dumps(new, ensure_ascii=False, sort_keys=True)


def _units_now(value: Any, former: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_units_now(one, former) for one in value]
    if isinstance(value, dict):
        named = {name: _units_now(one, former) for name, one in value.items()}
        unit = named.get("unit")
        return named | ({"unit": former.get(unit, unit)} if isinstance(unit, str) else {})
    return value
