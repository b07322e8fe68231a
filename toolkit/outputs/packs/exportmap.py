"""导入对照表 as it goes out: what each column of a platform's export looks like, for a person to confirm or to correct.

In: the exports that wait, with what they hold. Out: the workbook; :mod:`toolkit.papers.exportmaps` declares it and reads
what comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.outputs.context import OutputContext
from toolkit.outputs.packs.paper import Paper, choices
from toolkit.outputs.workbook.outputbook import OutputBook, render
from toolkit.papers.exportmaps import KIND, OPEN, PAIRS, TABLES, AskedExport
from toolkit.papers.identity import OFFICE, PackIdentity
from toolkit.papers.untouched import seal

_TABLES_NOTE = (
    "先到“对照”一页逐行核对，再在这里填“确认”和确认人，保存后再运行一次，导出表就按单位拆分收下。"
    "同样表头的导出表以后不再问；名称有新的才问新的。不是要收的表，在工作台点“搁置”，或运行 python run_report.py rule aside 文件。"
)
_PAIRS_NOTE = (
    "“程序建议”对的不用填；不对的或没有建议的，在“改为”写：列写 单位、指标、任务序号、报送期、计量单位、填报表的列名（如 本月累计、分子累计、"
    "本月状态）或指标编号（如 T02-3、T05-1 分子累计）；名称写清单里的单位或指标编号；不要的写 不导入。没有“计量单位”一列的数，按填报表的计量单位读。"
)


def write_export_map(exports: Sequence[AskedExport], context: OutputContext) -> bytes:
    """One row an export, and one row a column or a name of it."""

    def fill(book: OutputBook) -> None:
        paper = Paper(book)
        tables = paper.sheet(TABLES, title=KIND, notes=_TABLES_NOTE)
        rows = [(one.file, one.sheet, one.found, "", "", one.fingerprint) for one in exports]
        paper.rows(tables, TABLES, rows)
        choices(tables, TABLES, "confirmed")
        tables.done(filters=False, printed=TABLES.index("key"))
        pairs = paper.sheet(PAIRS, title="导入对照表（逐列对照）", notes=_PAIRS_NOTE)
        paper.rows(
            pairs,
            PAIRS,
            (
                (kind, place, text, sample or None, meaning or OPEN, "", f"{one.fingerprint}/{number}")
                for one in exports
                for number, (kind, place, text, sample, meaning) in enumerate(one.pairs, 1)
            ),
        )
        pairs.done(freeze_columns=3, printed=PAIRS.index("key"))
        paper.identity(PackIdentity(KIND, OFFICE, str(context.period), ""), sealed=True)

    return seal(render(context, KIND, fill))
