"""The sheets of the checklist workbook, declared once: the writer, the reader and the sheet 说明 use it.

The types are in ``sheets``; here is what the sheets hold and what their columns mean to the office.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.checklist import registers, reviewsheet, unitsheet
from toolkit.checklist.sheets import Column, Sheet
from toolkit.core.model import Comparator, Kind, PaceKind
from toolkit.core.periods import FREQUENCIES

TASKS = "任务"
INDICATORS = "指标"
QUOTAS = "分解"
RULES = "校验规则"
CURVES = "序时曲线"
WEIGHTS = "考核权重"
DIFFERENCES = registers.DIFFERENCES
GUIDE = "说明"

TASK_FREQUENCIES = ("月度", "季度", "滞后月报")
CHANNELS = ("网络", "线下")
SEVERITIES = ("错误", "疑问", "提示")
KIND_ALIASES: Mapping[str, str] = {
    "flow_sum": "年内累计",
    "investment": "投资",
    "cumulative_project_investment": "投资",
    "stock_sum": "期末存量",
    "ratio": "比率",
    "rate_each": "逐个达标",
    "milestone": "里程碑",
}
COMPARATOR_ALIASES: Mapping[str, str] = {
    ">=": "≥",
    "≧": "≥",
    "<=": "≤",
    "≦": "≤",
    "==": "=",
    "range": "区间",
}

_LIST = "多个之间用顿号（、）隔开。"
_GROUP = "一类单位都要填的可以只写“全部县市”（或“全部部门”等），以后加了单位不用再改这里。"

_TASKS = Sheet(
    TASKS,
    (
        Column(
            "no", "任务序号", 8, "清单中的任务号，整数，不得重复。填报表、汇总表都写这个号。", filled=True
        ),
        Column("action", "行动", 16, "所属行动的名称；清单不分行动的空着。"),
        Column("item_no", "事项序号", 8, "所属重点推进事项的号，整数。", filled=True),
        Column("item", "事项", 18, "重点推进事项名称。", filled=True),
        Column("content", "主要内容及目标", 44, "照清单原文。"),
        Column(
            "measures",
            "{year}年措施",
            48,
            "当年的推进措施，照清单原文。每年一列；新的一年加一列，列名写“2026年措施”即可。",
        ),
        Column("leads", "牵头单位", 24, "逐个写全的牵头单位，" + _LIST + "“牵头单位”表和分送材料按它归口。"),
        Column("responsible", "责任单位", 22, "照清单原文，不用于计算。"),
        Column("reporters", "填报单位", 26, "哪些单位要填这项任务，用正式名称，" + _LIST + _GROUP),
        Column(
            "frequency",
            "填报频次",
            9,
            "月度：每月填；季度：只在3、6、9、12月填；滞后月报：平时按季度填，状态为进度滞后时每月填。空白按月度。",
            choices=TASK_FREQUENCIES,
        ),
        Column(
            "channel",
            "报送方式",
            9,
            "网络：进入填报表；线下：不进填报表，在汇总表中显示“线下报送”（例如办公室认为不宜网上报送的任务）。空白按网络。",
            choices=CHANNELS,
        ),
        Column("source", "来源", 22, "出自哪份文件、第几项。"),
        Column("note", "备注", 36, "办公室的说明、存疑之处。"),
        Column("leads_text", "牵头单位原文", 24, "清单中的原话，供核对。", required=False),
        Column(
            "support",
            "配合单位",
            22,
            "配合、协同、督导的单位，" + _LIST + "只印在材料上，不填报。",
            required=False,
        ),
        Column("deadline", "完成时限", 14, "照清单原文，如 2024年12月底、全年、长期坚持。", required=False),
        Column(
            "short",
            "简称",
            20,
            "报表和专报里怎样称呼这项任务，十几个字以内，不得重复。空着的由程序从主要内容里取。",
            required=False,
        ),
        Column(
            "known_as",
            "台账号",
            8,
            "台账里认这项任务的号，清单改版后任务序号变了的由导入填写，以前各期的数靠它跟着任务走，不要改；空着的就是任务序号。",
            required=False,
        ),
    ),
    "一行一项任务。新增、删除、修改任务都在这里。",
    frozen=1,
)

_INDICATORS = Sheet(
    INDICATORS,
    (
        Column("id", "指标编号", 9, "形如 T02-3（任务号-顺序号），不得重复，定了就不要再改。", filled=True),
        Column("task_no", "任务序号", 8, "属于哪项任务，须在“任务”表中存在。", filled=True),
        Column("name", "指标名称", 30, "指标的名称。", filled=True),
        Column(
            "kind",
            "类型",
            10,
            "年内累计：各单位1月以来累计数相加；投资：同年内累计，单位为金额；期末存量：各单位月末数相加，各月之间不相加；"
            "比率：分子合计÷分母合计×换算系数；逐个达标：每个填报单位各自对照目标，全地区报达标单位数和最低值；"
            "里程碑：填是/否，全地区数“是”的个数，或填完成的个数后相加。",
            filled=True,
            choices=tuple(Kind),
            aliases=KIND_ALIASES,
        ),
        Column(
            "comparator",
            "比较",
            7,
            "完成值与目标怎么比：≥、≤、=、>（严格大于，如“突破”）、区间（目标写“1～2”，达到下限即算完成）、"
            "左右（同≥，容差在 config.toml 中设，默认没有）、保持（同≥，跌破目标要提示）。",
            filled=True,
            choices=tuple(Comparator),
            aliases=COMPARATOR_ALIASES,
        ),
        Column("measure", "目标单位", 9, "目标用的计量单位，照清单，如万个、亿元、%、是/否。", filled=True),
        Column(
            "report_measure",
            "填报单位量",
            10,
            "县市填报时用的计量单位，如目标是万个、县市按个填。空白表示与目标单位相同。",
        ),
        Column(
            "factor",
            "换算系数",
            9,
            "把填报数换成目标单位：加总的指标“全地区值＝填报数合计÷换算系数”（万个按个填：10000；单位相同：1）；"
            "比率“全地区值＝分子合计÷分母合计×换算系数”（%：100；每千人、分母按人填：1000；直接相除：1）。须大于0。",
            number=True,
        ),
        Column(
            "targets",
            "{year}年目标",
            10,
            "当年的目标数，只写数字；区间写“1～2”；是/否的写1；当年没有目标就空着（空着的年份不进填报表，也不会判为未达标）。"
            "逐个达标的写每个单位各自的目标。每年一列。",
            number=True,
        ),
        Column("numerator", "分子名称", 20, "比率（以及按比率逐个达标的）必填：分子是什么。"),
        Column("denominator", "分母名称", 20, "比率必填：分母是什么。"),
        Column(
            "reporters",
            "填报单位",
            26,
            "谁填这个指标，用正式名称，" + _LIST + _GROUP + "同一个数只能由一个单位填，否则会重复计算。",
        ),
        Column(
            "frequency",
            "频次",
            8,
            "月度；季度：3、6、9、12月填；年度、学年：12月填。不到期的月份显示待统计，不催报。空白按月度。",
            choices=FREQUENCIES,
        ),
        Column("months", "统计月份", 9, "填了就以它为准，如“6、12”；空白按频次。"),
        Column(
            "pace_kind",
            "进度口径",
            9,
            "序时：完成率与序时进度比，用于累计数、投资和完成率；达标：只看是否达到目标，不比进度，用于存量、逐个达标、"
            "里程碑和其他比率；基期：按（现值－基期值）÷（目标－基期值）与序时进度比，须填基期值。空白按类型取默认。",
            choices=tuple(PaceKind),
        ),
        Column("base", "基期值", 9, "进度口径为基期时必填，用目标单位。", number=True),
        Column(
            "note",
            "口径说明",
            50,
            "只写怎么数、怎么填，会印在填报表的“填报口径”里；疑问和推定写在“来源”的【备注】后面。",
        ),
        Column(
            "source",
            "来源",
            44,
            "出自哪份文件、哪一项，附原话；【备注】后面是办公室的疑问和推定，不印进填报表。",
        ),
        Column("numerator_measure", "分子单位", 9, "分子的计量单位。", required=False),
        Column("denominator_measure", "分母单位", 9, "分母的计量单位。", required=False),
        Column(
            "decimals",
            "小数位数",
            8,
            "汇总表和专报中显示几位小数。空白取目标的小数位数。",
            required=False,
            number=True,
        ),
        Column(
            "bases",
            "{year}年基期",
            10,
            "跨年完成的目标，当年从多少起算，用目标单位，如两年共完成100%、上年已到70%的，写70：序时进度从70算到100。"
            "当年从零起算的空着。每年一列。",
            required=False,
            number=True,
        ),
        Column(
            "comparable",
            "口径可比",
            8,
            "与上年同一口径的写“是”或空着；口径变了的写“否”，累计同比只列两个数、不算百分比。",
            choices=("是", "否"),
            required=False,
        ),
        Column(
            "confirmed",
            "口径核对",
            8,
            "导入时推定的指标写着“待核对”：只收数，不汇总、不判灯。核对过类型、比较、填报单位以后改成“已核对”或清空。",
            choices=("已核对", "待核对"),
            required=False,
        ),
        Column(
            "reporters_by_year",
            "{year}年填报单位",
            22,
            "只在某一年的填报单位与“填报单位”列不同时填，只对那一年有效。",
            required=False,
        ),
    ),
    "一行一个指标。目标只写在这里，填报表、汇总表、专报都从这里取数。",
    frozen=3,
)

_QUOTAS = Sheet(
    QUOTAS,
    (
        Column("indicator", "指标编号", 9, "须在“指标”表中存在。", filled=True),
        Column("unit", "单位", 24, "填报单位的正式名称，须是该指标的填报单位。", filled=True),
        Column("year", "年度", 8, "四位年份。", filled=True),
        Column(
            "target",
            "目标",
            12,
            "分给该单位的年度任务，用填报单位量（县市填的单位）。",
            filled=True,
            number=True,
        ),
        Column("confirmed_by", "确认单位", 20, "哪个牵头单位确认的。"),
    ),
    "把全地区目标分到单位。没有分解的单位不算完成率，显示待分解。",
    required=False,
)

_RULES = Sheet(
    RULES,
    (
        Column("id", "规则编号", 9, "不得重复。", filled=True),
        Column(
            "expression",
            "表达式",
            32,
            "应当成立的关系，写法见“说明”表。指标写编号：T17-3 <= T17-1；项目、任务写填报表的列名："
            '到位资金 <= 总投资，完成度 >= 50 or 状态 != "正常推进"。代入同一单位同一期的填报数，缺数时不判。',
            filled=True,
        ),
        Column(
            "severity",
            "级别",
            8,
            "错误：必须改；疑问：改或说明；提示：只提醒。",
            filled=True,
            choices=SEVERITIES,
        ),
        Column("message", "提示", 50, "不成立时给填报单位看的话。", filled=True),
        Column("months", "适用月份", 10, "空白表示每个月。"),
        Column("units", "适用单位", 22, "空白表示所有单位；" + _LIST),
        Column("trial", "试行", 7, "写“是”的只提示，不退回。", choices=("是", "否")),
        Column(
            "tasks",
            "适用任务",
            10,
            "写了列名的规则可以只管几项任务（或这些任务下的项目），写任务序号，" + _LIST + "空白表示都管。",
            required=False,
        ),
    ),
    "办公室自己的校验规则，改了下次校验就生效。",
    required=False,
)

MONTHS = tuple(range(1, 13))
_CURVES = Sheet(
    CURVES,
    (
        Column(
            "applies_to",
            "适用",
            14,
            "指标编号、任务序号，或“默认”。指标的优先于任务的，任务的优先于默认。空白的一行是备用曲线，不起作用。",
        ),
        Column("name", "名称", 26, "曲线的名称。"),
        *(
            Column(f"m{month}", f"{month}月", 7, "到该月底应完成全年目标的百分之几（累计）。", number=True)
            for month in MONTHS
        ),
    ),
    "序时进度不是每月十二分之一的，在这里写十二个月的累计百分数，逐月不减，12月为100。",
    frozen=2,
    required=False,
)

_WEIGHTS = Sheet(
    WEIGHTS,
    (
        Column("criterion", "考核项", 16, "考核评分表的一列。", filled=True),
        Column("weight", "权重", 9, "满分多少；加分、扣分项写上限。", filled=True, number=True),
        Column("rule", "计分办法", 70, "怎么得分，会印在评分说明中。"),
    ),
    "年度评估的考核项和权重。",
    required=False,
)

SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        reviewsheet.REVIEW_SHEET,
        _TASKS,
        _INDICATORS,
        _QUOTAS,
        unitsheet.UNIT_SHEET,
        _RULES,
        _CURVES,
        _WEIGHTS,
        registers.DIFFERENCE_SHEET,
        registers.OPENING_SHEET,
        registers.DECISION_SHEET,
        registers.AWARD_SHEET,
    )
}
