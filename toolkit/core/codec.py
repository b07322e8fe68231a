"""What is kept as JSON: frozen dataclasses as plain lists and dicts, and back by the types of their fields.

In: a dataclass, or what ``json.loads`` gave of one. Out: the same the other way. A field that is missing has its default;
one that the class does not have is a TypeError, as in a call. A Period is {year, month}; 2024-06 is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
Make = Callable[[Any], Any]
_AS_THEY_ARE = frozenset((str, int, float, bool))
_CONCRETE: dict[Any, Any] = {Sequence: list, Set: frozenset}


def plain(value: Any) -> Any:
    """Of a dataclass, an enum, a day, a set … what JSON has for it."""
    if value is None or value.__class__ in _AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float)):
        return value
    if is_dataclass(value):
        return {name: plain(getattr(value, name)) for name in _names(value.__class__)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in (sorted(value) if isinstance(value, Set) else value)]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def made(kind: type[T], value: Any) -> T:
    """The value of that type of what ``plain`` made of it; raises TypeError or ValueError where it is of none."""
    of_kind: Any = kind
    result: T = _maker(of_kind)(value)
    return result


@cache
def _maker(kind: Any) -> Make:
    origin, parts = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_maker(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and issubclass(kind, date):
        return kind.fromisoformat
    if NoneType in parts:
        return _optional_maker([_maker(part) for part in parts if part is not NoneType])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key = int if parts[0] is int else _maker(parts[0])
        item = _maker(parts[1])
        return lambda value: {key(name): item(one) for name, one in value.items()}
    if isinstance(origin, type) and issubclass(origin, tuple) and parts[-1] is not ...:
        items = [_maker(part) for part in parts]
        return lambda value: tuple(make(one) for make, one in zip(items, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, (Sequence, Set)):
        gather, item = _CONCRETE.get(origin, origin), _maker(parts[0])
        return gather if item is _as_it_is else lambda value: gather([item(one) for one in value])
    return _as_it_is


def _dataclass_maker(kind: type) -> Make:
    makers: dict[str, Make] | None = None
    read_text = getattr(kind, "parse", None)

    def make(value: Any) -> Any:
        nonlocal makers
        if isinstance(value, str) and read_text is not None:
            return read_text(value)
        if makers is None:
            hints = get_type_hints(kind)
            every = {one.name: _maker(hints[one.name]) for one in fields(kind)}
            makers = {name: one for name, one in every.items() if one is not _as_it_is}
        return kind(**{name: makers[name](item) if name in makers else item for name, item in value.items()})

    return make


def _optional_maker(makers: list[Make]) -> Make:
    make = makers[0] if len(makers) == 1 else _as_it_is
    return lambda value: None if value is None else make(value)


def _as_it_is(value: Any) -> Any:
    return value
