"""Lists of offices that report every two months or every half year, through a year: forms, papers, issue, next, evaluation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from changing_list import AIR, HOMES, ROADS, Office, list_of
from list_chain import printed

from toolkit.core import cycle
from toolkit.core.periods import Period

MONTHLY = "本月|上月|下月|每月|月报表|连续\\d+个月|本季度|上季度"
CASES = {
    "双月": (
        "各县（区）每两个月报送一次进展。",
        Period(2024, 4),
        Period(2024, 6),
        "2024年5—6月",
        "5—6月新增",
    ),
    "半年": (
        "各县（区）每半年报送一次进展。",
        Period(2024, 6),
        Period(2024, 12),
        "2024年下半年",
        "下半年新增",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("which", CASES)
def test_a_cycle_through_the_whole_chain(
    which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule, first, second, named, added = CASES[which]
    text = list_of(2024, ROADS.format(120), HOMES, AIR).replace("各县（区）每月25日前报送进展。", rule)
    office = Office(tmp_path, text)
    assert office.workspace.config.schedule.cycle == which == cycle.current()
    assert {task.frequency for task in office.workspace.checklist.tasks} == {
        "月度"
    }  # every period of the cycle
    for period in (first, second):
        office.sends(period)
        office.returns(office.filled(period), period)
        assert office.reports(period) in (0, 1)
        capsys.readouterr()
        sealed = ["issue", "-p", str(period), "--yes", "--despite", "照原样封存", "--name", "张三"]
        assert office.run(*sealed, now=f"{period}-28T09:00") == 0
        assert "没有出处" not in capsys.readouterr().out  # 5—6月 is a date, no figure
    assert office.run("generate", "-p", "2024-05", now="2024-05-01T09:00") == 2  # ends no period
    assert office.run("next", now=f"{second}-29T09:00") == 0
    assert office.run("evaluate", "--year", "2024", now="2025-01-05T09:00") == 0
    texts = list(printed(office.root))
    paper = "".join(text for name, text in texts if name.endswith(f"{second}_专报.docx"))
    assert named in paper and added in paper
    said = {(name, text) for name, text in texts if re.search(MONTHLY, text) and not name.endswith(".html")}
    assert said == set()
