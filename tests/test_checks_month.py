"""A month of fourteen returns through the real chain, 120 faults planted in ten of them: all are found."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.checks_case import clean_values
from tests.checks_planting import KINDS, Plant, Rows, plants
from toolkit.checklist import snapshot
from toolkit.core.findings import Finding, Severity
from toolkit.core.form import INDICATORS
from toolkit.core.model import Opening, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.demo.filling import fill_workbook
from toolkit.forms.write import write_form
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.month.planning import FormPlanner

pytestmark = pytest.mark.slow

MAY, JUNE = Period(2024, 5), Period(2024, 6)
FAULTY, EACH = 10, 12
CLEAN = ("653130", "653131", "653191", "653100")


@dataclass
class Planted:
    """The assembled month and what was planted, by unit code."""

    month: Month
    faults: dict[str, list[Plant]]


def send(workspace: Workspace, period: Period, unit: Unit, changes: dict[Place, str | float | None]) -> None:
    """Issue the unit's form, fill it as the unit would, put it into the inbox."""
    planner = FormPlanner(workspace, period)
    form = planner.plan(unit)
    data = write_form(form)
    workspace.ledger.save_form(planner.record(form, datetime(period.year, period.month, 1, 9), data))
    values = {**clean_values(form), **changes}
    filled = fill_workbook(data, form, {place: value for place, value in values.items() if value is not None})
    path = workspace.inbox / f"{unit.short}{period.month}月.xlsx"
    path.write_bytes(filled)
    moment = datetime(period.year, period.month, 24, 10).timestamp()
    os.utime(path, (moment, moment))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    root = tmp_path_factory.mktemp("planted")
    init_folder(root)
    workspace = Workspace(root)
    units = {unit.code: unit for unit in workspace.checklist.reporting}
    faults: dict[str, list[Plant]] = {}
    for number, code in enumerate(list(units)[:FAULTY]):
        form = FormPlanner(workspace, JUNE).plan(units[code])
        faults[code] = list(plants(Rows(form, clean_values(form)), number * EACH, EACH))
    workspace.checklist = replace(workspace.checklist, openings=tuple(openings(faults, units)))
    workspace.ledger.save_checklist(workspace.checklist.digest, snapshot.to_json(workspace.checklist))
    for period in (MAY, JUNE):
        for code in (*faults, *CLEAN):
            kind = "before" if period == MAY else "now"
            changes = {k: v for plant in faults.get(code, ()) for k, v in getattr(plant, kind).items()}
            send(workspace, period, units[code], changes)
        now = datetime(period.year, period.month, 26, 9)
        collect(root, workspace.config, now, ledger=workspace.ledger, checklist=workspace.checklist)
    assert list(Path(workspace.inbox).glob("*.xlsx")) == []
    return Planted(assemble(workspace, JUNE), faults)


def openings(faults: dict[str, list[Plant]], units: dict[str, Unit]) -> list[Opening]:
    return [
        Opening(plant.key, units[code].name, Period(2024, month), value)
        for code, found in faults.items()
        for plant in found
        for month, value in plant.opening.items()
    ]


def at(finding: Finding) -> tuple[str, str, str, str]:
    return finding.unit, finding.code, finding.form_sheet, finding.key


def among_planted(planted: Planted, finding: Finding) -> bool:
    """A sound figure is out of proportion where those of its peers were planted small."""
    keys = {plant.key for faults in planted.faults.values() for plant in faults}
    return finding.code == "Q411" and finding.key in keys


def test_there_are_120_faults_of_all_kinds(planted: Planted) -> None:
    every = [plant for found in planted.faults.values() for plant in found]
    assert len(every) == 120
    counts = Counter(plant.code for plant in every)
    assert len(counts) >= 30
    assert len({plant.code for plant in every if plant.code.startswith("E")}) >= 14
    assert len(KINDS) >= 40


def test_all_planted_faults_are_found(planted: Planted) -> None:
    found = {at(finding) for finding in planted.month.findings}
    missed = [
        (code, plant.code, plant.key)
        for code, faults in planted.faults.items()
        for plant in faults
        if (code, plant.code, plant.sheet, plant.key) not in found
    ]
    assert missed == []


def test_there_is_no_false_alarm(planted: Planted) -> None:
    expected = {
        (code, name, plant.sheet, plant.key)
        for code, faults in planted.faults.items()
        for plant in faults
        for name in (plant.code, *plant.also)
    }
    beyond = [
        finding
        for finding in planted.month.findings
        if at(finding) not in expected and not among_planted(planted, finding)
    ]
    alarms = [(one.code, one.unit, one.key) for one in beyond if one.severity is not Severity.NOTE]
    assert alarms == []


def test_clean_workbooks_have_no_finding_that_asks_for_anything(planted: Planted) -> None:
    asked = [
        (finding.unit, finding.code, finding.key, finding.problem)
        for finding in planted.month.findings
        if finding.unit in CLEAN
        and finding.severity is not Severity.NOTE
        and not among_planted(planted, finding)
    ]
    assert asked == []


def test_no_cell_has_two_findings_that_say_the_same(planted: Planted) -> None:
    places = Counter(
        (finding.unit, finding.form_sheet, finding.key, finding.field)
        for finding in planted.month.findings
        if finding.severity is Severity.ERROR
    )
    assert [place for place, count in places.items() if count > 1] == []


def test_every_finding_names_file_cell_and_remedy(planted: Planted) -> None:
    for finding in planted.month.findings:
        assert finding.problem and finding.remedy and "{" not in finding.problem + finding.remedy
        if finding.form_sheet == INDICATORS:
            assert finding.sheet and finding.address


def test_every_finding_has_an_id_of_its_own(planted: Planted) -> None:
    ids = Counter(finding.id for finding in planted.month.findings)
    assert [id for id, count in ids.items() if count > 1] == []
