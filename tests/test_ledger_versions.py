"""The ledger with hand-made submissions: versions, parts, row sheets, accounting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import figures_samples as samples
import pytest

from toolkit.core.form import EXPERIENCE, INDICATORS, PROJECTS, TASKS
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.core.returns import Cell, Light, Outcome, Submission
from toolkit.core.reviews import LightVerdict
from toolkit.ledger.records import Ruling, Verdict
from toolkit.ledger.store import Ledger, open_ledger
from toolkit.pipeline.month.assembling import verdicts_then
from toolkit.pipeline.month.checkedreturns import checked_returns

UNIT = "653101"
JUNE = Period(2024, 6)
START = datetime(2024, 6, 20, 9)

Values = dict[Place, float | str]


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    opened = open_ledger("sqlite://")
    yield opened
    opened.close()


def test_a_decided_light_of_an_earlier_month_is_of_the_task_that_still_has_its_number(ledger: Ledger) -> None:
    at = datetime(2024, 7, 1)
    keys = ("T01-1", "task-1", "task-1/653101", "task-2", "task-2/653101")
    ledger.save_verdicts(JUNE, [Verdict(key, "● 绿", "● 红", "现场核查", "", at) for key in keys])
    tasks = (samples.task(1), samples.task(2, known_as="1-2"))
    found = verdicts_then(ledger, samples.checklist(tasks=tasks), JUNE)
    assert set(found) == {"T01-1", "task-1", "task-1/653101"}
    assert found["task-1"] == LightVerdict("task-1", Light.GREEN, "现场核查", Light.RED)


def cell(place: Place, value: float | str | None, outcome: Outcome = Outcome.ACCEPTED) -> Cell:
    sheet, key, field = place
    return Cell(sheet, f"{key}.{field}", str(value), outcome, sheet, key, field, value)


def add(
    ledger: Ledger,
    name: str,
    values: Values,
    *,
    blank: set[Place] | None = None,
    hours: int | None = None,
    part: str = "",
    rejected: set[Place] | None = None,
    foreign: int = 0,
    held: bool = False,
    unit: str = UNIT,
) -> str:
    version = ledger.next_version(unit, JUNE)
    received = START + timedelta(hours=version if hours is None else hours)
    digest = sha256(name.encode()).hexdigest()
    cells = [
        cell(place, value, Outcome.REJECTED if place in (rejected or set()) else Outcome.ACCEPTED)
        for place, value in values.items()
    ]
    cells += [Cell(TASKS, f"Z{row}", "x", Outcome.IGNORED, note="表外") for row in range(foreign)]
    submission = Submission(
        digest,
        f"archive/2024-06/{unit}/v{version}_{name}",
        name,
        unit,
        JUNE,
        received,
        version,
        tuple(cells),
        frozenset(blank or ()),
    )
    assert ledger.add_submission(submission, part=part, held=held)
    return digest


def ind(key: str, field: str = "ytd") -> Place:
    return (INDICATORS, key, field)


def values_of(ledger: Ledger, **options: bool) -> Values:
    return {(e.sheet, e.key, e.field): e.value for e in ledger.entries(JUNE, **options)}


def codes(ledger: Ledger) -> list[str]:
    return [finding.code for finding in ledger.read_findings(JUNE)]


def fates(ledger: Ledger, digest: str) -> dict[Place, Outcome]:
    return {(c.form_sheet, c.key, c.field): c.outcome for c in ledger.cells(digest)}


def test_a_filled_cell_supersedes_and_a_blank_leaves_the_older_value(ledger: Ledger) -> None:
    first = add(ledger, "a.xlsx", {ind("T01-1"): 5.0, ind("T01-2"): 7.0, ind("T01-3"): 1.0})
    second = add(ledger, "b.xlsx", {ind("T01-1"): 6.0, ind("T01-3"): 1.0}, blank={ind("T01-2")})
    assert values_of(ledger) == {ind("T01-1"): 6.0, ind("T01-2"): 7.0, ind("T01-3"): 1.0}
    assert fates(ledger, first)[ind("T01-1")] is Outcome.SUPERSEDED
    assert fates(ledger, first)[ind("T01-2")] is Outcome.ACCEPTED
    assert set(fates(ledger, second).values()) == {Outcome.ACCEPTED}
    (finding,) = ledger.read_findings(JUNE)
    assert (finding.code, finding.key, finding.values["older"]) == ("Q751", "T01-2", "7")
    source = {(e.sheet, e.key, e.field): e.source for e in ledger.entries(JUNE)}[ind("T01-2")]
    assert source is not None
    assert source.sha256 == first


def test_an_older_return_that_arrives_later_does_not_supersede(ledger: Ledger) -> None:
    add(ledger, "new.xlsx", {ind("T01-1"): 6.0}, hours=10)
    late = add(ledger, "old.xlsx", {ind("T01-1"): 5.0}, hours=2)
    assert values_of(ledger) == {ind("T01-1"): 6.0}
    assert fates(ledger, late)[ind("T01-1")] is Outcome.SUPERSEDED


def test_parts_merge_and_differing_values_are_a_query(ledger: Ledger) -> None:
    rows = [ind(f"T0{n}-1") for n in range(1, 7)]
    add(ledger, "bureau-a.xlsx", dict.fromkeys(rows[:4], 1.0), blank=set(rows[4:]))
    add(ledger, "bureau-b.xlsx", {rows[3]: 2.0, rows[4]: 3.0, rows[5]: 4.0}, blank=set(rows[:3]))
    expected = {**dict.fromkeys(rows[:3], 1.0), rows[3]: 2.0, rows[4]: 3.0, rows[5]: 4.0}
    assert values_of(ledger) == expected
    (finding,) = ledger.read_findings(JUNE)
    assert (finding.code, finding.key, finding.seen, finding.values["older"]) == ("Q752", "T04-1", "2", "1")


def test_a_named_part_is_a_part_however_much_it_shares(ledger: Ledger) -> None:
    add(ledger, "a.xlsx", {ind("T01-1"): 1.0, ind("T01-2"): 1.0})
    add(ledger, "b.xlsx", {ind("T01-1"): 2.0}, part="教育局")
    assert values_of(ledger) == {ind("T01-1"): 2.0, ind("T01-2"): 1.0}
    assert codes(ledger) == ["Q752"]


def test_a_newer_unreadable_cell_supersedes_the_older_figure(ledger: Ledger) -> None:
    add(ledger, "a.xlsx", {ind("T01-1"): 1.0})
    add(ledger, "b.xlsx", {ind("T01-1"): "约三十余"}, rejected={ind("T01-1")})
    assert values_of(ledger) == {}


def project(key: str, name: str, done: float) -> Values:
    return {(PROJECTS, key, "name"): name, (PROJECTS, key, "year_done"): done}


def test_a_newer_version_replaces_project_rows_by_name(ledger: Ledger) -> None:
    fixed: Values = {ind("T01-1"): 1.0}
    add(ledger, "a.xlsx", {**fixed, **project("P1", "学校", 10.0), **project("P2", "医院", 20.0)})
    add(ledger, "b.xlsx", {**fixed, **project("P1", "医院", 25.0), **project("P2", "道路", 5.0)})
    entries = values_of(ledger)
    rows = {
        value: entries[PROJECTS, key, "year_done"] for (_, key, f), value in entries.items() if f == "name"
    }
    assert rows == {"医院": 25.0, "道路": 5.0}
    gone = [f for f in ledger.read_findings(JUNE) if f.code == "Q753"]
    assert [finding.values["row"] for finding in gone] == ["学校"]
    assert gone[0].problem == "“学校”在第1版的“重点项目”里有，第2版里没有，目前不再计入。"
    assert "补填到“重点项目”里再报" in gone[0].remedy and "裁定表里对这一条选“认可”" in gone[0].remedy


def test_parts_add_their_rows_under_keys_of_their_own(ledger: Ledger) -> None:
    add(
        ledger,
        "a.xlsx",
        {ind("T01-1"): 1.0, **project("P1", "学校", 10.0), (EXPERIENCE, "J001", "title"): "甲"},
    )
    add(
        ledger,
        "b.xlsx",
        {ind("T02-1"): 1.0, **project("P1", "医院", 20.0), (EXPERIENCE, "J001", "title"): "乙"},
    )
    entries = values_of(ledger)
    assert {entries[place] for place in entries if place[::2] == (PROJECTS, "name")} == {"学校", "医院"}
    assert {entries[place] for place in entries if place[0] == EXPERIENCE} == {"甲", "乙"}
    assert codes(ledger) == []


def test_experience_is_replaced_as_a_whole(ledger: Ledger) -> None:
    fixed: Values = {ind("T01-1"): 1.0}
    title, content = (EXPERIENCE, "J001", "title"), (EXPERIENCE, "J001", "content")
    add(ledger, "a.xlsx", {**fixed, title: "甲", content: "旧", (EXPERIENCE, "J002", "title"): "乙"})
    add(ledger, "b.xlsx", {**fixed, title: "乙", content: "新"})
    entries = values_of(ledger)
    assert entries == {**fixed, title: "乙", content: "新"}
    assert codes(ledger) == ["Q753"]


def test_a_version_with_no_rows_leaves_the_older_ones_and_asks(ledger: Ledger) -> None:
    fixed: Values = {ind("T01-1"): 1.0}
    add(ledger, "a.xlsx", {**fixed, **project("P1", "学校", 10.0)})
    add(ledger, "b.xlsx", fixed)
    assert (PROJECTS, "P1", "name") in values_of(ledger)
    assert codes(ledger) == ["Q754"]
    (asked,) = ledger.read_findings(JUNE)
    assert asked.problem == "第2版的“重点项目”一行也没有填，第1版填的“学校”目前仍计入。"
    assert "仍照第1版计入" in asked.remedy and "撤回第1版" in asked.remedy


def test_a_figure_sent_again_after_it_could_not_be_read_is_a_corrected_one(ledger: Ledger) -> None:
    """核实更正率: two of four, the one that was sent back unread and the one that is another number now."""
    same, other, unread, new = (ind(f"T0{n}-1") for n in range(1, 5))
    add(ledger, "a.xlsx", {same: 1.0, other: 2.0, unread: ""}, rejected={unread})
    add(ledger, "b.xlsx", {same: 1.0, other: 3.0, unread: 3.0, new: 4.0})
    found = checked_returns(ledger, JUNE, ledger.entries(JUNE))
    assert (found.reported, found.changed) == ({UNIT: 4}, {UNIT: 2})


def test_every_file_balances_and_the_same_bytes_are_one_submission(ledger: Ledger) -> None:
    places = [ind(f"T0{n}-1") for n in range(1, 6)]
    add(ledger, "a.xlsx", dict.fromkeys(places, 1.0), foreign=3, rejected={places[0]})
    add(ledger, "b.xlsx", dict.fromkeys(places[2:], 2.0), foreign=1)
    first, second = ledger.accounts(JUNE)
    assert (first.filled, first.accepted, first.rejected, first.superseded, first.ignored) == (8, 1, 1, 3, 3)
    assert (second.filled, second.accepted, second.ignored) == (4, 3, 1)
    assert first.balanced
    assert second.balanced
    again = ledger.submissions(JUNE)[0]
    assert not ledger.add_submission(again)
    assert len(ledger.submissions(JUNE)) == 2


def rule(ledger: Ledger, kind: str, target: str, seen: str = "") -> int:
    return ledger.rule(Ruling(kind, JUNE, UNIT, target, "核对", "王敏", START, seen))  # type: ignore[arg-type]


def test_withdrawing_and_pinning_and_taking_them_back(ledger: Ledger) -> None:
    first = add(ledger, "a.xlsx", {ind("T01-1"): 1.0})
    second = add(ledger, "b.xlsx", {ind("T01-1"): 2.0})
    number = rule(ledger, "pin", first)
    assert values_of(ledger) == {ind("T01-1"): 1.0}
    assert rule(ledger, "pin", first) == number
    ledger.revoke(number, START)
    assert values_of(ledger) == {ind("T01-1"): 2.0}
    number = rule(ledger, "withdraw", second)
    assert values_of(ledger) == {ind("T01-1"): 1.0}
    assert [item.sha256 for item in ledger.submissions(JUNE)] == [first]
    assert fates(ledger, second)[ind("T01-1")] is Outcome.IGNORED
    assert all(account.balanced for account in ledger.accounts(JUNE))
    ledger.revoke(number, START)
    assert values_of(ledger) == {ind("T01-1"): 2.0}


def test_a_figure_is_taken_out_while_it_stays_the_same(ledger: Ledger) -> None:
    add(ledger, "a.xlsx", {ind("T01-1"): 1.0, ind("T01-2"): 5.0})
    rule(ledger, "exclude", f"{INDICATORS}/T01-1/ytd", "1")
    assert values_of(ledger) == {ind("T01-2"): 5.0}
    assert ledger.accounts(JUNE)[0].ignored == 1
    add(ledger, "b.xlsx", {ind("T01-1"): 2.0, ind("T01-2"): 5.0})
    assert values_of(ledger) == {ind("T01-1"): 2.0, ind("T01-2"): 5.0}


def test_a_return_for_a_sealed_period_is_kept_but_does_not_count(ledger: Ledger) -> None:
    add(ledger, "a.xlsx", {ind("T01-1"): 1.0})
    add(ledger, "b.xlsx", {ind("T01-1"): 2.0}, held=True)
    assert values_of(ledger) == {ind("T01-1"): 1.0}
    assert values_of(ledger, with_held=True) == {ind("T01-1"): 2.0}
    assert codes(ledger) == ["E756"]
    assert all(account.balanced for account in ledger.accounts(JUNE))


def test_what_could_not_be_read_is_told_by_unit_as_it_stands_in_the_returns_in_force(ledger: Ledger) -> None:
    first, second, third = ind("T01-1"), ind("T01-2"), ind("T01-3")
    add(ledger, "a.xlsx", {first: "约三十", second: "待查", third: "若干"}, rejected={first, second, third})
    add(ledger, "b.xlsx", {first: "约四十", second: 5.0}, rejected={first})
    add(ledger, "c.xlsx", {second: "不详"}, rejected={second}, unit="653121")
    add(ledger, "d.xlsx", {third: "很多"}, rejected={third}, unit="653122", held=True)
    kept = {
        (unit, cell.place): cell.raw  # file by file, as the cells of each tell it
        for one in ledger.submissions(JUNE)
        for unit in [one.unit]
        for cell in ledger.cells(one.sha256)
        if cell.outcome is Outcome.REJECTED and cell.form_sheet
    }
    told = ledger.rejected_texts(JUNE)
    assert {(unit, place): text for unit, texts in told.items() for place, text in texts.items()} == kept
    assert told == {UNIT: {first: "约四十", third: "若干"}, "653121": {second: "不详"}}


def test_a_double_row_that_was_deleted_renumbers_no_project_and_is_not_missed(ledger: Ledger) -> None:
    fixed: Values = {ind("T01-1"): 1.0}
    add(ledger, "a.xlsx", {**fixed, **project("P1", "学校", 10.0), **project("P2", "学校", 10.0)})
    add(ledger, "b.xlsx", {**fixed, **project("P1", "学校", 10.0)})
    assert {place[1] for place in values_of(ledger) if place[0] == PROJECTS} == {"P1"}
    assert codes(ledger) == []


def test_two_rows_of_one_name_keep_their_numbers_in_a_newer_version(ledger: Ledger) -> None:
    fixed: Values = {ind("T01-1"): 1.0}
    rows = {**fixed, **project("P1", "学校", 10.0), **project("P2", "学校", 20.0)}
    add(ledger, "a.xlsx", rows)
    add(ledger, "b.xlsx", rows)
    assert values_of(ledger) == rows
