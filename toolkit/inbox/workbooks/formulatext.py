"""The formulas of a sheet, looked for in its XML text only when somebody asks.

The sheet of the form's own checks holds thousands of them, and mostly nobody does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from html import unescape
from typing import Any

from toolkit.core.patterns import lazy_regex

_FORMULA = lazy_regex(b"<f")


class FormulasInText(Mapping[str, str]):
    """Formula by address.

    ``pattern`` matches a cell: address, attributes, formula, "<v" or "", cached value. ``recalculated``: programs are told to work
    out every formula when they open the workbook, as whoever only wrote it without working out any does.
    """

    def __init__(self, raw: bytes, pattern: re.Pattern[bytes], *, recalculated: bool = False) -> None:
        self._raw, self._pattern, self._recalculated = raw, pattern, recalculated

    @cached_property
    def _found(self) -> list[tuple[bytes, ...]]:
        """From every formula back to its cell: few cells have one."""
        found, before = [], 0
        for formula in _FORMULA.finditer(self._raw):
            start = self._raw.rfind(b"<c", before, formula.start())
            match = self._pattern.match(self._raw, start) if start >= 0 else None
            if match:
                found.append(match.groups(b""))
            before = formula.start()
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        texts = unescape(b"\0".join(item[2] for item in self._found).decode("utf-8", "replace")).split("\0")
        return dict(zip((item[0].decode() for item in self._found), texts, strict=False))

    @property
    def uncached(self) -> Set[str]:
        """Addresses of formulas without a cached value, looked for just as late."""
        return _Uncached(self)

    @cached_property
    def without_value(self) -> frozenset[str]:
        """Addresses without a cached value: an empty text is one, nothing at all is none, nor is the 0 of what is still to be worked out."""
        return frozenset(
            ref.decode()
            for ref, options, _, opened, value in self._found
            if (not value and not (opened and (b't="str"' in options or b"t='str'" in options)))
            or (self._recalculated and value.strip() == b"0")
        )

    def get(self, ref: str, default: Any = None) -> Any:
        """As Mapping.get, without an exception for each of the many cells that have no formula."""
        return self._texts.get(ref, default)

    def __getitem__(self, ref: str) -> str:
        return self._texts[ref]

    def __contains__(self, ref: object) -> bool:
        return ref in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class _Uncached(Set[str]):
    """A set that waits like its formulas."""

    def __init__(self, formulas: FormulasInText) -> None:
        self._formulas = formulas

    def __contains__(self, ref: object) -> bool:
        return ref in self._formulas.without_value

    def __iter__(self) -> Iterator[str]:
        return iter(self._formulas.without_value)

    def __len__(self) -> int:
        return len(self._formulas.without_value)
