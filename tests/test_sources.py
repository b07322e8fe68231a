"""The digest that judgements rest on: any change of the program changes it, nothing else does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import toolkit
from toolkit.pipeline.folder.sources import digest_of, program_digest

PACKAGE = Path(toolkit.__file__).parent


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The package and its lock elsewhere."""
    shutil.copytree(PACKAGE, tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGE.with_name("requirements.lock"), tmp_path)
    return tmp_path / "toolkit"


def test_the_same_program_elsewhere_is_the_same(copied: Path) -> None:
    assert digest_of(copied) == program_digest() == digest_of(PACKAGE)
    (copied / "__pycache__").mkdir()
    (copied / "__pycache__" / "cli.pyc").write_bytes(b"compiled")
    assert digest_of(copied) == program_digest()


@pytest.mark.parametrize(
    "module",
    [
        "core/values.py",
        "forms/reading/form.py",
        "checks/time_rules.py",
        "inbox/sniff.py",
        "pages/desk/live.js",
    ],
)
def test_a_changed_module_is_another_program(copied: Path, module: str) -> None:
    path = copied / module
    path.write_bytes(path.read_bytes() + b"#")
    assert digest_of(copied) != program_digest()


def test_names_and_libraries_count(copied: Path) -> None:
    (copied / "checks" / "form_rules.py").rename(copied / "checks" / "form_rules2.py")
    renamed = digest_of(copied)
    (copied.parent / "requirements.lock").write_text("lxml==1\n")
    assert len({program_digest(), renamed, digest_of(copied)}) == 3
