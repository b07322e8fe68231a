"""One paper's fault costs that paper only: the rest is written, and the last lines say what is missing, why, what to do."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.small_checklist import TASKS, UNITS, cut
from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.mishaps import RECORD, Missing, told
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.report import report
from toolkit.pipeline.writing import rendering
from toolkit.pipeline.writing.rendering import form_files, lead_files, papers_of, table_files
from toolkit.pipeline.writing.writers import Made, Writers

REPOSITORY = Path(__file__).resolve().parent.parent
MONTH = "outbox/2024-06"


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults that a test plants reach no child."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def test_what_fails_is_missing_and_everything_else_is_there(
    small_copy: Path, one_core: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = small_copy / MONTH / "汇总"
    old = {path.name: path.read_bytes() for path in summary.iterdir() if path.is_file()}
    mails = sorted((small_copy / MONTH / "邮件").glob("退回_*.eml"))
    sent_back = sorted((small_copy / MONTH / "退回").iterdir())
    for path in summary.glob("*.xlsx"):
        path.unlink()
    packs = sorted((small_copy / MONTH / "牵头单位").iterdir())
    for path in packs:
        path.unlink()
    config = small_copy / "config.toml"
    text = config.read_text("utf-8").replace("notice = false", "notice = true")
    config.write_text(text.replace("unit_brief = false", "unit_brief = true"), "utf-8")
    (small_copy / "templates/briefing.docx").write_bytes(b"")
    (small_copy / "templates/notice.docx").unlink()
    (small_copy / "templates/mails/退回.txt").write_text("主题：{{ 单位名 }}", "utf-8")
    monkeypatch.setattr(rendering, "write_page", lambda *_: 1 / 0)

    assert main(["report", "--root", str(small_copy), "--now", "2024-06-28T09:00"]) == 1
    said = capsys.readouterr().out
    missing = said.partition("没有写出：\n")[2]
    assert {path.name for path in summary.glob("*.xlsx")} == {
        "2024-06_汇总表.xlsx",
        "2024-06_汇总表(报送版).xlsx",
        "2024-06_裁定表.xlsx",
        "2024-06_审定表.xlsx",
    }
    assert (summary / "附/目标分解确认表.xlsx").is_file()
    assert len(list((summary / "附/县市情况单").iterdir())) == 8
    assert packs and sorted((small_copy / MONTH / "牵头单位").iterdir()) == packs
    assert sent_back and sorted((small_copy / MONTH / "退回").iterdir()) == sent_back
    for name in ("专报.docx", "数据出处表.xlsx", "通报.docx", "校验报告.html", "邮件/退回_"):
        assert name in missing, name
    assert "不是能打开的 Word 文档" in missing
    assert "没有找到模板 templates/notice.docx" in missing
    assert "没有“单位名”这个变量" in missing
    for name in ("2024-06_专报.docx", "2024-06_校验报告.html"):
        assert (summary / name).read_bytes() == old[name]
        line = next(line for line in missing.splitlines() if name in line)
        assert "不是这次的" in line, "what stands there is not taken for today's"
    assert "不是这次的" not in next(line for line in missing.splitlines() if "通报.docx" in line)
    assert sorted((small_copy / MONTH / "邮件").glob("退回_*.eml")) == mails
    record = (small_copy / "archive" / RECORD).read_text("utf-8")
    assert "ZeroDivisionError" in record
    assert f"archive/{RECORD}" in missing
    assert "ZeroDivisionError" not in said


def test_outputs_that_are_open_stop_nothing_and_are_right_again_afterwards(
    small_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on Windows: open in Excel is readable only, a viewer may share nothing at all."""
    month = small_copy / MONTH
    total, paper = month / "汇总/2024-06_汇总表.xlsx", month / "汇总/2024-06_专报.docx"
    lead, mail = month / "牵头单位/地区财政局.xlsx", next((month / "邮件").glob("退回_*.eml"))
    stale = month / "退回/653130_巴楚县_退回修改.xlsx"
    Workspace(small_copy).files.write(stale, b"of an earlier run")
    held, unshared = {lead, mail, stale, total, paper}, {total, paper}
    former = {path: path.read_bytes() for path in held}
    leads = {path.name for path in (month / "牵头单位").iterdir()}
    replace, unlink, read = Path.replace, Path.unlink, Path.read_bytes

    def refused(*paths: Path) -> None:
        if held & {*paths}:
            raise PermissionError(13, "used by another process")

    monkeypatch.setattr(Path, "replace", lambda own, to: (refused(own, Path(to)), replace(own, to))[1])
    monkeypatch.setattr(
        Path, "unlink", lambda own, missing_ok=False: (refused(own), unlink(own, missing_ok))[1]
    )
    monkeypatch.setattr(Path, "read_bytes", lambda own: (refused(*({own} & unshared)), read(own))[1])

    def report(watermark: str) -> tuple[int, str]:
        config = small_copy / "config.toml"
        text = re.sub('watermark = "[^"]*"', f'watermark = "{watermark}"', config.read_text("utf-8"))
        config.write_text(text, "utf-8")
        capsys.readouterr()
        return main(
            ["report", "--root", str(small_copy), "--now", "2024-06-28T09:00"]
        ), capsys.readouterr().out

    code, said = report("甲")
    assert code == 1
    assert {path: read(path) for path in held} == former
    for path in held:
        assert path.name in said, "which one to close"
    packs = {path.name for path in (month / "牵头单位").iterdir()}
    assert packs == leads | {"地区财政局（新，原文件被占用）.xlsx"}
    held -= {stale, lead}
    held.add(month / "牵头单位/地区财政局（新，原文件被占用）.xlsx")
    code, said = report("乙")
    assert code == 1 and not stale.exists() and lead.read_bytes() != former[lead]
    assert "地区财政局（新，原文件被占用）.xlsx 是以前留下的" in said
    held.clear()
    code, said = report("乙")
    assert "（新" not in said and not list(month.rglob("*（新*"))
    assert all(read(path) != former[path] for path in (lead, total, paper))


def test_one_form_that_fails_costs_that_unit_only(
    tmp_path: Path, one_core: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "月报"
    assert main(["init", str(root)]) == 0
    cut(root / CHECKLIST, TASKS, UNITS)
    (root / "templates/mails/下发.txt").write_bytes("主题：下发".encode("gbk"))
    from toolkit.forms import write

    real = write.write_form

    def fails_for_one(form: object) -> bytes:
        if getattr(form, "unit").name == "草湖项目区":  # noqa: B009
            raise RuntimeError("boom")
        return real(form)  # type: ignore[arg-type]

    monkeypatch.setattr(write, "write_form", fails_for_one)
    assert main(["generate", "--root", str(root), "--now", "2024-06-01T09:00"]) == 1
    missing = capsys.readouterr().out.partition("没有写出：\n")[2]
    workspace = Workspace(root)
    forms = sorted((root / MONTH / "下发").glob("*.xlsx"))
    assert len(forms) == len(workspace.checklist.units_in(Period(2024, 6))) - 1
    assert len(workspace.ledger.forms(Period(2024, 6))) == len(forms), "what does not exist was not asked"
    assert "草湖项目区_2024-06.xlsx" in missing
    assert "下发.txt 不是 UTF-8" in missing
    assert "boom" in (root / "archive" / RECORD).read_text("utf-8")
    assert "boom" not in missing


def test_a_full_disk_is_one_line_for_all_papers(tmp_path: Path) -> None:
    missing = Missing(tmp_path)
    for number in range(22):
        missing.attempt(tmp_path / f"{number}.xlsx", _no_space)
    (line,) = missing.lines()
    assert "磁盘满了" in line
    assert "等 22 个" in line


def _no_space() -> bytes:
    raise OSError(28, "No space left on device", "/x/1.xlsx")


def test_a_fault_of_the_program_is_recorded_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    try:
        int("x")
    except ValueError as error:
        said = told(error, tmp_path)
    assert "程序内部出错" in said
    assert "ValueError" not in said
    assert "ValueError" in (tmp_path / "archive" / RECORD).read_text("utf-8")


def test_every_job_has_a_name_that_people_know() -> None:
    assert papers_of((lead_files, ())) == "一部分牵头单位的表"
    assert papers_of((table_files, ())).startswith("汇总/data")
    assert papers_of((form_files, ("退回", [("甲.xlsx", None)]))) == "退回/甲.xlsx"


def test_what_stops_a_report_late_leaves_the_papers_before(small_copy: Path) -> None:
    """As Ctrl-C while the last papers are being made."""
    folder, now = small_copy / MONTH, datetime(2024, 6, 28, 9)
    assert main(["report", "--root", str(small_copy), "--now", now.isoformat()]) in (0, 1)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(before) > 20
    shutil.rmtree(folder)
    shutil.rmtree(small_copy / "archive/runs", ignore_errors=True)

    def stopped(items: Iterable[Any], label: str, total: int) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number == total - 1 and label == "写汇总表和专报":
                raise KeyboardInterrupt
            yield item

    workspace = Workspace(small_copy)
    with pytest.raises(KeyboardInterrupt):
        report(workspace, Period(2024, 6), now, progress=stopped)
    workspace.ledger.close()
    left = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(left) > 10 and left.items() <= before.items()
    assert folder / "汇总/2024-06_汇总表.xlsx" in left


# Writers that are ended, and those whose parent is.


def ended_once(mark: str, parent: int) -> Made:
    """Ends its process the first time."""
    path = Path(mark)
    if os.getpid() != parent and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"甲": b"1"}


def ended_always(mark: str) -> Made:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def written(name: str) -> Made:
    return {name: b"1"}


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_writer_that_is_ended_costs_at_most_its_own_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Writers(()) as writers:
        bad, *rest = writers.hand_out(
            [(ended_always, ("x",)), (ended_once, (str(tmp_path / "mark"), os.getpid())), (written, ("乙",))]
        )
        with pytest.raises(OperatorError, match="两次被中途结束"):
            bad()
        assert [work() for work in rest] == [{"甲": b"1"}, {"乙": b"1"}]
    assert (tmp_path / "mark").exists()


ORPHANS = """
import os, sys, time
os.cpu_count = lambda: 2
from toolkit.pipeline.writing.writers import Writers
with Writers(()) as writers:
    [work() for work in writers.hand_out([(len, ((),)), (len, ((),))])]
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_no_writer_outlives_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANS], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        children = psutil.Process(parent.pid).children(recursive=True)
        assert len(children) >= 2
        parent.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
