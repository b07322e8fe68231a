"""next: which period it opens, its dates, the calendar by RFC 5545, and config.toml without its period."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from toolkit.cli import main
from toolkit.config import Config, decode_config, load_config
from toolkit.core import cycle
from toolkit.core.periods import Period
from toolkit.core.workdays import is_workday
from toolkit.errors import OperatorError
from toolkit.outputs.letters.calendar import Appointment, calendar_bytes
from toolkit.pipeline.coming import appointments, coming, proposed, without_period
from toolkit.pipeline.folder.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (ROOT / "config.toml").read_bytes()
JUNE, JULY = Period(2024, 6), Period(2024, 7)


def settings(**schedule: object) -> Config:
    config = load_config(decode_config(SHIPPED))
    return config.model_copy(update={"schedule": config.schedule.model_copy(update=schedule)})


@dataclass
class Ledger:
    newest: Period | None
    seals: set[Period] = field(default_factory=set)

    def newest_issued(self) -> Period | None:
        return self.newest

    def sealed(self, period: Period) -> object:
        return True if period in self.seals else None


@dataclass
class Folder:
    ledger: Ledger
    config: Config = field(default_factory=settings)


def opened(now: str, newest: Period | None, *sealed: Period, config: Config | None = None) -> Period:
    folder = Folder(Ledger(newest, set(sealed)), config or settings())
    return coming(cast(Any, folder), datetime.fromisoformat(now))


@pytest.mark.parametrize(
    ("now", "newest", "sealed", "expected"),
    [
        ("2024-06-10T09:00", None, (), JUNE),  # nothing went out yet
        ("2024-06-26T09:00", None, (), JULY),  # June's deadline is over
        ("2024-06-20T09:00", JUNE, (), JUNE),  # under way: asking again changes nothing
        ("2024-06-25T18:00", JUNE, (), JUNE),  # to the minute
        ("2024-06-25T18:01", JUNE, (), JULY),
        ("2024-06-20T09:00", JUNE, (JUNE,), JULY),  # sealed before its deadline
        ("2024-06-20T09:00", JULY, (JUNE,), JULY),  # asked twice
        ("2024-08-10T09:00", Period(2024, 3), (), Period(2024, 8)),  # months without any
        ("2024-12-26T09:00", Period(2024, 12), (), Period(2025, 1)),
        ("2024-03-01T09:00", JUNE, (), JUNE),  # a clock that was set back
    ],
)
def test_the_coming_period(
    now: str, newest: Period | None, sealed: tuple[Period, ...], expected: Period
) -> None:
    assert opened(now, newest, *sealed) == expected


def test_the_coming_period_of_quarters_and_of_a_deadline_in_the_next_month() -> None:
    later = settings(deadline_month=1, deadline_day=5)
    assert opened("2024-07-03T09:00", JUNE, config=later) == JUNE
    assert opened("2024-07-08T09:00", JUNE, config=later) == JULY
    cycle.use("季")
    assert opened("2024-04-10T09:00", Period(2024, 3)) == JUNE
    assert opened("2024-06-26T09:00", JUNE) == Period(2024, 9)
    assert opened("2024-12-30T09:00", Period(2024, 12)) == Period(2025, 3)


def test_no_date_is_a_day_off_and_a_moved_deadline_says_so() -> None:
    config = settings(deadline_day=1, holidays=(date(2024, 10, 8),))
    period = Period(2024, 10)
    days = appointments(config, period)
    assert config.deadline(period).date() == date(
        2024, 10, 9
    )  # 1 to 7 October are public, the 8th the office's own
    assert all(is_workday(one.begins.date(), config.schedule.holidays) for one in days)
    reminders = [one for one in days if one.identity.startswith("remind")]
    assert [one.begins.date() for one in reminders] == [date(2024, 9, 30)]  # both days before it are off
    told = "\n".join(proposed(config, period))
    assert "报送截止：2024年10月9日（周三）18时（2024年10月1日（周二）放假，顺延）" in told
    assert "顺延" not in "\n".join(proposed(settings(), JULY))


# --- The calendar, read by the rules of RFC 5545


def unfolded(data: bytes) -> list[str]:
    return data.decode("utf-8").replace("\r\n ", "").rstrip("\r\n").split("\r\n")


def test_the_calendar_keeps_the_rules() -> None:
    told = "一；二;三,四\\五\n第二行" * 9
    one = Appointment("a@b", datetime(2024, 1, 1, 7, 30), told, told, before=timedelta(hours=2))
    data = calendar_bytes("某办", [one, one], datetime(2024, 6, 1))
    assert data == calendar_bytes("某办", [one, one], datetime(2024, 6, 1))
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line for line in lines)
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode("utf-8") for line in lines[:-1])  # no character is cut in two
    whole = unfolded(data)
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "DTSTART:20231231T233000Z", "TRIGGER:-PT120M"} <= set(whole)
    title = next(line for line in whole if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    assert re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], title) == told
    opened_blocks: list[str] = []
    for line in whole:  # every block ends in its own
        kind, _, name = line.partition(":")
        if kind == "BEGIN":
            opened_blocks.append(name)
        if kind == "END":
            assert opened_blocks.pop() == name
    assert opened_blocks == []


def test_every_entry_has_an_identity_of_its_own() -> None:
    names = [one.identity for period in (JUNE, JULY) for one in appointments(settings(), period)]
    assert len(names) == len(set(names)) and len(names) >= 10
    assert names == [one.identity for period in (JUNE, JULY) for one in appointments(settings(), period)]


# --- config.toml


def test_the_shipped_settings_leave_the_period_open() -> None:
    assert load_config(decode_config(SHIPPED)).period is None


@pytest.mark.parametrize(
    "line",
    [
        b'period = "2024-06"   # \xe6\x8a\xa5\xe9\x80\x81\xe6\x9c\x9f',
        b"period='2024-06'",
        b'  period\t= "2024\xe5\xb9\xb46\xe6\x9c\x88"',
        b'"period" = "2024-06"',
    ],
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_only_the_period_becomes_a_comment(line: bytes, ends: bytes, mark: bytes) -> None:
    rest = SHIPPED.split(b'period = ""', 1)[1].split(b"\n", 1)[1]
    data = mark + (line + b"\n" + rest).replace(b"\n", ends)
    changed = without_period(data)
    assert changed.count(b"# " + line) == 1
    assert changed.replace(b"# " + line, line) == data
    assert load_config(decode_config(data)).period == JUNE
    assert load_config(decode_config(changed)).period is None


def test_a_period_at_the_head_of_a_file_with_a_mark() -> None:
    data = b'\xef\xbb\xbfperiod = "2024-06"\n' + SHIPPED.replace(b'period = ""', b"")
    assert without_period(data).startswith(b'\xef\xbb\xbf# period = "2024-06"\n')


def test_a_period_that_is_written_oddly_is_left_alone() -> None:
    with pytest.raises(OperatorError, match="#"):
        without_period(SHIPPED.replace(b'period = ""', b'period = """\n2024-06"""'))


# --- The whole command


def content(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
    }


@pytest.mark.slow
def test_next_opens_july_and_asking_twice_changes_nothing(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (small_copy / "config.toml").read_bytes()
    assert main(["next", "--root", str(small_copy), "--now", "2024-06-28T09:00"]) == 1
    said = capsys.readouterr().out
    for words in (
        "未报 2 个，已过截止",
        "未改的错误",
        "issue -p 2024-06",
        "报送截止：2024年7月25日（周四）18时",
        "config.toml",
    ):
        assert words in said
    assert (small_copy / "config.toml").read_bytes() == before.replace(b"period = ", b"# period = ", 1)
    workspace = Workspace(small_copy)
    forms = workspace.ledger.forms(JULY)
    workspace.ledger.close()
    assert len(list((small_copy / "outbox/2024-07/下发").glob("*.xlsx"))) == len(forms) > 5
    assert len(list((small_copy / "outbox/2024-07/邮件").glob("下发_*.eml"))) == len(forms)
    assert b"DTSTART:20240725T100000Z" in (small_copy / "outbox/2024-07/日程.ics").read_bytes()
    once = content(small_copy)
    assert main(["next", "--root", str(small_copy), "--now", "2024-06-28T11:30"]) == 1
    assert "已在那一行前面加了" not in capsys.readouterr().out
    assert content(small_copy) == once
