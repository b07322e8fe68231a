"""报送质量: five plain measures of a unit's year, each by hand; the line on the cover of its next form."""

from __future__ import annotations

from datetime import datetime

from toolkit.core.followed import MeanRevision, Revised
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import FileAccount, UnitReport
from toolkit.figures.given.data import Checked
from toolkit.figures.numbers.registry import Registry
from toolkit.figures.returned.quality import quality_line, unit_quality

UNIT, OTHER = Unit("1", "甲市", "甲"), Unit("2", "乙县", "乙")
MONTHS = [Period(2024, month) for month in (4, 5, 6)]


def account(accepted: int, rejected: int) -> FileAccount:
    return FileAccount("1", "f", "a", 1, accepted + rejected, accepted, 0, rejected, 0, 0)


REPORTS = {
    MONTHS[0]: [
        UnitReport(UNIT, "已报", 1, datetime(2024, 4, 25), True, required=100, filled=100),
        UnitReport(OTHER, "未报", owes=False),
    ],
    MONTHS[1]: [UnitReport(UNIT, "已报", 1, datetime(2024, 5, 28), False, 3, required=100, filled=90)],
    MONTHS[2]: [UnitReport(UNIT, "未报", required=100, filled=0)],
}
CHECKED = {
    MONTHS[0]: Checked([account(90, 10)], {"1": 40}, {"1": 2}),
    MONTHS[1]: Checked([account(100, 0)], {"1": 40}, {}),
}
REVISED = Revised(by_unit=(MeanRevision("甲市", 80, 2, 0.25),))


def test_each_measure_is_what_it_says() -> None:
    registry = Registry()
    (row,) = unit_quality([UNIT, OTHER], REPORTS, CHECKED, REVISED, MONTHS[2], registry)
    values = {name: round(figure.value or 0, 3) for name, figure in row.measures.items()}
    assert values == {
        "timely": 33.333,  # one of three: late in May, nothing in June
        "complete": 63.333,  # 190 of 300 cells that had to be filled
        "valid": 95.0,  # 190 of 200 cells could be read
        "revision": 0.25,
        "corrected": 2.5,  # 2 of 80 figures
    }
    assert list(row.months) == MONTHS
    assert "quality/2024-06/1/timely" in registry.mapping()


def test_a_unit_is_told_how_it_has_reported() -> None:
    (row,) = unit_quality([UNIT], REPORTS, CHECKED, REVISED, MONTHS[2], Registry())
    assert quality_line(row) == (
        "贵单位2024年以来报送情况：应报3期，未报1期，逾期1期，完整率63.3%，有效率95.0%，核实更正率2.5%，修订幅度0.3%。"
    )


def test_what_is_not_known_is_no_nought() -> None:
    reports = {MONTHS[0]: [UnitReport(UNIT, "已报", 1, datetime(2024, 4, 25), None, to_check=True)]}
    (row,) = unit_quality([UNIT], reports, {}, Revised(), MONTHS[0], Registry())
    assert {name: figure.value for name, figure in row.measures.items()} == dict.fromkeys(row.measures)
    assert {figure.word for figure in row.measures.values()} == {"—"}
