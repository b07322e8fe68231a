"""figure: how a number came about, asked for by its key, a part of it, or the indicator's name.

In: what was typed (T02-3, 新增义务教育学位数, T02-3 喀什市, T02-3/2024-06/653101/ytd; of many units a group's name, alone or
behind the subject). Out: lines. A subject alone means the period asked for and the whole area, and lists the row's figures
with their keys.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.core import fields
from toolkit.core.area import AREAS
from toolkit.core.formercodes import called_now
from toolkit.core.groups import Group
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.rounding import decimals_of, shown_number
from toolkit.core.words import NoValue
from toolkit.errors import OperatorError
from toolkit.figures.numbers.derive import cited, derivation, similar_keys
from toolkit.figures.numbers.registry import GROUP, group_key
from toolkit.figures.numbers.shown import value_text
from toolkit.pipeline.archive.originals import missing_originals
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.levels.below import told_below
from toolkit.pipeline.month.assembled import Month

WHOLE = "all"
FIRST = fields.YTD  # the figure of a row that is led down to its cells
OF_GROUP = "value"  # the same of a group's row
NEAR = 5
HITS = 20  # indicators of a name that fit on a screen
FULL = 3  # slashes of a whole key


@dataclass(frozen=True)
class _Asked:
    """What was typed, taken apart; ``period`` and ``measure`` are None where nothing was said of them."""

    subject: str
    period: Period | None
    unit: str  # code or all
    rest: tuple[str, ...]  # a measure, the name of a group


def figure_lines(workspace: Workspace, period: Period, words: Sequence[str]) -> list[str]:
    """The lines of ``figure``; raises OperatorError with near names and keys."""
    former = workspace.ledger.former_codes()
    words = [called_now(word, former) for word in words]  # also keys that were printed before a code changed
    if len(words) == 1 and words[0].count("/") >= FULL and (month := _period(words[0].split("/")[1])):
        return _one(workspace, told_month(workspace, month), words[0])
    asked = _asked(workspace.checklist.reporting, [unicodedata.normalize("NFKC", word) for word in words])
    period = asked.period or period
    told = told_month(workspace, period)
    result = told.result
    if asked.unit == WHOLE and (group := _group(result.groups, (asked.subject, *asked.rest))):
        return _of_group(workspace, told, group, asked)
    if asked.rest:
        return _one(workspace, told, "/".join((asked.subject, str(period), asked.unit, asked.rest[-1])))
    subject = _subject(result, asked.subject)
    row = "/".join((subject, str(period), asked.unit, ""))
    keys = [key for key in result.figures if key.startswith(row)]
    if not keys:
        raise _unknown(result, row.rstrip("/"))
    lines = [f"{period.chinese} {_named(result, subject)} 的数："]
    lines += _listed(result, keys)
    lines += _standing(result, subject, asked.unit)
    lines += _namesake(workspace, result, subject, asked.unit)
    if row + FIRST in result.figures:
        lines += ["", *_one(workspace, told, row + FIRST)]
    return lines


def _listed(result: MonthResult, keys: Sequence[str]) -> list[str]:
    return [f"  {result.figures[key].label}：{value_text(result.figures[key])}　{key}" for key in keys]


def _group(groups: Sequence[Group], words: Sequence[str]) -> Group | None:
    """The group that any of the words names."""
    names = {unicodedata.normalize("NFKC", text): one for one in groups for text in (one.title, one.name)}
    return next((names[word] for word in words if word in names), None)


def _of_group(workspace: Workspace, told: Month, group: Group, asked: _Asked) -> list[str]:
    """All that is told of a group, or of one subject there; with a measure that one figure."""
    result = told.result
    others = [word for word in (asked.subject, *asked.rest) if _group((group,), [word]) is None]
    if others and group_key(result.period, group.name, others[-1]) in result.figures:
        return _one(workspace, told, group_key(result.period, group.name, others[-1]))
    subject, *measures = others or [""]
    subject = subject.removeprefix(GROUP).removeprefix("-")
    subject = _subject(result, subject) if subject else ""
    if measures:
        return _one(workspace, told, group_key(result.period, group.name, measures[-1], subject))
    row = group_key(result.period, group.name, "", subject)
    named = f"{result.period.chinese}{group.title} {_named(result, subject)}".rstrip()
    if not (keys := [key for key in result.figures if key.startswith(row)]):
        raise OperatorError(f"{named} 没有数：这一组的单位都不承担。")
    lines = [f"{named} 的数：", *_listed(result, keys)]
    if row + OF_GROUP in result.figures:
        lines += ["", *_one(workspace, told, row + OF_GROUP)]
    return lines


def _namesake(workspace: Workspace, result: MonthResult, subject: str, code: str) -> list[str]:
    """Where to find the figures of the group that bears the name of this unit."""
    unit = next((one for one in workspace.checklist.reporting if one.code == code), None)
    group = unit and _group(result.groups, [unit.name])
    key = group and group_key(result.period, group.name, OF_GROUP, subject)
    return (
        [f"  上级为“{group.title}”的各单位合计另有一个数：{key}"] if group and key in result.figures else []
    )


def _standing(result: MonthResult, subject: str, unit: str) -> list[str]:
    """A unit's own target and light, which have no key; those of the whole area stand among its figures."""
    rows = (row for row in result.indicators if row.indicator.id == subject)
    own = next((value for row in rows for value in row.units if value.unit.code == unit), None)
    if own is None:
        return []
    quota: str = NoValue.TO_BE_SPLIT
    if own.quota is not None:
        quota = f"{shown_number(own.quota, decimals_of(own.quota))} {own.indicator.report_measure}"
    return [f"  本单位年度任务：{quota}", f"  状态灯：{own.light}"]


def _one(workspace: Workspace, month: Month, key: str) -> list[str]:
    result = month.result
    if key not in result.figures:
        raise _unknown(result, key)
    below = told_below(workspace, month, key)
    return [*derivation(result, key, below), *missing_originals(workspace, cited(result, key))]


def _unknown(result: MonthResult, key: str) -> OperatorError:
    near = similar_keys(result, key)
    hint = f"相近的有：{'、'.join(near)}。" if near else "编号在 汇总/附 的“数据出处表”里。"
    return OperatorError(f"{result.period.chinese}没有编号为 {key} 的数。{hint}")


def _asked(units: Sequence[Unit], words: Sequence[str]) -> _Asked:
    """Parts may stand behind slashes or as words of their own, in the order of a key."""
    subject, *rest = [part.strip() for word in words for part in word.split("/") if part.strip()] or [""]
    period, unit, others = None, WHOLE, []
    for part in rest:
        if (month := _period(part)) is not None:
            period = month
        elif (code := _code(units, part)) is not None:
            unit = code
        else:
            others.append(part)
    return _Asked(subject, period, unit, tuple(others))


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _code(units: Sequence[Unit], text: str) -> str | None:
    if text in (WHOLE, *AREAS):
        return WHOLE
    return next(
        (unit.code for unit in units if text in (unit.code, unit.name, unit.short, *unit.aliases)), None
    )


def _subject(result: MonthResult, text: str) -> str:
    """The subject of keys: as typed, or the indicator of that name."""
    subjects = {key.partition("/")[0].lower(): key.partition("/")[0] for key in result.figures}
    if text.lower() in subjects:
        return subjects[text.lower()]
    names = {row.indicator.id: row.indicator.name for row in result.indicators}
    found = [id for id, name in names.items() if name == text] or [
        id for id, name in names.items() if text and text in name
    ]
    if len(found) == 1:
        return found[0]
    if found:
        rows = "".join(f"\n  {id} {names[id]}" for id in found[:HITS])
        more = f"\n  等 {len(found)} 个，请把名称写得全一些" if len(found) > HITS else ""
        raise OperatorError(f"名称里有“{text}”的指标不止一个，请写编号：{rows}{more}")
    alike = difflib.get_close_matches(text, names.values(), NEAR, 0.4)
    near = [id for id, name in names.items() if name in alike][:NEAR]
    near = near or difflib.get_close_matches(text.upper(), names, NEAR, 0.4)
    hint = f"相近的有：{'、'.join(f'{id} {names[id]}' for id in near)}。" if near else ""
    raise OperatorError(
        f"{result.period.chinese}没有指标叫“{text}”。{hint}请写指标编号或名称，如 T02-3；一个单位的写 T02-3 喀什市；"
        "编号在 汇总/附 的“数据出处表”里。"
    )


def _named(result: MonthResult, subject: str) -> str:
    name = next((row.indicator.name for row in result.indicators if row.indicator.id == subject), "")
    return f"{subject} {name}".strip()
