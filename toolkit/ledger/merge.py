"""Brings the files of one unit and period together: which cell counts, what became of the others.

In: the unit's effective files, oldest first, each with its placed cells and its blank places.
Out: a fate for every placed cell, the row key it counts under, and findings for a person. Pure.

A filled cell supersedes an older one, also one that cannot be read; a blank leaves the older value.
Two files stand to each other as *version* (the newer was filled over the older) or as *part* (a
bureau's own rows): parts are recognised by sharing less than half of their filled fixed places, or by
a part name of their own. Only a version raises 疑问 for its blanks, only parts for differing values.

Rows of 重点项目 and 经验与诉求 have no fixed place. A version replaces the older file's rows (projects
are matched by name, then by number, and their blanks leave the older value; experience is replaced as
a whole), and rows that are gone raise 疑问, but for a project that another row still has. Parts add their rows under keys of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS
from toolkit.core.places import Place
from toolkit.core.returns import Outcome

ROW_SHEETS = (PROJECTS, EXPERIENCE)
_ROW_NAME = {PROJECTS: "name", EXPERIENCE: "title"}
_OWN_COVER = (COVER, "")  # 填报人 and the like: everyone's own, never a conflict
_READ = (Outcome.ACCEPTED, Outcome.NORMALISED)
MANY_BLANK, NAMED = 12, 6  # places of a sheet that are asked about one by one, and that are named of more
MANY_ZERO = 4  # figures that a correction may well make 0


def _is_fixed(place: Place) -> bool:
    """Is the place the same in every file of the form."""
    return place[0] not in ROW_SHEETS and place[:2] != _OWN_COVER


@dataclass(frozen=True)
class PlacedCell:
    """A filled cell inside the form, with its row in the ledger and its fate as read."""

    id: int
    place: Place
    value: float | str | None
    raw: str
    outcome: Outcome
    sheet: str = ""
    address: str = ""


@dataclass(frozen=True)
class VersionFile:
    """One file of the unit; ``version`` is its number in the archive."""

    sha256: str
    file: str
    unit: str
    version: int
    part: str
    cells: Sequence[PlacedCell]
    blank: Collection[Place] = frozenset()

    def fixed(self) -> set[Place]:
        """Filled places that are the same in every file of the form."""
        return {cell.place for cell in self.cells if _is_fixed(cell.place)}


@dataclass(frozen=True)
class Fate:
    """Where a placed cell stands: its outcome, why, and the row key it counts under."""

    outcome: Outcome
    note: str
    entry_key: str


@dataclass
class _Merging:
    """The state while files are taken in, oldest first."""

    current: dict[Place, tuple[VersionFile, PlacedCell]] = field(default_factory=dict)
    fates: dict[int, Fate] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def supersede(self, place: Place, by: VersionFile) -> None:
        _, cell = self.current.pop(place)
        note = f"被第{by.version}版替代"
        self.fates[cell.id] = Fate(Outcome.SUPERSEDED, note, place[1])

    def rows(self, sheet: str) -> dict[str, VersionFile]:
        """Row keys of a sheet now in force, with the file each row came from."""
        return {place[1]: file for place, (file, _) in self.current.items() if place[0] == sheet}

    def text(self, place: Place) -> str:
        held = self.current.get(place)
        return words(held[1].value) if held else ""


def merge(files: Sequence[VersionFile]) -> tuple[dict[int, Fate], list[Finding]]:
    """Fates by cell id and findings; files must be of one unit and period, oldest first."""
    state = _Merging()
    earlier: list[VersionFile] = []
    for file in files:
        versions = {old.sha256 for old in earlier if _is_version(old, file)}
        keyed = replace(file, cells=list(_keyed(file, state, versions)))
        _replace_rows(keyed, state, versions)
        _take_in(keyed, state, versions)
        earlier.append(file)
    return state.fates, state.findings


def _is_version(old: VersionFile, new: VersionFile) -> bool:
    """Was the new file filled over the old one (else it is a part beside it)."""
    if new.part and new.part != old.part:
        return False
    before, after = old.fixed(), new.fixed()
    if not before or not after:
        return not before and not after
    return 2 * len(before & after) >= min(len(before), len(after))


def _take_in(file: VersionFile, state: _Merging, versions: Collection[str]) -> None:
    state.findings += _said_of_blanks(file, state, versions)
    state.findings += _said_of_zeros(file, state)
    for cell in file.cells:
        held = state.current.get(cell.place)
        if held is not None:
            if held[0].sha256 not in versions and held[0] is not file and _differ(held[1], cell):
                state.findings.append(
                    _finding("Q752", file, cell.place, cell, held[0], words(held[1].value), words(cell.value))
                )
            state.supersede(cell.place, file)
        state.current[cell.place] = (file, cell)
        state.fates[cell.id] = Fate(cell.outcome, "", cell.place[1])


def _said_of_blanks(file: VersionFile, state: _Merging, versions: Collection[str]) -> Iterator[Finding]:
    """Each place that the file leaves empty and an older version has; many of a sheet together, since then it is a supplement."""
    blank: dict[tuple[str, str], list[Place]] = {}
    for place in sorted(_left_blank(file, state)):
        older, cell = state.current[place]
        if older.sha256 in versions and cell.outcome in _READ:
            blank.setdefault((place[0], older.sha256), []).append(place)
    for places in blank.values():
        if len(places) > MANY_BLANK:
            yield _many("Q750", file, [state.current[place] for place in places])
            continue
        for place in places:
            older, cell = state.current[place]
            yield _finding("Q751", file, place, cell, older, newer="")


def _said_of_zeros(file: VersionFile, state: _Merging) -> Iterator[Finding]:
    """Many figures of an older version that are 0 now: whoever sends what is his alone may have written 0 elsewhere."""
    pairs = ((cell, state.current.get(cell.place)) for cell in file.cells if cell.place[0] == INDICATORS)
    held = [one for cell, one in pairs if one is not None and cell.value == 0 and _is_above(one[1].value)]
    if len(held) > MANY_ZERO:
        yield _many("Q768", file, held)


def _is_above(value: float | str | None) -> bool:
    return isinstance(value, float | int) and value > 0


def _left_blank(file: VersionFile, state: _Merging) -> set[Place]:
    """Places in force that the file has but leaves empty."""
    filled = {cell.place for cell in file.cells}
    rows = {place[:2] for place in filled if place[0] in ROW_SHEETS}
    blank = {place for place in file.blank if _is_fixed(place)}
    blank |= {place for place in state.current if place[:2] in rows}
    return {place for place in blank - filled if place in state.current}


def _replace_rows(file: VersionFile, state: _Merging, versions: Collection[str]) -> None:
    """Older rows of a row sheet that a newer version no longer has (for experience, all older rows)."""
    for sheet in ROW_SHEETS:
        mine = _row_names(file, sheet)
        old_rows = {key: old for key, old in state.rows(sheet).items() if old.sha256 in versions}
        old_names = {key: state.text(Place(sheet, key, _ROW_NAME[sheet])) for key in old_rows}
        gone = [key for key in old_rows if key not in mine]
        if sheet == EXPERIENCE:
            # Its keys are only positions: a row lives on under its title, or where it was retitled.
            retitled = {key for key, name in mine.items() if name not in old_names.values()}
            gone = [key for key in old_rows if old_names[key] not in mine.values() and key not in retitled]
        if old_rows and not mine and _is_excerpt(file, state):
            continue  # it says nothing of the others
        once = {key for key in gone if not _is_double(sheet, key, mine, state)}
        for key in filter(once.__contains__, gone):
            code = "Q753" if mine else "Q754"
            state.findings.append(_row_finding(code, file, sheet, key, state, old_rows[key]))
        replaced = set(old_rows if sheet == EXPERIENCE else gone) if mine else set()
        for place in [place for place in state.current if place[0] == sheet and place[1] in replaced]:
            state.supersede(place, file)


def _is_excerpt(file: VersionFile, state: _Merging) -> bool:
    """Whether it has places of one sheet alone, and not all that are known: a few rows that mend, and no form."""
    there = {cell.place for cell in file.cells} | set(file.blank)
    lacks = any(_is_fixed(place) and place not in there for place in state.current)
    return lacks and len({place[0] for place in there}) == 1


def _is_double(sheet: str, key: str, mine: Collection[str], state: _Merging) -> bool:
    """Whether a project that is gone stood in another row as well (Q309), which is still there."""
    names = (fields.NAME, fields.TOTAL)
    own = [state.text(Place(sheet, key, name)) for name in names]
    others = ([state.text(Place(sheet, other, name)) for name in names] for other in mine)
    return sheet == PROJECTS and bool(own[0]) and any(other == own for other in others)


def _row_names(file: VersionFile, sheet: str) -> dict[str, str]:
    """Row keys of a row sheet in order, with the row's name or title ("" when it has none)."""
    names = {cell.place[1]: "" for cell in file.cells if cell.place[0] == sheet}
    for cell in file.cells:
        if cell.place[::2] == (sheet, _ROW_NAME[sheet]):
            names[cell.place[1]] = words(cell.value)
    return names


def _keyed(file: VersionFile, state: _Merging, versions: Collection[str]) -> Iterator[PlacedCell]:
    """The file's cells, rows of row sheets under the key that they count under."""
    keys = {sheet: _row_keys(file, sheet, state, versions) for sheet in ROW_SHEETS}
    for cell in file.cells:
        sheet, key, name = cell.place
        mapped = keys[sheet].get(key, key) if sheet in keys else key
        yield cell if mapped == key else replace(cell, place=Place(sheet, mapped, name))


def _row_keys(file: VersionFile, sheet: str, state: _Merging, versions: Collection[str]) -> dict[str, str]:
    """Row key in the file -> key that the row counts under."""
    mine = _row_names(file, sheet)
    held = state.rows(sheet)
    names = {key: state.text(Place(sheet, key, "name")) for key in held} if sheet == PROJECTS else {}
    mapped = {key: key for key, name in mine.items() if name and names.get(key) == name}
    for key, name in mine.items():
        under = [
            other for other, held_name in names.items() if held_name == name and other not in mapped.values()
        ]
        if name and key not in mapped and under:
            mapped[key] = under[0]
    for key in mine:
        if key not in mapped:
            free = key not in held or (held[key].sha256 in versions and key not in mapped.values())
            mapped[key] = key if free else _fresh(key, file.version, {*held, *mapped.values(), *mine})
    return mapped


def _fresh(key: str, version: int, taken: Collection[str]) -> str:
    """A key of its own for a part's row whose number is taken."""
    candidate = f"{key}-{version}"
    while candidate in taken:
        candidate += f"-{version}"
    return candidate


def _differ(older: PlacedCell, newer: PlacedCell) -> bool:
    if older.place[:2] == _OWN_COVER or older.outcome not in _READ or newer.outcome not in _READ:
        return False
    return older.value != newer.value and words(older.value) != words(newer.value)


def words(value: float | str | None) -> str:
    """A value as people read it; equal values give equal words."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float | int) else str(value).strip()


def _finding(
    code: str,
    file: VersionFile,
    place: Place,
    cell: PlacedCell,
    older: VersionFile,
    was: str | None = None,
    newer: str = "",
) -> Finding:
    was = words(cell.value) if was is None else was
    return Finding(
        code=code,
        unit=file.unit,
        sheet=cell.sheet,
        address=cell.address,
        form_sheet=place[0],
        key=place[1],
        field=place[2],
        seen=newer,
        values={"older": was, "older_version": str(older.version), "version": str(file.version)},
        file=file.file,
    )


def _many(code: str, file: VersionFile, held: Sequence[tuple[VersionFile, PlacedCell]]) -> Finding:
    older, cell = held[0]
    values = {
        "count": str(len(held)),
        "cells": "、".join(cell.address for _, cell in held[:NAMED]) + "等",
        "older_version": str(older.version),
        "version": str(file.version),
    }
    return Finding(code=code, unit=file.unit, form_sheet=cell.place[0], values=values, file=file.file)


def _row_finding(
    code: str, file: VersionFile, sheet: str, key: str, state: _Merging, older: VersionFile
) -> Finding:
    values: dict[str, str] = {
        "row": state.text(Place(sheet, key, _ROW_NAME[sheet])) or key,
        "sheet_name": sheet,
        "older_version": str(older.version),
        "version": str(file.version),
    }
    return Finding(code=code, unit=file.unit, form_sheet=sheet, key=key, values=values, file=file.file)
