"""Patterns that are compiled when they are first used.

Modules hold several hundred, and most runs meet few of what they tell apart: to compile all at import takes a tenth of a
second of every process.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast


class _LazyRegex(Generic[AnyStr]):
    """Stands for the compiled pattern: each of its methods is taken over from it at its first use."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[AnyStr]:
        return re.compile(self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        setattr(self, name, found)  # from now on it is found at once
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return lazy_regex, (self.pattern, self._flags)


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, but for functions of ``re`` that take a compiled pattern; re.error at its first use."""
    return cast("re.Pattern[AnyStr]", _LazyRegex(pattern, flags))
