"""A matter under supervision (督办), as the sheet 议定事项 and the ledger hold it."""

from __future__ import annotations

from dataclasses import dataclass

FROM_MEETING, FROM_LEADER, FROM_LAG = "会议议定", "领导批示", "滞后任务"


@dataclass(frozen=True)
class Decision:
    """A matter of the register 议定事项 (督办): what a unit is to reach by when, asked for in its next forms.

    ``opened`` is the period in whose work it came onto the register, ``ended`` the one in which it was closed ("" where
    nobody knows any more); ``task`` is the row of 审定表 that it came from (task-15, task-15/653101).
    """

    number: str
    matter: str
    unit: str
    due: str = ""
    feedback: str = ""
    closed: bool = False
    source: str = FROM_MEETING
    goal: str = ""  # 办理要求: what is to be reached
    closed_by: str = ""  # 销号人
    task: str = ""
    opened: str = ""
    ended: str = ""

    @property
    def asked(self) -> str:
        """The matter with what is to be reached, as the unit reads it."""
        return f"{self.matter}（要求：{self.goal}）" if self.goal else self.matter
