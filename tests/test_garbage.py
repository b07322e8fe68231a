"""Objects that hold each other are looked for between two pieces of work, where they are many."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from toolkit.core import garbage
from toolkit.core.garbage import no_collector


class Ring:
    """Holds itself, so that only a search frees it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def _searched() -> Iterator[None]:
    gc.collect()
    yield
    gc.enable()


@pytest.mark.usefixtures("_searched")
@pytest.mark.parametrize(("many", "freed"), [(True, True), (False, False)])
def test_what_work_left_is_freed_before_the_next(
    monkeypatch: pytest.MonkeyPatch, many: bool, freed: bool
) -> None:
    monkeypatch.setattr(garbage, "_MUCH", 1_000)
    gc.disable()  # as in a child that writes
    with no_collector():
        left = [Ring() for _ in range(5_000 if many else 5)]
        one = weakref.ref(left[0])
        del left
    assert one() is not None
    with no_collector():
        assert (one() is None) is freed
