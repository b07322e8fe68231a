"""What every mail template may use.

In: settings, a unit, the day of the mail. Out: the values by name, as docs/简报模板说明.md lists them.
"""

from __future__ import annotations

from datetime import datetime

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.pipeline.folder.dates import chinese_day, chinese_hour
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace

NO_CONTACT = "没有写办公室的联系电话。"
CONTACT_REMEDY = "请在 config.toml 的 [office] 写上 contact、phone，填表的单位有问题好打电话。"
SHARED = "同一个邮箱写在不同单位名下"
SHARED_REMEDY = f"请在 {CHECKLIST} 的“单位”表里改正；确由同一个人收的，把两行的“联系人”写成同一个名字。"


def mail_values(
    workspace: Workspace, period: Period, unit: Unit | None, day: datetime | None = None
) -> dict[str, object]:
    """Dated by ``day``, else by the state of the ledger, so that a rerun gives the same; nobody's unit is ""."""
    config = workspace.config
    deadline = config.deadline(period)
    day = day or workspace.ledger.last_change(period)
    return {
        "单位": unit.name if unit else "",
        "联系人": unit.contact if unit else "",
        "联系人电话": unit.phone if unit else "",
        "期数": period.chinese,
        "请": "请" if unit and unit.affiliation == "下级" else "商请",
        "数据截至": chinese_day(config.data_until(period)),
        "报送截止": chinese_hour(deadline),
        "日期": chinese_day(day) if day else "",
        "回复截止": chinese_day(config.answer_by(day or deadline)),
        "办公室": config.office.name,
        "联系": config.office.contact_line,
    }
