"""Office files of the public, as many as a folder holds: nothing crashes, hangs, eats memory or goes unnamed.

None is part of the project: OFFICE_FILES names a folder of them (test data of other people's libraries, for
instance). Seconds are those of the processor, so that a busy machine does not matter.
"""

from __future__ import annotations

import os
import resource
import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.collect_month import JUNE, NOW, make_month
from toolkit.core.messages import CATALOGUE
from toolkit.inbox import scan
from toolkit.inbox.containers.unpack import unpack
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.worker import Crew
from toolkit.pipeline.collect import collect

FOLDER = os.environ.get("OFFICE_FILES", "")
BATCH = 300
MEMORY, SECONDS = 800, 10.0  # MB, of the processor
OUR_OWN = frozenset({"E820", "E823"})  # a reader died; a fault of the program
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not FOLDER, reason="OFFICE_FILES names no folder of office files"),
]


def files() -> list[Path]:
    """All files of the folder."""
    return sorted(path for path in Path(FOLDER).rglob("*") if path.is_file())


def looked_into(path: str) -> tuple[float, int, str]:
    """What a file costs a child: seconds, the child's peak in MB so far, and the codes of what was refused."""
    begun, codes = time.process_time(), []
    for leaf in unpack(Path(path).name, Path(path).read_bytes()).leaves:
        if leaf.finding is not None:
            codes.append(leaf.finding.code)
        if leaf.kind == "workbook" or leaf.sort == "docx":
            try:
                read_book(leaf.data)
            except Unreadable as fault:
                codes.append(fault.code)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return time.process_time() - begun, peak, " ".join(sorted(set(codes)))


def test_no_file_costs_too_much() -> None:
    paths = list(map(str, files()))
    costs: dict[str, tuple[float, int, str]] = {}
    lost: dict[str, str] = {}
    with Crew(timeout=120.0, workers=2) as crew:
        for path, result in zip(paths, crew.run(looked_into, [[path] for path in paths]), strict=True):
            if result.value is None:
                lost[path] = f"{result.error and result.error.code} {result.detail[-300:]}"
            else:
                costs[path] = result.value
    assert lost == {}
    assert [path for path in costs if costs[path][0] > SECONDS or costs[path][1] > MEMORY] == []


def batches() -> Iterator[list[Path]]:
    """Some hundred at a time."""
    rest = iter(files())
    while batch := list(islice(rest, BATCH)):
        yield batch


def test_every_file_is_named_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "OBSERVE_SECONDS", 0.0)
    template = make_month(tmp_path / "template")
    for number, batch in enumerate(batches()):
        root = Path(shutil.copytree(template.root, tmp_path / str(number)))
        workspace = type(template)(root).workspace
        names = {f"{at:05d}_{path.name}" for at, path in enumerate(batch)}
        for at, path in enumerate(batch):
            shutil.copyfile(path, root / "inbox" / f"{at:05d}_{path.name}")
        result = collect(
            root,
            workspace.config,
            NOW,
            period=JUNE,
            ledger=workspace.ledger,
            checklist=workspace.checklist,
        )
        named = {receipt.name for receipt in result.receipts} | {
            outer for receipt in result.receipts for outer in receipt.within[:1]
        }
        assert names - named == set()
        told = [receipt for receipt in result.receipts if receipt.status in ("refused", "waiting")]
        assert [receipt for receipt in told if not receipt.reason or not receipt.codes] == []
        assert [receipt for receipt in told if OUR_OWN & set(receipt.codes.split())] == []
        assert {code for receipt in told for code in receipt.codes.split()} <= CATALOGUE.keys()
        assert [receipt for receipt in result.receipts if receipt.status == "accepted"] == []
        workspace.ledger.close()
        shutil.rmtree(root)
