"""No pattern that searches a text takes the square of its length: a cell may hold 32,767 letters, a form hundreds of cells."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit
from toolkit.core.patterns import lazy_regex

_PATTERNS = (re.Pattern, type(lazy_regex("")))
LENGTH = 10_000
UNITS = (
    *("0", "1,", "1.", "1-", "1 人", " ", "\u3000", "\n", "a", "a.", "a@", "A"),
    *("<a ", "&", '"', "-", "(", "（", "一", "十", "、", "的"),
)
MOST = (
    0.25  # seconds of the processor; what is linear takes a hundredth of it, what takes the square a second
)
# Looked at in pieces of 300 letters (core.remarks.sentences).
IN_PIECES = {"toolkit.checks.remark_words", "toolkit.core.remarks", "toolkit.inbox.containers.mailwords"}


def patterns() -> Iterator[tuple[str, str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Module, name and pattern of all that modules hold, but for those that are only held against a beginning or a whole."""
    for module in pkgutil.walk_packages(toolkit.__path__, "toolkit."):
        if module.name in IN_PIECES:
            continue
        there = importlib.import_module(module.name)
        source = Path(str(there.__file__)).read_text("utf-8")
        for name, value in vars(there).items():
            for one in value if isinstance(value, tuple | list) else (value,):
                used = set(re.findall(rf"\b{name}\.(\w+)", source))
                if isinstance(one, _PATTERNS) and not (used and used <= {"match", "fullmatch", "pattern"}):
                    yield module.name, name, one


@pytest.mark.slow
def test_no_pattern_takes_the_square_of_a_text() -> None:
    slow = []
    tried = {id(one): (f"{module}.{name}", one) for module, name, one in patterns()}
    for name, pattern in tried.values():
        for unit in UNITS:
            text = (unit * LENGTH)[:LENGTH] + "!"
            begun = time.process_time()
            for _ in pattern.finditer(text if isinstance(pattern.pattern, str) else text.encode()):  # type: ignore[arg-type]
                pass
            if time.process_time() - begun > MOST:
                slow.append((name, unit))
    assert len(tried) > 200 and not slow


@pytest.mark.slow
@pytest.mark.parametrize("pattern", [r"\d+人", r"\s*$x"])
def test_the_measure_tells_what_takes_the_square(pattern: str) -> None:
    begun = time.process_time()
    assert not re.search(pattern, ("0" if "d" in pattern else " ") * 4 * LENGTH + "!")  # quick machines too
    assert time.process_time() - begun > MOST
