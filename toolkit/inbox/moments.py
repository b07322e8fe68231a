"""Times of mails and documents as Beijing time without a zone; file times as the machine's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def beijing(text: str) -> datetime | None:
    """An ISO time of a document property as naive Beijing time; None when it is no time."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return to_beijing(moment.replace(tzinfo=moment.tzinfo or UTC))
    except (ValueError, OverflowError):
        return None


def to_beijing(moment: datetime) -> datetime | None:
    """A zoned time as naive Beijing time; None outside 1990 to 2100, where clocks were plainly wrong."""
    try:
        local = moment.astimezone(BEIJING).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return local if 1990 <= local.year <= 2100 else None


def filetime(ticks: int) -> datetime | None:
    """100-nanosecond ticks since 1601 (UTC) as naive Beijing time; None when that is no sensible time."""
    try:
        return to_beijing(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
    except OverflowError:
        return None


def file_time(seconds: float) -> datetime:
    """A file time as local time; one that no calendar of this machine holds counts as the edge of time."""
    try:
        return datetime.fromtimestamp(seconds)
    except (OSError, ValueError, OverflowError):  # before 1970 on Windows, after 9999 anywhere
        return datetime(1601, 1, 1) if seconds < 0 else datetime(9999, 12, 31)
