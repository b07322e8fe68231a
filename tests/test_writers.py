"""The writers: order, values shared by jobs, faults, and that children have loaded what they need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from pathlib import Path

import pytest

from toolkit.errors import OperatorError
from toolkit.inbox.frames import Packed
from toolkit.inbox.worker import Crew, Result
from toolkit.pipeline.writing import rendering
from toolkit.pipeline.writing import writers as writers_module
from toolkit.pipeline.writing.writers import Files, Writers


@pytest.fixture(params=[1, 2], ids=["one core", "two cores"])
def writers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writers]:
    monkeypatch.setattr(os, "cpu_count", lambda: request.param)
    with Writers(("colorsys",)) as made:
        yield made


def told(name: str, value: object) -> Files:
    return {name: f"{os.getpid()} {id(value)} {value}".encode()}


def faulty(name: str) -> Files:
    raise OperatorError(f"{name} 模板有误")


def loaded(name: str) -> Files:
    return {name: str(name in sys.modules).encode()}


def test_files_come_in_the_order_of_the_jobs(writers: Writers) -> None:
    work = writers.hand_out((told, (str(number), number)) for number in range(9))
    assert [list(finished()) for finished in work] == [[str(number)] for number in range(9)]


def test_a_shared_value_is_unpacked_once_a_process(writers: Writers) -> None:
    shared = Packed({"县": 12})
    answers = [
        text.decode().split(" ", 2)
        for finished in writers.hand_out((told, (str(number), shared)) for number in range(9))
        for text in finished().values()
    ]
    assert {value for _, _, value in answers} == {"{'县': 12}"}
    assert len({(process, place) for process, place, _ in answers}) == len({answer[0] for answer in answers})


def test_a_fault_comes_with_its_job_and_costs_no_other(writers: Writers) -> None:
    bad, good = writers.hand_out([(faulty, ("简报",)), (told, ("好", 1))])
    with pytest.raises(OperatorError, match="简报 模板有误"):
        bad()
    assert list(good()) == ["好"]


def test_children_have_loaded_the_modules_before_their_first_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with Writers(("colorsys",)) as made:
        assert made.hand_out([(loaded, ("colorsys",))])[0]() == {"colorsys": b"True"}
    assert "colorsys" not in sys.modules


def test_the_list_of_writers_names_what_the_jobs_import() -> None:
    with open(rendering.__file__, encoding="utf-8") as file:  # noqa: PTH123
        functions = [node for node in ast.parse(file.read()).body if isinstance(node, ast.FunctionDef)]
    wanted = {
        node.module or ""
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom)
    }
    there = loaded_by(*rendering.LIBRARIES)
    assert len(wanted) > 5
    assert wanted <= there
    assert not {"sqlalchemy", "pydantic"} & there  # a child needs no database and no settings


def test_the_parent_loads_no_writer_before_its_children() -> None:
    assert not {"xlsxwriter", "docx", "toolkit.outputs.summary"} & loaded_by("toolkit.pipeline.report")


def loaded_by(*names: str) -> set[str]:
    """All modules that a new interpreter has loaded after these."""
    imports = "".join(f"import {name}\n" for name in names)
    script = f"{imports}import sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_jobs_are_told_of_as_they_end_and_each_once(writers: Writers) -> None:
    work = writers.hand_out((told, (str(number), number)) for number in range(5))
    begun = [one.future for one in work if one.future is not None]
    assert len(begun) in (0, 5)  # on one core nothing is begun before it is asked for
    assert sorted(map(id, as_completed(begun))) == sorted(map(id, begun))
    assert [list(finished()) for finished in work] == [[str(number)] for number in range(5)]


def marked(folder: str, number: int) -> Files:
    Path(folder, str(number)).touch()
    return {str(number): b""}


def test_only_some_jobs_are_done_before_the_first_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(writers_module, "AHEAD", 3)

    def done() -> int:
        time.sleep(0.5)
        return len(list(tmp_path.iterdir()))

    with Writers(()) as made:
        work = made.hand_out((marked, (str(tmp_path), number)) for number in range(9))
        assert [list(one()) for one in work[:2]] == [["0"], ["1"]]
        while done() < 5:
            pass
        assert done() == 5
        assert {path.name for path in tmp_path.iterdir()} == set("01234")
        assert [list(one()) for one in work[2:]] == [[str(number)] for number in range(2, 9)]
    with Writers(()) as made:  # who takes nothing is not held up
        made.hand_out((marked, (str(tmp_path), number)) for number in range(100, 109))
    assert len(list(tmp_path.iterdir())) < 9 + 9


class AtOnce:
    """In place of a child: what it is given, it gives."""

    alive, served = True, 0

    def work(self, function: Callable[[int], int], item: int, shared: Sequence[Packed]) -> Result[int]:
        return Result(item)

    def close(self) -> None:
        """Nothing was begun."""


@pytest.mark.parametrize(("workers", "ahead"), [(2, 1), (2, 3), (8, 25)])
def test_quick_jobs_leave_room_for_the_one_that_is_waited_for(
    workers: int, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room free for whoever comes first was filled by later jobs now and then, and the run stood still."""
    monkeypatch.setattr(Crew, "_new", lambda self, held=frozenset(): AtOnce())
    taken: list[int | None] = []

    def take_all() -> None:
        with Crew(float("inf"), 0, workers, ahead=ahead) as crew:
            for future in [crew.begin(abs, [number]) for number in range(3000)]:
                taken.append(future.result()[0].value)
                crew.taken()

    taker = threading.Thread(target=take_all, daemon=True)
    taker.start()
    taker.join(30)
    assert taken == list(range(3000))


COPIES = """
import os, signal, threading
os.cpu_count = lambda: 2
from toolkit.errors import OperatorError
from toolkit.inbox.frames import Packed
from toolkit.pipeline.writing.writers import Broken, Writers

def told(name, value):  # only a copy of this process knows it
    return {name: value}

def faulty(name):
    return [][1]

shared = Packed(["县"])
with Writers(("colorsys",)) as writers:
    good = writers.hand_out([(told, (str(number), shared)) for number in range(5)])
    assert [work() for work in good] == [{str(number): ["县"]} for number in range(5)]
    bad, ended, *rest = writers.hand_out(
        [(faulty, ("x",)), (signal.raise_signal, (signal.SIGKILL,)), (len, ("abc",)), (len, (shared,))]
    )
    try:
        bad()
    except Broken as error:
        print("IndexError" in str(error), "in faulty" in str(error))
    try:
        ended()
    except OperatorError as error:
        print("两次被中途结束" in str(error))
    print([work() for work in rest])
print(threading.active_count())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every child is a new interpreter")
def test_children_may_be_copies_of_a_process_with_one_thread() -> None:
    done = subprocess.run([sys.executable, "-c", COPIES], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["True True", "True", "[3, 1]", "1"], done.stderr


JOBS = """
import os, resource, signal, time

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # MB

def told(month):
    return {"who": (os.getpid(), os.getppid(), id(month), len(month))}

def large(month):
    taken = bytearray(b"x") * 200_000_000
    return {"peak": peak() * (len(taken) > 0)}

def lean(word):
    return {"peak": peak()}

def timed(month):
    begun = time.monotonic()
    time.sleep(0.1)
    return {"span": (begun, time.monotonic())}

def ended(month, mark):
    if not os.path.exists(mark):
        open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"again": len(month)}
"""

APART = """
import os, sys
os.cpu_count = lambda: 2
from apart_jobs import ended, large, lean, timed, told
from toolkit.inbox import frames
from toolkit.pipeline.writing.writers import Writers

frames._packed, packings = (lambda value, real=frames._packed: packings.append(1) or real(value)), []
shared = frames.Packed([bytes(1000) for _ in range(20_000)])
with Writers(("colorsys",), units=100) as writers:
    many = [work()["who"] for work in writers.hand_out([(told, (shared,)) for _ in range(12)])]
    copies, children, places, sizes = map(set, zip(*many))
    print(len(copies), len(children) <= 2, places == {id(shared.value)}, sizes, len(packings))
    print(all(work()["peak"] > 200 for work in writers.hand_out([(large, (shared,))] * 4)))
    print(all(work()["peak"] < 150 for work in writers.hand_out([(lean, ("x",))] * 4)))
    print([work() for work in writers.hand_out([(ended, (shared, sys.argv[1]))])])
for units in (100, 1000):
    with Writers(("colorsys",), units=units) as writers:
        spans = sorted(work()["span"] for work in writers.hand_out([(timed, (shared,)) for _ in range(4)]))
        print(any(later[0] < earlier[1] for earlier, later in zip(spans, spans[1:])))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every child is a new interpreter")
def test_of_much_each_job_is_done_by_a_copy_that_has_it_and_gives_its_memory_back(tmp_path: Path) -> None:
    (tmp_path / "apart_jobs.py").write_text(JOBS)
    done = subprocess.run(
        [sys.executable, "-c", APART, str(tmp_path / "mark")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])},
    )
    assert done.stdout.splitlines() == [
        "12 True True {20000} 1",  # what is shared was packed once, for its digest, and sent to none
        "True",
        "True",
        "[{'again': 20000}]",  # by a new interpreter, as the child ended with its copy
        "True",  # side by side
        "False",  # of very many one at a time
    ], done.stderr
