"""Messages on whose return a file is (70x to 74x), with placeholders as in :mod:`toolkit.core.messages.values`."""

from __future__ import annotations

from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {
    "E701": Message(
        "单位前后不一致",
        "文件里的单位说法不一：{signals}。不知道该算哪个单位的，没有入账。",
        "请打开文件看一看是谁的数，再用 python run_report.py collect --as 单位 文件 指定；或请单位在自己的表里重新填报。",
    ),
    "E702": Message(
        "报送期前后不一致",
        "文件里的报送期说法不一：{signals}。不知道该算哪个月的，没有入账。",
        "请与单位核实是哪个月的数：表里的月份对、只是文件名或邮件写错的，用 python run_report.py collect --as 单位 文件 收下；"
        "把上月的表改了月份再报的，请单位用本月下发的表填报。",
    ),
    "E703": Message(
        "身份信息被改动",
        "文件里的身份信息（单位{unit}、报送期{period}）与校验码对不上，可能被人改过，没有入账。",
        "请打开文件核对单位和月份，再用 python run_report.py collect --as 单位 文件 指定；或请单位用原表重新填报。",
    ),
    "E704": Message(
        "像是上月的表",
        "填报内容与{unit}{period}报来的完全一样，像是把旧表又报了一次，没有入账。",
        "请与单位核实：确实没有变化的，用 python run_report.py collect --as 单位 文件 指定；发错了的，请单位重报。",
    ),
    "E705": Message(
        "一个文件里有两家的表",
        "文件里有不止一家单位的表（{signals}），没有入账。",
        "请把各单位的表分开存成单独的文件，再放进收件箱。",
    ),
    "E706": Message(
        "认不出是哪个单位",
        "没有足够的依据判断是哪个单位报的（{signals}），没有入账。",
        "请打开文件看一看，再用 python run_report.py collect --as 单位 文件 指定。",
    ),
    "E707": Message(
        "不是填报表",
        "这个工作簿里没有填报表的任何一张表，没有入账。",
        "如果是佐证材料，请和填报表一起放；如果发错了文件，请单位重报。",
    ),
    "E716": Message(
        "只有清单，没有填报表",
        "这个工作簿里只有“{sheet_name}”，没有填报表的任何一张表，没有入账。清单只说哪里要改，写在上面的数和文字没有采用。",
        "请单位用退回的整个文件重报，各张表都留着：要改的数和文字，改在清单所指的格子里；要说明的，指标写在“说明”里，任务和项目写在“存在问题”里。",
    ),
    "E708": Message(
        "空表",
        "这是{unit}{period}的空白表，各张表都还没有填，没有入账。",
        "请单位填好后重报，这份空表搁置就行（运行 python run_report.py rule aside 文件）；本月确实没有进展的，"
        "各项任务也请在“与上月相同”选“是”，或者选状态、填完成度。",
    ),
    "E770": Message(
        "已报的单位又来一份空表",
        "这是{unit}{period}的空白表，各张表都还没有填，没有入账；{unit}{period}已收的报表照旧算数。",
        "只是多发了一份空表的，搁置它就行（运行 python run_report.py rule aside 文件）；单位原是要改数的，请其填好后重报。",
    ),
    "E709": Message(
        "与别的单位内容相同",
        "填报内容与{unit}{period}报来的完全一样，像是拿错了文件，没有入账。",
        "请与单位核实，请其用自己的表重新填报。",
    ),
    "E710": Message(
        "这张表不是下发给这个单位的",
        "{unit}没有下发过{period}的填报表，没有入账。",
        "请核对单位和月份；确实要收的，请先用 python run_report.py generate 生成这个月的表，或用 python run_report.py collect --as 单位 文件 指定。",
    ),
    "E713": Message(
        "这一期不是填报单位",
        "清单“单位”表里{unit}的启用期、停用期（{bounds}）不含{period}，没有入账。",
        "确应填报的，请改“单位”表里这两格，再运行一次；月份写错了的，请单位改正后重报。",
    ),
    "Q711": Message(
        "没有写报送期",
        "文件里没有写报送期，暂按{period}计。",
        "请核对；不对的话请与单位联系，请其用当月下发的表填报。",
    ),
    "N712": Message(
        "身份凭据不全",
        "文件没有带下发时的身份凭据（多半是另存或复制到了新工作簿），按{signals}认作{unit}，把握{confidence}。",
        "请核对认得对不对；请单位今后直接在下发的表里填写。",
    ),
}
