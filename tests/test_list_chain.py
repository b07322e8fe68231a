"""Lists of other offices through the whole chain without anybody touching them: balanced, and in the words of the place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from list_chain import printed, run_list

from tests import layout_samples as samples
from toolkit.demo.examples import EXAMPLES
from toolkit.demo.run import run_demo

# Words of the prefecture for which the tool was first made, and of monthly offices.
KASHGAR = "喀什|新型城镇化|领导小组|六大行动|行署"
PREFECTURE = "全地区|地区(?!生产总值)|县市"
MONTHLY = "本月|上月|下月|每月|月报|连续\\d+个月"
SAMPLES = {
    "分解表": (samples.group_rows, "湖州市", "全市", f"{KASHGAR}|{PREFECTURE}"),
    "计划表": (samples.two_line_head, "和田", "全地区", "喀什|新型城镇化|领导小组|六大行动"),
    "整改": (samples.pairs, "某市", "全市", f"{KASHGAR}|{PREFECTURE}"),
    "指标": (samples.matrix, "某市", "全市", f"{KASHGAR}|{PREFECTURE}|{MONTHLY}"),
}
TEXTS = {
    "要点": (samples.BRACKETS, "某市", "全市", f"{KASHGAR}|{PREFECTURE}|{MONTHLY}"),
    "责任分解": (samples.LABELS, "大理", "全州", f"{KASHGAR}|全地区"),
    "行动方案": (samples.PLAN, "喀什", "全地区", "六大行动"),
    "清单": (samples.MARKDOWN, "昌平区", "全区", f"{KASHGAR}|{PREFECTURE}|县区"),
}


def goes_through(
    folder: Path,
    file: Path,
    place: str,
    area: str,
    foreign: str,
    capsys: pytest.CaptureFixture[str],
    months: int = 1,
) -> None:
    code, workspace = run_list(folder, file, months)
    out = capsys.readouterr().out
    assert code in (0, 1)
    assert "账平" in out
    assert place in workspace.config.office.name
    assert workspace.config.office.area == area
    words = list(printed(folder))
    assert any(area in text for _, text in words)
    pattern = re.compile(foreign)
    found = {(name, text) for name, text in words if pattern.search(text)}
    assert found == set()


@pytest.mark.slow
def test_a_quarterly_list_of_a_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, place, area, foreign = SAMPLES["指标"]
    name, data = made()
    (tmp_path / name).write_bytes(data)
    goes_through(tmp_path / "w", tmp_path / name, place, area, foreign, capsys, months=2)
    papers = [path.name for path in (tmp_path / "w/outbox/2024-06/汇总").glob("*.docx")]
    assert papers == ["2024-06_专报.docx"]
    texts = [text for _, text in printed(tmp_path / "w")]
    assert any("2024年第二季度" in text for text in texts)
    assert any(text == "上期累计" for text in texts)


@pytest.mark.nightly
@pytest.mark.parametrize("which", [name for name in SAMPLES if name != "指标"])
def test_lists_in_tables(which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, *expected = SAMPLES[which]
    name, data = made()
    (tmp_path / name).write_bytes(data)
    goes_through(tmp_path / "w", tmp_path / name, *expected, capsys)


@pytest.mark.nightly
@pytest.mark.parametrize("which", TEXTS)
def test_lists_in_running_text(which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, *expected = TEXTS[which]
    file = tmp_path / f"{which}.txt"
    file.write_text(text, "utf-8")
    goes_through(tmp_path / "w", file, *expected, capsys)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "foreign"), [("政府工作报告", MONTHLY), ("民生实事", "分县|县区|市政府")])
def test_the_examples_run_and_say_nothing_of_another_place(name: str, foreign: str, tmp_path: Path) -> None:
    lines: list[str] = []
    assert run_demo(tmp_path / "demo", lines.append, example=EXAMPLES[name])
    assert any("账平" in line for line in lines)
    pattern = re.compile(f"{KASHGAR}|{PREFECTURE}|{foreign}")
    texts = list(printed(tmp_path / "demo"))
    assert {(file, text) for file, text in texts if pattern.search(text)} == set()
    assert any("模拟数据" in text for _, text in texts)
