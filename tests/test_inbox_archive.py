"""The archive keeps every byte under its hash, whole or not at all, under names that every system takes."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.inbox.archive import file_as, object_path, read_object, safe_name, store_object

JUNE = Period(2024, 6)
RECEIVED = datetime(2024, 7, 3, 9, 30, 5)


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_store_is_by_hash_and_twice_is_once(tmp_path: Path) -> None:
    sha = store_object(tmp_path, b"abc")
    assert sha == hashlib.sha256(b"abc").hexdigest()
    assert store_object(tmp_path, b"abc") == sha
    assert files(tmp_path) == [f"archive/objects/{sha}"]
    assert read_object(tmp_path, sha) == b"abc"


def test_a_damaged_object_is_noticed_and_mended_by_its_bytes(tmp_path: Path) -> None:
    sha = store_object(tmp_path, b"abc")
    object_path(tmp_path, sha).write_bytes(b"abd")
    with pytest.raises(OperatorError):
        read_object(tmp_path, sha)
    assert store_object(tmp_path, b"abc") == sha
    assert read_object(tmp_path, sha) == b"abc"


def test_a_missing_object_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError):
        read_object(tmp_path, "0" * 64)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OperatorError):
        store_object(tmp_path, b"abc")
    assert files(tmp_path) == []


def test_file_and_folder_are_flushed_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []
    real_fsync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), real_fsync(handle))[1])
    monkeypatch.setattr(os, "replace", lambda old, new: (steps.append("replace"), real_replace(old, new))[1])
    store_object(tmp_path, b"abc")
    assert steps == ["fsync", "replace", "fsync"]


def test_filing(tmp_path: Path) -> None:
    sha = store_object(tmp_path, b"abc")
    path = file_as(tmp_path, sha, JUNE, "喀什市", 1, RECEIVED, "报表.xlsx")
    assert path == "archive/2024-06/喀什市/v1_20240703-093005_报表.xlsx"
    assert (tmp_path / path).read_bytes() == b"abc"
    assert file_as(tmp_path, sha, JUNE, "喀什市", 1, RECEIVED, "报表.xlsx") == path


def test_two_files_never_share_a_name(tmp_path: Path) -> None:
    first, second = store_object(tmp_path, b"1"), store_object(tmp_path, b"2")
    paths = {file_as(tmp_path, sha, JUNE, "喀什市", 1, RECEIVED, "a.xlsx") for sha in (first, second, first)}
    assert len(paths) == 2
    assert {(tmp_path / path).read_bytes() for path in paths} == {b"1", b"2"}


def test_filing_what_was_never_stored_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError):
        file_as(tmp_path, "0" * 64, JUNE, "喀什市", 1, RECEIVED, "a.xlsx")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("报表.xlsx", "报表.xlsx"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a:b*c?.xlsx", "a_b_c_.xlsx"),
        ("CON.xlsx", "CON_.xlsx"),
        ("lpt1", "lpt1_"),
        ("COM1.tar.gz", "COM1_.tar.gz"),
        ("trailing. . ", "trailing"),
        ("", "未命名"),
        ("...", "未命名"),
        ("a\u202excod.exe", "a_xcod.exe"),
    ],
)
def test_safe_names(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=400))
def test_every_name_becomes_a_legal_one(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= 160
    assert not set(safe) & set('<>:"/\\|?*\0\n')
    assert safe.strip() == safe
    assert not safe.endswith(".")
    assert safe.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
    assert safe_name(safe) == safe


def test_long_names_keep_their_suffix() -> None:
    safe = safe_name("塔什库尔干塔吉克自治县" * 30 + ".xlsx")
    assert safe.endswith(".xlsx")
    assert len(safe.encode()) <= 150
