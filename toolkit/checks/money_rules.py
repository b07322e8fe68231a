"""The rules on sums of a project that its own words name: all of a row ten times too large contradict nothing but these."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.checks.project_remarks import taken_back
from toolkit.checks.project_sums import against, sums_said
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import PROJECTS, TASKS
from toolkit.core.messages import MEANT, Message
from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import SCALES, sentences
from toolkit.core.value_text import squeeze
from toolkit.forms.layout import MONEY_FIELDS, PROJECT_SHEET

_WAN = 10_000.0
_POWERS = (10.0, 100.0, 1000.0, 10_000.0)
_NAMED = 5  # letters of a name that tell a project among a unit's texts
_OF_PROJECT = (fields.NAME, fields.IMAGE, fields.PROBLEMS)
_OF_TASK = (fields.PROGRESS, fields.PROBLEMS, fields.NEXT_STEPS)
_BETWEEN = r"(?:约|达到?|为|是|额|共|已|了|[:：])*"
_SUM = _BETWEEN + r"(\d+(?:\.\d+)?)(亿|千万|百万|万|千)?元"
_SUMS = {
    fields.TOTAL: lazy_regex(r"(?<![年计划])(?:概算|估算)?总投资" + _SUM),
    fields.FUNDED: lazy_regex(r"(?:到位资金|资金(?:已|累计)*到位)" + _SUM),
    fields.YEAR_PLAN: lazy_regex(r"(?:本年|今年|年度)计划(?:完成)?投资" + _SUM),
    fields.YEAR_DONE: lazy_regex(r"(?:本年|今年)(?:度|以来|已|累计)*完成投资" + _SUM),
    fields.CUMULATIVE_DONE: lazy_regex(r"(?<![本今年以来])累计(?:已)?完成(?:总?投资)" + _SUM),
}


@rule(
    Q315=Message(
        "投资和文字里写的差十倍百倍",
        "{column}填了 {seen} 万元，而{where}里写的是“{words}”，像是计量单位不一样。",
        "请核对这个项目的各项投资是否按千元、元或亿元填了，本表以万元为单位；文字写错的请改文字，两处都对的，在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
    Q316=Message(
        "投资和文字里写的不一样",
        "{column}填了 {seen} 万元，而{where}里写的是“{words}”。",
        "请核对以哪一个为准，改数或者改文字；两处都对的，在“存在问题”里写一句差在哪里。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
)
def sums_are_those_in_words(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q315: a sum of a project is ten, a hundred … times what its name, its account or the unit's texts that name it say of the same sum,
    or that part of it; Q316: another amount than the row's own words say for sure. One question a row."""
    texts = [
        (f"任务{unit.form.task_number(key)}的文字", one)
        for key in unit.rows(TASKS)
        for name in _OF_TASK
        for one in sentences(squeeze(unit.text(TASKS, key, name)))
        if "投资" in one or "资金" in one
    ]
    for key in unit.rows(PROJECTS):
        title = squeeze(unit.text(PROJECTS, key, fields.NAME))
        own = [
            (PROJECT_SHEET.column(name).title, squeeze(unit.text(PROJECTS, key, name)))
            for name in _OF_PROJECT
        ]
        own += [(where, text) for where, text in texts if len(title) >= _NAMED and title in text]
        asked = next((one for where, text in own for one in _asked(unit, key, where, text)), None)
        yield from (asked,) if asked is not None else _another(data, unit, key)


def _asked(unit: UnitData, key: str, where: str, text: str) -> Iterator[Finding]:
    for name, pattern in _SUMS.items():
        value = unit.number(PROJECTS, key, name)
        for said in pattern.finditer(text) if value else ():
            if value and _is_another_measure(value, said[1], said[2] or ""):
                column = PROJECT_SHEET.column(name).title
                yield at(unit, "Q315", PROJECTS, key, name, column=column, where=where, words=said[0])


def _is_another_measure(value: float, digits: str, scale: str) -> bool:
    """Whether a sum in 万元 is a power of ten times the one that is said, or that part of it, as exactly as this is written."""
    factor = SCALES.get(scale, 1.0) / _WAN
    told, half = float(digits) * factor, 0.5 * 10.0 ** -len(digits.partition(".")[2]) * factor
    return told > 0 and any(
        abs(one - told) <= half + 1e-9 for power in _POWERS for one in (value / power, value * power)
    )


def _another(data: CheckData, unit: UnitData, key: str) -> Iterator[Finding]:
    """What the row's own words say of a sum that is another there; nothing where they are asked about as they take one back."""
    said = {name: sums_said(unit.text(PROJECTS, key, name), data.period) for name in _OF_PROJECT}
    claims = [one for own, _ in said.values() for one in own]
    others = [one for _, rest in said.values() for one in rest]
    values = {name: value for name in MONEY_FIELDS if (value := unit.number(PROJECTS, key, name)) is not None}
    claim = against(claims, others, values)
    if claim is None or taken_back(unit, key, data.period):
        return
    where = next(PROJECT_SHEET.column(name).title for name, (own, _) in said.items() if claim in own)
    column = PROJECT_SHEET.column(claim.column).title
    yield at(
        unit, "Q316", PROJECTS, key, claim.column, column=column, where=where, words=claim.sentence[:100]
    )
