"""The text of the sheet 说明: how the office edits each sheet, and what each column means."""

from __future__ import annotations

from toolkit.checklist.columns import RULES, SHEETS

GENERAL = (
    "这本工作簿归办公室维护：任务、指标、分解、规则、曲线、权重都在这里改，改完保存即可，不用改程序。",
    "每张表第一行是列名，列名不要改；列的先后可以调整，右边可以加自己的列，空行不影响。",
    "改完后运行 python run_report.py generate，有写错的地方会逐条说出在哪张表、哪个单元格、应当怎么写，不会带病运行。",
    "已经下发的填报表按下发时的清单读取，之后改清单不影响已发出的表；改动会在下一期填报表的“比上月有什么变化”里列出；任务的备注、来源和文件差异、议定事项、考核加减分几张表的改动不列。",
    "橙黄底色并带批注的单元格是导入时推定的，请对照原文核对；核对后把底色去掉即可，底色不影响读取。",
    "单位一律写“单位”表中的正式名称（如塔什库尔干塔吉克自治县，不写塔县），多个单位之间用顿号隔开。",
    "换算举例：目标1.86万个、县市按个填——目标单位“万个”，填报单位量“个”，换算系数10000；"
    "每千人口托位4.5个、分母按人填——换算系数1000；百分比——换算系数100。",
    "加一个年度：在“任务”表加一列“2026年措施”，在“指标”表加一列“2026年目标”，上一年的列保留备查。",
)
RULES_HOW = (
    "表达式写“应当成立”的关系；不成立的，把“提示”里的话发给填报单位。可以用 + - * / 和括号，= != > < >= <=，"
    "and（并且）、or（或者）、not、in，以及 abs、min、max、round。",
    "指标写编号，代入该单位本期的累计数（比率代入算出的数）。例：T17-3 <= T17-1；abs(T10-1 - T17-4) < 5。",
    "项目写“重点项目”表的列名，不写括号里的单位，逐个项目判断。例：到位资金 <= 总投资；"
    '项目状态 != "停工" or 存在问题 != ""；项目状态 != "未开工" or 累计完成投资 = 0；开工时间 <= "2024-12-31"。',
    '任务写“任务进展”表的列名，“本月”两字可以不写，逐项任务判断。例：状态 != "已完成" or 完成度 = 100；'
    '完成度 >= 50 or 状态 != "正常推进"；状态 in ("未启动", "进度滞后") or 完成度 > 0。',
    '“只要甲就要乙”写成“不是甲 or 乙”，如 状态 != "进度滞后" or 佐证材料 != ""。只管几项任务的，在“适用任务”里写任务序号。',
    '写到的列有一列空着、填了“待统计”或读不出来，这一行就不判；只同 "" 比的列（判断填没填）除外。'
    "整行没有填的项目和本月不要求填的任务不判。",
    '文字和日期加引号：文字同填报表的选项一字不差，日期写成 "2024-06-30" 的样子。任务的列和项目的列不能写在一条规则里。'
    "写错的，汇总时会指出是第几行，并列出能写哪些列。",
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
        if sheet.name == RULES:
            rows += [(RULES, f"写法{number}", text) for number, text in enumerate(RULES_HOW, start=1)]
    return rows
