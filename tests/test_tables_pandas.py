"""The tables for other tools as such a tool takes them: pandas reads the CSV files and adds up by itself."""

from __future__ import annotations

import io

import pandas as pd
import pytest
import summary_month

from tests.data_month import csv_of
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period

SUMS = ["年内累计", "投资", "期末存量"]
JUNE = Period(2024, 6)


@pytest.fixture(scope="module")
def frames(checklist: Checklist, units: tuple[Unit, ...]) -> dict[str, pd.DataFrame]:
    result = summary_month.month(checklist, units, JUNE, months=1)
    written = csv_of(result, summary_month.context(units, result))
    return {name: pd.read_csv(io.BytesIO(data), dtype={"单位代码": str}) for name, data in written.items()}


def test_pandas_reads_every_table_with_the_columns_of_the_dictionary(frames: dict[str, pd.DataFrame]) -> None:
    described = frames["字段说明.csv"].groupby("文件")["字段"].agg(list)
    for name, frame in frames.items():
        if name != "字段说明.csv":
            assert list(frame.columns) == described[name]


def test_totals_of_sums_are_the_sums_of_the_units(
    frames: dict[str, pd.DataFrame], checklist: Checklist
) -> None:
    totals = frames["指标汇总.csv"].set_index("指标编号")
    factors = pd.Series({row.id: row.factor for row in checklist.indicators})
    added = frames["分县指标.csv"].groupby("指标编号")["本月累计"].sum(min_count=1) / factors
    plain = totals[totals["类型"].isin(SUMS) & totals["累计完成"].notna()]
    assert len(plain) > 30
    pd.testing.assert_series_equal(
        added[plain.index], plain["累计完成"], check_names=False, rtol=1e-12, check_dtype=False
    )


def test_ratios_are_quotients_of_sums(frames: dict[str, pd.DataFrame], checklist: Checklist) -> None:
    totals = frames["指标汇总.csv"].set_index("指标编号")
    factors = pd.Series({row.id: row.factor for row in checklist.indicators})
    parts = frames["分县指标.csv"].groupby("指标编号")[["分子累计", "分母累计"]].sum(min_count=1)
    known = parts.index[parts["分母累计"].notna()].intersection(totals.index[totals["累计完成"].notna()])
    ratios = totals.loc[known][totals.loc[known, "类型"] == "比率"]
    assert len(ratios) > 5
    quotients = parts["分子累计"] / parts["分母累计"] * factors
    pd.testing.assert_series_equal(
        quotients[ratios.index], ratios["累计完成"], check_names=False, rtol=1e-12, check_dtype=False
    )


def test_reporting_units_are_counted_as_the_tables_show_them(frames: dict[str, pd.DataFrame]) -> None:
    totals = frames["指标汇总.csv"].set_index("指标编号")
    rows = frames["分县指标.csv"]
    missing = rows[rows["状态"] == "○ 未报"].groupby("指标编号").size()
    expected = totals["应报单位数"].dropna()
    short = expected - totals["已报单位数"]
    assert (missing.reindex(expected.index, fill_value=0) <= short).all()
    assert short.sum() > 0
