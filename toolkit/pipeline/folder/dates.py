"""Dates as papers and mails write them."""

from __future__ import annotations

from datetime import date, datetime


def chinese_day(moment: date) -> str:
    """A date without leading zeros: 2024年6月5日."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def chinese_hour(moment: datetime) -> str:
    """A deadline: 2024年6月25日18时."""
    return f"{chinese_day(moment)}{moment.hour}时"


def chinese_minute(moment: datetime) -> str:
    """When something came: 2024年6月24日16时05分."""
    return f"{chinese_hour(moment)}{moment.minute:02d}分"
