"""Messages of what a person sees in a returned workbook and no value tells (148 and on).

Placeholders as in ``values``.
"""

from __future__ import annotations

from toolkit.core import fields
from toolkit.core.messages.entry import MEANT, Message

MESSAGES: dict[str, Message] = {
    "Q148": Message(
        "字看不见",
        "“{column}”这一格里有看不见的字：写着“{seen}”，被格式藏起来了，字和底色一样，或者被合并的格子盖住了。暂按写着的计。",
        "请核对：是要报的，请改成看得见的颜色和格式，或取消合并；不报的请删去再报。没有错的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
    "Q149": Message(
        "整格是上标或下标",
        "“{column}”这一格的字整个设成了上标或下标，像注码，不像数，写着“{seen}”。暂按写着的计。",
        "请核对：是要报的，请取消上标、下标；只是注码的，请清空这一格再报。没有错的，在“说明”里写一句。",
        explained_in=(fields.EXPLANATION,),
        answer=MEANT,
    ),
    "Q150": Message(
        "名称画了删除线",
        "“{row}”这一行的编号或名称画了删除线，填的内容没有画（{cells}）。暂按填的计。{more}",
        "请核对：这一行不报的，请清空填的内容，或写“不涉及”；要报的，请取消删除线。没有错的，在“说明”或“存在问题”里写一句。",
        explained_in=(fields.EXPLANATION, fields.PROBLEMS),
    ),
    "N151": Message(
        "页眉页脚里写了字",
        "打印用的页眉页脚里有填报时写的字：{notes}。其中的话不计入数据。",
        "请看写的是否影响数据；需要一并报送的情况，请单位写到表里的说明栏。",
    ),
    "N152": Message(
        "填报日期读不出",
        "“填报说明”的“{column}”写的是“{seen}”，读不出年月日，没有采用。",
        "下次请写成“2024-06-05”的样子，要有年份；不影响本期汇总。",
    ),
}
