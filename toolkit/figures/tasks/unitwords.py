"""A task by its units' own words: what they say, who is silent, and the light that follows.

In: :class:`Spoken`. Out: light, words, what they rest on, and n/m of those that reported. A silent unit is tried at
its last word of the year and as 正常推进; what would differ, or rests on fewer than half, is ○ 待报齐.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.results import Share
from toolkit.core.returns import Light
from toolkit.core.words import LightWord, NoValue, TaskStatus

SOME, MANY = 10, 3  # yellow from a tenth of the units that reported, red from a third
UNITS = "家"
_ORDER = (TaskStatus.DONE, TaskStatus.ON_TRACK, TaskStatus.BEHIND, TaskStatus.NOT_STARTED)


@dataclass(frozen=True)
class Spoken:
    """``said`` by unit code; ``silent`` are the units that owe a word, with their last one of the year ("" none).

    ``begun``: the task should be under way by now, so that 未启动 counts.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    not_mine: tuple[str, ...] = ()
    begun: bool = True

    @property
    def owed(self) -> int:
        """How many units owe a word, or gave one."""
        return len(self.said) + len(self.silent)

    @property
    def all_done(self) -> bool:
        """Whether every due unit says 已完成 (or 不涉及)."""
        spoke = bool(self.said or self.not_mine)
        return spoke and not self.silent and all(word == TaskStatus.DONE for word in self.said.values())

    def over(self, units: Sequence[str]) -> Spoken:
        """The words of these units alone."""
        said = {unit: word for unit, word in self.said.items() if unit in units}
        return Spoken(said, {}, tuple(unit for unit in self.not_mine if unit in units), self.begun)


def by_words(spoken: Spoken, targets_met: bool | None) -> tuple[Light, str, str, Share | None]:
    """``targets_met``: whether all targets of the year are shown met, None when the task has none."""
    if not spoken.owed:
        if spoken.not_mine:
            return Light.NONE, TaskStatus.NOT_APPLICABLE, "各单位都填不涉及", None
        return Light.NONE, NoValue.PENDING, "本月不要求填报", None
    light = _tried(spoken, targets_met is not False)
    counts = Counter(spoken.said.values())
    parts = "、".join(f"{status}{counts[status]}家" for status in _ORDER if counts[status])
    text = f"按单位自报：应报{spoken.owed}家、已报{len(spoken.said)}家" + (f"，其中{parts}" if parts else "")
    if light is Light.OPEN:
        return light, LightWord.OPEN, text, None
    word, said = _worded(light, spoken, counts)
    return light, word, text, Share(said, len(spoken.said), UNITS)


def _tried(spoken: Spoken, targets_met: bool) -> Light:
    if len(spoken.said) * 2 < spoken.owed:
        return Light.OPEN
    told = list(spoken.said.values())
    last = [word for word in spoken.silent.values() if word != TaskStatus.NOT_APPLICABLE]
    ends = {
        light_of([*told, *(word or TaskStatus.ON_TRACK for word in last)], spoken.begun, targets_met),
        light_of([*told, *(TaskStatus.ON_TRACK for _ in spoken.silent)], spoken.begun, targets_met),
    }
    return ends.pop() if len(ends) == 1 else Light.OPEN


def light_of(words: Sequence[str], begun: bool, targets_met: bool) -> Light:
    """The light of these words, all of them heard."""
    counts = Counter(words)
    if words and counts[TaskStatus.DONE] == len(words):
        return Light.BLUE if targets_met else Light.GREEN
    behind = _behind(counts, begun)
    if behind and behind * MANY >= len(words):
        return Light.RED
    return Light.YELLOW if behind and behind * SOME >= len(words) else Light.GREEN


def _behind(counts: Counter[str], begun: bool) -> int:
    return counts[TaskStatus.BEHIND] + (counts[TaskStatus.NOT_STARTED] if begun else 0)


def _worded(light: Light, spoken: Spoken, counts: Counter[str]) -> tuple[str, int]:
    """The words, and how many of those that reported said so."""
    if light is Light.RED:
        return LightWord.SAID_MANY, _behind(counts, spoken.begun)
    if light is Light.YELLOW:
        return LightWord.SAID_SOME, _behind(counts, spoken.begun)
    if not spoken.silent and counts[TaskStatus.DONE] == len(spoken.said):
        return LightWord.SAID_DONE, counts[TaskStatus.DONE]
    return LightWord.SAID_NORMAL, counts[TaskStatus.DONE] + counts[TaskStatus.ON_TRACK]
