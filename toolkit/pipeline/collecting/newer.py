"""Which of two returns of a unit is newer, and when the evidence of that contradicts itself.

In: the age of a return and those of the unit's others, the one that counts first. Out: its place among
them. The later received counts; of those first seen in one run (nobody knows which came first) the one that is not named void, else the
later mail, else the one whose name says so (补报, 最终稿, not 第一稿), else the later saved, else the later file, else the one whose name hints at it
(改, 新, a larger number). A name that speaks against the moments is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from toolkit.core.findings import Finding
from toolkit.core.name_ranks import VOID
from toolkit.core.places import Place
from toolkit.core.returns import Cell, Outcome
from toolkit.core.secrecy import inner_word, told
from toolkit.core.value_text import shown_name
from toolkit.inbox.fileremarks import hinted_later, rank_of
from toolkit.ledger.merge import words
from toolkit.ledger.records import Age, Rival

_AT_ONCE = timedelta(minutes=1)  # closer moments say nothing
_LEAST = timedelta(microseconds=1)
_NAMED, _LETTERS = 12, 24  # cells that Q763 names, and how much it shows of a text
_COUNTED = frozenset({Outcome.ACCEPTED, Outcome.NORMALISED, Outcome.SUPERSEDED})
_PRINTED = "%Y-%m-%d %H:%M"
_KINDS = {"mail": "发信时间", "saved": "保存时间", "file": "文件时间"}


@dataclass(frozen=True)
class Standing:
    """Where a return stands: its age with its order, the next newer one, and what must be asked about it.

    ``doubt`` are the values of Q763 where values differ and the evidence contradicts itself or there is none, else nothing.
    """

    age: Age
    newer: Rival | None = None
    doubt: Mapping[str, str] = field(default_factory=dict)


def standing(
    age: Age,
    rivals: Sequence[Rival],
    cells: Sequence[Cell],
    cells_of: Callable[[str], Sequence[Cell]],
    name: str = "",
) -> Standing:
    """The place of a return with those cells among its rivals, of which the one that counts comes first.

    ``cells_of`` gives the cells of a rival by its hash; where the evidence contradicts itself, or there is none, the
    fuller one of the two counts. ``name`` is the return's, with its folders.
    """
    above = below = None
    doubt: dict[str, str] = {}
    for rival in rivals:
        named = _named_newer(age, name, rival)
        newer = is_newer(age, rival.age) if named is None else named
        doubtful = (
            _is_doubtful(age, name, rival) if named is None else _is_against(age, name, rival, newer=named)
        )
        theirs = cells_of(rival.sha256) if doubtful else ()
        differ = _differing(cells, theirs)
        if differ:
            mine, other = len(_by_place(cells)), len(_by_place(theirs))
            newer = mine > other or (mine == other and newer)
            doubt = doubt or _doubt(age, rival, differ, newer, fuller=mine != other)
        if newer:
            below = rival
            break
        above = rival
    order = age.order
    if above is not None and order >= above.age.order:
        order = (above.age.order[0], above.age.order[1] - _LEAST)
    if below is not None and order < below.age.order:
        order = (below.age.order[0], below.age.order[1] + _LEAST)
    return Standing(replace(age, order=order), above, doubt)


def _doubt(
    age: Age, rival: Rival, differ: Sequence[tuple[Cell, Cell]], newer: bool, *, fuller: bool
) -> dict[str, str]:
    counted = ("填得更全的" if fuller else "") + ("这一版" if newer else f"第{rival.version}版")
    evidence = "同时收到，别的时间也分不出先后"
    if not is_untold(age, rival.age):
        against = "" if contradicts(age, rival.age) else "，与文件名说的先后相反"
        evidence = _evidence_words(age, rival.age) + against
    return {
        "other": str(rival.version),
        "other_name": shown_name(rival.name),
        "evidence": evidence,
        "count": str(len(differ)),
        "counted": counted,
        "cells": _told(differ, f"第{rival.version}版"),
    }


def _told(differ: Sequence[tuple[Cell, Cell]], other: str) -> str:
    """Places that two versions fill with different values, figures first: where, what this version says, and what the other."""
    ordered = sorted(differ, key=lambda pair: isinstance(pair[0].value, str))
    said = [
        f"{mine.sheet}!{mine.address}“{_short(mine)}”，{other}“{_short(theirs)}”"
        for mine, theirs in ordered[:_NAMED]
    ]
    return "；".join(said) + ("等" if len(ordered) > _NAMED else "")


def _short(cell: Cell) -> str:
    text = " ".join(words(cell.value).split())
    if inner_word(text):
        return told(text)
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"


def is_newer(age: Age, other: Age) -> bool:
    """By the best evidence that both have; what says nothing leaves the one that is judged later the newer."""
    if age.seen != other.seen:
        return age.received >= other.order[0]
    told = (later for later in _signs(age, other) if later is not None)
    return next(told, age.order[1] >= other.order[1])


def _named_newer(age: Age, name: str, rival: Rival) -> bool | None:
    """What the names say of two that came at once: one that is void always, any other where no mail tells."""
    if age.seen != rival.age.seen:
        return None
    mine, theirs = rank_of(name), rank_of(rival.name)
    if VOID not in (mine, theirs) and _by_mail(age, rival.age) is not None:
        return None
    if mine == theirs:
        return hinted_later(name, rival.name) if is_untold(age, rival.age) else None
    return mine > theirs


def _is_against(age: Age, name: str, rival: Rival, *, newer: bool) -> bool:
    """Whether the moments say otherwise than the names, or only a hint in them tells; one that is void needs no question."""
    ranks = {rank_of(name), rank_of(rival.name)}
    if is_untold(age, rival.age):
        return len(ranks) == 1
    return VOID not in ranks and newer != is_newer(age, rival.age)


def _is_doubtful(age: Age, name: str, rival: Rival) -> bool:
    """Whether the moments do not tell which is newer, or say otherwise than what two names hint at."""
    if contradicts(age, rival.age) or is_untold(age, rival.age):
        return True
    hinted = hinted_later(name, rival.name) if _by_mail(age, rival.age) is None else None
    return age.seen == rival.age.seen and hinted not in (None, is_newer(age, rival.age))


def _by_mail(age: Age, other: Age) -> bool | None:
    """What the mails in which two came say, of which nothing is known where they came in one."""
    both = "mail" in age.times and "mail" in other.times
    return _later(age.times["mail"], other.times["mail"]) if both else None


def contradicts(age: Age, other: Age) -> bool:
    """Whether one moment says that this return is the newer and another that it is the older."""
    signs = {later for later in _signs(age, other) if later is not None}
    return len(signs) > 1


def is_untold(age: Age, other: Age) -> bool:
    """Whether no moment says which of two returns is the newer: they came at once, and nothing tells when they were saved."""
    return all(later is None for later in _signs(age, other))


def _signs(age: Age, other: Age) -> Iterator[bool | None]:
    kinds = ["mail", "saved", "file"]
    if age.seen != other.seen:
        yield _later(age.received, other.received)
        kinds = ["saved"]  # copying changes the times of files, and a mail's is when it was received
    for kind in kinds:
        if kind in age.times and kind in other.times:
            yield _later(age.times[kind], other.times[kind])


def _later(mine: datetime, theirs: datetime) -> bool | None:
    return None if abs(mine - theirs) < _AT_ONCE else mine > theirs


def _evidence_words(age: Age, other: Age) -> str:
    """The moments of two returns that do not agree, for a person."""
    said = []
    if age.seen != other.seen:
        said.append(f"收到时间 {age.received:{_PRINTED}} 对 {other.received:{_PRINTED}}")
    for kind, word in _KINDS.items():
        if kind in age.times and kind in other.times:
            said.append(f"{word} {age.times[kind]:{_PRINTED}} 对 {other.times[kind]:{_PRINTED}}")
    return "，".join(said)


def _differing(mine: Sequence[Cell], theirs: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """The cells of places of the form that both fill, with different values."""
    others = _by_place(theirs)
    pairs = ((cell, others[place]) for place, cell in _by_place(mine).items() if place in others)
    return [(cell, other) for cell, other in pairs if cell.value != other.value]


def _by_place(cells: Sequence[Cell]) -> dict[Place, Cell]:
    return {cell.place: cell for cell in cells if cell.form_sheet and cell.outcome in _COUNTED}


def version_findings(name: str, unit: str, called: str, version: int, where: Standing) -> Iterator[Finding]:
    """What is to be said about which of a unit's versions counts; ``called`` is the unit's name."""
    said = {"unit": called, "version": str(version)}
    if where.doubt:
        yield Finding(
            "Q763", unit=unit, address=name, values={**where.doubt, **said, "name": shown_name(name)}
        )
    elif where.newer is not None:
        values = {"newer_version": str(where.newer.version)}
        yield Finding("N758", unit=unit, address=name, values=values)
