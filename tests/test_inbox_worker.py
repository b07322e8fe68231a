"""A file that crashes, hangs or eats memory costs itself only."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import psutil
import pytest

from toolkit.inbox import worker
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.frames import Packed, send
from toolkit.inbox.worker import Crew, run_isolated


def behave(item: str) -> str:
    """Test-only work: does what the item says."""
    if item == "abort":
        os.abort()
    if item == "exit":
        os._exit(3)
    if item == "hang":
        while True:
            pass
    if item == "sleep":
        time.sleep(60)
    if item == "memory":
        hog = [bytearray(64 << 20) for _ in range(1000)]
        return str(len(hog))
    if item == "bug":
        raise KeyError("a bug of ours")
    if item == "refused":
        raise Unreadable("E803", {"a": "b"})
    if item == "print":
        print("x" * 100_000)  # noqa: T201 - what a library might do
    return item.upper()


def codes(items: list[str], **options: float) -> list[str]:
    limits = {"timeout": 20, "memory": 600 << 20, **options}
    results = run_isolated(behave, [items], workers=1, **limits)  # type: ignore[arg-type]
    return [result.error.code if result.error else str(result.value) for result in results]


def test_each_fault_costs_its_item_only() -> None:
    items = ["a", "abort", "b", "exit", "c", "memory", "d", "bug", "e", "refused", "f", "print"]
    assert codes(items) == ["A", "E820", "B", "E820", "C", "E822", "D", "E823", "E", "E803", "F", "PRINT"]


def test_a_hang_costs_its_item_only() -> None:
    started = time.monotonic()
    assert codes(["a", "hang", "b", "sleep", "c"], timeout=0.7) == ["A", "E821", "B", "E821", "C"]
    assert time.monotonic() - started < 30, "a hanging file must not cost much more than its time limit"


def test_a_fault_first_and_last_in_a_batch() -> None:
    assert codes(["abort"]) == ["E820"]
    assert codes(["abort", "a"]) == ["E820", "A"]
    assert codes(["a", "abort"]) == ["A", "E820"]


def test_order_is_kept_over_batches_and_workers() -> None:
    batches = [[f"{batch}-{item}" for item in "xyz"] for batch in "abcdefg"]
    results = list(run_isolated(behave, batches, workers=2))
    assert [result.value for result in results] == [item.upper() for batch in batches for item in batch]


def test_a_bug_leaves_its_traceback_for_the_log() -> None:
    (result,) = run_isolated(behave, [["bug"]])
    assert "KeyError" in result.detail
    assert "a bug of ours" in result.detail


def test_large_items_and_results_pass() -> None:
    big = "ä" * 4_000_000
    (result,) = run_isolated(behave, [[big]])
    assert result.value == big.upper()


class _EndsOnItsWay:
    def __reduce__(self) -> str:
        os._exit(3)


def half_an_answer(_item: str) -> tuple[bytes, object]:
    """A child that ends when half of its answer is on its way."""
    return b"x" * 4_000_000, _EndsOnItsWay()


def test_half_an_answer_is_none() -> None:
    (result,) = run_isolated(half_an_answer, [["a"]])
    assert result.value is None
    assert result.error is not None
    assert result.error.code == worker.ENDED


def no_answer(_item: str) -> object:
    """What cannot be sent."""
    return b"x" * 4_000_000, lambda: None


def test_an_answer_that_cannot_be_sent_says_so_in_the_log() -> None:
    (result,) = run_isolated(no_answer, [["a"]])
    assert result.error is not None
    assert result.error.code == worker.ENDED
    assert "pickle" in result.detail


class Spoilt:
    """What ends or fails in the middle of being sent."""

    def __init__(self, how: str) -> None:
        self.how = how

    def __reduce__(self) -> tuple[type[Spoilt], tuple[str]]:
        if self.how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        raise {"memory": MemoryError, "value": ValueError}[self.how]


def spoilt(how: str) -> object:
    """A large answer whose last part spoils it."""
    return [bytes(3_000_000), Spoilt(how)] if how else "fine"


@pytest.mark.parametrize(
    "ways", [{}, {"copies": True}, {"copies": True, "apart": 1}], ids=["anew", "copies", "apart"]
)
def test_an_answer_that_is_cut_short_costs_its_item_only(ways: dict[str, int]) -> None:
    """Nothing waits for the rest of it, nothing after it is read as its rest, and it is told for what it was."""
    shared = (Packed("shared"),) if "apart" in ways else ()
    with Crew(20, workers=1, **ways) as crew:  # type: ignore[arg-type]
        results = crew.begin(spoilt, ["", "killed", "", "value", "", "memory", ""], shared).result(60)
    told = [result.error.code if result.error else result.value for result in results]
    assert told == ["fine", worker.ENDED, "fine", worker.ENDED, "fine", worker.FULL, "fine"]


def test_a_large_answer_is_in_memory_once() -> None:
    sent = {"papers": b"x" * 20_000_000}
    with Path(os.devnull).open("wb") as stream:
        tracemalloc.start()
        send(stream, sent)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 2_000_000


def backwards(item: str) -> str:
    """Another piece of work for the same children."""
    return item[::-1]


def pid(_item: str) -> int:
    """Which child works."""
    return os.getpid()


def test_one_crew_serves_several_functions_with_the_same_children() -> None:
    with Crew(workers=2, preload=["toolkit.inbox.workbooks.reader"]) as crew:
        crew.start(4)
        first = {result.value for result in crew.run(pid, [["a"], ["b"], ["c"], ["d"]])}
        assert [result.value for result in crew.run(behave, [["a", "b"], ["c"]])] == ["A", "B", "C"]
        assert [result.value for result in crew.run(backwards, [["abc"]])] == ["cba"]
        again = {result.value for result in crew.run(pid, [["a"], ["b"], ["c"], ["d"]])}
    assert len(first | again) <= 2
    assert not any(psutil.pid_exists(child) for child in first | again), "none is left behind"


@pytest.mark.parametrize(("items", "children"), [(0, 0), (1, 1), (2, 2), (9, 2)])
def test_no_more_children_are_started_than_there_is_to_do(items: int, children: int) -> None:
    with Crew(workers=2) as crew:
        crew.start(items)
        assert len(crew._all) == children


def test_a_crew_replaces_who_died_in_an_earlier_lot() -> None:
    with Crew(workers=1, timeout=20) as crew:
        assert [result.error is None for result in crew.run(behave, [["a", "abort"]])] == [True, False]
        assert [result.value for result in crew.run(behave, [["b"]])] == ["B"]


def size(item: tuple[str, bytes]) -> int:
    """How long the value is that many items hold."""
    return len(item[1])


def test_what_many_items_hold_goes_to_a_child_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    monkeypatch.setattr(worker, "send", lambda stream, value: (sent.append(value), send(stream, value)))
    large = Packed(b"x" * 3_000_000)
    with Crew(workers=1) as crew:
        batches = [crew.begin(size, [("a", large), ("b", large)], [large]) for _ in range(3)]
        assert [result.value for batch in batches for result in batch.result()] == [3_000_000] * 6
    assert [type(value).__name__ for value in sent] == ["Keep", "Learn", *["tuple"] * 6]
    assert len(pickle.dumps(sent[2])) < 1000


def test_an_item_whose_child_was_ended_is_tried_again_though_it_was_the_first(tmp_path: Path) -> None:
    marks = [str(tmp_path / name) for name in "ab"]
    results = run_isolated(ended_once, [marks], workers=1)
    assert [result.value for result in results] == marks


def ended_once(mark: str) -> str:
    """Ends its process the first time."""
    if not Path(mark).exists():
        Path(mark).touch()
        os._exit(3)
    return mark


def test_nothing_to_do() -> None:
    assert list(run_isolated(behave, [])) == []
    assert list(run_isolated(behave, [[]])) == []


def leave_and_die(item: str) -> str:
    """Test-only work: leaves a scratch file behind, then does what the item says."""
    path = Path(tempfile.mkdtemp(), "a.rar")
    path.write_text(item)
    if item == "abort":
        os.abort()
    if item == "hang":
        time.sleep(60)
    return str(path)


def test_a_child_leaves_no_scratch_files_however_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    results = run_isolated(leave_and_die, [["a", "abort", "b", "hang"]], timeout=3, workers=1)
    written = [Path(result.value) for result in results if result.value]
    assert len(written) == 2 and all(tmp_path in path.parents for path in written)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_the_program_is_started_in_lends_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another copy of the toolkit, or whatever lies there under the name of one of our modules."""
    (tmp_path / "toolkit").mkdir()
    (tmp_path / "toolkit" / "__init__.py").write_text("raise SystemExit(9)")
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert [result.value for result in run_isolated(len, [["ab"]])] == [2]


def test_a_child_of_collect_loads_what_reads_forms_alone() -> None:
    say = "import sys, toolkit.pipeline.collecting.read; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", say], capture_output=True, text=True, check=True
    ).stdout.split()
    rare = {f"toolkit.pipeline.collecting.{name}" for name in ("packs", "exported")}
    rare |= {"toolkit.papers.exporttables", "toolkit.papers.historynames", "sqlalchemy", "openpyxl", "pandas"}
    rare |= {f"toolkit.inbox.workbooks.{name}" for name in ("biff", "decrypt", "odf", "word", "xlsb")}
    rare |= {"toolkit.inbox.enclosed", "rapidfuzz"}
    assert "toolkit.forms.reading.form" in loaded
    assert not rare.intersection(loaded)
