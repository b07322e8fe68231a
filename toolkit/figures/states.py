"""The states of a unit's return, in the words of 报送情况 and ``status --json``."""

from __future__ import annotations

NOT_SENT = "未下发"
NOTHING = "未报"
SENT_BACK = "退回修改"
PARTIAL = "部分报送"
RETURNED = "已报"
STATES = (NOT_SENT, NOTHING, SENT_BACK, PARTIAL, RETURNED)
