"""A month of the demo in which every paper of the toolkit exists, made by the commands alone; for tests of how papers look.

Beside what ``report`` writes: 通报, 县市情况单, 导入对照表, 更正确认单, 分解建议数, 督办单, 待改清单 and 程序新稿, 催报清单, 考核, the
issued paper and its 更正表.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from export_month import as_xlsx, long_table
from test_briefing_renewal import edited
from test_issue import late_return

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.papers.verdicts import SUPERVISE
from toolkit.pipeline.folder.workspace import Workspace

JUNE = Period(2024, 6)
# What must lie in outbox/ afterwards, besides the many of a kind: a paper that is new belongs here and into ``make``.
PAPERS = (
    "2024-06/汇总/2024-06_汇总表.xlsx", "2024-06/汇总/2024-06_汇总表(报送版).xlsx", "2024-06/汇总/2024-06_裁定表.xlsx",
    "2024-06/汇总/2024-06_审定表.xlsx", "2024-06/汇总/2024-06_专报.docx", "2024-06/汇总/2024-06_专报_第1期.docx",
    "2024-06/汇总/2024-06_通报.docx", "2024-06/汇总/2024-06_校验报告.html", "2024-06/汇总/data/2024-06_数据.xlsx",
    "2024-06/汇总/附/2024-06_数据出处表.xlsx", "2024-06/汇总/附/2024-06_专报_待改.xlsx", "2024-06/汇总/附/2024-06_专报_程序新稿.docx",
    "2024-06/汇总/附/2024-06_更正表.docx", "2024-06/汇总/附/目标分解确认表.xlsx", "2024-06/汇总/附/导入对照表.xlsx",
    "2024-06/汇总/附/县市情况单/*.docx", "2024-06/汇总/附/督办单/*.docx", "2024-06/下发/*.xlsx", "2024-06/下发/填报指南.docx",
    "2024-06/退回/*_退回修改.xlsx", "2024-06/退回/*_请核实说明.xlsx", "2024-06/退回/*_更正确认单.xlsx", "2024-06/牵头单位/*.xlsx",
    "2024-06/催报/*催报清单.xlsx", "2024-06/邮件/发送清单.xlsx", "2024年度考核/*考核评分.xlsx", "2024年度考核/*考核说明.docx",
    "2024年度考核/数据核对单/*.xlsx", "工作台.html",
)  # fmt: skip


def make(root: Path) -> None:
    """Bring a finished demo (``demo_copy``) to the state in which all ``PAPERS`` exist."""

    def run(*words: str, now: str = "2024-06-28T09:00") -> int:
        return main([*words, "--root", str(root), "--now", now])

    config = root / "config.toml"
    text = config.read_text("utf-8").replace("notice = false", "notice = true")
    config.write_text(text.replace("unit_brief = false", "unit_brief = true"), "utf-8")
    _supervised(root / "outbox/2024-06/汇总/2024-06_审定表.xlsx")
    change = [
        "adjust",
        "指标数据/T02-3/本月累计",
        "--unit",
        "喀什市",
        "--reason",
        "与教育局台账核对",
        "--name",
        "王敏",
    ]
    run(*change[:2], "900", *change[2:])
    run(*change[:2], "40", *change[2:3], "疏附县", *change[4:])
    run("quota", "propose")
    run("report")
    # The office writes into the paper; then a figure moves.
    paper = root / "outbox/2024-06/汇总/2024-06_专报.docx"
    paper.write_bytes(edited(edited(paper.read_bytes(), "提请", "恳请"), "，", "，同志们，"))
    late_return(root, "巴楚县")
    run(now="2024-07-02T10:00")
    run("remind", now="2024-07-02T10:00")
    run("evaluate", "--year", "2024", now="2024-07-02T10:00")
    run("issue", "--yes", "--despite", "错误已电话核实", "--name", "张三", now="2024-07-02T11:00")
    run("adjust", "--number", "1", "--confirmed", "李四", "电话", "2024-07-03", now="2024-07-03T10:00")
    workspace = Workspace(root)
    names = {unit.code: unit.name for unit in workspace.checklist.reporting}
    files = {names[one.unit]: root / one.file for one in workspace.ledger.submissions(JUNE)}
    workspace.ledger.close()
    (root / "inbox/一表通导出.xlsx").write_bytes(as_xlsx(long_table(files, "2024-06"), "2024年6月"))
    run(now="2024-07-03T11:00")


def _supervised(path: Path) -> None:
    """列入督办 for the first task that may be, with its reason."""
    book = openpyxl.load_workbook(path)
    for name in ("任务", "单位任务"):
        sheet = book[name]
        (head,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == SUPERVISE_HEAD]
        reason = next(cell for cell in sheet[head.row] if cell.value == "理由")
        for row in range(head.row + 1, head.row + 3):
            sheet.cell(row, head.column, SUPERVISE)
            sheet.cell(row, reason.column, "9月底前完成主体工程")
    book.save(path)


SUPERVISE_HEAD = "列入督办"
