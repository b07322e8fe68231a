"""Messages of values that count and that a sensible person would ask about at sight (155 and on).

Placeholders as in ``values``.
"""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.messages.entry import MEANT, Message

MESSAGES: dict[str, Message] = {
    "Q177": Message(
        "同一项有两列",
        "工作表“{sheet_name}”里多出一列“{seen}”，像是改过的“{column}”，有{count}格与“{column}”不同（{cells}），目前仍按“{column}”计（这一列也可能隐藏着）。",
        "请核对以哪一列为准：“{column}”对的，由办公室认可本条；另一列对的，请单位把数填到“{column}”里，删去另一列后再报。",
    ),
    "Q178": Message(
        "填的数与表里的公式算的不同",
        "“{row}”这一行由表里的公式计算的格，改填的数和按所填的数算得的不同：{cells}。暂按算得的计。{more}",
        "请核对：算得的对的，请删去改填的数；改填的数对的，请改公式所依据的那几格，再报。",
    ),
    "Q181": Message(
        "1可能是全部完成",
        "“{column}”填的是{seen}，这一栏另有{count}格是小于1的小数，这一格可能是指全部完成。暂按1%计。",
        "如果本意是全部完成，请按百分之几重新填写，不写 % 号；确实是这个数的，请在“存在问题”里写一句。",
        explained_in=(fields.PROBLEMS,),
        answer=MEANT,
    ),
    "Q155": Message(
        "公式把自己算在里面",
        "“{column}”这一格的公式（{seen}）直接或绕一圈引用了它自己，表格软件算不出来，存下的多半是0。暂按存下的结果计。",
        "请直接填写数字。没有错的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
    "Q166": Message(
        "公式的结果不像统计出来的数",
        "“{column}”这一格填的是公式（{seen}）。暂按文件里存下的结果计。",
        "请核对，直接填写实际的数。没有错的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
    "Q156": Message(
        "金额小得不合常理",
        "“{column}”里写的单位比本栏的{measure}小得多：{seen}。暂按换算的计。",
        "请核对单位是否写错、单元格格式里是否带了“元”“万元”；属实的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION, fields.PROBLEMS),
        answer=MEANT,
    ),
    "Q158": Message(
        "条件格式改了看到的样子",
        "工作表“{sheet_name}”里有{count}个填了的格（{cells}）设了条件格式，满足条件时会划掉内容、藏起来或换成别的写法，看到的可能不是存的。暂按存的计。",
        "请打开看一看：看到的和读到的不一样的，请单位清除条件格式，重新填写；一样的，认可本条。",
    ),
    "Q159": Message(
        "像是上面项目的一部分",
        "第{line}行的总投资正好是下面“其中”一行和再下面的行（{cells}）之和，这些行像是它的一部分，投资会重复计入。",
        "请核对：是一部分的，请只留整个项目一行；是单独的项目，认可本条。",
    ),
    "Q160": Message(
        "公式没有算过",
        "工作表“{sheet_name}”里有{count}格填的是公式（{cells}），文件是别的程序写出来的，注明打开时才计算，存下的数不一定是公式的结果。暂按存下的计。",
        "请单位在 Excel 或 WPS 里打开、核对、保存一次再报，或者直接填写数字；核对过没有错的，认可本条。",
    ),
    "Q169": Message(
        "公式的0可能是文字",
        "工作表“{sheet_name}”里有{count}格填的是公式（{cells}），存下的结果是0。文件是 LibreOffice 一类的程序保存的，公式得出文字（如“待统计”）时也可能存成0。暂按0计。",
        "请打开看一看：看到的确是0的，认可本条；看到的是别的数或文字的，请单位直接填写，或者在 Excel、WPS 里打开、保存一次再报。",
    ),
    "Q171": Message(
        "少的行在另一张表上",
        "“{sheet_name}”里少的行有{count}行（{rows}）在“{other}”第{line}行起，那里没有“{sheet_name}”的表头，没有读，没有采用。",
        "请打开文件看：那里是接着填的内容（续表）的，请单位把这些行移回“{sheet_name}”再报；不是的，认可本条。",
    ),
    "Q180": Message(
        "一张表有几份，取了其中一份",
        "“{row}”有几份，{count}格写的不一样（{cells}），各处取了前一个：表名写着最终、定稿、更正的一份先于别的，填了内容的先于写“不涉及”“无”的。",
        "请核对取的对不对：对的认可本条；不对的，请单位只留一张表，写上正确的内容再报。",
    ),
    "N177": Message(
        "项目按名称认出",
        "工作表“{sheet_name}”里有{count}行（{cells}）的项目名称和同一行的项目编号对不上，而名称和总投资、开工时间等同上月另一个编号的项目一样，"
        "已按名称认作各自的项目，编号照上月的。",
        "不用改；以后请把项目填在自己的编号后面，新项目填在后面的空行里，不要整片粘贴或只对几列排序。",
    ),
    "Q157": Message(
        "工作表名像是作废的或草稿",
        "工作表“{seen}”按表头认作“{row}”，表名像是作废的、旧的或草稿，已照常采用。",
        "请与单位核实：确实不算数的，请单位重报；算数的，认可本条。",
    ),
}
