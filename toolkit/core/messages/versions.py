"""Messages of bringing versions together and of filing returns (75x to 77x)."""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {
    "Q751": Message(
        "新版留空",
        "第{version}版这一格是空的，第{older_version}版填的是“{older}”，目前仍按“{older}”计。",
        "数字没有变请照填；确实不再适用请填“不涉及”，尚无数据请填“待统计”。",
        explained_in=(fields.EXPLANATION,),
    ),
    "Q750": Message(
        "新版大片留空",
        "第{version}版的这张表有 {count} 格是空的，第{older_version}版都填了（{cells}），目前仍按第{older_version}版计。",
        "只是补报或更正几格、其余没有变的，由办公室问明后认可本条；漏填的请照填后重报。",
    ),
    "Q768": Message(
        "新版大片变成0",
        "第{version}版的这张表有 {count} 个数是 0，第{older_version}版都大于 0（{cells}），目前按较新的 0 计。",
        "只是补报或更正几格、别的格误填了 0 的，请照原来的数填后重报；确实都是 0 的，由办公室问明后认可本条。",
    ),
    "Q752": Message(
        "两份填报不一致",
        "第{older_version}版和第{version}版都填了这一格，数值不同：“{older}”和“{seen}”，目前按较新的“{seen}”计。",
        "请与填报单位核对哪一个对，由单位重报这一格，或由办公室裁定。",
        explained_in=(fields.EXPLANATION,),
    ),
    "Q753": Message(
        "新版少了一行",
        "“{row}”在第{older_version}版的“{sheet_name}”里有，第{version}版里没有，目前不再计入。",
        "漏填的，请单位把这一行补填到“{sheet_name}”里再报；确实不再报的，表里不用写，请单位告诉办公室，由办公室在裁定表里对这一条选“认可”。",
    ),
    "Q754": Message(
        "新版整表留空",
        "第{version}版的“{sheet_name}”一行也没有填，第{older_version}版填的“{row}”目前仍计入。",
        "没有变化的，请单位照第{older_version}版填到“{sheet_name}”里再报，或告诉办公室，由办公室在裁定表里对这一条选“认可”，仍照第{older_version}版计入；"
        "确实不再报的，请告诉办公室撤回第{older_version}版，别的表里只在那一版填过的，先补到新版里再报。",
    ),
    "N755": Message(
        "另一报送期的报表",
        "这是{filed}的填报表，本期是{period}，已归入{filed}，不计入本期。",
        "如果是拿上月的表填了本期的数，请让单位改用本期的表重报。",
    ),
    "Q755": Message(
        "报来的是另一期的表",
        "{period}的表还没有报来；本期收到的“{name}”是{filed}的填报表，已归入{filed}（第{version}版），不计入本期。",
        "请与单位核实：拿{filed}的表填了本期数的，请单位改用本期的表重报，并用 python run_report.py rule withdraw 撤回那一份；"
        "确是补报、更正{filed}的，认可本条。",
    ),
    "E756": Message(
        "报送期已封存",
        "{filed}的专报已经印发封存，这份填报表已收存，但暂不计入。",
        "需要采用的，运行 python run_report.py issue --reopen 原因 --name 姓名 -p 报送期（如 2024-06）解除封存，再重新汇总；下月的表已照它带出上月数，不采用也不必重填。",
        office=True,
    ),
    "N757": Message(
        "清单版本不明",
        "填报表所带的清单版本（{digest}）台账里没有，已按现行清单读取。",
        "请核对这份表的任务和指标是否与现行清单一致。",
    ),
    "N758": Message(
        "比已收的旧",
        "这份填报表比已收的第{newer_version}版旧，两份都填的格子以较新的为准。",
        "如果应以这份为准，请由办公室指定采用这一版。",
    ),
    "Q759": Message(
        "更正已失效",
        "办公室曾提出把这一格从“{original}”更正为“{value}”，单位后来又报为“{seen}”，目前按单位新报的计。",
        "请核对新报的数；仍需更正的由办公室重新提出，不需要的撤回原更正。",
        explained_in=(fields.EXPLANATION,),
    ),
    "N764": Message(
        "单位不同意更正",
        "办公室建议把这一格从“{original}”更正为“{value}”，单位不同意（{name}）：{note}。目前按单位填报的数计。",
        "请办公室与单位核实；仍需更正的写明依据重新提出。",
    ),
    "Q761": Message(
        "来件的名字是别的单位",
        "表是{unit}的，已记入{unit}；但它所在的邮件或压缩包叫“{container}”，那是{other}的名字。",
        "请核对是不是{unit}报的；拿错了表的，请{other}用自己的表重报，再用 python run_report.py rule withdraw 撤回这一份。",
    ),
    "E760": Message(
        "附件没有对应的报表",
        "这是扫描件或文档，同来的没有填报表，不知道属于哪个单位。",
        "请与填报表打成一个压缩包放入 inbox，或运行 python run_report.py collect --as 单位 文件 指定单位。",
    ),
    "E764": Message(
        "Word 文档里的内容不读",
        "这是 Word 文档，同来的没有填报表，里面也没有认得出的填报表（要有编号和一半以上同填报表一样的表头；列少的，"
        "表上面的标题要写着表名，如“指标数据”）；文档里的文字、图片和嵌着的 Excel 表读不出数来，没有采用。",
        "里面是填报内容的，请单位填到下发的填报表里再报（嵌着 Excel 表的，打开后另存为 .xlsx 放入 inbox）；"
        "只是佐证材料的，用 python run_report.py collect --as 单位 文件 指定单位。",
    ),
    "E765": Message(
        "图片或扫描件里的内容不读",
        "这是图片或扫描件，同来的没有填报表，不知道属于哪个单位；图上的数读不出来，没有采用。",
        "图上是填报内容的，请单位填到下发的填报表里再报；只是盖章件或佐证的，与填报表打成一个压缩包放入 inbox，"
        "或用 python run_report.py collect --as 单位 文件 指定单位。",
    ),
    "E766": Message(
        "演示文稿里的内容不读",
        "这是演示文稿（PPT），同来的没有填报表，不知道属于哪个单位；里面的文字、表格和图片读不出数来，没有采用。",
        "里面是填报内容的，请单位填到下发的填报表里再报；只是佐证材料的，与填报表打成一个压缩包放入 inbox，"
        "或用 python run_report.py collect --as 单位 文件 指定单位。",
    ),
    "E771": Message(
        "这种格式的文档里的表不读",
        "这是 .doc、.wps、.rtf 或 .odt 文档，同来的没有填报表；这几种格式里的文字和表读不出来，没有采用。",
        "里面有填报表的表格的，请用 WPS 或 Word 打开，另存为 .docx 后重新放入（表头和编号同填报表一样的表会读取），"
        "更稳妥的是请单位填到下发的填报表里再报；只是佐证材料的，用 python run_report.py collect --as 单位 文件 指定单位。",
    ),
    "Q766": Message(
        "邮件里说到了数或更正",
        "随填报表来的邮件（主题或正文）里写着：“{words}”。这些话没有作为数据采用，仍按填报表计。",
        "请对照邮件核对：确要更正、补充的，请单位改在填报表里再报；不影响数据的，认可本条。",
    ),
    "N766": Message(
        "邮件里还有话",
        "随填报表来的邮件（主题或正文）里写着：“{words}”。这些话没有采用，按填报表计。",
        "办公室看一看：与数据无关的不用管；影响数据的，请单位改在填报表里再报。",
    ),
    "Q780": Message(
        "附件里说到了填报数",
        "随填报表来的“{document}”里写着：“{words}”。里面的数和更正没有采用，仍按填报表计。",
        "请对照这份附件核对：确要更正、补充的，请单位改在填报表里再报；不影响数据的，认可本条。",
    ),
    "N780": Message(
        "附件里还有话",
        "随填报表来的“{document}”里写着：“{words}”。里面的话没有采用，按填报表计。",
        "办公室看一看：与数据无关的不用管；影响数据的，请单位改在填报表里再报。",
    ),
    "Q781": Message(
        "附件里的表与填报表不同",
        "随填报表来的“{document}”里有填报表的表头，与填报表不同的有{count}格（{cells}）。里面的数没有采用，仍按填报表计。",
        "请与单位核实以哪一个为准：应以附件为准的，请单位改在填报表里再报；填报表无误的，认可本条。",
    ),
    "Q782": Message(
        "附件像是更正，没有读",
        "随填报表来的“{document}”从名字看是更正或订正，这种文件里的内容读不出来，没有采用，仍按填报表计。",
        "请打开看一看：确要更正的，请单位改在填报表里再报；不影响数据的，认可本条。",
    ),
    "Q767": Message(
        "文件名里有话",
        "文件名是“{seen}”，{says}，已照常采用。",
        "请与单位核实：确实不算数的，用 python run_report.py rule withdraw 撤回这一份；要更正、补充的，请单位改在填报表里再报；不影响的，认可本条。",
    ),
    "E762": Message(
        "别的月份的表又来了一次",
        "文件名或邮件写的是{named}，内容却与{unit}{period}已收的第{version}版一字不差，{named}没有收到。",
        "请{unit}用{named}的表重报；只是把{period}的表又发了一遍的，搁置它就行（运行 python run_report.py rule aside 文件）。",
    ),
    "E767": Message(
        "空表里夹着别的内容",
        "这是{unit}{period}的表，各张表该填的都还没有填，但是夹着别的内容，没有入账。{beside}",
        "请打开看一看：是要报的，请单位填到表里再报；用不着的，搁置这份表（运行 python run_report.py rule aside 文件）。",
    ),
    "Q763": Message(
        "分不清哪份更新",
        "第{version}版（{name}）和第{other}版（{other_name}）谁先谁后分不清：{evidence}。两份都填、数值不同的有 {count} 格，目前按{counted}计：{cells}。",
        "请与{unit}核对以哪一份为准；应以另一份为准的，用 python run_report.py rule pin 指定那一版。",
    ),
}
