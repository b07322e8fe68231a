"""One row of the message catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A finding's words: a short title, the problem, the remedy; and where a unit may explain it.

    ``explained_in`` names fields whose text closes a 疑问, in the order in which they are looked at: 说明 of
    the indicator (its own, or the one that the finding names), 存在问题 of the task or project. Without any
    only a better return or a ruling closes it.
    """

    title: str
    problem: str
    remedy: str
    explained_in: tuple[str, ...] = ()
