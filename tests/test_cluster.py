"""Reading on a Dask cluster: what it gives is what the children here give, whatever becomes of its workers.

The scheduler and the workers are real, on loopback; their components come as they do for an office (toolkit/setup/extra.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from cluster import ROOT, Running, scheduler
from cluster_work import read_or_suffer, suffer
from small_checklist import cut

from toolkit.config import load_config
from toolkit.core.form import INDICATORS
from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.errors import OperatorError
from toolkit.forms.write import write_form
from toolkit.inbox.worker import Crew, Result
from toolkit.pipeline.collect import collect
from toolkit.pipeline.collecting import cluster
from toolkit.pipeline.collecting.cluster import BATCH, Cluster, readers
from toolkit.pipeline.collecting.context import read_context
from toolkit.pipeline.collecting.read import ReadItem, ReadReturn
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner
from toolkit.setup.extra import SCALE, provide

JUNE = Period(2024, 6)
SETTINGS = (ROOT / "config.toml").read_text("utf-8")
POISON = (b"abort", b"hang", b"memory", b"bug", b"refused")


def settings(address: str, secrecy: str = "") -> str:
    return SETTINGS.replace('address = ""', f'address = "{address}"').replace(
        'secrecy = ""', f'secrecy = "{secrecy}"'
    )


@pytest.mark.parametrize(
    "address", ["server:8786", "tcp://server", "http://server:8786", "tcp://server:port"]
)
def test_an_address_that_is_none_is_said_with_its_line(address: str) -> None:
    with pytest.raises(OperatorError, match=r"第 \d+ 行，engine.address：要写成 tcp://服务器:8786"):
        load_config(settings(address))


def test_few_files_secret_offices_and_those_without_a_cluster_read_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tried(address: str) -> None:
        raise OperatorError(address)

    monkeypatch.setattr(cluster, "_client", tried)
    with Crew() as crew:
        for address, secrecy, count in (
            ("", "", 999),
            ("tcp://server:8786", "", BATCH),
            ("tcp://server:8786", "秘密★10年", 999),
        ):
            with readers(load_config(settings(address, secrecy)), crew, count) as reader:
                assert reader is crew
        far = load_config(settings("tcp://server:8786"))
        with pytest.raises(OperatorError, match="tcp://server:8786"), readers(far, crew, BATCH + 1):
            pass


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A scheduler without workers."""
    provide(SCALE)
    with scheduler(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture
def two(running: Running) -> Iterator[Running]:
    """The same with two workers that nobody starts anew."""
    for _ in range(2):
        running.start("--no-nanny")
    running.wait(2)
    yield running
    ended(running)


@pytest.fixture
def nannies(running: Running) -> Iterator[Running]:
    """The same with two workers that are started anew when they die."""
    for _ in range(2):
        running.start("--nanny")
    running.wait(2)
    yield running
    ended(running)


def ended(running: Running) -> None:
    running.end_workers()
    running.wait(0)


def told(results: list[Result[object]]) -> list[object]:
    return [(one.error.code, one.error.values) if one.error else one.value for one in results]


def folder(root: Path, address: str, forms: int) -> Workspace:
    """A small month in whose inbox lie so many filled forms, no two alike."""
    init_folder(root)
    cut(root / CHECKLIST, (2, 7), ("喀什市", "疏附县", "莎车县", "叶城县"))
    (root / "config.toml").write_text(settings(address), "utf-8")
    workspace = Workspace(root)
    workspace.keep_checklist()
    planner = FormPlanner(workspace, JUNE)
    units = workspace.checklist.units_in(JUNE)
    for unit in units:
        form = planner.plan(unit)
        workspace.ledger.save_form(planner.record(form, datetime(2024, 6, 1), unit.code.encode()))
    for number in range(forms):
        form = planner.plan(units[number % len(units)])
        values = dict(made_up_values(form))
        place = next(place for place in values if place[0] == INDICATORS and place[2] == "ytd")
        values[place] = float(number)
        path = workspace.inbox / f"{number:03d}.xlsx"
        path.write_bytes(write_form(replace(form, values=values)))
        os.utime(path, (1719100000 + number, 1719100000 + number))
    return workspace


@pytest.mark.nightly
def test_a_worker_killed_in_mid_run_and_poison_cost_nothing_but_the_poison(
    two: Running, tmp_path: Path
) -> None:
    workspace = folder(tmp_path / "月报", "", 60)
    context = read_context(workspace.ledger, workspace.config, workspace.checklist, JUNE)
    items = [ReadItem(path.name, data=path.read_bytes()) for path in sorted(workspace.inbox.glob("*.xlsx"))]
    items += [ReadItem("慢.xlsx", data=b"slow")] * 60
    for number, poison in enumerate(POISON):
        items.insert(7 + 23 * number, ReadItem(f"{number}.xlsx", data=poison))
    work, batches = partial(read_or_suffer, context), [[item] for item in items]
    with Crew() as crew:
        here = told(list(crew.run(work, batches)))
    with Cluster(two.address) as workers:
        there: list[Result[object]] = []
        for result in workers.run(work, batches):
            if not there:
                two.workers[0].kill()
            there.append(result)
    codes = [one[0] for one in here if isinstance(one, tuple)]
    assert [codes.count(code) for code in ("E820", "E821", "E822", "E823", "E803")] == [1] * 5
    assert sum(isinstance(one, ReadReturn) for one in here) == 60
    assert told(there) == here
    assert two.workers[0].poll() is not None
    workspace.ledger.close()


@pytest.mark.nightly
def test_a_month_collected_by_a_cluster_is_that_of_this_computer(
    two: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / "这里", "", BATCH + 15).ledger.close()
    shutil.copytree(tmp_path / "这里", tmp_path / "那里")
    (tmp_path / "那里/config.toml").write_text(settings(two.address), "utf-8")
    asked: list[int] = []
    begun = Cluster._begun
    monkeypatch.setattr(
        Cluster,
        "_begun",
        lambda self, learned, items: (asked.append(len(items)), begun(self, learned, items))[1],
    )
    told = []
    for name in ("这里", "那里"):
        workspace = Workspace(tmp_path / name)
        result = collect(workspace.root, workspace.config, datetime(2024, 6, 24, 9), period=JUNE)
        ledger = workspace.ledger
        cells = [ledger.cells(one.sha256) for one in ledger.submissions(JUNE)]
        told.append((result, list(ledger.submissions(JUNE)), ledger.accounts(JUNE), cells))
        ledger.close()
    assert {receipt.status for receipt in told[0][0].receipts} == {"accepted"}
    assert len(told[0][0].receipts) == BATCH + 15 and sum(map(len, told[0][3])) > 500
    assert told[0] == told[1]
    assert asked == [BATCH, 15]


@pytest.mark.nightly
def test_a_file_that_takes_its_worker_with_it_is_found_and_costs_no_other(nannies: Running) -> None:
    items = [b"a"] * 10 + [b"worker"] + [b"b"] * 30
    with Cluster(nannies.address) as workers:
        results = list(workers.run(suffer, [items]))
    assert told(results) == ["A"] * 10 + [("E820", {})] + ["B"] * 30


@pytest.mark.nightly
def test_what_is_no_cluster_is_said_in_one_sentence(running: Running, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="没有工作进程"), Cluster(running.address):
        pass
    with (
        pytest.raises(OperatorError, match=r"连不上计算集群的调度程序 tcp://127\.0\.0\.1:9"),
        Cluster("tcp://127.0.0.1:9"),
    ):
        pass
    shutil.copytree(ROOT / "toolkit", tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    module = tmp_path / "toolkit/inbox/sniff.py"
    module.write_text(module.read_text("utf-8") + "\n", "utf-8")
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    for path in (tmp_path, nothing):
        running.start("--no-nanny", path=[path])
        running.wait(1)
        with pytest.raises(OperatorError, match="没有装本工具，或装的不是同一版"), Cluster(running.address):
            pass
        ended(running)


@pytest.mark.nightly
def test_workers_that_are_all_gone_end_the_run_with_a_sentence(
    two: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 0.5)
    monkeypatch.setattr(cluster, "_ALONE_SECONDS", 2.0)
    with Cluster(two.address) as workers, pytest.raises(OperatorError, match="没有工作进程"):
        for _ in workers.run(suffer, [[b"slow"] * 300]):
            for worker in two.workers:
                worker.kill()


def test_a_worker_that_joins_later_with_another_program_is_refused_too() -> None:
    with pytest.raises(cluster.OtherProgram):
        cluster.on_worker("0.0 other", suffer, [b"a"])
