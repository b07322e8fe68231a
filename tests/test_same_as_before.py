"""与上月相同: one click in a row reports last month's status, completion and texts, marked; a filled cell wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from collect_month import GRID, JUNE, Month, make_month
from forms_samples import PERIOD, UNIT, compute, sample_form
from test_forms_live import told, wrong_caches

from toolkit.core.form import TASKS
from toolkit.core.periods import Period
from toolkit.core.returns import ADJUSTED, SAME, Entry
from toolkit.demo.returns import made_up_values
from toolkit.forms.owed import BLANK_CODES, blank, held, owed, rows_of
from toolkit.forms.plan import Prefill
from toolkit.forms.same import taken_over, with_same
from toolkit.forms.selfchecks import lines
from toolkit.forms.taskchecks import ANOTHER_STATUS, NOTHING_BEFORE
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.month.planning import FormPlanner

JULY = Period(2024, 7)
LAST = {
    "status": "进度滞后",
    "completion": 40.0,
    "progress": "5月完成选址。",
    "problems": "缺地",
    "next_steps": "7月供地",
}


def entries(period: Period, values: dict[str, Any], key: str = "1") -> list[Entry]:
    return [Entry(UNIT.code, period, TASKS, key, field, value, None) for field, value in values.items()]


def taken(now: dict[str, Any], before: dict[str, Any], period: Period = PERIOD) -> dict[str, tuple[Any, str]]:
    found = with_same(entries(period, now), period, lambda: entries(period.previous, before))
    return {one.field: (one.value, one.mark) for one in found if one.field not in now}


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        ({"same": "是"}, set(LAST)),
        ({"same": "是", "progress": "6月已供地。"}, set(LAST) - {"progress"}),  # a filled cell wins
        ({"same": "是", "status": "进度滞后"}, set(LAST) - {"status"}),
        ({"same": "是", "status": "正常推进"}, set()),  # it is not the same
        ({"status": "正常推进"}, set()),
    ],
)
def test_what_a_row_takes_over(now: dict[str, Any], fields: set[str]) -> None:
    assert taken(now, LAST) == {field: (LAST[field], SAME) for field in fields}


def test_nothing_is_taken_over_from_nowhere_nor_into_a_new_year() -> None:
    assert taken({"same": "是"}, {}) == {}
    assert taken({"same": "是"}, LAST, Period(2025, 1)) == {}


def form_of_june() -> Any:
    return sample_form(prefill=Prefill(entries(PERIOD.previous, LAST)))


@pytest.mark.parametrize(
    ("values", "counter", "message"),
    [
        ({"same": "是"}, "必填项 1/14", ""),
        ({"same": "是", "progress": "供地了"}, "必填项 1/14", ""),
        ({"same": "是", "status": "正常推进"}, "必填项 1/16", ANOTHER_STATUS),
        ({"same": "同"}, "必填项 0/14", "请从下拉列表中选一项"),
    ],
)
def test_the_form_checks_it_at_once(values: dict[str, Any], counter: str, message: str) -> None:
    form = form_of_june()
    typed = {(TASKS, "1", field): value for field, value in values.items()}
    book = compute(form, wrong_caches(form), typed)
    assert str(book.get_value("自检", 3, 1)).startswith(f"{counter}，有误 {int(bool(message))} 处")
    said = {at: text for at, text in told(book).items() if at[0] == TASKS and at[1].endswith("5")}
    assert ("".join(said.values()).startswith(f"Q5 与上月相同：{message}。")) if message else said == {}
    python = [line.message for line in lines(form, typed) if (line.sheet, line.key) == (TASKS, "1")]
    assert python == ["".join(said.values())]


def test_a_row_without_a_last_month_cannot_say_so() -> None:
    form = form_of_june()
    (line,) = [
        one for one in lines(form, {(TASKS, "2", "same"): "是"}) if (one.sheet, one.key) == (TASKS, "2")
    ]
    assert NOTHING_BEFORE in line.message


def test_the_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """June's return, July's form with one click, and what the ledger, the rules and the figures make of it."""
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    month = make_month(tmp_path / "w")
    workspace = month.workspace
    month.drop("国网6月.xlsx", month.filled(GRID))

    def take(now: datetime) -> None:
        result = collect(
            month.root, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist
        )
        assert [one.status for one in result.receipts] == ["accepted"]

    take(datetime(2024, 6, 26, 9))
    june = {(one.key, one.field): one for one in workspace.ledger.entries(JUNE) if one.sheet == TASKS}
    form = month.form(GRID, JULY)
    workspace.ledger.save_form(
        FormPlanner(workspace, JULY).record(form, datetime(2024, 7, 1, 9), write_form(form))
    )
    key = str(form.rows[0].task.no)
    values = {
        place: value
        for place, value in made_up_values(form, "").items()
        if place[:2] != (TASKS, key) or place[2] in ("person", "department")
    }
    month.drop("国网7月.xlsx", write_form(replace(form, values={**values, (TASKS, key, "same"): "是"})))
    take(datetime(2024, 7, 24, 9))
    july = {one.field: one for one in workspace.ledger.entries(JULY) if (one.sheet, one.key) == (TASKS, key)}
    assert july["status"].value == june[key, "status"].value
    assert july["progress"].value == june[key, "progress"].value
    assert {july[field].mark for field in ("status", "completion", "progress")} == {SAME}
    assert july["status"].source is not None and july["status"].source.address.startswith("Q")
    assert "2024年6月" in july["status"].note
    found = assemble(Month(month.root).workspace, JULY, with_held=True)
    about = {one.code for one in found.open if (one.form_sheet, one.key) == (TASKS, key)}
    assert not about & {"E201", "Q502"}
    figure = found.result.figures[f"task-{key}/2024-07/{GRID}/status"]
    assert figure.mark == SAME and str(june[key, "status"].value) in str(figure.word)


def rows(found: Any, key: str) -> set[str]:
    """Fields of the row that are said to be blank."""
    return {
        one.field
        for one in found.open
        if one.code.startswith("E2") and (one.form_sheet, one.key) == (TASKS, key)
    }


@pytest.mark.nightly
def test_what_a_form_did_not_show_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """June's return comes after July's form went out: the form knew of no change, so that no words are asked for one."""
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)
    month = make_month(tmp_path / "w")
    workspace, form = month.workspace, month.form(GRID, JULY)
    workspace.ledger.save_form(FormPlanner(workspace, JULY).record(form, datetime(2024, 7, 1, 9), b"1"))
    (key, *_) = [row.task.key for row in form.rows]
    late = {"status": "进度滞后", "problems": "缺地十二亩，正在报批", "next_steps": "7月供地"}
    month.drop("国网6月.xlsx", month.filled(GRID, changes={(TASKS, key, f): v for f, v in late.items()}))
    now = {place: value for place, value in made_up_values(form).items() if place[:2] != (TASKS, key)}
    told = {(TASKS, key, "status"): "正常推进", (TASKS, key, "completion"): 60.0}
    month.drop("国网7月.xlsx", write_form(replace(form, values={**now, **told})))
    collect(
        month.root,
        workspace.config,
        datetime(2024, 7, 24, 9),
        ledger=workspace.ledger,
        checklist=workspace.checklist,
    )
    assert {one.value for one in workspace.ledger.entries(JULY) if one.key == key} >= {"正常推进"}
    for again, asked in (
        (False, set()),
        (True, {"progress"}),
    ):  # sent again, it shows that last month was another
        if again:
            planner = FormPlanner(workspace, JULY)
            workspace.ledger.save_form(planner.record(month.form(GRID, JULY), datetime(2024, 7, 25, 9), b"2"))
        found = assemble(Month(month.root).workspace, JULY, with_held=True)
        row = next(one for one in found.result.units if one.unit.code == GRID)
        assert rows(found, key) == asked
        assert row.required - row.filled == sum(
            one.unit == GRID and one.code in BLANK_CODES for one in found.open
        )


# --- what such a row owes, from its entries ---


def lacking(now: list[Entry], shown: dict[str, Any]) -> set[str]:
    """Blank cells of the row that the unit owes, where its form showed this of last month."""
    found = with_same(now, PERIOD, lambda: entries(PERIOD.previous, shown))
    row = next(row for row in sample_form().rows if row.task.key == "1")
    form = replace(sample_form(), rows=(replace(row, previous=taken_over(PERIOD, shown.get)),), indicators=())
    values = held(found, ())
    return {cell.field for cell in blank(owed(rows_of(form), values), values)}


def test_a_click_is_all_that_is_owed_but_for_what_last_month_left_blank() -> None:
    said = entries(PERIOD, {"same": "是"})
    assert lacking(said, LAST) == set()
    assert lacking(said, {**LAST, "problems": ""}) == {"problems"}
    assert lacking(entries(PERIOD, {"same": "是", "problems": "缺地"}), {**LAST, "problems": ""}) == set()
    assert lacking(said, {}) == {"status"}
    assert lacking(entries(PERIOD, {"same": "是", "status": "正常推进"}), LAST) == {"completion", "progress"}


def test_a_status_that_was_corrected_stands_for_itself() -> None:
    """The office corrected 正常推进 to 进度滞后 in a row that said 是: now the reason is asked for."""
    calm = {"status": "正常推进", "completion": 40.0}
    found = with_same(entries(PERIOD, {"same": "是"}), PERIOD, lambda: entries(PERIOD.previous, calm))
    made = [replace(one, value="进度滞后", mark=ADJUSTED) if one.field == "status" else one for one in found]
    form = sample_form(prefill=Prefill(entries(PERIOD.previous, calm)))
    for now, asked in ((found, set()), (made, {"progress", "problems", "next_steps"})):
        values = held(now, ())
        cells = [cell for cell in owed(rows_of(form), values) if (cell.sheet, cell.key) == (TASKS, "1")]
        assert {cell.field for cell in blank(cells, values)} == asked
