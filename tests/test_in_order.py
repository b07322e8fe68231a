"""A story is told by one worker, wherever the batches are cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.in_order import backwards, in_order, whole

STORY, OTHER = "tests/test_serve_browser.py", "tests/test_desk_browser.py"


def test_no_batch_ends_within_a_story() -> None:
    tests = [f"{OTHER}::a", f"{OTHER}::b", *(f"{STORY}::{name}" for name in "cdefg"), f"{OTHER}::h"]
    assert in_order(STORY)
    assert not in_order(OTHER)
    waiting = list(range(len(tests)))
    assert [whole(tests, waiting, number) for number in range(9)] == [0, 1, 2, 7, 7, 7, 7, 7, 8]
    assert whole(tests, waiting[2:], 1) == 5
    assert whole(tests, [], 2) == 2


class Item:
    def __init__(self, name: str, marks: tuple[str, ...] = ()) -> None:
        self.path, self.name, self.marks = Path(name.partition("::")[0]), name, marks

    def get_closest_marker(self, mark: str) -> str | None:
        return mark if mark in self.marks else None


def test_backwards_no_test_comes_before_a_later_one_but_a_story_is_told_as_it_is() -> None:
    told = [Item(f"told.py::{number}", ("in_order",)) for number in (1, 2, 3)]
    items: list[Any] = [Item("a.py::1"), Item("a.py::2"), *told, Item("z.py::1"), Item("z.py::2")]
    assert [item.name for item in backwards(items)] == [
        "z.py::2", "z.py::1", "told.py::1", "told.py::2", "told.py::3", "a.py::2", "a.py::1",
    ]  # fmt: skip
