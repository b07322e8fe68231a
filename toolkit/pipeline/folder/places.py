"""Where outputs lie below outbox/<period>/ that are not named by the contract: what a clerk opens, and what lies aside."""

from __future__ import annotations

ASIDE = "汇总/附"  # the rest: looked up when somebody asks, or made once a year
SLIPS = f"{ASIDE}/督办单"
FORMERLY = ("汇总/*_数据出处表.xlsx", "汇总/县市情况单/*.docx")  # of earlier versions
