"""The six papers besides the form as they go out, each with one row that is filled in, and how it comes back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from summary_samples import CHECKLIST, NAMES, PERIOD, UNITS, sample

from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.returns import Book, Light
from toolkit.figures.evaluation.scores import CriterionScore, ScoreItem, UnitScore
from toolkit.inbox.workbooks.reader import read_book
from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.evaluationbook import write_unit_checks
from toolkit.outputs.packs.findingtable import write_finding_rulings
from toolkit.outputs.packs.leadpacks import write_lead_packs
from toolkit.outputs.packs.quotabook import write_quotas
from toolkit.outputs.packs.slips import write_slip
from toolkit.outputs.packs.verdicttable import write_verdicts
from toolkit.papers.findingrulings import read_finding_rulings
from toolkit.papers.leadreview import read_lead_pack
from toolkit.papers.quotapaper import read_quotas
from toolkit.papers.scorecheck import read_objections
from toolkit.papers.slips import Slip, read_slip
from toolkit.papers.verdicts import read_verdicts
from toolkit.pipeline.collecting.splits import splits_of

HEAD = 4  # the row of the head, 1-based
Read = tuple[object, tuple[Finding, ...]]
Edit = Callable[[openpyxl.Workbook, Worksheet, "Sample"], None]
FALLEN = Finding("Q401", unit="653101", sheet=INDICATORS, address="J9", form_sheet=INDICATORS, key="T02-3", field="ytd", seen="603", values={"last": "754"})  # fmt: skip
OTHER = Finding("Q401", unit="653125", sheet=INDICATORS, address="J9", form_sheet=INDICATORS, key="T02-3", field="ytd", seen="7", values={"last": "9"})  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """One paper: the sheet that is filled, the head of its keys, the row and the entries."""

    name: str
    data: bytes
    sheet: str
    key_head: str
    key: str
    entries: Mapping[str, object]
    label: str  # head of a column of text that must stay
    read: Callable[[Book], Read]
    said: Callable[[object], object]  # what of it the row of the sample says

    def filled(self, *edits: Edit) -> Read:
        """Filled in, changed, saved by another program and read back: what the row says, and the findings."""
        book = openpyxl.load_workbook(io.BytesIO(self.data))
        sheet = book[self.sheet]
        row = find_row(sheet, self)
        for head, value in self.entries.items():
            sheet.cell(row, column_of(sheet, head)).value = value
        for edit in edits:
            edit(book, sheet, self)
        out = io.BytesIO()
        book.save(out)
        found, findings = self.read(read_book(out.getvalue()))
        return self.said(found), findings


def column_of(sheet: Worksheet, head: str, row: int = HEAD) -> int:
    """1-based column of a head."""
    return next(cell.column for cell in sheet[row] if cell.value == head)


def find_row(sheet: Worksheet, paper: Sample) -> int:
    """1-based row of the sample's key."""
    column = column_of(sheet, paper.key_head)
    return next(
        row for row in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(row, column).value == paper.key
    )


def samples() -> dict[str, Sample]:
    """The papers by name."""
    result, checklist, _, context = sample()
    lit = next(row for row in result.tasks if row.light not in (Light.NONE, Light.RED))
    points = (
        CriterionScore(
            "指标完成", 30.0, 60.0, "按完成率", (ScoreItem("", "T02-3", "30%", 0.5, 30.0),), ("一项",)
        ),
        CriterionScore("报送时效", 40.0, 40.0, "按时", (ScoreItem("", "6月", "按时", 1.0, 40.0),), ("按时",)),
    )
    score = UnitScore(UNITS[0], 70.0, 100.0, 70.0, points)
    papers = [
        Sample(
            "牵头单位核对表", write_lead_packs(result, checklist, context)["教育局.xlsx"], "分县指标",
            "标识", "653101/T02-3", {"核对意见": "有异议", "本部门统计数": 1180, "依据或说明": "学籍系统"}, "指标名称",
            lambda book: read_lead_pack(book) or (None, ()),
            lambda review: [(o.unit, o.subject, o.opinion, o.value, o.reason) for o in review.opinions],  # type: ignore[attr-defined]
        ),
        Sample(
            "目标分解确认表", write_quotas(CHECKLIST, context, 2024), "目标分解",
            "指标编号", "T02-3", {NAMES[0]: 10_000, NAMES[1]: 8_600, "牵头单位确认": "同意"}, "指标名称",
            lambda book: (lambda r: (r, r.findings))(read_quotas(book, splits_of(CHECKLIST, UNITS), NAMES)),  # type: ignore[union-attr]
            lambda read: [(q.indicator, q.unit, q.target, q.confirmed_by) for q in read.quotas],  # type: ignore[attr-defined]
        ),
        Sample(
            "数据核对单", write_unit_checks([score], context, 2024, date(2025, 1, 20))["653101_喀什市_数据核对单.xlsx"],
            "得分说明", "考核项目", "指标完成", {"异议（请写明理由和依据）": "少计200个"}, "计分办法",
            lambda book: (lambda r: (r[1], r[2]))(read_objections(book)),  # type: ignore[index]
            lambda found: [(o.unit, o.criterion, o.text) for o in found],  # type: ignore[attr-defined]
        ),
        Sample(
            "裁定表", write_finding_rulings([FALLEN, OTHER], context), "裁定表",
            "唯一标识", FALLEN.id, {"办公室裁定": "认可", "理由": "属实", "裁定人": "王某"}, "问题",
            lambda book: (lambda t: (t, t.findings))(read_finding_rulings(book, PERIOD)),
            lambda taken: [(d.finding, d.seen, d.decision, d.reason, d.name) for d in taken.rows],  # type: ignore[attr-defined]
        ),
        Sample(
            "审定表", write_verdicts(result, context), "任务",
            "编号", f"task-{lit.task.no}", {"审定": "红", "理由": "现场未开工"}, "对象",
            lambda book: (lambda t: (t, t.findings))(read_verdicts(book, PERIOD)),
            lambda taken: [(d.key, d.light, d.reason, d.seen) for d in taken.rows],  # type: ignore[attr-defined]
        ),
    ]  # fmt: skip
    papers.append(slip_sample(context))
    return {paper.name: paper for paper in papers}


def slip_sample(context: OutputContext) -> Sample:
    """Two corrections that wait for one unit."""
    rows = tuple(
        (
            "指标数据",
            name,
            "本月累计",
            "个",
            "850",
            "900",
            "与教育局台账核对",
            "张三 2024-06-27",
            "",
            "",
            "",
            key,
        )
        for name, key in (("T02-3 学位", "指标数据/T02-3/ytd@2024-06-27T09:00:00"), ("T02-4 学校", "另一条"))
    )
    data = write_slip(Slip("653101", "喀什市", "", rows), context, "")
    entries = {"单位答复": "不同意", "说明（不同意的请写明理由）": "以学籍系统为准", "确认人": "李四"}
    return Sample(
        "更正确认单", data, "更正确认", "标识", str(rows[0][-1]), entries, "行",
        lambda book: read_slip(book) or ((), ()),
        lambda answers: [(a.proposal, a.agreed, a.note, a.name) for a in answers],  # type: ignore[attr-defined]
    )  # fmt: skip
