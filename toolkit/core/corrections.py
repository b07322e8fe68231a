"""What a unit says to corrections that the office proposes, on its slip (更正确认单).

In: plain values, or the JSON text that the ledger keeps. Out: the same values; nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from toolkit.core.codec import made, plain

SLIP = "更正确认单"
AGREE, REFUSE = "同意", "不同意"
ANSWERS = (AGREE, REFUSE)


@dataclass(frozen=True)
class SlipAnswer:
    """One line that a unit answered: ``proposal`` is its key, ``place`` the cell of the answer."""

    proposal: str
    agreed: bool
    note: str
    name: str
    place: str


def proposal_key(place: tuple[str, str, str], made: datetime) -> str:
    """What a proposal is called on the slip: its place and when it was made, the same in a ledger made anew."""
    return f"{'/'.join(place)}@{made.isoformat()}"


def answers_json(answers: Iterable[SlipAnswer]) -> str:
    """The text that the ledger keeps."""
    return json.dumps(plain(list(answers)), ensure_ascii=False, sort_keys=True)


def answers_of(text: str) -> list[SlipAnswer]:
    """The answers of a kept slip."""
    return made(list[SlipAnswer], json.loads(text))
