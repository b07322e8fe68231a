"""The desk: what a month looks like to the person who works it, and what that person may do next.

Plain records, read by the page (pages/desk), the served page, the menu and the command ``next``. All paths are
relative to the working folder, with forward slashes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period

PAGE = "outbox/工作台.html"
RUN = "python run_report.py"
ASKED = {  # what an action may ask for, as the command to copy names it
    "unit": "单位",
    "reason": "原因",
    "name": "姓名",
    "value": "更正为",
    "version": "版本",
    "period": "年-月",
    "how": "方式",
    "day": "日期",
}
_ASK = lazy_regex(r"(--[a-z]+=|)\{([a-z]+)\}")
_NUMBER = lazy_regex(r"-[0-9]+(\.[0-9]+)?")
_PLAIN = lazy_regex(r"[\w./=+-]+")
_NOT_QUOTABLE = lazy_regex(r"[\"$`\\\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Action:
    """One thing that a person may do: the page shows its command, the served page a button.

    ``arguments`` are those of run_report.py after ``--root``. One that is ``{unit}`` or ``--as={unit}`` is filled in
    by the person, where ``asks`` names it; braces anywhere else (in a file's name) are only text.
    """

    label: str
    arguments: tuple[str, ...]
    asks: tuple[str, ...] = ()
    opens: str = ""  # a file or folder to open instead of a command to run; then there are no arguments

    @property
    def id(self) -> str:
        """The same as long as it does the same."""
        told = "\0".join((*self.arguments, "", *self.asks, "", self.opens))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def filled(self, fields: Mapping[str, str]) -> tuple[str, ...]:
        """The arguments with what the person filled in; raises KeyError for what is missing or empty.

        Raises ValueError for a word that the command line would take for an option: it begins with a dash and is no
        number.
        """

        def value(name: str) -> str:
            text = " ".join(fields[name].split())
            if not text:
                raise KeyError(name)
            if text.startswith("-") and not _NUMBER.fullmatch(text):
                raise ValueError(name)
            return text

        return tuple(self._with(one, value) for one in self.arguments)

    def command(self, prefix: str = RUN) -> str:
        """The command to copy into a terminal; "" where no quoting is safe in every shell."""
        words = [prefix]
        for one in self.arguments:
            asked = self._asked(one)
            if asked:
                words += filter(None, [asked[1].rstrip("="), ASKED[asked[2]]])
            elif _NOT_QUOTABLE.search(one):
                return ""
            else:
                words.append(one if _PLAIN.fullmatch(one) else f'"{one}"')
        return " ".join(words)

    def _asked(self, argument: str) -> re.Match[str] | None:
        found = _ASK.fullmatch(argument)
        return found if found and found[2] in self.asks else None

    def _with(self, argument: str, value: Callable[[str], str]) -> str:
        asked = self._asked(argument)
        return f"{asked[1]}{value(asked[2])}" if asked else argument


@dataclass(frozen=True)
class Step:
    """接下来做: one sentence, and the action that does it, where one command does.

    ``by_buttons`` says it where there are buttons; ``place`` is the part of the page where it begins.
    """

    told: str
    action: Action | None = None
    by_buttons: str = ""
    place: Literal["", "waiting", "mails", "papers"] = ""


@dataclass(frozen=True)
class Stage:
    """One of 下发, 收表, 审核, 定稿, 封存."""

    name: str
    state: Literal["done", "now", "later"]
    told: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit in this month. ``initials`` are of its name in pinyin, for the search field."""

    code: str
    name: str
    state: str
    initials: str = ""
    sent: str = ""  # when its form was made, "" when none was
    received: str = ""
    version: int = 0
    late: str = ""
    errors: int | None = None  # None where no return was judged
    queries: int | None = None
    contact: str = ""
    phone: str = ""
    original: str = ""  # the archived return that counts
    correction: str = ""  # 退回修改 or 请核实说明
    asked: bool = True  # the list has something for it to fill in; without, it gets no form
    actions: tuple[Action, ...] = ()
    elsewhere: str = ""  # the computer on which the original lies, where it is not here
    group: str = ""  # under which it stands where the units are many


WaitingKind = Literal[
    "退件",
    "待定",
    "空表",
    "新到",
    "没读入",
    "疑问",
    "牵头异议",
    "审定",
    "更正待确认",
    "督办",
    "决定表",
    "导出表",
    "分解回表",
    "没写出",
]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: what it is, why, and what is to be done."""

    kind: WaitingKind
    what: str
    reason: str = ""
    remedy: str = ""
    unit: str = ""  # name
    link: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class PaperRow:
    """One paper of the month or of the register of sealed ones; ``notes`` say what is to be known of it."""

    name: str
    path: str
    state: str = ""  # 程序写的, 改过, 已核对, 有旧数, 已封存, 已解除封存
    notes: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class MailRow:
    """One draft that is ready; ``to`` is False where the unit has no address."""

    kind: str  # one of core.post.KINDS
    name: str  # of whom it goes to
    path: str
    to: bool = True


@dataclass(frozen=True)
class Changed:
    """What is otherwise than before the last run: of a unit, a figure or a light."""

    kind: Literal["单位", "数字", "状态灯", "其他"]
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Done:
    """A line of the log of what was done by whom; ``actions`` undo it."""

    when: datetime
    who: str
    what: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Chat:
    """A text to paste into a chat group."""

    title: str
    text: str


@dataclass(frozen=True)
class Desk:
    """All that the page shows of one month."""

    folder: str
    office: str
    period: Period
    now: datetime  # only its day is shown
    deadline: datetime
    days_left: int  # below 0: so many days late
    stages: tuple[Stage, ...]
    next_step: Step
    units: tuple[UnitRow, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    mails: tuple[MailRow, ...] = ()
    mail_list: str = ""  # 发送清单, "" where there is none
    changes: tuple[Changed, ...] = ()
    done: tuple[Done, ...] = ()
    chats: tuple[Chat, ...] = ()
    actions: tuple[Action, ...] = ()  # of the month as a whole: 收表并汇总, 催报 …
    notes: tuple[str, ...] = ()  # what else to know, e.g. that the figures are older than the ledger
    newer: Period | None = None  # forms of a later period are out

    def every_action(self) -> Iterator[Action]:
        """All that may be done now, each once; nothing else may be run from the page."""
        seen: set[str] = set()
        found = [self.next_step.action] if self.next_step.action else []
        found += self.actions
        for rows in (self.units, self.waiting, self.papers, self.done):
            for row in rows:
                found += row.actions
        for action in found:
            if action.id not in seen:
                seen.add(action.id)
                yield action

    def action(self, identity: str) -> Action | None:
        """The action of an id, None where it may not be done now."""
        return next((one for one in self.every_action() if one.id == identity), None)
