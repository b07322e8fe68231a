"""牵头单位核对表: a lead unit's tasks with all counties' figures, to confirm or dispute.

In: the workbook that came back. Out: :class:`LeadReview`, in which every filled entry cell appears, readable or
not. Nothing here changes a county's figure: the office rules between two values.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.core.returns import Book, Scalar
from toolkit.core.reviews import AGREED, DISPUTED, LeadOpinion, LeadReview
from toolkit.core.value_text import raw_text
from toolkit.core.values import cast
from toolkit.papers.identity import LEAD_REVIEW, read_identity, read_marks
from toolkit.papers.reading import Table, other_sheets, read_table
from toolkit.papers.sheet import PaperColumn, PaperSheet

KIND = LEAD_REVIEW
COVER_FIELDS = ("牵头单位总体进展", "核对人", "联系电话", "核对日期")
COVER_HINT = "请用一两句话概括本部门牵头任务全地区的进展，可写进专报。"
_OPINION = PaperColumn("opinion", "核对意见", 10, "code", entry=True, choices=(AGREED, DISPUTED))
_OWN = PaperColumn("own", "本部门统计数", 11, "number", 2, entry=True)
_REASON = PaperColumn("reason", "依据或说明", 24, entry=True)
_KEY = PaperColumn("key", "标识", 20, "path", needed=True)  # hidden: no row is higher for it
COVER = PaperSheet(
    "填写说明",
    (PaperColumn("item", "项目", 20, needed=True), PaperColumn("text", "填写内容", 90, entry=True)),
    "item",
    (COVER_HINT,),
)
WHOLE = PaperSheet(
    "全地区指标",
    (
        PaperColumn("id", "指标编号", 9, "code"), PaperColumn("task", "任务序号", 7.2, "code"),
        PaperColumn("name", "指标名称", 36), PaperColumn("measure", "计量单位", 9, "code"),
        PaperColumn("target", "年度目标", 10, "number"), PaperColumn("ytd", "累计完成", 10, "number"),
        PaperColumn("rate", "完成率(%)", 9.5, "percent"), PaperColumn("pace", "序时进度(%)", 11, "percent"),
        PaperColumn("light", "状态灯", 18, "light"), PaperColumn("reported", "已报单位数", 7, "code"),
        PaperColumn("expected", "应报单位数", 7, "code"), _OPINION, _OWN, _REASON,
        PaperColumn("note", "说明", 250), _KEY,  # beside the printed page
    ),
    "key",
)  # fmt: skip
COUNTIES = PaperSheet(
    "分县指标",
    (
        PaperColumn("id", "指标编号", 9, "code"), PaperColumn("name", "指标名称", 22), PaperColumn("unit", "单位", 13),
        PaperColumn("measure", "计量单位", 8, "code"), PaperColumn("quota", "本单位年度任务", 9.5, "number"),
        PaperColumn("ytd", "本月累计", 9.5, "number"), PaperColumn("previous", "上月累计", 9.5, "number"),
        PaperColumn("numerator", "分子累计", 9.5, "number"), PaperColumn("denominator", "分母累计", 9.5, "number"),
        PaperColumn("rate", "完成率(%)", 9.5, "percent"), PaperColumn("status", "状态", 16, "light"),
        PaperColumn("nature", "数据性质", 7, "code"), PaperColumn("note", "说明", 16),
        PaperColumn("source", "来源单元格", 11), _OPINION, _OWN, _REASON, _KEY,
    ),
    "key",
)  # fmt: skip
TASKS = PaperSheet(
    "分县任务",
    (
        PaperColumn("task", "任务序号", 7.2, "code"), PaperColumn("item", "事项", 18), PaperColumn("unit", "单位", 13),
        PaperColumn("status", "状态", 16, "light"), PaperColumn("completion", "完成度(%)", 9.5, "percent"),
        PaperColumn("progress", "本月进展", 36), PaperColumn("problems", "存在问题", 26),
        PaperColumn("next", "下步措施", 22), PaperColumn("department", "承办部门", 12),
        PaperColumn("source", "来源单元格", 12), _OPINION, _REASON, _KEY,
    ),
    "key",
)  # fmt: skip
REQUESTS = PaperSheet(
    "诉求",
    (
        PaperColumn("unit", "单位", 14), PaperColumn("category", "类别", 14), PaperColumn("title", "标题", 28),
        PaperColumn("content", "内容", 58), PaperColumn("tasks", "涉及任务序号", 10, "code"),
        PaperColumn("lead", "建议牵头单位", 18),
    ),
)  # fmt: skip
SHEETS = (COVER, WHOLE, COUNTIES, TASKS, REQUESTS)
REVIEWED = (WHOLE, COUNTIES, TASKS)
_WORDS = {"是": 1.0, "否": 0.0}  # rows that count 是/否 show their 1 and 0 so


def read_lead_pack(book: Book) -> tuple[LeadReview, tuple[Finding, ...]] | None:
    """The review in a returned pack and what else was written there; None when it is no lead-unit pack."""
    identity = read_identity(book)
    if identity is None or identity.kind != KIND:
        return None
    marks = read_marks(book)
    tables = {paper.name: read_table(book, paper, marks) for paper in SHEETS}
    cover = {row.key: row.text("text") for row in tables[COVER.name].rows if row.key in COVER_FIELDS}
    cover = {name: text for name, text in cover.items() if text}
    overall = cover.pop(COVER_FIELDS[0], "")
    opinions = tuple(one for paper in REVIEWED for one in _opinions(paper, tables[paper.name]))
    review = LeadReview(
        identity.owner, Period.parse(identity.period), identity.digest, overall, cover, opinions
    )
    findings = [finding for table in tables.values() for finding in table.findings]
    return review, (*findings, *other_sheets(book, SHEETS))


def _opinions(paper: PaperSheet, table: Table) -> Iterator[LeadOpinion]:
    """Rows with anything in their entry cells."""
    for row in table.rows:
        opinion, own, reason = row.text("opinion"), row.text("own"), row.text("reason")
        if opinion or own or reason:
            unit, _, subject = row.key.partition("/")
            value, raw = _number(row.value("own"))
            address = row.address("own" if own else "opinion", "reason")
            yield LeadOpinion(unit, subject, opinion, value, raw, reason, paper.name, address)


def _number(own: Scalar) -> tuple[float | None, str]:
    """(the bureau's figure, "") or (None, what stands there instead)."""
    text = raw_text(own).strip()
    if not text:
        return None, ""
    if text in _WORDS:
        return _WORDS[text], ""
    value = cast("number", own).value
    return (value, "") if isinstance(value, float) else (None, text)
