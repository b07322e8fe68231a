"""Which findings a ruling or an explanation closed, who let it stand, and what the others still want.

In: the ledger and a period's findings. Out: the findings, each with what its explanation lacks, and the
处理状态 of those that are closed. New explanations that are enough are remembered with the value seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.checks.data import CheckData
from toolkit.checks.explain import Explained, explained, lacking, moved_on, still_explains
from toolkit.core.findings import Finding, Severity
from toolkit.core.messages import CATALOGUE
from toolkit.ledger.records import Explanation
from toolkit.ledger.store import Ledger

_EXPLAINED = "已说明："  # how 处理状态 begins where the unit's own words closed a 疑问
BY_RULE = "程序按规则采纳"  # who let an explanation stand where no person ruled


def judged(
    ledger: Ledger, data: CheckData, findings: Sequence[Finding]
) -> tuple[list[Finding], dict[str, str]]:
    """The findings with what their explanations lack, and 处理状态 by id of those that are closed."""
    units = {unit.unit.code: unit for unit in data.units}
    rulings, known = ledger.accepted(data.period), _by_finding(ledger.explanations(data.period).values())
    told: list[Finding] = []
    new: list[Explanation] = []
    handling: dict[str, str] = {}
    for finding in findings:
        ruling = rulings.get((finding.id, finding.seen))
        if ruling is not None:
            handling[finding.id] = f"已认可：{ruling.reason}（{ruling.name}）"
        elif finding.severity is Severity.QUERY:
            unit = units.get(finding.unit)
            given = explained(unit, finding) if unit else Explained()
            verdict = _verdict(finding, given, known.get(finding.id, ()))
            if verdict.text:
                handling[finding.id] = f"{_EXPLAINED}{verdict.text}（{BY_RULE}）"
                if verdict.text == given.text:
                    new.append(Explanation(finding.id, finding.seen, given.text, data.period))
            finding = replace(finding, wanted=verdict.wanted)
        told.append(finding)
    ledger.save_explanations(_unknown(new, known))
    return told, handling


def is_explained(handling: str) -> bool:
    """Whether the unit's own words closed it."""
    return handling.startswith(_EXPLAINED)


def _verdict(finding: Finding, given: Explained, known: Sequence[Explanation]) -> Explained:
    """What the unit writes now counts, unless it said the same of another figure; else what it said of this one."""
    of_this = [one for one in known if still_explains(one.seen, finding.seen)]
    of_another = [one for one in known if one.text == given.text]
    if given.text and (not of_another or any(one.text == given.text for one in of_this)):
        return given
    asks = CATALOGUE[finding.code].asks
    carried = [one.text for one in of_this if not lacking(one.text, asks=asks)]
    if carried:
        return Explained(carried[-1])
    if given.text:
        return Explained(wanted=moved_on(given.text, of_another[-1].seen, finding.seen))
    return given


def _unknown(
    given: Iterable[Explanation], known: Mapping[str, Sequence[Explanation]]
) -> Iterable[Explanation]:
    """Those that are new: what was said before keeps the value it was said of, so that small steps do not add up."""
    return [one for one in given if all(one.text != old.text for old in known.get(one.finding, ()))]


def _by_finding(explanations: Iterable[Explanation]) -> dict[str, list[Explanation]]:
    found: dict[str, list[Explanation]] = {}
    for one in explanations:
        found.setdefault(one.finding, []).append(one)
    return found
