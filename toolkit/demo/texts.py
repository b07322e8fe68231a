"""What made-up units write: problems, progress, requests and good practice, each of the task that it is about."""

from __future__ import annotations

from dataclasses import dataclass

# Progress of any task: {name} is its 简称.
PROGRESS = (
    "{month}月{day}日召开{name}推进会，{unit}全年任务完成{done}%，{next}重点抓{some}个{below}。",
    "{month}月完成{name}现场核查{some}处，{day}日通报结果，{unit}此项任务完成{done}%。",
    "{unit}于{month}月{day}日印发{name}实施方案，{some}名包联干部到位，任务完成{done}%。",
    "截至{month}月{day}日，{name}{some}条措施已落实{few}条，{unit}完成全年任务的{done}%。",
    "{month}月{day}日由分管领导调度{name}，现场解决问题{some}个，完成度{done}%。",
)
PROBLEMS = (
    ("配套资金还有{some}0万元未到位，{few}个项目没有开工", "{date}前由财政部门落实资金，{later}前开工"),
    (
        "{few}项前期手续没有办完，施工许可尚未取得",
        "{date}前由分管领导牵头办结手续，{later}前开工",
    ),
    ("承担单位人员不足，应配{some}人，实有{few}人", "{date}前抽调人员到位，{later}前补齐进度"),
    ("第二标段两次流标，中标单位未定", "{date}前重新招标，{later}前签订合同并进场"),
)


@dataclass(frozen=True)
class Matter:
    """What a county asks for or tells: a title, what it says, the task it belongs to (with a word of it) and who leads."""

    title: str
    content: str
    task: int
    about: str
    lead: str = ""


WISHES = (
    Matter(
        "请协调解决2宗停车场项目用地指标",
        "涉及地块2宗、86亩，已报县级初审，请地区主管部门协调用地指标",
        30,
        "停车",
        "地区自然资源局",
    ),
    Matter(
        "请协调增加义务教育教师编制",
        "新建学校今秋开学，缺教师40名，已自行调剂15名，请地区统筹编制",
        2,
        "学校",
        "地区教育局",
    ),
    Matter(
        "请协调道路工程电力线路迁改",
        "道路红线内有10千伏线路3.2公里，已与供电部门对接两次，请地区牵头确定迁改方案",
        22,
        "道路",
        "地区住建局",
    ),
    Matter(
        "请协调污水处理厂扩容资金",
        "项目总投资4800万元，已落实2600万元，缺口2200万元，请地区帮助争取",
        36,
        "污水",
        "地区发改委",
    ),
    Matter(
        "请协调公租房配套水电接入",
        "已建成的2栋尚未通水通电，请地区主管部门督促有关企业接入",
        29,
        "公租房",
        "地区住建局",
    ),
)
PRACTICES = (
    Matter(
        "设立联合窗口，落户办理时限由10日缩短至4日",
        "抽调6个部门人员设立联合窗口3个，受理、审核、办结一次完成",
        1,
        "户籍",
    ),
    Matter(
        "“以工代训”培训建筑工匠",
        "在12个在建项目设培训点，边施工边培训，已有380人取得证书",
        8,
        "工匠",
    ),
    Matter(
        "老旧小区改造“居民点单”",
        "先征求意见再定方案，86%的住户参与投票，改造后满意率明显提高",
        28,
        "老旧小区",
    ),
    Matter(
        "医共体“晨间会诊”",
        "县医院每天早上与乡镇卫生院连线会诊，累计会诊210人次",
        3,
        "医共体",
    ),
)
# Of any task of a list that these are not about: {name} is its 简称, {level} the place's own level.
ANY_WISH = Matter(
    "请协调{name}有关数据共享",
    "{name}需要{few}个部门的数据，已上门对接{some}次，请{level}级明确共享办法",
    0,
    "",
)
ANY_PRACTICE = Matter(
    "{name}“一周一调度”",
    "每周由分管领导到现场调度{name}，当场解决问题{some}个，难题{few}个列入台账限期办结",
    0,
    "",
)
# Category of a project, what it is called, the task it belongs to, and a word of that task.
PROJECTS = (
    ("教育", "第二中学教学楼新建项目", 2, "学校"),
    ("教育", "城北幼儿园新建项目", 2, "学校"),
    ("市政道路", "团结路北延道路工程", 22, "道路"),
    ("市政道路", "滨河路断头路打通工程", 22, "道路"),
    ("供水排水", "城区供水管网改造项目", 36, "污水"),
    ("供水排水", "污水处理厂扩容项目", 36, "污水"),
    ("城市更新", "城南老旧小区改造项目", 28, "老旧小区"),
    ("城市更新", "文化路片区更新项目", 28, "老旧小区"),
    ("产业园区", "园区标准厂房及配套项目", 24, "基础设施"),
)
