"""The desk as a numbered menu, for a computer without a browser: the same actions as the page, by plain input.

In: the desk, asked for anew each time; what a person types. Out: commands, run as if they had been typed, and what they
said with numbers of the menu in place of commands. The words and the order are those of the desk; beside its actions
there are only folders to open and the way out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.core.desk import ASKED, RUN, Action, Desk
from toolkit.errors import OperatorError
from toolkit.outputs.actions import filled, without_commands
from toolkit.outputs.closing import NEXT
from toolkit.terminal import FOLDER

Ask = Callable[[str], str]
Say = Callable[[str], None]
LEAVE, BACK = "退出", "返回"
FOLDERS = (("打开放来件的文件夹", "inbox"), ("打开结果文件夹", "outbox"))
_SHOWN_WAITING = 5
_NAMED = re.compile(r"选“([^”]+)”")
_QUESTIONS = {"reason": "写明原因", "name": "您的姓名", "unit": "哪个单位（写名称或上面的数字）"}


@dataclass(frozen=True)
class Entry:
    """A line of the menu: an action, or more lines below it."""

    label: str
    action: Action | None = None
    below: tuple[Entry, ...] = ()
    told: str = ""  # said before what is below


@dataclass(frozen=True)
class Hands:
    """How the menu reaches the world: asks, says, looks at the desk, runs a command (what it said), opens a folder."""

    ask: Ask
    say: Say
    look: Callable[[], Desk]
    run: Callable[[Sequence[str]], Sequence[str]]
    open: Callable[[str], bool]


def run_menu(hands: Hands) -> int:
    """Until a person leaves; exit code 0."""
    said: Sequence[str] = ()  # by the last command
    while True:
        units: tuple[str, ...] = ()
        try:
            desk = hands.look()
        except OperatorError as error:
            top_lines = [str(error)]
            entries = [Entry("检查哪里有问题", Action("体检", ("doctor",))), *_folders()]
        else:
            units = tuple(one.name for one in desk.units)
            said = [*map(without_commands(desk, "选"), said)]
            entries = [*top(desk, said)]
            numbered = _numbered(entries)
            top_lines = [*map(numbered, head(desk))]
            # What comes next and where stands below.
            said = [line for line in map(numbered, said) if not line.startswith((NEXT, FOLDER))]
        for line in said:
            hands.say(line)
        if said:
            _typed(hands, "按回车回到菜单：")
        for line in top_lines:
            hands.say(line)
        chosen = _choose(hands, entries, LEAVE, units)
        if chosen is None:
            return 0
        said = chosen


def head(desk: Desk) -> Iterator[str]:
    """Where the month stands, in a few lines."""
    left = desk.days_left
    days = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过截止 {-left} 天"
    yield ""
    yield f"{desk.office}　{desk.period.chinese}　报送截止 {desk.deadline:%m月%d日 %H时}，{days}"
    marks = {"done": "√", "now": "★", "later": "　"}
    yield "　".join(
        f"{marks[one.state]}{one.name}{f'（{one.told}）' if one.told else ''}" for one in desk.stages
    )
    for one in desk.waiting[:_SHOWN_WAITING]:
        yield f"  等人办：{one.kind}　{one.unit}　{one.what}".replace("　　", "　")
    if len(desk.waiting) > _SHOWN_WAITING:
        yield f"  等人办的一共 {len(desk.waiting)} 件。"
    worded = without_commands(desk, "选")
    yield from (f"  {worded(note)}" for note in desk.notes)
    if desk.newer:
        yield f"  这是{desk.period.chinese}的；{desk.newer.chinese}的表已经发出。"
    step = desk.next_step
    # It is the first line of the menu: nobody has to type it.
    told = step.told.replace(f"运行 {step.action.command()}", "选 1") if step.action else step.told
    said = worded(told)
    if RUN in said:  # of what is no line of the menu now
        said = step.by_buttons.replace("点“", "选“")
    yield f"接下来做：{said or told}"


def top(desk: Desk, said: Sequence[str] = ()) -> Iterator[Entry]:
    """The lines of the first menu: what the month asks for, what waits, units, papers, texts, folders.

    What the last command named comes right after the next step, where there is one of that name.
    """
    seen: set[str] = set()
    following = [desk.next_step.action] if desk.next_step.action else []
    for action in (*following, *_just_named(desk, said), *desk.actions):
        if action.id not in seen:
            seen.add(action.id)
            yield Entry(action.label, action)
    worded = without_commands(desk, "选")
    groups = (
        ("等人办的", [(f"{one.kind}　{one.unit}　{one.what}", _told(one.reason, worded(one.remedy)), one.actions) for one in desk.waiting]),
        ("各单位", [(f"{one.name}　{one.state}", "", one.actions) for one in desk.units]),
        ("可以撤销的", [(one.what, "", one.actions) for one in desk.done]),
        ("各种材料", [(f"{one.name}　{one.state}", "；".join(one.notes), one.actions) for one in desk.papers]),
    )  # fmt: skip
    for label, rows in groups:
        below = tuple(
            Entry(what.strip("　"), None, tuple(Entry(one.label, one) for one in actions), told)
            for what, told, actions in rows
            if actions
        )
        if below:
            yield Entry(f"{label}（{len(below)}）", None, below)
    if desk.chats:
        texts = tuple(Entry(one.title, None, (), one.text) for one in desk.chats)
        yield Entry("发到工作群的话", None, texts)
    yield from _folders()


def _just_named(desk: Desk, said: Sequence[str]) -> Iterator[Action]:
    named = {label for line in said for label in _NAMED.findall(line)}
    how_many = Counter(one.label for one in desk.every_action())
    yield from (one for one in desk.every_action() if one.label in named and how_many[one.label] == 1)


def _numbered(entries: Sequence[Entry]) -> Callable[[str], str]:
    """Sentences in which what is to be chosen has its number: 选 3“催报”; below another line, that line's."""
    places = dict(_places(entries))

    def numbered(text: str) -> str:
        return _NAMED.sub(lambda named: places.get(named[1], named[0]), text)

    return numbered


def _places(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """(label, how it is chosen); what stands in the first menu itself comes last, so that it holds."""
    for number, entry in enumerate(entries, 1):
        for row in entry.below:
            for one in row.below:
                yield one.label, f"选 {number}“{entry.label.partition('（')[0]}”里的“{one.label}”"
    for number, entry in enumerate(entries, 1):
        if entry.action is not None:
            yield entry.label, f"选 {number}“{entry.label}”"


def _folders() -> Iterator[Entry]:
    yield from (Entry(label, Action(label, (), opens=place)) for label, place in FOLDERS)


def _told(reason: str, remedy: str) -> str:
    return " ".join(filter(None, (reason, remedy)))


def _choose(
    hands: Hands, entries: Sequence[Entry], way_out: str, units: Sequence[str]
) -> Sequence[str] | None:
    """Let a person choose and do it: what the command said; None for the way out, or when nobody is there to choose."""
    hands.say("")
    for number, entry in enumerate(entries, 1):
        hands.say(f"{number:3}. {entry.label}")
    hands.say(f"{0:3}. {way_out}")
    typed = _typed(hands, "请输入数字，再按回车：")
    if typed in (None, "0"):
        return None
    number = _number(typed)
    if not 1 <= number <= len(entries):
        hands.say(f"没有“{typed}”这一项，请输入 0 到 {len(entries)} 之间的数字。")
        return ()
    chosen = entries[number - 1]
    if chosen.told:
        hands.say(chosen.told)
    if chosen.action is not None:
        return _do(hands, chosen.action, units)
    if chosen.below:
        return _choose(hands, chosen.below, BACK, units) or ()
    return ()


def _do(hands: Hands, action: Action, units: Sequence[str]) -> Sequence[str]:
    """Ask for what the action asks for, and run it; an empty answer leaves everything as it is."""
    if action.opens:
        if not hands.open(action.opens):
            hands.say(f"这里打不开文件夹窗口，请自己打开 {action.opens}。")
        return ()
    fields: dict[str, str] = {}
    for name in action.asks:
        if name == "unit":
            hands.say("　".join(f"{number}.{unit}" for number, unit in enumerate(units, 1)))
        answer = (
            _typed(hands, f"{_QUESTIONS.get(name, ASKED.get(name, name))}（直接回车就不办了）：") or ""
        ).strip()
        if not answer:
            hands.say("没有办，什么都没有改动。")
            return ()
        at = _number(answer)
        fields[name] = units[at - 1] if name == "unit" and 1 <= at <= len(units) else answer
    try:
        arguments = filled(action, fields)
    except OperatorError as error:
        hands.say(f"{error}没有办，什么都没有改动。")
        return ()
    hands.say("")
    return [*hands.run(arguments), ""]


def _typed(hands: Hands, question: str) -> str | None:
    """What was typed; None where there is nobody to type, or Ctrl-C was pressed."""
    try:
        return hands.ask(question).strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _number(text: str | None) -> int:
    """A number as people type it, also in the wide digits of a Chinese keyboard; -1 for anything else."""
    bare = (text or "").rstrip(".．。、 ")
    return int(bare) if bare.isdecimal() else -1
