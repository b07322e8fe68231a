"""What figures make, as lines that people can read in a diff: every figure under its key, every row field by field.

In: results as frozen dataclasses. Out: lines. What a row says as it would anyway (a field's default) is left out; a
figure that is listed under its key is named by its measure (``&ytd``), and what a row merely points at by its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import Any

from toolkit.core.findings import Finding
from toolkit.core.groups import Group
from toolkit.core.model import Indicator, Task, Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Source

Figures = Mapping[str, Figure]
NONE: Figures = {}
NAMED = {Unit: "code", Indicator: "id", Task: "no", Group: "name"}


def number(value: float) -> str:
    """All that counts of it: what a machine rounds otherwise in the last places is the same number."""
    return f"{value:.10g}"


def plain(value: Any, figures: Figures = NONE) -> str:
    """Any value on one line."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return value.replace("\n", "⏎")
    if isinstance(value, (date, Period)):
        return str(value)
    if isinstance(value, Source):
        return f"{value.unit}:{value.sheet}!{value.address}"
    if type(value) in NAMED:
        return str(getattr(value, NAMED[type(value)]))
    if isinstance(value, Figure):
        here = figures.get(value.key)
        return f"&{value.key.rpartition('/')[2]}" if here == value else f"<{value.key} {figure(value)}>"
    if isinstance(value, Finding):
        return f"({value.code} {value.unit} {value.sheet}!{value.address} {value.problem} {value.remedy})"
    if is_dataclass(value):
        return f"({' '.join(parts(value, figures))})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{plain(k, figures)}: {plain(v, figures)}" for k, v in value.items()) + "}"
    if isinstance(value, Set):
        return "{" + ", ".join(sorted(plain(one, figures) for one in value)) + "}"
    return "[" + ", ".join(plain(one, figures) for one in value) + "]"


def parts(row: Any, figures: Figures = NONE) -> Iterator[str]:
    """``name=value`` of the fields that are not as they would be anyway, ``.name=value`` of properties that say anything."""
    for one in fields(row):
        value = getattr(row, one.name)
        usual = one.default_factory() if one.default_factory is not MISSING else one.default
        if value != usual:
            yield f"{one.name}={plain(value, figures)}"
    for name, kind in sorted(vars(type(row)).items()):
        if isinstance(kind, (property, cached_property)) and (value := getattr(row, name)):
            yield f".{name}={plain(value, figures)}"


def figure(one: Figure, label: str = "") -> str:
    """A figure without its key; ``label`` in place of its own."""
    value = "" if one.value is None else number(one.value)
    decimals = f".{one.decimals}" if one.decimals else ""
    shown = f"{value}{one.measure}{decimals}{'' if one.kind == 'number' else f' {one.kind}'}"
    behind = [*_shortened(one.key, one.inputs), *(f"{s.unit}:{s.sheet}!{s.address}" for s in one.sources)]
    rest = [one.word and f"“{one.word}”", one.mark, one.formula, behind and f"<- {' '.join(behind)}"]
    return " | ".join([f"{label or one.label} = {shown}", *filter(None, rest)])


def _shortened(own: str, keys: Sequence[str]) -> Iterator[str]:
    """Keys with what they share with the figure's own, or with the key before, left out."""
    last = ""
    for key in keys:
        subject, period, who, measure = (*key.split("/"), "", "", "")[:4]
        if f"{subject}/{period}/{measure}" == last and who:
            yield who
        else:
            home = own.rpartition("/")[0]
            yield f"./{measure}" if measure and key == f"{home}/{measure}" else key
        last = f"{subject}/{period}/{measure}"


def all_figures(figures: Figures) -> Iterator[str]:
    """Each figure on a line, below what it shares with its neighbours: the head of its key and of its label."""
    for head, items in groupby(figures.items(), lambda item: item[0].rpartition("/")[0]):
        found = list(items)
        start = _common([one.label for _, one in found]) if len(found) > 1 else ""
        yield f"## {head} {start}"
        for key, one in found:
            other = "" if key == one.key else f" AS {one.key}"
            yield f"{key.rpartition('/')[2]}{other}: {figure(one, '…' + one.label[len(start) :])}"


def _common(texts: Sequence[str]) -> str:
    """How all of them begin."""
    first, last = min(texts), max(texts)
    return first[: next((at for at, char in enumerate(first) if last[at : at + 1] != char), len(first))]


def rows(name: str, values: Any, figures: Figures = NONE, below: str = "") -> Iterator[str]:
    """Rows of one kind, a line each; what stands in the field ``below`` of a row comes on lines of its own."""
    for value in values:
        told = [one for one in parts(value, figures) if not below or not one.startswith(f"{below}=")]
        yield f"{name}: {' '.join(told)}"
        inner = getattr(value, below) if below else ()
        for one in inner.values() if isinstance(inner, Mapping) else inner:
            yield f"  {' '.join(parts(one, figures))}"
