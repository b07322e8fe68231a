"""What a mail says of figures beside the form that it carries is told to a person, and politeness is not."""

from __future__ import annotations

import inbox_samples as make
import pytest

from toolkit.inbox.containers.mailwords import MOST, asks, is_to_be_told, told_words
from toolkit.inbox.containers.unpack import unpack

BOOK = make.workbook()
POLITE = (
    "各项数据已报齐，请审核。",
    "盖章件尚未寄出，明日补寄。",
    "数据已经县领导审定，请审阅。",
    "请领导先审，有意见再改。",
    "请查收",
    "您好：\n附件是我县2024年6月重点任务进展情况填报表，请查收。如有问题请联系张三，电话13812345678。\n疏附县发改委",
    "按要求报送6月报表，共3个附件，请审阅。如有不妥，请批评指正。",
    "已按退回意见修改，请查收。",
    "附件为修改后的填报表，请查收，谢谢！",
    "领导好，现将我单位6月份填报表（47项任务）报上，纸质盖章件随后寄出。",
    "报送疏勒县填报表1份、盖章件1份。联系人：李四 0998-2520000 地址：人民路12号301室",
    "如有错误请及时联系我们修改。",
    "现报来填报表，以纸质件为准",
    "此表为6月24日18时数据，请查收",
    "附件包含填报表和佐证材料，请查收",
    "地址：某市人民西路5号院3栋2单元401室\n请用A4纸打印",
    "盖章扫描件2个、佐证材料3套，见第5期通知",
    "补报6月填报表，共47项，完整率100%",
    "各位领导，附件是麦盖提县6月份新型城镇化任务清单填报表（电子版），纸质版加盖公章后邮寄，请查收。",
    "报表见附件，如有变动另行通知。",
    "按时报送，无需修改。",
    "地区城镇化办：我县6月报表已报送至OA，邮箱再发一份备份。",
    "6月数据已报，7月起由新同事负责。",
    "疏勒县6月任务清单，含盖章扫描件和照片12张。",
    "工作进展：本月召开专题会2次，已全部填入表中。",
    "请以邮件附件为准，微信发的是草稿。",
    "附件共两个：1.填报表；2.证明材料（共15页）。",
    "今天下午3点前会把盖章件补发。",
    "好的，已改，请看附件。",
    "根据贵办反馈的3条意见，已逐条修改完善。",
    "已对照校验报告逐项核实，修改了2处，说明了1处。",
    "第2版，修改了任务5的文字。",
    "这是最终版，前面的请删除。",
    "前一封附件传错了，请以这封为准。",
    "上一封邮件附件漏了，补发。",
    "附件名称打错了，内容无误。",
    "表格有锁定，我没有改动。",
    "因系统升级，迟报1天。",
    "请领导指导，不足之处请批评。",
    "按任务分工，教育、卫健、住建等12个部门提供数据。",
    "抄送李主任、王科长。",
    "此致 敬礼 岳普湖县发改委 2024年6月24日",
    "联系人：买买提，13999612345，微信同号",
    "地址：岳普湖县文化路12号县政府大楼305室",
    "共上报任务37项，指标55项，重点项目3个，经验1条。",
    "任务37项中正常推进35项、滞后2项。",
    "本月没有新增项目，也没有投资变化。",
    "无重点项目，第四张表未填。",
    "完成度为各部门自评。",
    "请核实后告知是否需要补充材料。",
    "如需原始台账请联系统计局。",
    "我单位只涉及任务3、任务4两项。",
    "表中浅黄色格已全部填写。",
    "填报进度显示100%，自检无误。",
    "自检提示0处有误。",
    "领导您好，6月报表已填报完毕，请审阅，谢谢！",
    "您好，附件1为填报表，附件2为佐证材料，请查收。",
    "报送2024年6月重点任务进展，指标数据58项、任务43项、重点项目6个。",
    "我县6月报表已由分管领导艾力副县长审签，现报上。",
    "表格第一次填，有不懂的地方已标黄，请指导。",
    "请问任务23需要填吗？我们没有酒店项目，填了不涉及。",
    "收到通知，现将报表发送给您，麻烦查收后回复一下。",
    "昨天发的邮件附件格式不对，今天重新发xlsx格式的。",
    "因停电晚发了，抱歉！",
    "按您电话要求，补充了填报人信息，重新发送。",
    "工作群里说的截止时间是6月25日18:00，我们现在报送。",
    "附件大小2.3M，若打不开请联系13999612345。",
    "密码：123456",
    "已盖章，原件今日EMS寄出，单号1234567890123。",
    "我县1-6月城镇化工作总体平稳，各项任务有序推进。详见附件。",
    "请查收，祝端午安康！",
    "此邮件由系统自动发送，请勿回复。",
    "本邮件及附件含有保密信息，仅供指定收件人使用，如误收请删除。",
    "如果您错误地收到本邮件，请您立即通知发件人并删除本邮件！任何未经许可的更改、复制均无效。",
    "本邮件所含数据未经授权不得更改，以正式文件为准。",
    "王主任，报表请您过目，有问题我马上改。",
    "王建国 疏附县住建局 0998-3251234 844100 疏附县托克扎克镇",
    "城镇化办公室 李秀英 敬上 2024年6月24日",
    "表里有3处标红的是本月新完成的，请知悉。",
    "佐证材料较大，已上传网盘，链接：https://pan.baidu.com/s/1abc 提取码：ab12",
    "附：喀地城办〔2024〕12号",
    "报表共5页，已打印2份报送。",
    "抄送：县委办、政府办",
    "任务进展部分由各责任单位提供，我办汇总。",
    "本月新增2个重点项目，已填入表中。",
    "有1项任务滞后，已写明原因。",
    "已补填存在问题和下步措施。",
    "已将上月遗漏的责任人补上。",
    "按6月18日会议要求修改了表述。",
    "统计局数据25日才出，我们已电话核对。",
    "附件是我县6月份填报表（共5张表），43项任务均已填写，其中41项正常推进，2项滞后，请审阅。",
    "上午发的那份请忽略，以本邮件附件为准。",
    "填报人由李秀英调整为王建国，联系电话0998-7654321，今后请与新联系人对接。",
    "表中投资数为快报数，统计局核定后7月报表再更新，请知悉。",
    "各项数据已经统计局核定。因统计局数据未出，报送时间稍晚，请谅解。",
    "先按通知要求报送电子版，盖章件预计明天寄出。年度计划数由地区下达",
    "填报单位为疏附县人社局，单位是县住建局，填的是6月情况",
    "数据已与统计局核对一致，盖章件按要求寄送。",
    "本次报表共5张，请领导帮忙看一下。",
    "按上级要求填报，请查收。",
    "本表如有问题请与我联系。",
    "电子版和纸质版一致，请查收。",
    "这份是电子版，请先用着审核，纸质版明天送。",
    "请帮我改一下联系人电话。",
    "您好，如数据有问题，请帮忙改正或退回。",
    "投资额按万元填报，符合要求。",
    "这份报表不对外公开。",
    "此表不对的地方请指出。",
    "本次有问题的地方已全部改正。",
    "昨天发的少了盖章页，今天补上，报表没有变化。",
    "因为多发了一个附件，请忽略第二个。",
    "多打了几份盖章件，请查收。",
    "附件为我市报表，上月（5月）数据已在表中自动带出。",
)
TELLING = (
    "有几个数是预计的，月底再报准确数。",
    "数据未经分管领导审定，先报一版。",
    "因时间紧，部分指标沿用5月数据。",
    "除就业外其他数都没变，按上月的来。",
    "乡镇数据还没报齐。",
    "表中T02-3应为35，请更正。",
    "请更正城镇新增就业",
    "城镇新增就业应更正",
    "数据月底更正",
    "指标数据未修改",
    "附件中新建学校数填错了，应为35所",
    "请改为12",
    "请将第15行改为35",
    "新建学校今年累计35所，改造小区12个。",
    "J12格应填17",
    "本表数据不含兵团",
    "漏报了一个项目，后补",
    "数据暂按快报数，月底更正",
    "完成投资1.2亿元",
    "小区改造数有误",
    "T02-3：35",
    "人民路5号院改造户数应为12户",
    "表里金额单位填的是元，请换算。",
    "附件为5月数据，6月数还没出来，先按5月报。",
    "表里数为预计数，实际数月底再报。",
    "表格里红色的数是估的，别用。",
    "供水管道改造填成了米，应该是公里。",
    "这份数据不准，明天再报一次。",
    "就业数统计局未核定，先用上月数",
    "总投资都写成万了",
    "附件发错了",
    "上月的新增就业数发错了",
    "户籍业务事项已完成59项",
    "以上午8点那封为准，本封作废",
    "附件里第3个项目的总投资应该是1200",
    "新增就业那一栏我填的全年目标，请注意",
    "比率那几项分母没有，随便填的100",
    "指标数据只填了城区的，乡镇的后面补",
    "数据是去年的，今年的还没统计出来",
    "重点项目金额是含税的元",
    "T23-1多算了一个",
    "数字我估的",
    "先用这个，后面再改",
    "指标表作废，以今天下午发的为准",
    "前面两行填反了",
    "单位搞错了，是万元不是元",
    "请把任务8的状态改成滞后",
    "表中空着的都是0",
    "没填的就是没有",
    "空白表示无变化",
    "红字的是有疑问的数",
    "重点项目第2个已经取消了",
    "J12那一格多打了一个0，请帮忙删掉。",
    "不好意思，医疗卫生那项多打了一个0，请帮忙改一下。",
    "投资完成额那一项我们是按亿元填的，表里要求万元，请知悉。",
    "这次发的表有问题，请按上次报的表计算。",
    "没有填的表示我县无此项工作。",
    "以上一版为准",
    "T02-1应为15所，来不及改表，请以此为准。",
    "更正：T02-3应为35",
    "以这份为准，T02-3应为35",
    "上午报的表数据有误，请先不要使用，稍后重报",
    "T02-3应为35，已在说明里写明",
    "（作废）6月填报表",
)
OF_ITSELF = (  # the form beside it is what was meant: nothing is asked and nothing is told
    "此表为最终版，以此为准，之前的作废",
    "昨天的表有一处错误，今天的已改",
    "刚才发的那份作废，以这份为准。",
    "数据有改动，请以此次报送的为准",
    "T01-1由原来的数改为附件中的数，其他未变。",
    "上一份漏填了几项，已补上，见附件。",
    "最终版！以此为准！！",
    "更正泽普县6月填报表",
    "现补报6月填报表，请查收。",
    "疏勒县补报指标数据",
    "6月报表补报",
    "更正城镇新增就业",
    "【更正】泽普县2024年6月填报表",
    "泽普县6月填报表（修改后）",
    "本表以此为准，前表作废",
    "上一版有误，现已更正，请以本表为准。",
    "前面那份漏了几项，这份补齐了",
    "因去年基数较大，投资同比下降12%，已在说明里写明",
)


OTHER = (  # told, and nothing is asked of the unit
    "别的县怎么报的我们就怎么报的。",
    "两家数据打架，取了小的。",
    "把拆迁安置的一块算了。",
    "系统打不开，抄的年报。",
    "企业自报数。",
    "口径变了，上个月是常住人口。",
    "做这张表的人休假了，是我代填的，心里没底。",
    "电子表与盖章件不一致的以盖章件为准。",
    "盖章扫描件随后寄出，数据以纸质盖章件为准。",
    "我单位联系人变更为李四，电话13999000001。",
    "本月数据与上月相同，无变化。",
)


@pytest.mark.parametrize("text", POLITE)
def test_politeness_is_no_word_about_figures(text: str) -> None:
    assert told_words("6月填报表", text) == ""


@pytest.mark.parametrize("text", TELLING)
def test_a_correction_or_a_figure_is_kept_whole(text: str) -> None:
    polite = "请查收。"
    words = told_words("6月填报表", f"{polite}\n{text}\n\n谢谢")
    assert words == f"{polite}\n{text}\n谢谢" and asks(words)


@pytest.mark.parametrize("text", OTHER)
def test_what_is_no_courtesy_is_told_and_not_asked_about(text: str) -> None:
    words = told_words("6月填报表", f"请查收。\n{text}")
    assert words == f"请查收。\n{text}" and not asks(words) and is_to_be_told(words)


@pytest.mark.parametrize("text", OF_ITSELF)
def test_what_says_that_the_form_beside_it_counts_is_no_question(text: str) -> None:
    for words in (told_words("6月填报表", f"请查收。\n{text}"), told_words(text, "请查收")):
        assert not asks(words) and not is_to_be_told(words)


def test_a_subject_that_speaks_stands_before_the_words() -> None:
    assert told_words("更正：T02-3应为35", "请查收") == "更正：T02-3应为35\n请查收"
    assert told_words("疏附县2024年6月填报表", "请查收") == ""


def test_what_is_quoted_in_an_answer_is_ours() -> None:
    quoted = "\n\n------------------ 原始邮件 ------------------\n发件人: 办公室\nT02-3应为35所"
    assert told_words("回复：6月填报表请修改", f"请查收{quoted}") == ""
    assert told_words("Re: 6月填报表请修改", f"T02-3改为36{quoted}") == "T02-3改为36"
    netease = "\n\n---- 回复的原邮件 ----\n发件人：地区办\n请各县市报送，应报指标58项，其中T02-3应为35所"
    assert told_words("6月填报表", f"请查收{netease}") == ""
    assert "35所" in told_words("转发：6月填报表", f"请查收{quoted}")
    assert "35所" in told_words("6月填报表", f"请查收{quoted}", to="李四 <li@ks.gov.cn>")


OFFICE = "城镇化办 <czh@ks.gov.cn>"
QUOTES = (
    '------------------ 原始邮件 ------------------\n发件人: "城镇化办" <czh@ks.gov.cn>;\n发送时间: 2024年6月22日\n收件人: "张三";\n主题: 退回',
    "发件人： 城镇化办\n发送时间： 2024-06-22 10:00\n收件人： 张三\n主题： 退回修改",
    "-----邮件原件-----\n发件人: 城镇化办 <czh@ks.gov.cn>\n发送时间: 2024年6月22日 10:00\n主题: 退回修改",
    '-----原始邮件-----\n发件人:"城镇化工作" <CZH@ks.gov.cn>\n发送时间:2024-06-22 10:00:00 (星期六)',
    "> 在 2024年6月22日，10:00，城镇化办 <czh@ks.gov.cn> 写道：\n> ",
)


@pytest.mark.parametrize("head", QUOTES)
def test_a_letter_of_the_office_is_quoted_under_any_subject(head: str) -> None:
    mark = "> " if head.startswith(">") else ""
    quoted = f"\n\n{head}\n\n{mark}T02-1填的是1.5，应为整数；请改正后重报。"
    assert told_words("6月填报表", f"已修改。{quoted}", to=OFFICE) == ""
    assert told_words("6月填报表", f"T02-1应为15{quoted}", to=OFFICE) == "T02-1应为15"
    of_another = quoted.replace("城镇化", "教育").replace("czh@", "li@").replace("CZH@", "li@")
    assert mark or "1.5" in told_words("6月填报表", f"见附件{of_another}", to=OFFICE)


def test_subject_html_and_length() -> None:
    assert told_words("更正：T02-3应为35", "") == "更正：T02-3应为35"
    html = "<style>T02-3{}</style><div>T02-3<b>应为</b>35&nbsp;</div><br>谢谢"
    assert told_words("报表", "", html) == "T02-3应为35\n谢谢"
    assert told_words("报表", "", "<style>T02-3{}</style>请查收<!-- T02-3 -->") == ""
    assert (
        told_words("报表", "", "请改为12<STYLE type='a'>x</STYLE ><p>谢谢<script>T02-3") == "请改为12\n谢谢"
    )
    assert len(told_words("报表", "T02-3应为35。" * 2000)) < MOST + 30


@pytest.mark.parametrize("text", ["9" * 200_000, "<style" * 40_000, "<!--" * 60_000, "第" * 200_000])
def test_no_text_takes_long(text: str) -> None:
    assert told_words("报表", text) == told_words("报表", "", text) == ""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_words_of_a_mail_come_with_its_workbook(charset: str) -> None:
    head = b"From: a@x.cn\r\nSubject: bb\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    text = f"--B\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    text += "表中T02-3应为35".encode(charset) + b"\r\n"
    book = make.mail([(make.attached(), BOOK)]).partition(b"--XyZ\r\nContent-Type: application")[2]
    data = head + text + b"--B\r\nContent-Type: application" + book.replace(b"--XyZ", b"--B")
    (leaf,) = unpack("信.eml", data).leaves
    assert (leaf.kind, leaf.words) == ("workbook", "表中T02-3应为35")
    (quiet,) = unpack("信.eml", make.mail([(make.attached(), BOOK)])).leaves
    assert (quiet.kind, quiet.words) == ("workbook", "")


TABLE = "<p>见附件</p><table><tr><td>T01-1</td><td>本月累计</td><td>77</td></tr></table>"


@pytest.mark.parametrize(
    ("subject", "text", "html", "words"),
    [
        ("报表", "见附件", TABLE, "见附件\nT01-1\t本月累计\t77"),
        (
            "回复：报表",
            "见附件",
            TABLE + "<p>发件人：办公室</p><p>T01-2应为35</p>",
            "见附件\nT01-1\t本月累计\t77",
        ),
        ("报表", "见附件\nT01-1 本月累计 77", TABLE, "见附件\nT01-1 本月累计 77"),  # both say it
        ("报表", "T01-1应\n为*77*", "<p>T01-1应为<b>77</b></p>", "T01-1应\n为*77*"),
        ("报表", "见附件", "<p>见附件</p><p>电话 0998-2520000</p>", ""),
        ("报表", " ", TABLE, "见附件\nT01-1\t本月累计\t77"),
    ],
)
def test_what_only_the_page_of_a_mail_shows_is_said(subject: str, text: str, html: str, words: str) -> None:
    assert told_words(subject, text, html) == words
    assert bool(words) == asks(words)


def test_words_of_outlook_and_of_a_mail_in_a_mail() -> None:
    tree = make.msg_tree([("a.xlsx", BOOK)])
    tree["__substg1.0_1000001F"] = "本表以此为准，前表作废".encode("utf-16-le")
    (leaf,) = unpack("信.msg", make.ole(tree)).leaves
    assert leaf.words == "本表以此为准，前表作废"
    outer = make.msg_tree([("里面", {**tree, **make.msg_tree([("a.xlsx", BOOK)], top=False)})])
    outer["__substg1.0_1000001F"] = "T02-3应为35".encode("utf-16-le")
    (inner,) = unpack("信.msg", make.ole(outer)).leaves
    assert inner.words == "T02-3应为35\n本表以此为准，前表作废"
