"""One row of the message catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

# How a unit says that it meant just this.
MEANT = (
    r"属实|确[实为是有系]|无误|没有?错|[没未]填错|不是(?:笔误|写错|填错|合计|重复|同一)|口径|计量单位|批复|概算|核定|调整|变更|追加|增补"
    r"|统一(?:申报|填报|实施)|全(?:地区|市|域)|一次性|单独|跨\S{0,2}[县区市]|只报|各报|分别|共建|[两二]个项目|[一二三]期|标段|不属于|清单外"
)

# How a unit says that two rows are not one project twice.
TWO = (
    r"属实|确[实为是有系]|[不非](?:是|属于?)?(?:同一|一个|重复)|[未无没]有?重复|单独|只[报填]|各[报自建填]|分[别段报开]|共建|[两二]个|[一二三四]期|[一二三四\d]标段?"
    r"|不同|另一|另外|部分|跨\S{0,2}[县区市]|统一(?:申报|填报|实施)"
)


class Asks(Enum):
    """What a unit is asked to write, so that a clause of another kind does not answer it."""

    REASON = auto()
    FALL = auto()  # why a figure fell: nor does what came
    ARRANGED = auto()  # a plan or a day answers it too
    STATE = auto()  # what is still missing may be the reason
    OTHER = auto()  # that two numbers are of two things: a clause that has one of them may tell it
    MEANT = auto()  # whether it is meant just so


@dataclass(frozen=True)
class Message:
    """A finding's words: a short title, the problem, the remedy; and where a unit may explain it.

    ``explained_in`` names fields whose text closes a 疑问, in the order in which they are looked at: 说明 of
    the indicator (its own, or the one that the finding names), 存在问题 of the task or project. Without any
    only a better return or a ruling closes it. ``answer`` is a pattern that such a text must have, or name the figure itself, where
    what is asked is whether the figure is meant at all: what stands there for other reasons answers nothing.
    ``asked``: what kind of sentence is wanted there. ``office``: no unit can do anything about it, so that none is asked.
    """

    title: str
    problem: str
    remedy: str
    explained_in: tuple[str, ...] = ()
    answer: str = ""
    asked: Asks = Asks.REASON
    office: bool = False

    @property
    def asks(self) -> Asks:
        """``asked``, unless there is an ``answer``: then it is that."""
        return Asks.MEANT if self.answer else self.asked
