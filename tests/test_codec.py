"""What ledgers and folders keep as JSON is read as it was written, also by those before the codec.

``tests/data/kept.json`` was recorded from a month of the small demo (and, where it has none, from made-up values) by the four
hand serialisers that the codec took the place of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from toolkit.checklist.snapshot import digest_of, from_json, to_json
from toolkit.core.codec import made, plain
from toolkit.core.corrections import answers_json, answers_of
from toolkit.core.exports import maps_of, maps_text
from toolkit.core.findings import Finding
from toolkit.core.imported import imported_of
from toolkit.core.model import Comparator, Kind, Target
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, Receipt, Source
from toolkit.core.reviews import review_of
from toolkit.ledger.carried import carried_of, carried_text
from toolkit.ledger.rows import to_json as compact
from toolkit.pipeline.archive.basis import State
from toolkit.pipeline.mailing.postlist import Held, Said
from toolkit.pipeline.record.runrecord import Matter, RunRecord, Standing

KEPT: dict[str, str] = json.loads((Path(__file__).parent / "data" / "kept.json").read_text("utf-8"))


def sorted_text(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)


def test_a_checklist_of_a_ledger_is_the_same_text_again() -> None:
    checklist = from_json(KEPT["checklist"])
    assert to_json(checklist) == KEPT["checklist"]
    assert digest_of(checklist) == checklist.digest
    one = checklist.indicators[0]
    assert isinstance(one.kind, Kind)
    assert isinstance(one.comparator, Comparator)
    assert all(type(year) is int and type(target) is Target for year, target in one.targets.items())
    assert all(type(year) is int for task in checklist.tasks for year in task.measures)
    hash(
        (checklist.tasks[0].leads, checklist.units[0].aliases, checklist.curves[0].shares)
    )  # tuples, not lists


def test_a_checklist_from_before_later_columns_is_read() -> None:
    raw = json.loads(KEPT["checklist"])
    for row in raw["tasks"]:
        del row["support"], row["deadline"], row["known_as"]
    for register in ("decisions", "awards", "units"):
        del raw[register]
    checklist = from_json(json.dumps(raw))
    assert {(task.support, task.known_as) for task in checklist.tasks} == {((), "")}
    assert checklist.units == ()
    with pytest.raises(ValueError, match="format"):
        from_json(json.dumps(raw | {"format": 2}))


def test_what_a_form_showed_is_the_same_text_again() -> None:
    carried = carried_of(KEPT["carried"], "653101", Period(2024, 6))
    assert carried.entries
    again = carried_text(carried.entries, carried.changes, carried.decisions, carried.so_far)
    assert again == KEPT["carried"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("figures", dict[str, Figure]), ("run", RunRecord), ("state", State)],
)
def test_records_are_the_same_text_again(name: str, kind: Any) -> None:
    assert sorted_text(made(kind, json.loads(KEPT[name]))) == KEPT[name]


def test_records_have_the_types_of_their_fields() -> None:
    figures = made(dict[str, Figure], json.loads(KEPT["figures"]))
    assert any(type(source) is Source for figure in figures.values() for source in figure.sources)
    assert any(figure.inputs for figure in figures.values())
    for figure in figures.values():
        hash(figure)
    record = made(RunRecord, json.loads(KEPT["run"]))
    assert type(record.standing) is Standing
    assert all(type(one) is Finding for one in record.queries)
    assert all(type(one) is Matter for one in record.matters)


def test_mails_receipts_and_packs_are_the_same_text_again() -> None:
    mails = json.loads(KEPT["mails"])
    read = {"held": made(list[Held], mails["held"]), "said": made(dict[str, Said], mails["said"])}
    assert plain(read) == mails
    assert all(isinstance(one.to, tuple) for one in read["said"].values())
    receipts = made(tuple[Receipt, ...], json.loads(KEPT["receipts"]))
    assert compact(plain(receipts)) == KEPT["receipts"]
    assert review_of(KEPT["review"], "x").as_json() == KEPT["review"]
    assert review_of(KEPT["review"], "x").period == Period(2024, 6)
    assert review_of(KEPT["review"], "x").file == "x"
    assert answers_json(answers_of(KEPT["answers"])) == KEPT["answers"]
    assert maps_text(maps_of([KEPT["exports"]]).values()) == KEPT["exports"]
    (value,) = imported_of(KEPT["imported"])
    assert (value.unit, value.period, value.key, value.field, value.value) == (
        "653101", "2024-01", "T02-3", "ytd", 12.0,
    )  # fmt: skip


@dataclass(frozen=True)
class Every:
    when: datetime
    day: date | None
    period: Period
    months: frozenset[Period]
    pairs: tuple[tuple[str, float | None], ...]
    kinds: dict[int, list[Kind]] = field(default_factory=dict)
    later: str = "none"


def test_every_kind_of_field_comes_back_through_json() -> None:
    value = Every(
        datetime(2024, 6, 28, 9), date(2024, 6, 1), Period(2024, 6), frozenset({Period(2024, 5), Period(2024, 4)}),
        (("a", 1.5), ("b", None)), {2024: [Kind.FLOW]},
    )  # fmt: skip
    row = json.loads(json.dumps(plain(value)))
    assert made(Every, row) == value
    assert made(Every, row | {"day": None, "period": "2024-06"}).period == Period(2024, 6)
    del row["later"]
    assert made(Every, row).later == "none"
    with pytest.raises(TypeError):
        made(Every, row | {"unheard": 1})
    with pytest.raises(TypeError):
        made(Every, {"later": "alone"})
    with pytest.raises(ValueError, match="x"):
        made(Every, row | {"kinds": {"2024": ["x"]}})
