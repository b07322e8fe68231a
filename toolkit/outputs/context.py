"""What every output of a period needs besides the figures: who reports, when, what is known of before.

In: plain values from config and the ledger; out: one frozen value that is handed to all writers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.reviews import LeadReview
from toolkit.figures.evaluation.scores import UnitScore
from toolkit.figures.reviews.opinions import AWAITING, Opinion

_ESCAPED = {char: f"%{ord(char):02X}" for char in '%#?"<>[]^`{}| '}

KEPT = "影响小，未发单位"  # 处理状态 of a 疑问 that the office keeps to itself
FOR_OFFICE = "由办公室定，未发单位"  # and of what no unit can do anything about


@dataclass(frozen=True)
class OutputContext:
    """Office, period and state of the ledger as the outputs print them.

    ``root_prefix`` leads from the folder of the output to the root (outbox/<period>/汇总 by default).
    ``history`` holds earlier months, oldest first. ``handling`` gives the 处理状态 by finding id; ``kept`` are the ids of
    open 疑问 that are too small to ask a unit about.
    """

    office: str
    period: Period
    data_until: datetime | None
    units: tuple[Unit, ...]
    watermark: str = ""
    root_prefix: str = "../../.."
    history: tuple[MonthResult, ...] = ()
    handling: Mapping[str, str] = field(default_factory=dict)
    kept: Collection[str] = ()
    scores: tuple[UnitScore, ...] = ()
    scored: tuple[Period, ...] | None = None  # months that provisional scores rest on; None: the evaluation
    show_ranks: bool = True
    reviews: tuple[LeadReview, ...] = ()  # packs of lead units that came back, the newest of each
    opinions: tuple[Opinion, ...] = ()  # what they say of rows of the month, beside what was reported
    elsewhere: Mapping[str, str] = field(
        default_factory=dict
    )  # archived file that is not here -> where it is
    next_deadline: datetime | None = None  # until when the returns of the coming month are due
    cutoff: date | None = None  # 数据截至: the day of which the units' figures speak

    def is_settled(self, finding: str) -> bool:
        """Whether a finding was explained or decided."""
        return self.handling.get(finding, AWAITING) != AWAITING

    @property
    def dates(self) -> str:
        """Of which day the figures speak, and what came in until when: 数据截至 2024-06-25　收到时间至 2024-06-27 15:05."""
        day = f"数据截至 {self.cutoff}　" if self.cutoff else ""
        return f"{day}收到时间至 {self.until}"

    @property
    def until(self) -> str:
        """收到时间至, the last change of the ledger, as people write it."""
        moment = self.data_until
        return f"{moment:%Y-%m-%d %H:%M}" if moment else "尚无数据"

    @property
    def created(self) -> datetime:
        """The moment that goes into file properties, so that a rerun gives the same bytes."""
        moment = self.data_until or datetime(self.period.year, self.period.month, 1)
        return moment.replace(microsecond=0, tzinfo=None)

    @property
    def lead_notes(self) -> dict[str, str]:
        """Lead unit -> its sentence on the whole (牵头单位总体进展), for the briefing."""
        return {review.lead: review.overall for review in self.reviews if review.overall}

    @property
    def awaiting(self) -> int:
        """Disputed values that the office has not ruled on."""
        return sum(one.state == AWAITING for one in self.opinions)

    def unit_name(self, code: str) -> str:
        """The official name of a unit code; the code itself when config no longer knows it."""
        return next((unit.name for unit in self.units if unit.code == code), code)

    def link(self, path: str) -> str:
        """Relative link target from the output to a file in our archive; "" for any other path.

        The original name is part of the path and comes from outside, so whatever could turn it into
        another address (a way up, a scheme, an anchor) is refused or escaped. What lies on another computer has no link.
        """
        safe = "" if path in self.elsewhere else _safe_path(path)
        return f"{self.root_prefix}/{safe}" if safe else ""

    def told(self, text: str, *paths: str) -> str:
        """A text that names archived files; behind it where those are that lie on another computer."""
        computers = dict.fromkeys(self.elsewhere[path] for path in paths if path in self.elsewhere)
        return f"{text}（原件在{'；'.join(computers)}）" if computers else text


@cache  # every cell of a file links to the same path; a month has one or two files a unit
def _safe_path(path: str) -> str:
    """The path escaped for a link; "" unless it leads into the archive and nowhere else."""
    parts = path.split("/")
    if parts[0] != "archive" or len(parts) < 2 or any(part in ("", ".", "..") for part in parts):
        return ""
    if any(char in "\\:*" or ord(char) < 32 for char in path):
        return ""
    return escaped(path)


def escaped(path: str) -> str:
    """A path as a link has it: what would mean something in an address stands for itself."""
    return "".join(_ESCAPED.get(char, char) for char in path)
