"""Rules within one row of 任务进展: its words, its 本月状态 and its 完成度 do not say the contrary of one another.

A sentence counts only where it speaks of the whole task (该项工作尚未启动, 总体完成80%) or of what was filled in (状态填错): part of a
task may stand still while the task is on its way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at, shown
from toolkit.checks.rule import rule
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import TASKS
from toolkit.core.messages import Message
from toolkit.core.nothing import says_nothing
from toolkit.core.remarks import sentences
from toolkit.core.value_text import squeeze
from toolkit.core.words import TaskStatus
from toolkit.forms.layout import TASK_SHEET

APART = 10.0  # points of 完成度 that are no rounding
WHOLE = 100.0
_TEXTS = tuple(column for column in TASK_SHEET.inputs if column.kind == "text")
_COMMA = re.compile("[，,]")
_ABOUT_THE_CELLS = re.compile(
    r"状态(?=[填选应误错改])|完成度(?=[填应误错改为是系下]|$)|[表栏格]内|[本此该](?:项|行|条|任务)(?:数据|填报?|选|由\S{2,8}填|不涉及|不归|不属)|^(?:以上|[填选]错)"
)
_TAKEN_BACK = re.compile(
    r"[填选写报]错|[填选]反|有误|误[填选]|应[该当]?[为是选填改]|[为是系按](?:预[计测估]|估[计算]|暂估|计划|目标)(?:[数值填]|的?$)|不准|不实|核减|[上下]调|改[为成]|更正"
    r"|由\S{2,8}填|不涉及|不归|不属"
)
_IT = r"(?:目前|截至目前|因[^，,]{1,12}?|[该本此]项?(?:工作|任务|项目)|工作|任务|项目|总体|整体|全面|一直|均|仍|还|尚|已经?|处于)*"
_NOT_BEGUN = re.compile(rf"{_IT}未(?:启动|开展|实施|开工|动工)(?:实施|建设)?")
_STOPPED = re.compile(rf"{_IT}(?:停[工滞摆]|暂停)(?:至今|状态)?")
_BEHIND = re.compile(
    r"(?:目前|[该本此]项?(?:工作|任务|项目)|总体|整体|工作|任务)*进[度展](?:已|严重|明显|总体|整体|有所)*(?:滞后|落后)(?:于?序时进?度?)?"
)
_BEGUN = re.compile(
    r"(?:目前|[该本此]项?(?:工作|任务|项目))+(?:已经?|正[在式]?)(?:全面|正式)?(?:启动|开工|开展|动工|铺开)(?:实施|建设)?"
)
_DONE = re.compile(
    r"(?:目前|[该本此]项?(?:工作|任务|项目)|任务)*(?:[该本此]项?(?:工作|任务|项目)|任务)已?经?(?:全部|全面)完成(?:并[^，,]{0,10})?"
)
_CONTRARY: Mapping[str, Sequence[re.Pattern[str]]] = {
    TaskStatus.ON_TRACK: (_NOT_BEGUN, _STOPPED, _BEHIND, _DONE),
    TaskStatus.DONE: (_NOT_BEGUN, _STOPPED, _BEHIND),
    TaskStatus.NOT_STARTED: (_BEGUN, _DONE),
    TaskStatus.BEHIND: (_DONE,),
}
_SHARE = re.compile(
    r"(?:截至\S{1,8}|目前|现)?(?:总体|整体|实际|任务|[该本此]项?(?:任务|工作)|累计|已)*(?:总|工作)?(?:完成度?|进[度展]|完成率)"
    r"(?:已|约|达到?|为|是|至|了)*(?P<share>\d{1,3}(?:\.\d+)?)[%％](?:左右)?"
)
_TO_COME = r"(?:后续?|随后|[正尚还]在?)?(?:待|后|再)?(?:补[充报交]?|提供|整理|上传|收集)(?:中|后补)?[。.]?"


@rule(
    Q511=Message(
        "任务的文字与状态、完成度对不上",
        "“{column}”里写着“{words}”，而本月状态填的是“{seen}”，完成度填的是 {done}。",
        "请核对以哪一个为准：要改的，请改在本月状态、完成度上，不要只写在文字里；填的没有错的，由办公室认可本条。",
    ),
)
def words_of_a_task_go_with_its_status(data: CheckData, unit: UnitData) -> Iterator[Finding]:
    """Q511: the words of a task's row take its 本月状态 or 完成度 back, or say the contrary of the whole task. Once a row."""
    for row in unit.form.rows:
        key = row.task.key
        status, completion = unit.text(TASKS, key, fields.STATUS), unit.number(TASKS, key, fields.COMPLETION)
        if not status:
            continue
        for column in _TEXTS:
            words = _against(unit.text(TASKS, key, column.field), status, completion)
            if words:
                said = {"column": column.header, "words": squeeze(words)[:100]}
                said["done"] = "空白" if completion is None else shown(completion)
                yield at(unit, "Q511", TASKS, key, fields.STATUS, **said)
                break


def _against(text: str, status: str, completion: float | None) -> str:
    """The first sentence that does not go with them."""
    return next((one for one in sentences(text) if _is_against(one, status, completion)), "")


def _is_against(sentence: str, status: str, completion: float | None) -> bool:
    if _ABOUT_THE_CELLS.search(sentence) and _TAKEN_BACK.search(sentence):
        return True
    clauses = [one.strip() for one in _COMMA.split(sentence)]
    if any(pattern.fullmatch(one) for pattern in _CONTRARY.get(status, ()) for one in clauses):
        return True
    share = _SHARE.fullmatch(clauses[0])
    return share is not None and completion is not None and abs(float(share["share"]) - completion) >= APART


@rule(
    Q512=Message(
        "状态与完成度对不上",
        "本月状态选了“{status}”，完成度填的是 {seen}。",
        "请核对状态和完成度，两处要一致；填的没有错的，由办公室认可本条。",
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
