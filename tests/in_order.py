"""Test modules that tell one story: each test goes on from the page or folder that the one before left.

In: the marker ``in_order`` in a module. Out: with ``-n`` all tests of such a module go to one worker. Shared out like others,
the second half began in a folder of its own in which nothing had happened, and waited for what could never come.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

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
