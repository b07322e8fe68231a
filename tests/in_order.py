"""Test modules that tell one story: each test goes on from the page or folder that the one before left.

In: the marker ``in_order`` in a module. Out: with ``-n`` all tests of such a module go to one worker. Shared out like others,
the second half began in a folder of its own in which nothing had happened, and waited for what could never come. With
``--backwards`` such a module alone keeps its order.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from xdist.scheduler.load import LoadScheduling
from xdist.workermanage import WorkerController

ROOT = Path(__file__).resolve().parent.parent


@cache
def in_order(file: str) -> bool:
    """Whether the module's tests rest on each other; the controller collects nothing, so the text is asked."""
    path = ROOT / file
    return path.is_file() and "pytest.mark.in_order" in path.read_text("utf-8")


class WholeStories(LoadScheduling):
    """As ``--dist load``, but no batch ends within a story."""

    def _send_tests(self, node: WorkerController, num: int) -> None:
        super()._send_tests(node, whole(self.collection or [], self.pending, num))


def whole(tests: list[str], pending: list[int], number: int) -> int:
    """So many of those that wait, and as many more as the last story has."""
    files = [tests[at].partition("::")[0] for at in pending]
    while 0 < number < len(files) and files[number - 1] == files[number] and in_order(files[number]):
        number += 1
    return number


def backwards(items: list[pytest.Item]) -> list[pytest.Item]:
    """The last test first; the tests of a module that tells a story (``in_order``) stay as they are told."""
    turned: list[pytest.Item] = []
    for _, tests in groupby(reversed(items), key=lambda item: item.path):
        together = list(tests)
        story = together[0].get_closest_marker("in_order") is not None
        turned += reversed(together) if story else together
    return turned
