"""工作台.html: the month on one page: where it stands, the next step, what waits, what lies ready, who did what.

In: :class:`Desk`. Out: one page that needs no network and, without :class:`Live`, only shows: each action as the
command to copy. With ``live`` (served on this machine) the same page has buttons and fields in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from toolkit.core.byunit import by_unit
from toolkit.core.desk import Changed, Desk, UnitRow, Waiting
from toolkit.core.form import DASH
from toolkit.core.groups import MANY_UNITS
from toolkit.core.periods import Period
from toolkit.core.words import ReturnState
from toolkit.outputs.actions import without_commands
from toolkit.outputs.closing import command
from toolkit.pages.html import render

_FOLDER = Path(__file__).parent
_LOOKS = {
    ReturnState.RETURNED: "done",
    ReturnState.SENT_BACK: "error",
    ReturnState.PARTIAL: "query",
    ReturnState.NOT_RETURNED: "note",
    ReturnState.NOT_SENT: "note",
    "不用报": "note",
}
_SIGNS = {
    ReturnState.RETURNED: "●",
    ReturnState.SENT_BACK: "×",
    ReturnState.PARTIAL: "◐",
    ReturnState.NOT_RETURNED: "○",
    ReturnState.NOT_SENT: "○",
    "不用报": "－",
}
_STAGES = {"done": "√ 已完成", "now": "▶ 正在办", "later": "以后"}
_PLACES = {"waiting": "等人办", "mails": "邮件", "papers": "材料"}
_URGENT = ("退件", "没写出", "决定表")
CHANGES = 12  # of one kind that stand open; the rest unfolds
LOG = 20
NAMELESS = 8  # of many without an address that are named
_FIELDS = {"unit": "单位", "reason": "原因", "name": "谁决定的", "value": "更正为", "version": "第几版，如 1", "period": "报送期", "how": "方式，如 电话", "day": "日期"}  # fmt: skip


@dataclass(frozen=True)
class Live:
    """The page is served: ``token`` goes with every request, ``names`` may sign decisions (() : anybody)."""

    token: str
    names: tuple[str, ...] = ()
    files: str = "/file/"  # before a path below the root
    guide: bool = False  # whether the manual is there to be read
    months: tuple[Period, ...] = ()  # that can be looked at, the newest first


@dataclass(frozen=True)
class _Group:
    """Things of one kind that wait; ``parts`` are (unit or its group, things), one without a name where they are not by unit."""

    kind: str
    look: str
    count: int
    parts: Sequence[tuple[str, Sequence[Waiting]]]


def desk_html(desk: Desk, live: Live | None = None, watermark: str = "") -> str:
    """The page."""
    style, script = ((_FOLDER / name).read_text("utf-8") for name in ("desk.css", "desk.js"))
    allowed = ""
    if live is not None:
        allowed = "connect-src 'self'"
        style += (_FOLDER / "live.css").read_text("utf-8")
        script += (_FOLDER / "live.js").read_text("utf-8")
    values = _values(desk, live) | {"watermark": watermark}
    return render(_FOLDER / "desk.html.j2", values, style, script, allowed)


def _values(desk: Desk, live: Live | None) -> dict[str, Any]:
    prefix = live.files if live is not None else ""

    told = desk.next_step.by_buttons or desk.next_step.told
    worded = without_commands(desk, "点") if live else str  # beside buttons nobody types a command

    def href(path: str) -> str:
        return _href(path, prefix)

    return {
        "desk": desk,
        "live": live,
        "step": worded(told) if live else desk.next_step.told,
        "places": _PLACES,
        "again": next((one.command() for one in desk.actions if one.arguments[:1] == ("generate",)), ""),
        "newer": _newer(desk) if live is None else "",
        "month": desk.period.chinese,
        "days": _days(desk.days_left),
        "href": href,
        "worded": worded,
        "dash": DASH,
        "looks": _LOOKS,
        "signs": _SIGNS,
        "stage_words": _STAGES,
        "fields": _FIELDS,
        "groups": list(_groups(desk)),
        "changed": list(_by_kind(desk.changes)),
        "homes": _homes(desk.units),
        "standing": _standing,
        "initials": {unit.name: unit.initials for unit in desk.units},
        "most": {"changes": CHANGES, "log": LOG},
        "example": _example(desk),
        "report": next((one.path for one in desk.papers if one.path.endswith("校验报告.html")), ""),
        "without": [mail for mail in desk.mails if not mail.to],
        "nameless": _nameless(desk),
    }


def _homes(units: Sequence[UnitRow]) -> list[tuple[str, Sequence[UnitRow]]]:
    """Many units by the group under which they stand; [] of few."""
    homes: dict[str, list[UnitRow]] = {}
    for unit in units:
        if unit.group:
            homes.setdefault(unit.group, []).append(unit)
    return list(homes.items())


def _standing(units: Sequence[UnitRow]) -> list[tuple[str, int]]:
    """How many of a folded group are in each state, those first of which more is to be done."""
    counts = Counter(unit.state for unit in units)
    return [
        (state, counts[state])
        for state in (*reversed(_LOOKS), *counts.keys() - _LOOKS.keys())
        if counts[state]
    ]


def _nameless(desk: Desk) -> str:
    """Who has no address, of many only some."""
    names = list(dict.fromkeys(mail.name for mail in desk.mails if not mail.to))
    return "、".join(names[:NAMELESS]) + "等" if len(names) > MANY_UNITS else "、".join(names)


def _newer(desk: Desk) -> str:
    """The page that only shows has one month: how to see the newest."""
    if desk.newer is None:
        return ""
    return f"这是{desk.period.chinese}的工作台；要看{desk.newer.chinese}的，运行 {command(desk.newer)}。"


def _days(left: int) -> str:
    if left > 0:
        return f"离报送截止还有 {left} 天"
    return f"报送截止已过 {-left} 天" if left else "今天报送截止"


def _example(desk: Desk) -> str:
    """How a unit is found by letters: 莎车县 scx."""
    first = desk.units[0] if desk.units else None
    return f"{first.name} {''.join(group[0] for group in first.initials.split())}" if first else "scx"


def _href(path: str, prefix: str) -> str:
    """A link from outbox/ to a path below the root; "" for one that would lead out of it."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts):
        return ""
    safe = quote(path, safe="/")
    if prefix:
        return prefix + safe
    return "/".join(safe.split("/")[1:]) if parts[0] == "outbox" else f"../{safe}"


def _groups(desk: Desk) -> Iterator[_Group]:
    """By kind, in their order; what is of units also by unit, of many by the group of the unit."""
    kinds: dict[str, list[Waiting]] = {}
    for one in desk.waiting:
        kinds.setdefault(one.kind, []).append(one)
    homes = {unit.name: unit.group for unit in desk.units if unit.group}
    for kind, found in kinds.items():
        look = "error" if kind in _URGENT else "query"
        parts = by_unit(found)
        if homes:
            parts = {}
            for one in found:
                parts.setdefault(homes.get(one.unit, one.unit), []).append(one)
        yield _Group(kind, look, len(found), list(parts.items()))


def _by_kind(changes: Sequence[Changed]) -> Iterator[tuple[str, Sequence[Changed], Sequence[Changed]]]:
    """(kind, those that stand open, those that unfold)."""
    kinds: dict[str, list[Changed]] = {}
    for one in changes:
        kinds.setdefault(one.kind, []).append(one)
    for kind, found in kinds.items():
        yield kind, found[:CHANGES], found[CHANGES:]
