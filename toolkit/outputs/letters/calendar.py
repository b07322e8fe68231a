"""The days of a period as a calendar file (iCalendar, RFC 5545) that Outlook, WPS and phones take in.

In: appointments in Beijing time and the moment that the file speaks of. Out: bytes, the same for the same input. Every
appointment keeps its identity, so that a file that is read in again moves appointments and adds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_BEIJING = timedelta(hours=8)  # no summer time
_LINE = 75  # octets of a line, its end not counted
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Appointment:
    """One entry; ``identity`` is the same whenever the entry is written, ``before``: how long before it rings."""

    identity: str
    begins: datetime
    title: str
    told: str
    lasts: timedelta = timedelta(hours=1)
    before: timedelta = timedelta(0)


def calendar_bytes(name: str, appointments: Sequence[Appointment], stamp: datetime) -> bytes:
    """The file; ``stamp`` is when what it says was settled."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//checklist report//ZH", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for one in appointments:
        lines += _event(one, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line.encode()))


def _event(one: Appointment, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{one.identity}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"DTSTART:{_utc(one.begins)}"
    yield f"DTEND:{_utc(one.begins + one.lasts)}"
    yield f"SUMMARY:{_text(one.title)}"
    yield f"DESCRIPTION:{_text(one.told)}"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(one.title)}"
    yield f"TRIGGER:-PT{int(one.before.total_seconds()) // 60}M" if one.before else "TRIGGER:PT0S"
    yield "END:VALARM"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment - _BEIJING:%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text.replace("\r\n", "\n"))


def _folded(line: bytes) -> Iterator[bytes]:
    """A long line as several, never cut within a character; those that go on begin with a blank."""
    head, room = b"", _LINE
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:  # in the middle of a character
            cut -= 1
        yield head + line[:cut]
        line, head, room = line[cut:], b" ", _LINE - 1
    yield head + line
