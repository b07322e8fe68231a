"""What a mail says of the figures that it carries: a correction, a figure that stands in its text alone, or anything but courtesy.

In: subject and text of a mail, plain or HTML. Out: its words, whole, or "" where it is courtesy alone: 请查收, 如有问题请联系 and the
like; and whether they are to be asked about. What is quoted of the office's own letters is left out (quoted.py), and what says that the
very form beside it counts is no question (ofitself.py). Nothing is ever taken as a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import CLAUSE, sentences, to_be_told
from toolkit.core.value_measures import COUNTED
from toolkit.inbox.containers.ofitself import figures_written_in, more_than_itself
from toolkit.inbox.containers.quoted import before_quoted, is_answer, own_words, quotes_ours

MOST = 4000  # characters that are kept
_LOOKED_AT = 1 << 16  # characters of a text
_CUT = "……（以下略，全文见邮件）"
_HIDDEN = lazy_regex(r"<(?:(head|style|script|title)\b|!--)", re.IGNORECASE)
_END = {
    "": lazy_regex("-->"),
    **{tag: lazy_regex(rf"</{tag}\b[^<>]*>", re.IGNORECASE) for tag in ("head", "style", "script", "title")},
}
_BREAK = lazy_regex(r"</?(?:br|p|div|tr|li|h[1-6])\b[^<>]*>", re.IGNORECASE)
_NEXT_CELL = lazy_regex(r"</t[dh]\b[^<>]*>", re.IGNORECASE)
_TAG = lazy_regex(r"<[^<>]*>")
# What tells no figure: dates, how much is attached, telephones, numbers of papers and rooms.
_NO_FIGURE = lazy_regex(
    r"(?<!\d)(?:\d{4}年|\d{1,2}月份?|\d{1,2}[日号时点]|第?\d+(?:个|份|张|封|页|次|版|期)?(?:附件|文件|报表|表格|填报表|工作簿|压缩包|邮件|表)"
    r"|(?:附件|文件|材料|扫描件|盖章件|图片|照片|报表|填报表)\s*共?\d+\s*[个份张套]|共(?:填报)?\d+项|第\d+(?:期|次|批|号|版|项|条|季度)"
    r"|\d+[个份张套](?:扫描|盖章|佐证|材料|图片|照片|excel|word|pdf)|(?:完整|进)[率度]\D{0,4}100[%％]"
    r"|\d+条(?:意见|问题|建议|反馈)|(?:修改|说明|更正)了?\d+处|提示0处有误|任务\d+|(?:经验|诉求)\d+条|(?:召开|组织)[^，,]{0,8}?\d+[次场期]"
    r"|(?:正常推进|滞后|未启动|不涉及)\d+项|(?:无需|不需要?|不用)再?(?:修改|更正|调整|补充)|(?:前|上(?![月期季个])|昨|刚才)[^，,]{0,8}?(?:附件|文件|格式)(?:[传发放贴]错|漏)了|名称[打写]错了?"
    r"|\d+(?:份|页|张|封)|\d{3,4}-\d{6,8}|1\d{10}|〔\d+〕\d+|\d+(?:项|个)(?:任务|指标|工作日|县市|单位|部门)|\d+(?:小时|分钟|天)|(?:任务|指标|指标数据|重点项目)\d+[项个]|\d+个重点项目|\d+处(?:标|红|黄|修改)|\d+项(?:任务)?(?=均|都|正常|进度|滞后|未启动|不涉及|按序时))",
    re.IGNORECASE,
)
_ADDRESS = lazy_regex(r"地址|邮编|[路街巷道]\d+号|\d+号[院楼]|\d+室")
_ROW = lazy_regex(
    r"(?<![A-Za-z0-9])T\d{2}-\d{1,2}(?!\d)|(?<![A-Za-z0-9])[A-Z]{1,2}\d{1,3}[ 这那的]?一?个?(?:单元)?格|第\d+行"
)
_MEASURES = "|".join(
    sorted(
        {*COUNTED, "公里", "平方米", "平方公里", "米", "亩", "公顷", "元", "%", "％", "吨"},
        key=len,
        reverse=True,
    )
)
_FIGURE = lazy_regex(rf"(?<![\d.,])\d[\d.,]*\s*(?:千|万|百万|千万|亿)?(?:{_MEASURES})")
_IN_WHAT = "(?:[百千万亿]{0,2}(?:元|米|公里|人|户|亩|平方米|公顷)|[十百千万亿])"
_CORRECTS = lazy_regex(
    r"更正|改正|订正|修正|勘误|应[为是填改]|应当[为是]|改[为成]|换成|更改|修改|修订|替换|调[整减增]|变更|作废|无效|有误|填错|写错|报错|错[了误]"
    r"|误[填报写]|漏[了填报写]|[多少]报了?|撤[回销]|勿用|不要用|不用了|为准|暂按|补[报填充]|加上|减去|扣除|剔除|未?不?包?[含括]"
    r"|填反|[搞弄]错|随便填|估的|空着的|[没未]有?填的|空白(?:[处格的是为]|表示)|后面再?[补改]|只填|红[字色][^，,]{0,4}[待估疑]|[红黄]的?[是为][^，,]{0,3}[待估疑]"
    r"|填的是?(?:全年|年度|去年|上月|本年)?的?(?:目标|计划|任务)数?(?=$|[，,])|预[计测估报]数|[估概]算?数|[是为](?:估[计算]?|预[计测估]|暂估|推算|测算)的|沿用|按照?(?:上|\d{1,2})个?月的?(?:来|填|报|算)|未经[^，,]{0,10}[审核]|先[报填](?:上|一[版个])|占位|[没未]有?报[齐全上]|尚未[^，,]{0,4}(?:统计|上报|提供|核|审)|大[概约]数|不太?准|不[作算]数|别用|仅供参考|[请未没需][^，,]?换算"
    r"|[多少][打输写填敲按]了?(?:[一两几]|\d+)?个|帮[忙我]?[^，,]{0,4}[删改去](?![^，,]{0,6}(?:联系|电话|格式|名称|人员))|[按照以用](?:上|前)一?[次份版封稿][^，,]{0,8}(?:计|算|来|的表|那)"
    r"|(?:这|本|此)[次份表封][^，,]{0,8}(?:(?<![如若])有问题(?!的)|不对(?![外的]))|(?:不要|暂不|先别|请勿)使用"
    rf"|[按以用](?!万元){_IN_WHAT}(?:来|为单位)?[填计报写]|(?:[填写](?:成了?|的[是为])|单位[是为]){_IN_WHAT}|[先按]按?\d{{1,2}}月|按?上个?[月期季](?:的)?数|[没未]有?(?:出来|统计|核[实定准对])(?!的)"
)
_POLITE = lazy_regex(
    r"^\W*(?:(?:[您你]|领导)好\W*)?(?:以上|附件|内容|数据|表中|其中|请领导|请)?(?:如|若|倘|要是)|以(?:本?附件|附表|纸质|盖章件?|扫描件?)[^以]{0,8}为准"
    r"|(?:已|现|按照?|根据)[^，,]{0,20}(?:修改|改正|更正|修订|修正|调整|补[报填充])|(?:修改|改正|更正|修订|修正|调整|补[报填充])(?:后|版|稿|好|完|过|完善|情况)"
    r"|补充了?(?:填报|联系|责任)人|补充了?(?:电话|信息|佐证|材料|附件|签字|盖章)|保密|误收|以(?:[本这][封次]?)?(?:邮件|附件)[^以]{0,6}为准|以这[封次]为准|含[^，,]{0,4}(?:盖章|扫描|佐证|照片|附件|材料)|修改了?[^，,]{0,8}(?:文字|格式|错别字|表述|排版|名称)|(?:填报|填写|联系|经办|负责)的?人员?[^，,]{0,12}(?:调整|变更|更改|换|改)|(?:电话|手机|邮箱)[^，,]{0,4}(?:变更|更改|更换|改)"
    r"|补[报填充][^，,]{0,12}(?:表|材料|附件)|(?:包含|包括|内含)[^，,]{0,12}(?:附件|报表|填报表|材料|盖章)"
)

# What mail programs write below every letter.
_STANDING = lazy_regex(
    r"未经(?:[^，,]{0,4}(?:授权|许可|允许|书面))|(?:错误地?|误)(?:接?收到?|发送?)[^，,]{0,4}(?:本|此)?(?:邮件|信息|收)|指定的?收件人|非?预期的?收件人"
    r"|本(?:电子)?邮件(?:及其?附件)?[^，,]{0,8}(?:保密|机密|仅[供限]|指定)"
)

# What a letter speaks of besides figures: what is sent and how, people, times of day.
_COURTESY = lazy_regex(
    r"附|查[收阅]|审[阅核定签批]|[报送][送来上]|已报|报表|填[报写完好了]|盖|公章|邮[件箱寄]|[发寄传]送?[了来给过]?|打印|扫描|电子|纸质|压缩|联系|电话|手机|微信|群|抄送|敬|祝|谢|您|好|领导|主任|[科处局县]长|请|密码|网盘|链接"
    r"|收到|通知|保密|格式|文件|表格?|材料|佐证|签字|汇总|第?\d版|版|地址|此致|单号|任务|指标|重点项目|经验|诉求|滞后|自检|完成度|进度|部门|统计局|台账|标[红黄]|模板|锁|改动|下[载达]|打[不开]|自动|同事|今[天日]|昨天|明[天日]"
    r"|[上下]午|\d点|停电|抱歉|[迟晚]|指[导正]|不足|批评|整改|落实|修改|完善|核实|退回|更新|问题|情况|[没无]有?[^，,]{0,6}(?:项目|变化)"
)
# No courtesy though every word of it is: which paper counts where they differ, whom to call, that nothing changed.
_TOLD = lazy_regex(
    r"(?:不一致|不符|不同|出入|差异|数据|数字)[^，,]{0,12}[，,]?[^，,]{0,4}以[^，,]{0,8}(?:盖章|纸质|扫描|传真|签字)[^，,]{0,4}为准"
    r"|联系人[^，,]{0,6}(?:变更|更换|改|换|调整)[为成]|[与同和跟]上[个一]?[月期季]的?(?:数据?)?(?:相同|一致|一样|持平)"
)
_CHINESE = lazy_regex("[\u4e00-\u9fff]")
_LEAST = 4  # different ones in a clause that says anything


@dataclass(frozen=True)
class Letter:
    """What whoever sent a mail says in it: its subject ("" where that is ours), and the lines of its text."""

    subject: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines, as far as they are kept."""
        return "\n".join(self.lines)[:MOST]

    @property
    def words(self) -> str:
        """The words where they speak of figures, else ""."""
        speaks = _speaks((self.subject,))
        if not speaks and not _speaks(self.lines):
            return ""
        words = "\n".join((self.subject, *self.lines) if speaks else self.lines)
        return words if len(words) <= MOST else words[:MOST] + _CUT


def letter_of(subject: str, text: str, html: str = "", to: str = "") -> Letter:
    """What a mail says itself; of ``html`` what the plain text does not say, as a table that only the page shows. ``to`` are those
    whom it is sent to."""
    shown = plain_of(html)[:_LOOKED_AT]
    body = (text if text.strip() else shown)[:_LOOKED_AT]
    answers = is_answer(subject)
    of_answer = answers or quotes_ours(body, to)
    lines = _lines(own_words(body) if of_answer else body)
    if text.strip():
        said = _signs(text)
        more = _lines(before_quoted(shown) if of_answer else shown)
        lines += [line for line in more if _signs(line) not in said]
    return Letter("" if answers else subject, tuple(lines))


def told_words(subject: str, text: str, html: str = "", to: str = "") -> str:
    """The words of a mail that speaks of figures."""
    return letter_of(subject, text, html, to).words


def asks(words: str) -> bool:
    """Whether the words of a mail correct or name a figure, so that somebody has to hold them against the form; all of them where they
    were cut."""
    return words.endswith(_CUT) or any(map(_asks, sentences(words)))


def is_to_be_told(words: str) -> bool:
    """Whether anything in the words is more than courtesy and more than that the very form beside them counts."""
    return any(_asks(one) or (_is_no_courtesy(one) and not _is_of_the_form(one)) for one in sentences(words))


def _asks(sentence: str) -> bool:
    if figures_written_in(sentence):
        return _ROW.search(_NO_FIGURE.sub("", sentence)) is not None or corrects(sentence)
    return tells(more_than_itself(sentence, _NO_FIGURE.sub("", sentence)))


def _is_of_the_form(sentence: str) -> bool:
    """Whether a sentence says that the form beside it counts, or that what it tells stands there."""
    return (
        figures_written_in(sentence) or more_than_itself(sentence, _NO_FIGURE.sub("", sentence)) != sentence
    )


def says_more(text: str) -> bool:
    """Whether a letter says anything but courtesy."""
    return _speaks(text.splitlines())


def _speaks(lines: Iterable[str]) -> bool:
    return any(tells(one) or _is_no_courtesy(one) for line in lines for one in sentences(line))


def _is_no_courtesy(sentence: str) -> bool:
    if _STANDING.search(sentence):
        return False
    if _TOLD.search(sentence):
        return True
    if _POLITE.search(_NO_FIGURE.sub("", sentence)):
        return False
    others = (one for one in CLAUSE.split(sentence) if not _COURTESY.search(one))
    plain = (_NO_FIGURE.sub("", one) for one in others)
    return any(len({*_CHINESE.findall(one)}) >= _LEAST and to_be_told(one) for one in plain)


def tells(sentence: str) -> bool:
    """Whether a sentence corrects, names a place of the form or a figure; politeness with no figure in it does not."""
    if _STANDING.search(sentence):
        return False
    plain = _NO_FIGURE.sub("", sentence)
    if _ROW.search(plain) or (_FIGURE.search(plain) and not _ADDRESS.search(sentence)):
        return True
    return corrects(sentence)


def corrects(sentence: str) -> bool:
    """Whether a sentence takes a figure back or puts another in its place."""
    plain = _NO_FIGURE.sub("", sentence)
    if not _CORRECTS.search(plain):
        return False
    return any(sign.isdigit() for sign in plain) or _POLITE.search(plain) is None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\xa0", " ").splitlines() if line.strip()]


def _signs(text: str) -> str:
    """Letters and digits alone: the two parts of a mail break and mark the same words differently."""
    return "".join(filter(str.isalnum, text))


def plain_of(html: str) -> str:
    """What a page shows as text, the cells of a table with tabs between them."""
    text = _NEXT_CELL.sub("\t", "".join(_visible(html)))
    return unescape(_TAG.sub("", _BREAK.sub("\n", text)))


def _visible(html: str) -> Iterator[str]:
    """What is not style, script or comment; nothing behind one that does not end."""
    at = 0
    while hidden := _HIDDEN.search(html, at):
        yield html[at : hidden.start()]
        end = _END[hidden[1].lower() if hidden[1] else ""].search(html, hidden.end())
        if end is None:
            return
        at = end.end()
    yield html[at:]
