"""What all tests of returned packs start from: a month that was reported and whose packs went out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from collect_month import Month
from packs_month import Prepared, prepare, without_children


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.getbasetemp() / "packs" / "root")


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No waiting for copies, and no child processes but where a test is about them."""
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    if "isolated" not in request.node.name:
        without_children(monkeypatch)


@pytest.fixture
def month(prepared: Prepared, tmp_path: Path) -> Iterator[Month]:
    copied = prepared.copy(tmp_path / "root")
    yield copied
    copied.workspace.ledger.close()
