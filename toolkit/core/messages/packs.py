"""Messages of workbooks that went out to be checked and came back (770 to 779)."""

from __future__ import annotations

from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {
    "N770": Message(
        "牵头单位数不一致",
        "填报数是{reported}，{lead}统计是{own}（{place}）。{reason}裁定前仍按填报数计。",
        "请办公室裁定：采用牵头单位数的用更正，维持填报数的认可本条；裁定前两个数都列出。",
    ),
    "N771": Message(
        "牵头单位有异议",
        "{lead}对这一项有异议（{place}）。{reason}",
        "请办公室与牵头单位核实；确认无误的认可本条，需要改的由单位重报或用更正。",
    ),
    "E775": Message(
        "回表的身份信息不全",
        "像是{kind}，但表里的身份信息缺失、前后不一致或被改动过，不能确定是谁的、哪一期的。",
        "请对方在我们发出的原表上填好再发来；只有这一份的，把内容抄到 outbox 里同名的原表后放入 inbox。",
    ),
    "E776": Message(
        "不认识的回表单位",
        "这是{kind}，所属“{owner}”不在现行清单里。",
        "单位改过名称的，请在清单的“单位”表或“牵头单位”里核对后再运行；不是发给本办公室的，请移走。",
    ),
    "E777": Message(
        "回表没有填写",
        "这是{owner}的{kind}，黄色单元格一个也没有填，没有收下。",
        "请确认是否发错了文件；对方确实没有意见的，请填“一致”或“同意”后发来。",
    ),
}
