"""A story is told by one worker, wherever the batches are cut."""

from __future__ import annotations

from tests.in_order import in_order, whole

STORY, OTHER = "tests/test_serve_browser.py", "tests/test_desk_browser.py"


def test_no_batch_ends_within_a_story() -> None:
    tests = [f"{OTHER}::a", f"{OTHER}::b", *(f"{STORY}::{name}" for name in "cdefg"), f"{OTHER}::h"]
    assert in_order(STORY)
    assert not in_order(OTHER)
    waiting = list(range(len(tests)))
    assert [whole(tests, waiting, number) for number in range(9)] == [0, 1, 2, 7, 7, 7, 7, 7, 8]
    assert whole(tests, waiting[2:], 1) == 5
    assert whole(tests, [], 2) == 2
