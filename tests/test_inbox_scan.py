"""Scanning the inbox: all files are seen, the right ones are left alone, none is read half-copied."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from toolkit.inbox.scan import FRESH_SECONDS, NOTE_SUFFIX, OBSERVE_SECONDS, WAITING, Earlier, scan


def put(folder: Path, name: str, data: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def later() -> float:
    return time.time() + FRESH_SECONDS + 60


def no_pause(_: float) -> None:
    raise AssertionError("nothing is fresh, so nothing is waited for")


def taken(folder: Path, **options: object) -> list[str]:
    arrivals = scan(folder, clock=later, pause=no_pause, **options)  # type: ignore[arg-type]
    return [arrival.name for arrival in arrivals if not arrival.skip_reason]


def test_files_in_folders_are_found_sorted(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.eml", "疏附县/盖章.pdf", "疏附县/6月/报表.et"):
        put(tmp_path, name)
    assert taken(tmp_path) == ["a.eml", "b.xlsx", "疏附县/6月/报表.et", "疏附县/盖章.pdf"]


@pytest.mark.parametrize(
    "name",
    [
        "~$报表.xlsx",
        "a.tmp",
        "a.xlsx.part",
        "a.xlsx.crdownload",
        "a.xlsx.baiduyun.p.downloading",
        "Thumbs.db",
        ".DS_Store",
        "._a.xlsx",
        "~WRD0001.tmp",
        "desktop.ini",
    ],
)
def test_temporary_files_are_listed_but_left_alone(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    (arrival,) = scan(tmp_path, clock=later, pause=no_pause)
    assert arrival.skip_reason


def test_a_file_that_grows_while_watched_waits(tmp_path: Path) -> None:
    growing, still = put(tmp_path, "a.xlsx"), put(tmp_path, "b.xlsx")
    arrivals = {a.name: a for a in scan(tmp_path, pause=lambda _: growing.write_bytes(b"xx") and None)}
    assert arrivals["a.xlsx"].skip_reason
    assert not arrivals["b.xlsx"].skip_reason
    assert still.exists()


def test_a_file_that_vanishes_while_watched_waits(tmp_path: Path) -> None:
    gone = put(tmp_path, "a.xlsx")
    (arrival,) = scan(tmp_path, pause=lambda _: gone.unlink())
    assert arrival.skip_reason


def test_an_old_time_stamp_does_not_hide_a_copy_in_progress(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx")
    os.utime(path, (1_600_000_000, 1_600_000_000))  # copying keeps the original's time
    waited = []
    scan(tmp_path, pause=waited.append)
    assert waited


def test_what_was_the_same_for_long_enough_is_not_waited_for(tmp_path: Path) -> None:
    paths = [put(tmp_path, "a.xlsx"), put(tmp_path, "夹/b.xlsx")]
    stamps = {p.relative_to(tmp_path).as_posix(): (p.stat().st_size, p.stat().st_mtime_ns) for p in paths}
    waited: list[float] = []
    for ago in (OBSERVE_SECONDS + 1, OBSERVE_SECONDS / 2):
        earlier = Earlier(time.monotonic() - ago, stamps)
        assert {a.skip_reason for a in scan(tmp_path, earlier=earlier, pause=waited.append)} == {""}
    (rest,) = waited
    assert 0 < rest <= OBSERVE_SECONDS / 2


@pytest.mark.parametrize("changed", ["grown", "new"])
def test_what_was_not_there_or_another_before_is_waited_for(tmp_path: Path, changed: str) -> None:
    path = put(tmp_path, "a.xlsx")
    stamps = {"a.xlsx": (path.stat().st_size, path.stat().st_mtime_ns)}
    if changed == "grown":
        path.write_bytes(b"more of it")
    else:
        put(tmp_path, "b.xlsx")
    waited: list[float] = []
    scan(tmp_path, earlier=Earlier(time.monotonic() - 60, stamps), pause=waited.append)
    assert waited == [OBSERVE_SECONDS]


def test_links_are_not_followed(tmp_path: Path) -> None:
    target = put(tmp_path / "elsewhere", "a.xlsx")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.xlsx").symlink_to(target)
    (inbox / "folder").symlink_to(target.parent)
    assert taken(inbox) == []


def test_what_waits_is_passed_over_until_it_changes(tmp_path: Path) -> None:
    waiting = put(tmp_path, f"{WAITING}/a.xlsx")
    put(tmp_path, f"{WAITING}/a.xlsx{NOTE_SUFFIX}")
    name = f"{WAITING}/a.xlsx"
    assert taken(tmp_path) == [name]
    known = {arrival.name: arrival.stamp for arrival in scan(tmp_path, clock=later, pause=no_pause)}
    assert taken(tmp_path, known=known) == []
    waiting.write_bytes(b"changed")
    assert taken(tmp_path, known=known) == [name]


def test_no_inbox_is_an_empty_one(tmp_path: Path) -> None:
    assert scan(tmp_path / "missing") == []
