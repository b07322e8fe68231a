"""Task numbers that units wrote by an older list, as the list in use numbers the same tasks.

In: entries of a month, the ledger and the checklist in use. Out: the same entries; 任务序号 in 重点项目 and 经验与诉求 that
were written by a form of an older list are those of the list in use, and blank where that one has no such task. Rows of
任务进展 need none of it: they have a 台账号.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.core import fields
from toolkit.core.form import EXPERIENCE, PROJECTS
from toolkit.core.model import Checklist
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Entry
from toolkit.ledger.store import Ledger

_NUMBERS = {(PROJECTS, fields.TASK_NO), (EXPERIENCE, fields.TASKS)}
_RENUMBERED = lazy_regex(r'"known_as": "[^"]')  # in a snapshot: some task's number is not its first


def in_use(ledger: Ledger, checklist: Checklist, period: Period, entries: Iterable[Entry]) -> list[Entry]:
    """The period's entries with the numbers that the checklist gives to the tasks."""
    found = list(entries)
    lists = ledger.checklists()
    if not any(task.known_as for task in checklist.tasks) and not any(
        map(_RENUMBERED.search, lists.values())
    ):
        return found
    keys = {digest: _keys(text) for digest, text in lists.items()}
    numbers = {task.key: task.no for task in checklist.tasks}
    made_by = {one.file: one.checklist_digest for one in ledger.submissions(period, every=True)}
    return [made for entry in found if (made := _numbered(entry, keys, numbers, made_by)) is not None]


def _keys(text: str) -> Mapping[int, str]:
    """Number -> 台账号 of the tasks of a snapshot."""
    return {row["no"]: row.get("known_as") or str(row["no"]) for row in json.loads(text)["tasks"]}


def _numbered(
    entry: Entry,
    keys: Mapping[str, Mapping[int, str]],
    numbers: Mapping[str, int],
    made_by: Mapping[str, str],
) -> Entry | None:
    """The entry by today's numbers; None where it names only tasks that the list no longer has."""
    written = keys.get(made_by.get(entry.source.file, ""), {}) if entry.source else {}
    if (entry.sheet, entry.field) not in _NUMBERS or not written:
        return entry
    seen = [
        int(number)
        for number in re.findall(
            r"\d+", f"{entry.value:g}" if isinstance(entry.value, float) else entry.value
        )
    ]
    if not all(no in written for no in seen):
        return entry  # no number of that list: left as it was written
    now = [numbers[written[no]] for no in seen if written[no] in numbers]
    if now == seen:
        return entry
    if not now:
        return None
    return replace(entry, value=float(now[0]) if isinstance(entry.value, float) else "、".join(map(str, now)))
