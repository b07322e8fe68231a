"""Whose return a workbook is, and of which month: from several signals, never by a guess.

In: a Book with its file name and sender, and what is known of units, keys and earlier returns. Out:
:class:`Identification` with evidence. Signals that agree give the unit with a confidence; signals that
contradict each other give findings for a person and no unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.core.findings import Finding
from toolkit.core.form import ASK_LIST, EXPERIENCE, FIX_LIST, INDICATORS, PROJECTS, TASKS
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.returns import Book, SheetData
from toolkit.core.value_text import raw_text
from toolkit.forms.identity import Identity
from toolkit.forms.reading.sheets import Located, Table, layout_seen, locate
from toolkit.inbox.content import digest_of, monthly_entries
from toolkit.inbox.signals import (
    FILE_NAME,
    Names,
    Signal,
    cover_signals,
    folder_signals,
    identities,
    name_signals,
    rows_of,
    sender_signals,
    title_signals,
)

ENOUGH = 0.6  # confidence below which nobody is named
UNSIGNED_LIMIT = 0.95
_NO_KEYS: dict[str, frozenset[str]] = {
    name: frozenset() for name in (TASKS, INDICATORS, PROJECTS, EXPERIENCE)
}


@dataclass(frozen=True)
class Issued:
    """A form that was sent out; ``rows`` are (form sheet, row key) of its tasks and indicators.

    ``asked`` is False when the unit owes nothing this month, so that a form without entries is a nil
    return and no blank one.
    """

    unit: str  # unit code
    period: Period
    rows: frozenset[tuple[str, str]] = frozenset()
    asked: bool = True


@dataclass(frozen=True)
class Known:
    """What the ledger knows: forms issued, whose content (by fingerprint) came before, units with another code now."""

    issued: tuple[Issued, ...] = ()
    fingerprints: Mapping[str, tuple[str, Period]] = field(default_factory=dict)
    former_codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Identification:
    """Unit and period with confidence and evidence (Chinese); ``conflicts`` name what a person must see.

    ``unit_code`` is None where a person must decide. ``digest`` is the checklist's the form was made
    from, "" when the file does not say; ``layout`` the form's (0 likewise), ``layout_seen`` what its headers
    say of it. ``fingerprint`` is to be kept with the submission. ``by_name``:
    only the file's name says the period. ``parts`` are those of the workbook's sheets, for whoever reads it on. ``excerpt``: a few
    rows that the unit put into a table of its own.
    """

    unit_code: str | None
    period: Period | None
    digest: str = ""
    part: str = ""
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    conflicts: tuple[Finding, ...] = ()
    blank_form: bool = False
    fingerprint: str = ""
    by_name: bool = False
    layout: int = 0
    layout_seen: int = 1
    parts: tuple[SheetData, ...] = ()
    excerpt: bool = False


def identify(
    book: Book,
    *,
    file_name: str,
    sender: str,
    units: Sequence[Unit],
    key: bytes,
    known: Known,
    period: Period,
    folder: str = "",
) -> Identification:
    """Judge one returned workbook; ``period`` is the current one, taken only where the file says none, ``folder`` is where the
    file lay."""
    names = _names(tuple(units))
    located = locate(book, _NO_KEYS)
    entries = monthly_entries(located)
    if not located.tables:
        return Identification(None, None, conflicts=(_no_form(book, file_name),), parts=located.parts)
    said = identities(book)
    of_unit = period if located.is_excerpt else None
    inside = [
        *_identity_signals(said, key, names, known),
        *(s for sheet in located.covers for s in cover_signals(sheet, names)),
        *(
            s
            for table in located.tables
            for s in title_signals(table, names, beside=_is_beside(table, located), of_unit=of_unit)
        ),
    ]
    signals = [
        *inside,
        *name_signals(file_name, period, names, inside),
        *sender_signals(sender, names),
    ]
    if folder and not any(signal.unit for signal in signals):
        signals += folder_signals(folder, names)
    return _judge(
        _Case(names, located, said, signals, key, known, period, file_name, digest_of(entries)), bool(entries)
    )


@lru_cache(maxsize=4)
def _names(units: tuple[Unit, ...]) -> Names:
    return Names(units)


def _no_form(book: Book, file_name: str) -> Finding:
    """Nothing of the form is in it; our own list of what to mend may have come back alone."""
    for sheet in book.sheets:
        title = raw_text(sheet.rows[0][0]).strip() if sheet.rows and sheet.rows[0] else ""
        for name in (FIX_LIST, ASK_LIST):
            if sheet.name == name or title.startswith(name):
                return Finding("E716", address=file_name, values={"sheet_name": name})
    return Finding("E707", address=file_name)


def _is_beside(table: Table, located: Located) -> bool:
    """Whether it is another sheet than the form's own, which is there under its own name."""
    own = table.spec.name
    return table.sheet.name != own and any(other.sheet.name == own for other in located.by_sheet[own])


def shows_rows(book: Book) -> bool:
    """Whether any table has a header of the form and rows with a task or an indicator's number."""
    return bool(rows_of(locate(book, _NO_KEYS)))


def fingerprint(book: Book) -> str:
    """A digest of this month's entries, "" when there are too few to tell returns apart."""
    return digest_of(monthly_entries(locate(book, _NO_KEYS)))


def _identity_signals(
    said: Sequence[tuple[str, Identity]], key: bytes, names: Names, known: Known
) -> Iterator[Signal]:
    for source, identity in said:
        weight = 1.0 if identity.genuine(key) else 0.0
        code = known.former_codes.get(identity.unit_code, identity.unit_code)
        unit = code if code in names.units else ""
        try:
            period: Period | None = Period.parse(identity.period)
        except ValueError:
            period = None
        yield Signal(source, unit, period, weight, identity.unit_code)


@dataclass(frozen=True)
class _Case:
    """All that a judgement rests on."""

    names: Names
    located: Located
    said: Sequence[tuple[str, Identity]]
    signals: Sequence[Signal]
    key: bytes
    known: Known
    current: Period
    file_name: str
    fingerprint: str

    def units(self) -> dict[str, list[Signal]]:
        """Unit code -> signals that name it."""
        found: dict[str, list[Signal]] = {}
        for signal in self.signals:
            if signal.unit:
                found.setdefault(signal.unit, []).append(signal)
        return found

    def periods(self) -> dict[Period, list[Signal]]:
        """Period -> signals that name it."""
        found: dict[Period, list[Signal]] = {}
        for signal in self.signals:
            if signal.period is not None:
                found.setdefault(signal.period, []).append(signal)
        return found

    def finding(self, code: str, **values: str) -> Finding:
        return Finding(code, address=self.file_name, values=values)

    def name(self, code: str) -> str:
        return self.names.units[code].name if code in self.names.units else code


def _judge(case: _Case, filled: bool) -> Identification:
    units, periods = case.units(), case.periods()
    conflicts = [*_identity_conflicts(case), *_unit_conflicts(case, units), *_period_conflicts(case, periods)]
    signed = [identity for _, identity in case.said if identity.genuine(case.key)]
    unit = next(iter(units)) if len(units) == 1 else ""
    period = next(iter(periods)) if len(periods) == 1 else None
    notes: list[Finding] = []
    if not conflicts and not unit:
        unit = _by_rows(case, period)
    if not conflicts and unit and period is None:
        period = case.current
        notes.append(case.finding("Q711", period=period.chinese))
    confidence = _confidence(case, unit, period, bool(signed)) if unit and not conflicts else 0.0
    if not conflicts:
        conflicts += _doubts(case, unit, period, confidence, bool(signed))
    evidence = tuple(_evidence(case, unit, period))
    if not conflicts and not signed:
        said = "；".join(evidence)
        notes.append(case.finding("N712", unit=case.name(unit), signals=said, confidence=f"{confidence:.0%}"))
    first = signed[0] if signed else None
    return Identification(
        None if conflicts else unit,
        period,
        digest=first.digest if first else "",
        part=first.part if first else "",
        confidence=0.0 if conflicts else confidence,
        evidence=evidence,
        conflicts=(*conflicts, *notes),
        blank_form=not filled and _owes(case, unit, period),
        fingerprint=case.fingerprint,
        by_name=period is not None and all(signal.source == FILE_NAME for signal in periods.get(period, ())),
        layout=first.layout if first else 0,
        layout_seen=layout_seen(case.located),
        parts=case.located.parts,
        excerpt=case.located.is_excerpt and not case.said,
    )


def _identity_conflicts(case: _Case) -> Iterator[Finding]:
    """An identity that does not fit its keyed digest was changed by hand, or made elsewhere."""
    for _, identity in case.said:
        if not identity.genuine(case.key):
            yield case.finding("E703", unit=case.name(identity.unit_code), period=identity.period)
            return


def _unit_conflicts(case: _Case, units: Mapping[str, list[Signal]]) -> Iterator[Finding]:
    sheets = {signal.unit for signal in case.signals if signal.unit and signal.source.startswith("“")}
    metas = {identity.unit_code for _, identity in case.said}
    if len(sheets) > 1 and (len(metas) > 1 or len(case.located.covers) > 1 or _doubled(case.located)):
        yield case.finding("E705", signals=_list(case, units))
    elif len(units) > 1:
        yield case.finding("E701", signals=_list(case, units))


def _doubled(located: Located) -> bool:
    return any(len(tables) > 1 for tables in located.by_sheet.values())


def _period_conflicts(case: _Case, periods: Mapping[Period, list[Signal]]) -> Iterator[Finding]:
    if len(periods) > 1:
        said = (f"{'、'.join(s.source for s in found)}：{month.chinese}" for month, found in periods.items())
        yield case.finding("E702", signals="；".join(said))


def _list(case: _Case, units: Mapping[str, list[Signal]]) -> str:
    return "；".join(
        f"{'、'.join(s.source for s in found)}：{case.name(code)}" for code, found in units.items()
    )


def _owes(case: _Case, unit: str, period: Period | None) -> bool:
    """Whether anything was asked for; else a form without entries is a nil return, and no blank one."""
    forms = [form for form in case.known.issued if (form.unit, form.period) == (unit, period)]
    return any(form.asked for form in forms) if forms else bool(rows_of(case.located))


def _by_rows(case: _Case, period: Period | None) -> str:
    """The only unit whose issued form has exactly these rows."""
    rows = rows_of(case.located)
    month = period or case.current
    owners = {form.unit for form in case.known.issued if form.period == month and rows and form.rows == rows}
    return owners.pop() if len(owners) == 1 else ""


def _fits_issued(case: _Case, unit: str, period: Period | None) -> float:
    """How far the rows speak for the unit: 0.6 when only its form has them, 0.3 when its form has."""
    rows = rows_of(case.located)
    month = period or case.current
    fitting = {f.unit for f in case.known.issued if f.period == month and rows and rows <= f.rows}
    if unit not in fitting:
        return 0.0
    return 0.6 if len(fitting) == 1 else 0.3


def _confidence(case: _Case, unit: str, period: Period | None, signed: bool) -> float:
    if signed:
        return 1.0
    doubt = 1.0 - _fits_issued(case, unit, period)
    best: dict[str, float] = {}
    for signal in case.signals:
        if signal.unit == unit:
            kind = "标题" if signal.source.endswith("标题") else signal.source
            best[kind] = max(best.get(kind, 0.0), signal.weight)
    for weight in best.values():
        doubt *= 1.0 - weight
    return round(min(UNSIGNED_LIMIT, 1.0 - doubt), 2)


def _doubts(case: _Case, unit: str, period: Period | None, confidence: float, signed: bool) -> list[Finding]:
    """What speaks against a unit that no signal contradicts."""
    if not unit or confidence < ENOUGH:
        seen = "；".join(_evidence(case, unit, period)) or "文件里没有单位名称"
        return [case.finding("E706", signals=seen)]
    issued = {(form.unit, form.period) for form in case.known.issued}
    if not signed and issued and (unit, period) not in issued and period is not None:
        return [case.finding("E710", unit=case.name(unit), period=period.chinese)]
    before = case.known.fingerprints.get(case.fingerprint) if case.fingerprint else None
    if before is not None and before[0] != unit:
        return [case.finding("E709", unit=case.name(before[0]), period=before[1].chinese)]
    if before is not None and before[1] != period and not signed:
        return [case.finding("E704", unit=case.name(before[0]), period=before[1].chinese)]
    return []


def _evidence(case: _Case, unit: str, period: Period | None) -> Iterator[str]:
    for signal in case.signals:
        said = [case.name(signal.unit)] if signal.unit else []
        said += [signal.period.chinese] if signal.period is not None else []
        if said:
            checked = "（校验码相符）" if signal.weight == 1.0 else ""
            yield f"{signal.source}{checked}：{' '.join(said)}"
    if unit and _fits_issued(case, unit, period):
        yield f"任务和指标行与下发给{case.name(unit)}的表相符"
