"""What is known of many units, unit by unit.

In: records with the code of a unit. Out: lists by that code, units and records in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class OfUnit(Protocol):
    """A record of one unit: an entry, a finding, an adjustment."""

    @property
    def unit(self) -> str:
        """The unit's code, "" for the office."""


T = TypeVar("T", bound=OfUnit)


def by_unit(records: Iterable[T]) -> dict[str, list[T]]:
    """The records of each unit that has any."""
    found: dict[str, list[T]] = {}
    for record in records:
        found.setdefault(record.unit, []).append(record)
    return found
