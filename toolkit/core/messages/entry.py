"""One row of the message catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A finding's words: a short title, the problem, the remedy."""

    title: str
    problem: str
    remedy: str
