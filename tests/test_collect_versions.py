"""collect on real forms: bureaus' parts, corrections, changed checklists, faults that stay with their file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from collect_month import GRID, HOUSING, JUNE, KASHGAR, NOW, Month, copy_month, make_month, run
from filelock import FileLock
from openpyxl import load_workbook

from toolkit.checklist import snapshot
from toolkit.core.form import INDICATORS, TASKS
from toolkit.core.model import Checklist
from toolkit.core.places import Place
from toolkit.core.returns import Outcome, Receipt
from toolkit.demo.returns import made_up_values
from toolkit.errors import OperatorError
from toolkit.forms.plan import Prefill, plan_form
from toolkit.forms.write import write_form
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.worker import Crew, Result
from toolkit.pipeline.collecting.judge import Judge
from toolkit.pipeline.collecting.parcel import Parcel, Piece


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("versions") / "root")


@pytest.fixture(autouse=True)
def no_waiting_for_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.inbox.scan.OBSERVE_SECONDS", 0)


@pytest.fixture
def month(template: Month, tmp_path: Path) -> Iterator[Month]:
    copied = copy_month(template, tmp_path / "root")
    yield copied
    copied.workspace.ledger.close()


def values_of(month: Month) -> dict[Place, float | str]:
    return {(e.sheet, e.key, e.field): e.value for e in month.workspace.ledger.entries(JUNE)}


def codes(month: Month) -> list[str]:
    return sorted(finding.code for finding in month.workspace.ledger.read_findings(JUNE))


def progress(number: int) -> Place:
    return (TASKS, str(number), "progress")


def test_two_bureaus_of_one_unit_merge(month: Month) -> None:
    form = month.form(KASHGAR)
    made = made_up_values(form)
    rows = [str(row.task.no) for row in form.rows]
    mine, theirs = set(rows[: len(rows) // 2]), set(rows[len(rows) // 2 :])
    shared = rows[0]
    first = {place: value for place, value in made.items() if place[0] == TASKS and place[1] in mine}
    second = {place: value for place, value in made.items() if place[0] == TASKS and place[1] in theirs}
    second[progress(int(shared))] = "另一个部门写的进展：新建3所学校"
    month.drop("甲局.xlsx", write_form(replace(form, values=first)), datetime(2024, 6, 20))
    month.drop("乙局.xlsx", write_form(replace(form, values=second)), datetime(2024, 6, 21))
    run(month)
    merged = values_of(month)
    expected = {**first, **second}
    assert {place: merged[place] for place in expected} == expected
    conflicts = [f for f in month.workspace.ledger.read_findings(JUNE) if f.code == "Q752"]
    assert [(f.key, f.field) for f in conflicts] == [(shared, "progress")]
    assert "Q751" not in codes(month)
    accounts = month.workspace.ledger.accounts(JUNE)
    assert [account.superseded for account in accounts] == [1, 0]
    assert all(account.balanced for account in accounts)


def test_a_sheet_that_came_in_another_workbook_of_the_unit_is_not_missing(month: Month) -> None:
    """Each of two has a part of the sheets; one alone misses the other's."""
    for name, sheet, missing in (("任务.xlsx", INDICATORS, True), ("指标.xlsx", TASKS, False)):
        book = load_workbook(BytesIO(month.filled(KASHGAR)))
        del book[sheet]
        book.save(out := BytesIO())
        month.drop(name, out.getvalue(), datetime(2024, 6, 20))
        run(month)
        assert ("E124" in codes(month)) is missing


def test_a_newer_return_with_a_blank_asks_about_it(month: Month) -> None:
    place = progress(month.form(GRID).rows[0].task.no)
    month.drop("一.xlsx", month.filled(GRID), datetime(2024, 6, 20))
    month.drop("二.xlsx", month.filled(GRID, changes={place: None}), datetime(2024, 6, 21))
    run(month)
    assert place in values_of(month)
    assert codes(month) == ["Q751"]


def test_a_newer_return_that_holds_a_few_cells_alone_is_asked_about_once_a_sheet(month: Month) -> None:
    """A supplement: the clerk filled what was to be mended into an empty form, and sent that."""
    month.drop("一.xlsx", month.filled(KASHGAR), datetime(2024, 6, 20))
    run(month)
    before = values_of(month)
    kept = progress(month.form(KASHGAR).rows[0].task.no)
    places = [place for place in before if place[0] in (TASKS, INDICATORS) and place != kept]
    changes = {**dict.fromkeys(places), kept: "6月20日已完成验收3处。"}
    month.drop("二.xlsx", month.filled(KASHGAR, changes=changes), datetime(2024, 6, 21))
    run(month)
    after = values_of(month)
    assert after == {**before, kept: "6月20日已完成验收3处。"}
    found = month.workspace.ledger.read_findings(JUNE)
    asked = [one for one in found if one.code in ("Q750", "Q751")]
    assert {(one.code, one.form_sheet) for one in asked} == {("Q750", INDICATORS), ("Q750", TASKS)}
    counts = {sheet: sum(place[0] == sheet for place in places) for sheet in (TASKS, INDICATORS)}
    assert {one.form_sheet: int(one.values["count"]) for one in asked} == counts


@pytest.mark.parametrize(("zeros", "asked"), [(4, []), (6, ["6"])])
def test_many_figures_that_become_nought_are_asked_about_once(
    month: Month, zeros: int, asked: list[str]
) -> None:
    month.drop("一.xlsx", month.filled(KASHGAR), datetime(2024, 6, 20))
    run(month)
    figures = [
        place
        for place, value in values_of(month).items()
        if place[0] == INDICATORS and isinstance(value, float) and value > 0 and place[2] == "ytd"
    ]
    changes = dict.fromkeys(figures[:zeros], 0.0)
    month.drop("二.xlsx", month.filled(KASHGAR, changes=changes), datetime(2024, 6, 21))
    run(month)
    found = month.workspace.ledger.read_findings(JUNE)
    assert [one.values["count"] for one in found if one.code == "Q768"] == asked
    assert all(values_of(month)[place] == 0 for place in changes)


def test_a_form_of_an_earlier_checklist_is_read_by_its_own(month: Month) -> None:
    month.drop("国网.xlsx", month.filled(GRID))
    workspace = month.workspace
    # Since the forms went out the office has taken the unit's task off the list.
    gone = month.form(GRID).rows[0].task.no
    rest = tuple(task for task in workspace.checklist.tasks if task.no != gone)
    changed = replace(workspace.checklist, tasks=rest, digest="")
    workspace.checklist = replace(changed, digest=snapshot.digest_of(changed))
    result = run(month)
    assert [receipt.status for receipt in result.receipts] == ["accepted"]
    assert progress(gone) in values_of(month)
    assert not any(finding.code == "N757" for finding in result.findings)
    assert len(workspace.ledger.checklists()) == 2


def form_of(month: Month, checklist: Checklist, tasks: frozenset[int] | None = None, part: str = "") -> bytes:
    """A filled form made from a checklist that the ledger need not know."""
    unit = next(item for item in month.workspace.checklist.reporting if item.code == KASHGAR)
    form = plan_form(
        checklist,
        unit,
        JUNE,
        prefill=Prefill(),
        deadline=NOW,
        data_until=NOW,
        office="办公室",
        office_contact="",
        key=month.workspace.ledger.key(),
        tasks=tasks,
        part=part,
    )
    return write_form(replace(form, values=made_up_values(form)))


def test_an_unknown_checklist_is_said_and_the_present_one_taken(month: Month) -> None:
    unknown = replace(month.workspace.checklist, digest="f" * 64)
    month.drop("喀什市.xlsx", form_of(month, unknown))
    result = run(month)
    assert [receipt.status for receipt in result.receipts] == ["accepted"]
    assert "N757" in codes(month)
    assert len(values_of(month)) > 100


def test_a_part_of_some_tasks_is_a_part(month: Month) -> None:
    numbers = frozenset(row.task.no for row in month.form(KASHGAR).rows[:2])
    month.drop("整份.xlsx", month.filled(KASHGAR), datetime(2024, 6, 20))
    month.drop("部分.xlsx", form_of(month, month.workspace.checklist, numbers, "任务"), datetime(2024, 6, 21))
    run(month)
    accounts = month.workspace.ledger.accounts(JUNE)
    assert [account.version for account in accounts] == [1, 2]
    assert accounts[0].superseded > 0
    assert accounts[0].accepted > accounts[0].superseded
    assert "Q751" not in codes(month)


def test_one_file_that_kills_its_reader_costs_only_itself(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    month.drop("国网.xlsx", month.filled(GRID))
    month.drop("住建.xlsx", month.filled(HOUSING))

    whole = Crew.run

    def one_dies(crew: Crew, function: Callable[[Any], Any], batches: Any) -> Iterator[Result[Any]]:
        results = whole(crew, function, batches)
        next(results)
        yield Result(error=Unreadable("E820"), detail="exit -11")
        yield from results

    monkeypatch.setattr(Crew, "run", one_dies)
    result = run(month)
    assert sorted(receipt.status for receipt in result.receipts) == ["accepted", "refused"]
    assert result.needs_person
    assert any(finding.code == "E820" for finding in result.findings)


def test_a_bug_in_judging_costs_only_its_arrival(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    month.drop("a国网.xlsx", month.filled(GRID))
    month.drop("b住建.xlsx", month.filled(HOUSING))
    with monkeypatch.context() as patch:
        patch.setattr(Judge, "_accept", fail_for(Judge._accept, "a国网.xlsx"))
        result = run(month)
    assert {receipt.name: receipt.status for receipt in result.receipts} == {
        "a国网.xlsx": "refused",
        "b住建.xlsx": "accepted",
    }
    assert (month.inbox / "a国网.xlsx").exists()
    assert [receipt.status for receipt in run(month).receipts] == ["accepted"]


def fail_for(whole: Callable[..., Receipt], name: str) -> Callable[..., Receipt]:
    def accept(judge: Judge, parcel: Parcel, piece: Piece, read: object) -> Receipt:
        receipt = whole(judge, parcel, piece, read)
        if piece.name == name:
            raise ZeroDivisionError
        return receipt

    return accept


def test_a_second_run_at_the_same_time_stops_with_one_sentence(
    month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.pipeline.collect._LOCK_SECONDS", 0.1)
    with FileLock(month.root / "archive" / ".collect.lock"), pytest.raises(OperatorError):
        run(month)


def test_every_cell_of_a_return_is_in_the_ledger_under_its_place(month: Month) -> None:
    form = month.form(KASHGAR)
    made = made_up_values(form)
    month.drop("喀什市.xlsx", month.filled(KASHGAR))
    run(month)
    (submission,) = month.workspace.ledger.submissions(JUNE)
    cells = month.workspace.ledger.cells(submission.sha256)
    placed = {(c.form_sheet, c.key, c.field) for c in cells if c.outcome is not Outcome.IGNORED}
    assert placed == set(made)
    figures = {place: value for place, value in made.items() if place[0] == INDICATORS and place[2] == "ytd"}
    assert {place: values_of(month)[place] for place in figures} == figures
