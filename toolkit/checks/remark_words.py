"""Words beside a figure that take it back: it is wrong, another one, of another kind, time, area or measure.

In: the text beside a figure, the numbers that count there, the measure and the period. Out: the sentence that does not go with
them, or "". Words about other months, plans and parts, and about what has been mended already, take nothing back; nor does a
number that is the figure's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.remarks import MENDED, NO_MEASURE, SCALES, scale_of, sentences
from toolkit.core.value_measures import base_of, convert, is_counted, is_measure

_END = r"(?=$|[，,、)）])"
_MONTH = lazy_regex(r"(\d{1,2})月")
_OF_OTHERS = lazy_regex(r"上个?[月期季]|去年|上年|此前|前期|原[报填来先]|其中")
_WRONG = lazy_regex(
    r"[填写报录搞弄]错|填[反串]|(?:单位|小数点|数[据字]?|位数)错|(?<![如若])有误(?!差)|(?<![无没])(?<!没有)错误(?=$|[，,、)）的，请需待应]|数)"
    r"|(?<![减缩])[多少][打写输录加]?了?[一1两几]?个?[0零]|[多少漏]算[了一\d]|(?:[数此该]|数据)不对(?![应称外])|[填写]成(?:了|[^，,]{0,6}数)|误[将把]|重复(?:计算|统计|计)了?\d|(?:应|需|请)再?[加减]\d"
    r"|不用此数|请(?:删除|忽略)|^(?:测试|示例|样例)数据?|缺\d+个[^，,]{0,6}数|\d+个[^，,]{0,4}未上?报(?=$|[，,、)）])|随便填|估的|作废(?=$|[，,、)）])|(?:不要|请勿|勿|别)(?:采用|使用|用)|误[填报录]"
    r"|[漏多少][填报计录统](?![表送告率账])|(?:应|需|请)予?以?(?:核减|减去|扣除|扣减|剔除|加上|补上|补加)[^，,]{0,6}?(?:\d|重复)"
    r"|(?<![没未无不对纠差交查])错(?:了|[行位格列栏])|[串窜][了行]|往[上下][串窜错]|应填[在到入][上下前后第]|数[据字]?偏[大小高低]"
    rf"|(?:(?<!相)应|需|请|待)(?:予以)?(?:扣除|核减|扣减|剔除|去重|更正|改正|订正|修改){_END}|数[据字]?[请先]?不要?用{_END}|含(?:计划|预计|拟|意向|未[开完竣建]|下半年)"
    r"|笔误|对不上|当成了?[^，,]{0,6}数|统计不全|[没未]有?统计[全完]|估填|口头|不到这个?数|才能?出数|还在(?:审计|审核|统计|核对)|只统计了|仅统计了|[仅只](?:含|算|填|报)了"
    rf"|(?:[乡镇街场团村]|单位|部门)(?:道|办)?[暂还尚]?[未没]有?上?报[送数]?(?:数据?)?{_END}"
    rf"|(?<!供)(?<!对)应[为是填报写][^，,\d]{{1,4}}数{_END}|[没未]有?报(?:[齐全完]|上来)|^[仅只][为是含]?[^，,\d]{{1,5}}数[据字]?{_END}"
)
# Overlap, and a slip of another month that is not mended: whatever else the sentence speaks of.
_OPEN = lazy_regex(
    rf"与[^，,]{{1,8}}(?<!不)重复(?:上报|统计|计算)?{_END}|[漏多少重]+[填报计算录]?[^，,]{{0,6}}[还尚]?[没未]有?(?:补|减|扣|核|更|调|改)"
    r"|报[多少]了|属于?重报|也(?:算|统计|计|填|报)[进在入]|[这本]个?月[还尚]?[没未]有?[核扣调]?[减补]|[核扣][减除][^，,]{0,4}[，,]?下个?月"
)
# A figure of another kind: 约数, 计划数, 上月数.
_KIND = lazy_regex(
    r"(?:^|[，,(（为是系属仅]|此|该)(?:的|仅|只|本|我[县市州区]|全[年县市]|年[度初底]|[上下]半年|[一二三四]季度|\d{1,2}月底?|20\d\d年度?)*"
    r"(?:约|大概|大约|估计|估算|暂估|预[计测估]|测算|初步|计划|目标|任务|当[月季期]|单月|本月新增|上个?[月期])(?:完成|累计|任务|统计)?(?:数[值据字]?)"
    + _END
)
_NOT_THAT = lazy_regex(
    rf"填的?是?[全本]?年?度?(?:目标|计划|任务)数?{_END}|此数[为是][^，,]{{0,10}}(?:目标|计划|任务)数?{_END}|(?:^|[为是])T\d\d-\d+的数"
    r"|(?:[暂先]按|沿用|参照|[按照])(?:上个?[月期]|去年|上年|计划|目标|预计|估计)的?数|[暂先]按\d{1,2}月份?的?数|(?:去年|上年)的数|(?:非|不是)[本我][县市区州]的?数|^全地区(?:合计|汇总|总)?数[据字]?$"
    r"|不是(?:累计|完成|实际|今年|本年)[^，,]{0,4}数|非(?:累计|实际|完成)数"
    rf"|(?:^|[为是系])(?:第?[一二三四]|上)季度(?:的|累计)?数[据字]?{_END}|^去年\d{{0,2}}月?数[据字]?{_END}|^同比数据?{_END}"
    r"|按(?:上个?月|\d{1,2}月)份?[底末]?的?数据?[填统报]|[暂先]时?按[^，,\d]{0,4}(?:任务|计划|目标)[^，,\d]{0,2}数"
    r"|^按照?(?:全年|年度)[^，,\d]{0,2}(?:任务|计划|目标)[^，,\d]{0,3}数[填报列]|[暂先]按(?:去年|上年|上个?月|\d{1,2}月份?|计划|目标)(?:同期)?[^，,]{0,3}(?:填列|填报|填|报|计)"
    rf"|(?:^|[为是系])(?:计划|预计|争取)[^，,\d]{{0,6}}(?:完成|达到)的?数{_END}|按[^，,\d]{{0,3}}(?:推算|估算|匡算)的?{_END}"
)
_OF_STAGE = lazy_regex(  # a stage of the work that the name may or may not ask for
    rf"(?:填的?是?|[为是系])(?:的)?已?(?:合同)?(签[约订]|开工|申请|申报|意向|立项|批复|合同|下达|储备)的?数{_END}"
)
_UNSURE = lazy_regex(
    rf"(?:后续|后期|下月|随后|(?<![无不])[待需])再?(?:更正|修正|订正)数?据?{_END}|"
    rf"(?:^|数据?|数字|[，,])(?:尚|还|仍)?[待未]经?进?一?步?(?:核[实对准]|审[核定]|校核){_END}|不太?准确?{_END}"
    rf"|^(?:[还尚]|目前)*(?:没有?|未)经?(?:核[实准]|审核){_END}|数[据字]?可能(?:有?变[化动]?|调整){_END}|仅供参考|存疑(?!病|线索)|拿不准|不[作算]数"
    rf"|(?:^|[，,])\d{{1,2}}月份?的?(?:数据?)?[还尚暂]?[没未]有?(?:出来?|统计出?来?|反馈|公布|汇总)了?{_END}|[没未]核{_END}|^暂[报填列]数?{_END}|(?:[等待]|将于|拟于)[^，,]{{0,12}}更新|供参考{_END}|占位|先[报填]一?[个版][^，,]{{0,3}}|先按[这此]个?数|^[等待][^，,]{{1,8}}(?:数据?|反馈|提供){_END}|审[核定]?后再?(?:定|报|改|补){_END}"
)
_BY_OTHERS = lazy_regex(  # a figure that stands elsewhere counts; what is made final by a statistics office later does not
    r"(?:^|[，,请])以(?![^，,]{0,12}(?:核定|最终|公布|年报|名录|验收|审计))(?:附件|附表|\d{1,2}月\d{1,2}日|电话|口头|邮件|微信|QQ|台账|系统|手工|[^，,\d]{1,6}[局委办部院厅])[^，,]{0,8}为准"
)
_NOT_OURS = lazy_regex(
    rf"^[此该本]?项?(?:指标|工作|任务)?(?:不涉及(?:[我本]?[县市州区]|[我本]?单位)?|与我[县市州区]无关){_END}"
    rf"|^[此该本]项(?:指标)?暂?不[报填]{_END}|(?:^|指标|任务|工作|此项)[我本][县市州区](?:不(?:承担|负责)|(?:没有|无)此?项?(?:任务|指标)){_END}"
)
_NONE_YET = lazy_regex(
    rf"^(?:[我本][县市州区]|截至)*(?:目前|尚|还|暂|本月)+(?:未|没有?|无)(?:有)?(?:数据?|统计|上报)?{_END}"
)
_ALL = lazy_regex(r"(?:为|是|系|含)(?:的)?(?:全地区|全市|全州|全盟|全区)(?:的)?(?:合计|汇总|总)?数")
# Of the figure itself: a term's base year and when something began are other things.
_OF_IT = r"(?<!分母)(?<!分子)(?<!基数)(?<!口径)(?:为|是|系|填的?|用的?|报的?)(?:的)?"
_OTHER_YEAR = lazy_regex(
    _OF_IT + r"(去年|上年|往年|20\d\d年)(?:全年|年?底|年?末|同期)?(?:的|累计|完成)*(?:数据?|值)?" + _END
)
_FROM_JANUARY = "(?:1月?[-—–~～至到])?"
_OTHER_MONTH = lazy_regex(
    rf"{_OF_IT}{_FROM_JANUARY}(\d{{1,2}})月份?底?[末]?(?:(?:的|累计|完成|时点)*(?:数[据字]?|值)|累计)" + _END
)
_FROM_TO = lazy_regex(rf"{_OF_IT}1月?[-—–~～至到](\d{{1,2}})月份?{_END}")
_ALONE = lazy_regex(  # nothing but a time
    rf"[此该]?数?据?为?是?(?:截至)?(?:(去年|上年|20\d\d年)(?:全年|年?底|年?末|同期)?|{_FROM_JANUARY}(\d{{1,2}})月份?底?)的?(?:数[据字]?|值)"
)
_UNTIL = lazy_regex(  # up to which day: 截至5月31日, 同5月份, （5月）
    rf"[此该]?数?据?为?(?:统计)?(?:截[至止]到?|同|[(（]){_FROM_JANUARY}(?:(\d{{1,2}})月|上个?月)(?:份|底|末|\d{{1,2}}日)?(?:累计)?(?:数[据字]?)?[)）]?"
)
_AS_LAST = lazy_regex(  # 数据同上月, 同5月: what the figure is, as 与上月一致
    r"[此该本]?数?据?[均仍还]?同(?:(\d{1,2})月份?|上个?[月期])(?:的|累计)?(?:数[据字值]?)?[。.]?"
)
_OF_MEASURE = lazy_regex(r"单位(?:实|应该?当?)?[:：为是]{1,2}([^\s,，。;；、)）]{1,6})")
_IN_MEASURE = lazy_regex(
    rf"(?:^|[，,(（]|数[据字]?|[此该均]|[填报]的?)[为是按以](?:的)?([^\s,，。;；、()（）\d为是按以的]{{1,4}}?)(?:为(?:计量)?单位|计算?|统计|填报?|上报)?{_END}"
)
# Another figure: what is said must be the one that counts.
_NUMBER = r"([\d,]*\d(?:\.\d+)?)\s*(万亿|千万|百万|十万|[亿万千百])?"
_ANOTHER = tuple(
    lazy_regex(pattern + _NUMBER)
    for pattern in (
        r"(?:更正|订正|纠正)[为成是][^，,\d]{0,6}",
        r"(?:请|需|应|要)[^，,\d]{0,8}改[为成][^，,\d]{0,6}",
        r"(?:^改[为成]|应调[减增整][至到为]|更新[为成至])",
        r"^(?=[\d.]+\S{0,2}[（(]原)",
        r"(?:→|⇒|[-=]+>)\s*",
        r"(?:核减|扣除|剔除|扣减|去除|减去|去掉)[^，,]{0,8}?后?[，,]?(?:为|是|剩余?|还有)",
        r"不是\d[^，,]{0,6}[，,]?(?:而|应)?[是为][^，,\d]{0,4}",
        r"为准[:：][^，,\d]{0,4}",
        r"(?:正确|真实|准确)(?:的?数?)?[为是:：]?",
        r"其实[^，,\d]{0,4}",
        r"(?:(?<![供对相反响适])应[该当]?|实)[为是](?!主)[^，,\d]{0,8}",
        r"应填[^，,\d]{0,4}",
        r"实际应[^，,\d]{0,4}",
        r"实际数?[为是][^，,\d]{0,4}",
        r"请按(?=[\d.,]+[^\d\s，,]{0,4}统?计)",
        r"以(?=[\d.,]+\S{0,4}为准)",
    )
)
_OWN_MEASURE = (  # in the figure's own measure, or in none
    lazy_regex(
        rf"实[际有](?:[仅只才已])?(?:完成|只?有|数|完工|竣工|建成|开工|交付|到位)?{_NUMBER}([^\s\d，,、)）]{{0,3}}){_END}"
    ),
    lazy_regex(rf"按{_NUMBER}([^\s\d，,、)）]{{0,3}}?)统?计"),
)
# How the figure came about, which takes nothing back.
_LESS = lazy_regex(
    rf"(?<![需请待予再])(?<!(?<!相)应)(?:[核审扣调冲]减|减[少去]|[扣剔]除|去[除掉])[^，,\d]{{0,10}}{_NUMBER}"
)
_MORE = lazy_regex(rf"(?:新增|增加|新建|新开工)[^，,\d]{{0,4}}{_NUMBER}")
_LAST_MONTH_OTHERWISE = lazy_regex(  # 上月为预计数，本月按实际数填报
    r"^上个?[月期](?:的?数据?)?[是为系按先暂填报][^，,]{1,12}[，,][现均]?[本这当]个?月(?:的?数据?)?[是为系已改均]*(?:[按据以][^，,没未]{0,6})?"
    r"(?:实[际测有]|据实|台账|核[实定]|审定|[决结]算)[^，,没未]{0,8}"
)
_NEARLY_FINAL = lazy_regex(  # 初步统计数，月底无大的变化
    r"^初步(?:统计)?数[，,][^，,]{0,8}(?:(?:无|没有|不会有?)(?:太?大|明显)的?(?:变化|变动|出入)|(?:变化|变动|出入)不大)$"
)
_THIS_TABLE = lazy_regex(  # 以统计局数为准，本表为2.64亿元
    rf"(?:以[^，,\d]{{1,10}}为准[，,])?[本此该]表(?:[数所]?[为是系填报]+的?){_NUMBER}[^\s，,\d]{{0,3}}"
)
_RATHER = lazy_regex(
    rf"[为是]([^\s，,]{{1,4}}?)[，,]?(?:而?不是|而非)([^\s，,]{{1,4}}){_END}"
)  # 是万元不是元
_OF_A_PLAN = lazy_regex(r"计划|目标|任务|概算|名称")
_OF_DATA = lazy_regex(r"数据|数字|指标|数(?=[有误错应实为是填报])|填[报的错]|漏报|多报|少报|更正")
_OF_MONEY = lazy_regex(r"投资|资金|金额|单位[:：为是]")
_SHORT_OF = lazy_regex(r"缺口|不足|尚需|还需|[尚还]差|[欠]")
_ALIKE = 0.5  # of a name's pairs of letters stand in a sentence that speaks of it


def sentences_of(text: str, name: str) -> list[str]:
    """The sentences of a longer text that speak of the figure of that name as of data."""
    if not _OF_DATA.search(text):
        return []
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return [
        one
        for one in sentences(text)
        if _OF_DATA.search(one) and sum(pair in one for pair in pairs) >= _ALIKE * len(pairs) > 0
    ]


def sentences_of_money(text: str) -> list[str]:
    """The sentences of a longer text that speak of a project's sums, but for what it lacks."""
    return [one for one in sentences(text) if _OF_MONEY.search(one) and not _SHORT_OF.search(one)]


def is_as_last(text: str, period: Period) -> bool:
    """Whether it says nothing but that the figure is last month's."""
    said = _AS_LAST.fullmatch(text.strip())
    return said is not None and (not said[1] or int(said[1]) == period.previous.month)


def words_against(
    text: str,
    counted: Sequence[float],
    measure: str,
    period: Period,
    asked: str = "",
    fallen: Sequence[float] = (),
) -> str:
    """The first sentence that takes a figure back.

    ``counted``: its number, or both terms and the ratio of them; ``asked``: its name and what the form says of it;
    ``fallen``: by how much its number, or its terms, are less than last month's.
    """
    return next(
        (
            one
            for one in sentences(text)
            if _takes_back(
                _without_account(one, counted, measure),
                counted,
                measure,
                period,
                _tells_fall(one, fallen, measure),
            )
            or _is_of_stage(one, asked)
        ),
        "",
    )


def _without_account(sentence: str, counted: Sequence[float], measure: str) -> str:
    """What a sentence says besides how the figure came about, which takes nothing back."""
    left = _NEARLY_FINAL.sub("", _LAST_MONTH_OTHERWISE.sub("", sentence))
    table = _THIS_TABLE.search(left)
    if table and _is_one_of(table[1], table[2] or "", counted, measure):
        left = left.replace(table[0], "")
    return left


def _tells_fall(sentence: str, fallen: Sequence[float], measure: str) -> bool:
    """Whether it says by how much the figure is less than last month's: 核减重复统计31个, beside 839 after 870."""
    less, more = (
        [
            float(match[1].replace(",", "")) * (SCALES[match[2]] / scale_of(measure) if match[2] else 1.0)
            for match in pattern.finditer(sentence)
        ]
        for pattern in (_LESS, _MORE)
    )
    told = (*less, sum(less) - sum(more)) if less else ()
    return any(abs(one - by) <= 1e-6 * max(1.0, by) for one in told for by in fallen)


def _is_of_stage(sentence: str, asked: str) -> bool:
    """Signed, begun or applied for where the figure asks for something else."""
    stage = _OF_STAGE.search(sentence)
    return stage is not None and stage[1] not in asked


def _takes_back(sentence: str, counted: Sequence[float], measure: str, period: Period, mended: bool) -> bool:
    mended = mended or MENDED.search(sentence) is not None
    year = _OTHER_YEAR.search(sentence)
    month = _OTHER_MONTH.search(sentence) or _FROM_TO.search(sentence)
    alone = _ALONE.fullmatch(sentence.strip())
    if alone and (int(alone[2]) != period.month if alone[2] else alone[1] != f"{period.year}年"):
        return True
    until = _UNTIL.fullmatch(sentence.strip())
    if until and (not until[1] or int(until[1]) < period.month):
        return True
    if _OPEN.search(sentence) and not mended:
        return True
    if (year and year[1] != f"{period.year}年") or _ALL.search(sentence) or _other_measure(sentence, measure):
        return True
    if "其中" in sentence:
        return False
    if (month and int(month[1]) != period.month) or _KIND.search(sentence) or _NOT_THAT.search(sentence):
        return True
    if (
        _UNSURE.search(sentence)
        or _BY_OTHERS.search(sentence)
        or (any(counted) and (_NOT_OURS.search(sentence) or _NONE_YET.search(sentence)))
    ):
        return True
    of_others = any(int(one) < period.month for one in _MONTH.findall(sentence)) or _OF_OTHERS.search(
        sentence
    )
    if of_others:
        return False
    if not mended and _WRONG.search(sentence):
        return True
    return _other_number(sentence, counted, measure)


def _other_measure(sentence: str, measure: str) -> bool:
    said = [match[1] for match in (_OF_MEASURE.search(sentence), *_IN_MEASURE.finditer(sentence)) if match]
    said.append(sentence.strip(" ()（）"))
    rather = _RATHER.search(sentence)
    if rather and is_measure(rather[1]) and is_measure(rather[2]):
        said.append(rather[1])
    return bool(measure) and any(
        is_measure(one) and one not in NO_MEASURE and convert(Decimal(1), one, measure) != 1 for one in said
    )


def _other_number(sentence: str, counted: Sequence[float], measure: str) -> bool:
    if _OF_A_PLAN.search(sentence):
        return False
    told = list(_told(sentence, measure))
    return bool(told) and not any(_is_one_of(match[1], match[2] or "", counted, measure) for match in told)


def _told(sentence: str, measure: str) -> Iterator[re.Match[str]]:
    for pattern in _ANOTHER:
        yield from pattern.finditer(sentence)
    for pattern in _OWN_MEASURE:
        yield from (
            match
            for match in pattern.finditer(sentence)
            if match[3] in ("", measure, base_of(measure)) or (match[3] == "个" and is_counted(measure))
        )


def _is_one_of(number: str, scale: str, counted: Sequence[float], measure: str) -> bool:
    """Whether a number as written is one that counts, as exactly as it is written: 800万元, 800 and 8000000 in a column of 万元."""
    digits, own = number.replace(",", ""), scale_of(measure)
    factors = {SCALES[scale] / own} if scale else {1.0, 1 / own}
    half = 10.0 ** -len(digits.partition(".")[2]) / 2 if scale or "." in digits else 0.0
    return any(
        abs(float(digits) * factor - value) <= half * factor + 1e-9 for factor in factors for value in counted
    )
