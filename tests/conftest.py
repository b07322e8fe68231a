"""Fixtures that every area shares: the shipped settings and the shipped checklist."""

from __future__ import annotations

from pathlib import Path

import pytest
from toolkit.checklist.load import load_checklist

from toolkit.config import Config, decode_config, load_config
from toolkit.core.model import Checklist, Unit

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def config() -> Config:
    return load_config(decode_config((ROOT / "config.toml").read_bytes()))


@pytest.fixture(scope="session")
def units(config: Config) -> tuple[Unit, ...]:
    return config.units


@pytest.fixture(scope="session")
def checklist(units: tuple[Unit, ...]) -> Checklist:
    data = (ROOT / "templates" / "checklist.xlsx").read_bytes()
    loaded, findings = load_checklist(data, [unit.name for unit in units])
    assert loaded is not None, [finding.problem for finding in findings]
    return loaded
