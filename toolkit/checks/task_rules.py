"""Rules within one row of 任务进展: its words (``task_words.py``), its 本月状态 and its 完成度 do not say the contrary of one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.checks.task_words import WHOLE, Stated, words_against_task
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import TASKS
from toolkit.core.messages import Message
from toolkit.core.nothing import says_nothing
from toolkit.core.value_text import squeeze
from toolkit.core.words import TaskStatus
from toolkit.forms.layout import TASK_SHEET

_TEXTS = tuple(column for column in TASK_SHEET.inputs if column.kind == "text")
_TO_COME = r"(?:后续?|随后|[正尚还]在?)?(?:待|后|再)?(?:补[充报交]?|提供|整理|上传|收集)(?:中|后补)?[。.]?"


@rule(
    Q511=Message(
        "任务的文字与状态、完成度对不上",
        "“{column}”里写着“{words}”，而本月状态填的是“{seen}”，完成度填的是 {done}。",
        "请核对以哪一个为准：要改的，请改在本月状态、完成度上，不要只写在文字里；填的没有错的，请把文字改清楚。",
    ),
)
def words_of_a_task_go_with_its_status(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q511: the words of a task's row take its 本月状态 or 完成度 back, or say the contrary of the whole task. Once a row."""
    for row in unit.form.rows:
        key = row.task.key
        status, completion = unit.text(TASKS, key, fields.STATUS), unit.number(TASKS, key, fields.COMPLETION)
        if not status:
            continue
        stated = Stated(status, completion, data.period.month)
        for column in _TEXTS:
            text, of_progress = unit.text(TASKS, key, column.field), column.field == fields.PROGRESS
            words = words_against_task(text, stated, of_progress=of_progress)
            if words:
                said = {"column": column.header, "words": squeeze(words)[:100]}
                said["done"] = "空白" if completion is None else shown(completion)
                yield at(unit, "Q511", TASKS, key, fields.STATUS, **said)
                break


@rule(
    Q512=Message(
        "状态与完成度对不上",
        "本月状态选了“{status}”，完成度填的是 {seen}。",
        "请核对状态和完成度，把两处改一致。",
    ),
)
def status_goes_with_completion(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q512: 未启动 with something done, 进度滞后 with all of it (E205 is 已完成 with less, Q405 asks about 不涉及)."""
    for row in unit.form.rows:
        key = row.task.key
        status, completion = unit.text(TASKS, key, fields.STATUS), unit.number(TASKS, key, fields.COMPLETION)
        if completion is None:
            continue
        nothing = status == TaskStatus.NOT_STARTED and completion > 0
        if nothing or (status == TaskStatus.BEHIND and completion == WHOLE):
            yield at(unit, "Q512", TASKS, key, fields.COMPLETION, status=status)


@rule(
    Q513=Message(
        "已完成但佐证写的是没有",
        "状态选了“已完成”，“佐证材料”里只写了“{seen}”。",
        "请写文件名称或文号、验收单等，能据此查到即可；还没有佐证的，请核对是否已经完成。",
    ),
)
def proof_is_something(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q513: 佐证材料 of what is 已完成 says that there is none (blank: E206)."""
    for row in unit.form.rows:
        key = row.task.key
        proof = unit.text(TASKS, key, fields.EVIDENCE)
        done = unit.text(TASKS, key, fields.STATUS) == TaskStatus.DONE
        if done and proof and (says_nothing(proof) or re.fullmatch(_TO_COME, squeeze(proof))):
            yield at(unit, "Q513", TASKS, key, fields.EVIDENCE)
