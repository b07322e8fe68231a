"""What people say of the figures: a lead unit by row and on the whole, the office on a light, a unit on its score.

In: plain values, or the JSON text that the ledger keeps. Out: the same values; nothing is judged here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from toolkit.core.codec import made, plain
from toolkit.core.periods import Period
from toolkit.core.returns import Light

AGREED, DISPUTED = "一致", "有异议"
WHOLE = "all"  # an opinion on the prefecture's figure


@dataclass(frozen=True)
class LeadOpinion:
    """What a lead unit says of one row. ``unit`` is a code or ``all``, ``subject`` an indicator id or task number.

    ``value`` is the bureau's own figure in the row's measure; ``raw`` what stood in the cell when it could not
    be read as a number. ``address`` is the cell of the figure, or of the opinion.
    """

    unit: str
    subject: str
    opinion: str
    value: float | None
    raw: str
    reason: str
    sheet: str
    address: str

    @property
    def disputed(self) -> bool:
        """Whether the office must rule: an objection, or another figure."""
        return self.opinion == DISPUTED or self.value is not None or bool(self.raw)

    @property
    def said(self) -> str:
        """一致 or 有异议; what else was typed there as it is."""
        return DISPUTED if self.disputed else self.opinion or "有说明"


@dataclass(frozen=True)
class LeadReview:
    """A returned pack. ``overall`` is 牵头单位总体进展; ``cover`` the other filled fields of the first sheet.

    ``file`` is the archived file, relative to the root; "" while it is not filed yet.
    """

    lead: str
    period: Period
    digest: str
    overall: str
    cover: dict[str, str]
    opinions: tuple[LeadOpinion, ...]
    file: str = ""

    def as_json(self) -> str:
        """The review as text, without its file."""
        values = plain(self) | {"period": str(self.period)}
        del values["file"]
        return json.dumps(values, ensure_ascii=False, sort_keys=True)


def review_of(text: str, file: str) -> LeadReview:
    """The review of such text, with the file that it came in."""
    return made(LeadReview, json.loads(text) | {"file": file})


@dataclass(frozen=True)
class LightVerdict:
    """The office's decision on one light; ``key`` is task-19, T02-3 or task-19/653101."""

    key: str
    light: Light
    reason: str
    seen: Light  # what the tool said when the office decided
    supervise: bool = (
        False  # whether the office puts it under 督办; ``reason`` then says what is to be reached
    )


@dataclass(frozen=True)
class Objection:
    """What a unit says against its score; listed, and nothing else."""

    unit: str  # unit code
    criterion: str
    text: str
    source: str = ""
