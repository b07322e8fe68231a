"""Revisions of printed figures, whose and why; means by unit and 数据性质; when a 更正表 is to be issued."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.core.followed import Printed
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Source
from toolkit.figures.followed.revisions import MARKED_FROM, revised, revision_figures, worth_issuing

MAY, JUNE = Period(2024, 5), Period(2024, 6)
NAMES = {"1": "甲市", "2": "乙县", "3": "丙县"}


def figure(key: str, value: float | None, *, mark: str = "", word: str = "", sha: str = "a") -> Figure:
    source = Source("1", "f.xlsx", sha, "指标数据", "J5", str(value))
    return Figure(key, f"指标{key}", value, "个", mark=mark, word=word, sources=(source,))


def index(*figures: Figure) -> dict[str, Figure]:
    return {one.key: one for one in figures}


BEFORE = index(
    figure("T01-1/2024-05/all/ytd", 300.0),
    figure("T01-1/2024-05/1/ytd", 100.0, mark="快报"),
    figure("T01-1/2024-05/2/ytd", 200.0),
    figure("T01-1/2024-05/3/ytd", None, word="未报"),
    figure("T02-1/2024-05/all/ytd", 50.0),
    figure("T02-1/2024-05/1/ytd", 50.0),
    figure("T03-1/2024-05/all/ytd", 7.0),
)
NOW = index(
    figure("T01-1/2024-05/all/ytd", 330.0),
    figure("T01-1/2024-05/1/ytd", 90.0, mark="核定", sha="b"),
    figure("T01-1/2024-05/2/ytd", 210.0, mark="更正"),
    figure("T01-1/2024-05/3/ytd", 30.0, sha="c"),
    figure("T02-1/2024-05/all/ytd", 50.0),
    figure("T02-1/2024-05/1/ytd", 50.0),
    figure("T03-1/2024-05/all/ytd", 8.0),
)
KEYS = frozenset({"T01-1/2024-05/all/ytd", "T02-1/2024-05/all/ytd"})  # T03-1 was not printed
PRINTED = Printed(MAY, "第5期", BEFORE, BEFORE, NOW, KEYS)


def test_a_printed_figure_that_moved_is_told_with_whose_and_why() -> None:
    (row,) = revised([PRINTED], NAMES).rows
    assert (row.issue, row.subject, row.before, row.current) == ("第5期", "T01-1", 300.0, 330.0)
    assert row.percent == pytest.approx(10)
    assert (
        row.whose
        == "甲市：100个→90个（重报，快报转核定）；乙县：200个→210个（更正）；丙县：未报→30个（补报）"
    )


def test_a_return_that_came_after_the_seal_revises_nothing_until_it_counts() -> None:
    """Its unit was told 收存备查，没有计入汇总, and the next paper said 修订为."""
    total = "T01-1/2024-05/all/ytd"
    counted = {**BEFORE, total: figure(total, 290.0), "T01-1/2024-05/1/ytd": NOW["T01-1/2024-05/1/ytd"]}
    found = revised([replace(PRINTED, counted=counted, held=("3",))], NAMES)
    assert [(row.current, row.waits) for row in found.rows] == [(290.0, False), (330.0, True)]
    assert found.rows[0].whose == "甲市：100个→90个（重报，快报转核定）"
    assert found.rows[1].whose.endswith("丙县：未报→30个（补报，尚未采用）")
    assert found.held == ((MAY, ("丙县",)),)
    assert {mean.name: mean.changed for mean in found.by_unit} == {"甲市": 1, "乙县": 0}
    alone = revised([replace(PRINTED, counted=BEFORE, held=("3",))], NAMES)
    assert [(row.current, row.waits) for row in alone.rows] == [(330.0, True)]
    assert alone.marked(JUNE, MARKED_FROM) == frozenset()
    told = {one.key.split("/")[-1]: one.value for one in revision_figures(alone, JUNE)}
    assert (told["revisions_marked"], told["revisions_waiting"], told["revisions"]) == (0, 1, 0)


def test_a_revision_that_prints_as_before_is_kept_but_not_told() -> None:
    key = "T01-1/2024-05/all/ytd"
    before, now = (
        index(replace(figure(key, 0.270), decimals=2)),
        index(replace(figure(key, 0.273), decimals=2)),
    )
    found = revised([Printed(MAY, "第5期", before, before, now, frozenset({key}))], NAMES)
    assert [row.percent for row in found.rows] == [pytest.approx(1.11, abs=0.01)]
    assert found.worth_marking(JUNE, MARKED_FROM) == ()
    assert worth_issuing(before, now, lights=True, percent=1) == ()
    more = index(replace(figure(key, 0.276), decimals=2))
    assert (
        len(
            revised([Printed(MAY, "第5期", before, before, more, frozenset({key}))], NAMES).worth_marking(
                JUNE, MARKED_FROM
            )
        )
        == 1
    )
    assert len(worth_issuing(before, more, lights=True, percent=1)) == 1


def test_the_mean_is_over_all_figures_that_were_first_printed() -> None:
    found = revised([PRINTED], NAMES)
    units = {one.name: (one.figures, one.changed, round(one.percent, 6)) for one in found.by_unit}
    assert units == {"甲市": (2, 1, 5.0), "乙县": (1, 1, 5.0)}  # 10 % of one figure of two; 5 % of one
    natures = {one.name: (one.figures, round(one.percent, 6)) for one in found.by_nature}
    assert natures == {"快报": (1, 10.0), "实际": (2, 2.5)}


def test_what_is_no_longer_another_than_the_corrected_issue_printed_is_told_no_more() -> None:
    corrected = replace(PRINTED, last=NOW)
    found = revised([corrected], NAMES)
    assert not found.rows
    assert {one.name: one.changed for one in found.by_unit} == {
        "甲市": 1,
        "乙县": 1,
    }  # against the first issue


def test_marks_are_for_earlier_months_that_moved_by_more_than_one_per_cent() -> None:
    found = revised([PRINTED], NAMES)
    assert found.marked(JUNE, MARKED_FROM) == {"T01-1"}
    assert found.marked(MAY, MARKED_FROM) == frozenset()
    little = {**BEFORE, "T01-1/2024-05/all/ytd": figure("T01-1/2024-05/all/ytd", 303.0)}
    assert not revised([replace(PRINTED, current=little)], NAMES).marked(JUNE, MARKED_FROM)
    told = {one.key.split("/")[-1]: one.value for one in revision_figures(found, JUNE)}
    assert told == {
        "before": 300,
        "now": 330,
        "percent": pytest.approx(10),
        "revisions_marked": 1,
        "revisions_waiting": 0,
        "revisions": 1,
    }
    in_may = {one.key.split("/")[-1]: one.value for one in revision_figures(found, MAY)}
    assert (in_may["revisions_marked"], in_may["revisions"]) == (
        0,
        1,
    )  # the month's own paper is no earlier one


def lit(key: str, word: str) -> Figure:
    return Figure(key, "任务1", None, word=word, kind="text")


def test_a_corrected_issue_is_asked_for_by_a_light_or_by_the_threshold() -> None:
    total, light = "T01-1/2024-05/all/ytd", "task-1/2024-05/all/light"
    sealed = index(figure(total, 300.0), lit(light, "● 绿"), figure("T01-1/2024-05/1/ytd", 10.0))
    same = {**sealed, "T01-1/2024-05/1/ytd": figure("T01-1/2024-05/1/ytd", 99.0)}
    assert worth_issuing(sealed, same, lights=True, percent=1) == ()
    red = {**sealed, light: lit(light, "● 红")}
    assert worth_issuing(sealed, red, lights=True, percent=1) == ("任务1由“● 绿”变为“● 红”",)
    assert worth_issuing(sealed, red, lights=False, percent=1) == ()
    small = {**sealed, total: figure(total, 302.0)}
    assert worth_issuing(sealed, small, lights=True, percent=1) == ()
    assert len(worth_issuing(sealed, small, lights=True, percent=0.5)) == 1
    gone = {**sealed, total: figure(total, None, word="待统计")}
    assert worth_issuing(sealed, gone, lights=True, percent=1) == (f"指标{total}由300个变为待统计",)
