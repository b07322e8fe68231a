"""What the commands of a month leave on the screen, over a finished demo; and figures asked for as people say them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.report import status

JUNE = "2024-06"


def said(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    main(["--root", str(root), "-p", JUNE, "--now", "2024-06-28T10:00", *words])
    return capsys.readouterr().out.splitlines()


def test_a_run_ends_in_fifteen_lines_with_what_waits_and_one_next_step(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_copy / "inbox" / "断了的.xlsx").write_bytes(b"PK\x03\x04 cut")
    short = said(small_copy, capsys)
    assert len(short) <= 15
    assert any("断了的.xlsx" in line and "inbox/未识别" in line for line in short)
    states = Counter(row.state for row in status(Workspace(small_copy), Period.parse(JUNE)))
    assert states["退回修改"] > 0
    (standing,) = (line for line in short if "个单位：" in line)
    for state in ("已报", "退回修改", "未报"):
        assert f"{state} {states[state]}" in standing
    assert any(line.startswith("错误待改 ") for line in short)
    assert [line for line in short if line.startswith("接下来做：")] == short[-1:]
    log = small_copy / "archive" / "运行日志.txt"
    text = log.read_bytes().decode("utf-8-sig")
    assert "2024-06-28 10:00  汇总 2024-06" in text and "× 退件  断了的.xlsx" in text
    whole = said(small_copy, capsys, "--verbose")
    assert set(short[-3:]) <= set(whole) and any("账平" in line for line in whole)
    assert len(log.read_bytes().decode("utf-8-sig")) > len(text)  # it grows
    ended = said(small_copy, capsys, "report")
    assert len(ended) <= 15 and any("断了的.xlsx" in line for line in ended)


def test_generate_says_how_many_drafts_have_no_address(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = Workspace(small_copy).checklist.units_in(Period.parse(JUNE))
    nowhere = sum(not unit.email for unit in units)
    lines = said(small_copy, capsys, "generate")
    assert nowhere and any(f"{nowhere} 份没有收件地址" in line for line in lines)
    assert lines[-1].startswith("接下来做：") and "python run_report.py -p 2024-06" in lines[-1]


def test_a_decision_says_that_a_report_is_needed(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = ("--unit", "莎车县", "--version", "1", "--reason", "重复", "--name", "王敏")
    lines = said(small_copy, capsys, "rule", "withdraw", *decided)
    assert lines[-1].startswith("接下来做：") and "report -p 2024-06" in lines[-1]
    assert not any("接下来做" in line for line in said(small_copy, capsys, "rule", "list"))


def test_verify_takes_the_draft_and_says_what_it_looked_at(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(small_copy, capsys, "verify")
    assert (
        lines[-2]
        == "2024-06_专报.docx 里的数字与台账一致，数字旁的单位、任务和增减说法没有变；其余文字请人工校对。"
    )
    assert "issue -p 2024-06" in lines[-1]
    assert said(small_copy, capsys, "verify", "outbox/2024-06/汇总/2024-06_专报.docx") == lines  # as printed
    copied = small_copy / "outbox" / JUNE / "汇总" / "定稿.docx"
    copied.write_bytes((small_copy / "outbox" / JUNE / "汇总" / "2024-06_专报.docx").read_bytes())
    for named in ("outbox/2024-06/汇总/定稿.docx", str(copied)):
        last = said(small_copy, capsys, "verify", named)[-1]
        assert last.endswith("run_report.py issue outbox/2024-06/汇总/定稿.docx -p 2024-06。")
    (small_copy / "outbox" / JUNE / "汇总" / "2024-06_专报.docx").unlink()
    assert main(["--root", str(small_copy), "-p", JUNE, "verify"]) == 2
    assert "report -p 2024-06" in capsys.readouterr().err


def test_figures_are_asked_for_as_people_say_them(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = next(one.name for one in Workspace(small_copy).checklist.indicators if one.id == "T02-3")
    row = said(small_copy, capsys, "figure", "T02-3")
    assert row[0] == f"2024年6月 T02-3 {name} 的数："
    for measure in ("ytd", "target", "rate", "light"):
        assert any(line.endswith(f"T02-3/2024-06/all/{measure}") for line in row), measure
    assert any("来源：" in line for line in row)
    for words in (["t02-3"], [name], ["Ｔ０２－３"], ["T02-3", "全地区"], ["T02-3/2024-06"]):
        assert said(small_copy, capsys, "figure", *words) == row
    unit = said(small_copy, capsys, "figure", "T02-3", "喀什市")
    assert unit == said(small_copy, capsys, "figure", "T02-3/653101") != row
    assert any(line.endswith("T02-3/2024-06/653101/ytd") for line in unit)
    assert {"本单位年度任务", "状态灯"} <= {line.strip().partition("：")[0] for line in unit}
    (key,) = (line.rpartition("　")[2] for line in row if line.endswith("/all/rate"))
    assert said(small_copy, capsys, "figure", key)[0] == key  # what is printed can be given back
    assert main(["--root", str(small_copy), "-p", JUNE, "figure", "新增义务教育学额数"]) == 2
    error = capsys.readouterr().err
    assert f"T02-3 {name}" in error and "没有指标叫" in error
