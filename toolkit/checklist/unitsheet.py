"""The sheet 单位: who reports and who gets mail, the units' one home."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.checklist.sheets import Column, Sheet
from toolkit.core.groups import MANY_UNITS
from toolkit.core.model import Unit
from toolkit.core.words import UnitKind, texts

UNITS = "单位"
AFFILIATIONS = ("下级", "平级", "垂管")
GROUP = "全部"  # before a 类别: all units of it, in 填报单位

_PLACES = "多个之间用顿号（、）隔开。"

UNIT_SHEET = Sheet(
    UNITS,
    (
        Column(
            "code",
            "编码",
            9,
            "县市用行政区划代码（GB/T 2260），其他单位自编，2到12位数字或字母，不得重复，定了就不要再改。只收邮件、不填表的单位可以空着。",
        ),
        Column(
            "name",
            "单位",
            26,
            '正式名称，不得重复。填报表、文件名和其他各表都用它，不能有顿号、逗号、分号和 \\ / : * ? " < > |。',
            filled=True,
        ),
        Column("short", "简称", 12, "报表里地方窄时用的叫法；空着就用正式名称。"),
        Column("aliases", "别名", 30, "来件上可能出现的其他叫法和曾用名，程序据此认单位，" + _PLACES),
        Column(
            "kind",
            "类别",
            8,
            "、".join(UnitKind) + "；考核排名和同类比较按类别分开。",
            filled=True,
            choices=texts(UnitKind),
        ),
        Column(
            "affiliation",
            "隶属",
            8,
            "下级：邮件里写“请”；平级、垂管：写“商请”。",
            filled=True,
            choices=AFFILIATIONS,
        ),
        Column("email", "邮箱", 26, "收表的邮箱，邮件草稿据此写收件人，" + _PLACES),
        Column("cc", "抄送", 26, "邮件抄送给哪些邮箱，" + _PLACES),
        Column("contact", "联系人", 10, "单位的填报联系人。"),
        Column("phone", "电话", 14, "联系人的电话，" + _PLACES),
        Column("starts", "启用期", 9, "从哪一期起填报，形如 2025-01；空着表示一直填报。"),
        Column("ends", "停用期", 9, "填到哪一期为止（含这一期），形如 2024-12；空着表示一直填报。"),
        Column(
            "upper",
            "上级",
            16,
            f"这个单位归哪里管，写一个名称，如所在的地区、县；可以没有这一列。填报单位超过{MANY_UNITS}个时，"
            "汇总表、校验报告和专报按它分组汇总；都不填的按类别分组。",
            required=False,
        ),
    ),
    "一行一个单位。“任务”“指标”表的填报单位里写到的就要填表；没有写到的（如只收材料的牵头单位）只用它的邮箱。"
    "单位撤并的写停用期，不要删行：以前各期仍按当时的单位计。",
    frozen=2,
)


def units_by_word(units: Sequence[Unit]) -> dict[str, list[str]]:
    """全部县市 -> the units of that 类别, for every 类别 that a unit with a code has."""
    groups: dict[str, list[str]] = {}
    for unit in units:
        if unit.code:  # without one it only gets mail
            groups.setdefault(f"{GROUP}{unit.kind}", []).append(unit.name)
    return groups
