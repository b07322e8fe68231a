"""A run in which nothing changed writes nothing anew; what changed decides what is written, to the same bytes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.pipeline.writing import unchanged
from toolkit.pipeline.writing.writers import Job, Made, Writers

PERIOD, NOW = "2024-06", "2024-06-28T10:00"
UNITS = ("喀什市", "疏附县", "莎车县", "叶城县", "麦盖提县")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the functions of jobs that were handed out."""
    names: list[str] = []
    real = Writers.hand_out

    def counted(self: Writers, jobs: Iterable[Job]) -> list[Callable[[], Made]]:
        jobs = list(jobs)
        names.extend(function.__name__ for function, _ in jobs)
        return real(self, jobs)

    monkeypatch.setattr(Writers, "hand_out", counted)
    return names


def run(root: Path, *command: str) -> None:
    assert main(["--root", str(root), "--now", NOW, "-p", PERIOD, *command]) in (0, 1)


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "outbox" / PERIOD
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("command", ["report", "generate"])
def test_nothing_is_written_anew_where_nothing_changed(
    command: str, small_copy: Path, done: list[str]
) -> None:
    run(small_copy, command)
    before = outputs(small_copy)
    done.clear()
    run(small_copy, command)
    assert done == []
    assert outputs(small_copy) == before


def test_a_paper_that_is_gone_is_written_again_alone(small_copy: Path, done: list[str]) -> None:
    run(small_copy, "report")
    before = outputs(small_copy)
    (small_copy / "outbox" / PERIOD / f"汇总/{PERIOD}_校验报告.html").unlink()
    done.clear()
    run(small_copy, "report")
    assert done == ["page_files"]
    assert outputs(small_copy) == before


@pytest.mark.parametrize("changed", ["template", "program"])
def test_what_all_rests_on_makes_all_anew(
    changed: str, small_copy: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(small_copy, "report")
    done.clear()
    if changed == "template":
        (small_copy / "templates" / "notice.docx").write_bytes(b"another")
    else:
        monkeypatch.setattr(unchanged, "program_digest", lambda: "another")
    run(small_copy, "report")
    assert {"draft_files", "summary_files", "lead_files", "page_files"} <= set(done)


def test_a_torn_record_costs_nothing_but_time(small_copy: Path, done: list[str]) -> None:
    run(small_copy, "report")
    before = outputs(small_copy)
    (small_copy / "archive/runs" / f"{PERIOD}-report.json").write_bytes(b'{"made":')
    done.clear()
    run(small_copy, "report")
    assert "summary_files" in done
    assert outputs(small_copy) == before


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_same_bytes_as_of_a_full_run(seed: int, small_copy: Path) -> None:
    draw = random.Random(seed)
    run(small_copy, "report")
    for _ in range(6):
        _change(draw, small_copy)
        run(small_copy, "report")
        standing = outputs(small_copy)
        shutil.rmtree(small_copy / "archive/runs")
        run(small_copy, "report")
        assert outputs(small_copy) == standing


def _change(draw: random.Random, root: Path) -> None:
    """One thing that an office may do between two runs."""
    papers = sorted(path for path in (root / "outbox" / PERIOD).rglob("*.*") if path.suffix != ".eml")
    settings, letter = root / "config.toml", root / "templates/mails/退回.txt"
    ruling = ["--unit", draw.choice(UNITS), "--version", "1", "--reason", "重复报送", "--name", "张三"]
    changes: list[Callable[[], object]] = [
        lambda: draw.choice(papers).unlink(),
        lambda: settings.write_text(f"{settings.read_text('utf-8')}\n# {draw.random()}\n", "utf-8"),
        lambda: letter.write_text(f"{letter.read_text('utf-8')}{draw.randrange(10)}\n", "utf-8"),
        lambda: main(["--root", str(root), "--now", NOW, "-p", PERIOD, "rule", "withdraw", *ruling]),
        lambda: None,
    ]
    draw.choice(changes)()
