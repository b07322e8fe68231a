"""The text of the sheet 说明: how the office edits each sheet, and what each column means."""

from __future__ import annotations

from toolkit.checklist.columns import SHEETS

GENERAL = (
    "这本工作簿归办公室维护：任务、指标、分解、规则、曲线、权重都在这里改，改完保存即可，不用改程序。",
    "每张表第一行是列名，列名不要改；列的先后可以调整，右边可以加自己的列，空行不影响。",
    "改完后运行 python run_report.py generate，有写错的地方会逐条说出在哪张表、哪个单元格、应当怎么写，不会带病运行。",
    "已经下发的填报表按下发时的清单读取，之后改清单不影响已发出的表；改动会在下一期填报表的“本期变化”里列出。",
    "橙黄底色并带批注的单元格是导入时推定的，请对照原文核对；核对后把底色去掉即可，底色不影响读取。",
    "单位一律写“单位”表中的正式名称（如塔什库尔干塔吉克自治县，不写塔县），多个单位之间用顿号隔开。",
    "换算举例：目标1.86万个、县市按个填——目标单位“万个”，填报单位量“个”，换算系数10000；"
    "每千人口托位4.5个、分母按人填——换算系数1000；百分比——换算系数100。",
    "加一个年度：在“任务”表加一列“2026年措施”，在“指标”表加一列“2026年目标”，上一年的列保留备查。",
)


def guide_rows() -> list[tuple[str, str, str]]:
    """Rows of the sheet: sheet, column, text."""
    rows = [("总说明", str(number), text) for number, text in enumerate(GENERAL, start=1)]
    for sheet in SHEETS.values():
        rows.append((sheet.name, "", sheet.about))
        for column in sheet.columns:
            if sheet.name == "序时曲线" and column.field.startswith("m"):
                if column.field == "m1":
                    rows.append((sheet.name, "1月—12月", column.help))
                continue
            rows.append((sheet.name, column.header.format(year="2024"), column.help))
    return rows
