"""审定表: each light and status of a month with what the tool says, for the office to decide otherwise.

In: the workbook as read. Out: decisions; :mod:`toolkit.figures.reviews.verdicts` applies them.
"""

from __future__ import annotations

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Light
from toolkit.core.reviews import LightVerdict
from toolkit.core.words import LightWord, NoValue
from toolkit.papers.identity import LIGHT_VERDICTS
from toolkit.papers.officetables import NO_DECISION, NOT_A_CHOICE, NOT_SAID, TakenIn, take_in
from toolkit.papers.reading import PaperRow
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = LIGHT_VERDICTS
AS_THE_TOOL = "按工具判定"
CHOICES = {
    "蓝": Light.BLUE,
    "绿": Light.GREEN,
    "黄": Light.YELLOW,
    "红": Light.RED,
    NoValue.NOT_REPORTED: Light.MISSING,
    LightWord.OPEN: Light.OPEN,
    LightWord.WAITING: Light.WAITING,
}
_COLUMNS = (
    PaperColumn("what", "对象", 46),
    PaperColumn("unit", "单位", 22),
    PaperColumn("light", "工具判定", 12, "light", needed=True),
    PaperColumn("basis", "依据", 50),
    PaperColumn("decided", "审定", 8, "code", entry=True, choices=(*CHOICES, AS_THE_TOOL)),
    PaperColumn("reason", "理由", 40, entry=True),
)
SUPERVISE = "督办"
_SUPERVISED = PaperColumn(
    "supervise", "列入督办", 10, "code", entry=True, choices=(SUPERVISE,), optional=True
)
_KEY = PaperColumn("key", "编号", 24, "code", needed=True)  # for the program: behind, not printed
_MARKED = ("key", "what", "unit", "light", "basis")  # it stood in front once
SHEETS = (
    PaperSheet("任务", (*_COLUMNS, _SUPERVISED, _KEY), "key", marked=_MARKED),
    PaperSheet("指标", (*_COLUMNS, _KEY), "key", marked=_MARKED),
    PaperSheet("单位任务", (*_COLUMNS, _SUPERVISED, _KEY), "key", marked=_MARKED),
)


def read_verdicts(book: Book, period: Period) -> TakenIn[LightVerdict]:
    """Decisions of a returned table, and a finding for everything in it that cannot count.

    A row that agrees with the tool is no decision.
    """
    return take_in(book, KIND, period, SHEETS, _read_row)


def _read_row(paper: PaperSheet, row: PaperRow) -> LightVerdict | Finding | None:
    decided, reason = row.text("decided"), row.text("reason")
    supervise = row.text("supervise")
    if not (decided or reason or supervise):
        return None
    seen = next((light for light in Light if light.value == row.text("light")), None)
    if supervise not in ("", SUPERVISE):
        values = {"choices": SUPERVISE}
        return Finding(
            NOT_A_CHOICE, sheet=paper.name, address=row.address("supervise"), seen=supervise, values=values
        )
    if (
        supervise
        and seen is not None
        and (not decided or (decided in (*CHOICES, AS_THE_TOOL) and _agrees(decided, seen)))
    ):
        return LightVerdict(row.key, seen, reason, seen, supervise=True)  # 理由 says what is to be reached
    code, values = _fault(decided, reason, seen)
    if code:
        return Finding(code, sheet=paper.name, address=row.address("decided"), seen=decided, values=values)
    if seen is None or _agrees(decided, seen):
        return None
    return LightVerdict(row.key, CHOICES[decided], reason, seen, supervise=bool(supervise))


def _agrees(decided: str, seen: Light) -> bool:
    return decided == AS_THE_TOOL or CHOICES[decided] is seen


def _fault(decided: str, reason: str, seen: Light | None) -> tuple[str, dict[str, str]]:
    """The code that says why a row cannot count, with its values; "" when it can, or agrees with the tool."""
    if not decided:
        return NO_DECISION, {"column": "审定"}
    if decided not in (*CHOICES, AS_THE_TOOL):
        return NOT_A_CHOICE, {"choices": "、".join((*CHOICES, AS_THE_TOOL))}
    if seen is None:
        return "E796", {}
    if _agrees(decided, seen):
        return ("Q795", {}) if reason else ("", {})
    return ("", {}) if reason else (NOT_SAID, {"what": "理由"})
