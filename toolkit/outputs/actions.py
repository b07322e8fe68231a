"""The commands that a month asks for, as actions: the last lines of a run, the desk and the menu name the same ones.

In: a period, and what the action is about. Out: :class:`Action` values; what a person has to say stands in ``asks``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from toolkit.core.desk import ASKED, RUN, Action, Desk
from toolkit.core.periods import Period
from toolkit.errors import OperatorError

LONGEST = 500  # characters of one answer
# Commands as the sentences of messages name them, for any file, unit or month, and the label of their action.
_SAID = (
    ("collect --as 单位 文件", "这是谁的"),
    ("rule withdraw", "退回整份"),
    ("rule aside 文件 --reason 原因 --name 姓名", "搁置"),
    ("rule aside 文件", "搁置"),
    ("issue --reopen 原因 --name 姓名", "解除封存"),
    ("rule pin", "指定以哪一版为准"),
    ("quota propose", "写出分解建议数"),
    ("audit", "存审计包"),
    ("doctor", "检查电脑和文件夹"),
    ("report", "重写各表"),
    ("remind", "催报"),
    ("verify", "核对专报"),
    ("issue", "编号封存"),
    ("next", "开始下一期"),
    ("", "收表并汇总"),
)
_TYPED_ONLY = "，要在屏幕上看全请加 --verbose"
# What is only another option on the command line is a button of its own.
_OPTIONS = (
    ("加上 --yes 再运行", "还有未了事项，照样封存"),
    ("加上 --despite 原因 --name 姓名", "有错误未改，仍要封存"),
)
_SIGNED = ("--reason={reason}", "--name={name}")


def month(period: Period) -> Action:
    """Collect what lies in inbox/ and write everything."""
    return Action("收表并汇总", _of(period))


def report(period: Period) -> Action:
    """Write everything anew from the ledger."""
    return Action("重写各表", _of(period, "report"))


def generate(period: Period) -> Action:
    """Forms and the mails that carry them."""
    return Action(f"生成{period.chinese}填报表", _of(period, "generate"))


def coming() -> Action:
    """The period after: what of this one is open, dates, forms, mails, calendar."""
    return Action("开始下一期", ("next",))


def generate_again(period: Period) -> Action:
    """The same once they are out: after a change of the list, of addresses or dates."""
    return Action(f"重新生成{period.chinese}填报表和邮件", _of(period, "generate"))


def generate_one(period: Period, unit: str) -> Action:
    """The form of one unit."""
    return Action("生成这个单位的填报表", _of(period, "generate", f"--unit={unit}"))


def withdraw(period: Period, unit: str, version: int) -> Action:
    """Let a whole return no longer count."""
    words = ("rule", "withdraw", f"--unit={unit}", f"--version={version}", *_SIGNED)
    return Action("退回整份", _of(period, *words), ("reason", "name"))


def pin(period: Period, unit: str) -> Action:
    """Let one return of several count."""
    words = ("rule", "pin", f"--unit={unit}", "--version={version}", *_SIGNED)
    return Action("指定以哪一版为准", _of(period, *words), ("version", "reason", "name"))


def audit(period: Period) -> Action:
    """All that the month rests on, in one file."""
    return Action("存审计包", _of(period, "audit"))


def doctor() -> Action:
    """Look whether the computer, the folder and the settings are sound."""
    return Action("检查电脑和文件夹", ("doctor",))


def open_list(path: str) -> Action:
    """The list of tasks, indicators and units, in its own program."""
    return Action("打开任务清单", (), opens=path)


def open_settings(path: str) -> Action:
    """The settings, in an editor."""
    return Action("打开设置", (), opens=path)


def remind(period: Period) -> Action:
    """Reminders for those who owe."""
    return Action("催报", _of(period, "remind"))


def propose(period: Period) -> Action:
    """Proposed shares of the targets that nobody has divided yet."""
    return Action("写出分解建议数", _of(period, "quota", "propose"))


def take_quotas(period: Period, path: str) -> Action:
    """Write shares that came back into the list."""
    return Action("写入分解", _of(period, "quota", path))


def verify(period: Period) -> Action:
    """Hold the draft against the ledger."""
    return Action("核对专报", _of(period, "verify"))


def issue(period: Period) -> Action:
    """Number and seal the paper; where anything is open it says what, and seals nothing."""
    return Action("编号封存", _of(period, "issue"))


def issue_as_it_is(period: Period) -> Action:
    """The same although something is open."""
    return Action("还有未了事项，照样封存", _of(period, "issue", "--yes"))


def issue_despite(period: Period) -> Action:
    """The same although figures of the paper have errors."""
    words = ("issue", "--yes", "--despite={reason}", "--name={name}")
    return Action("有错误未改，仍要封存", _of(period, *words), ("reason", "name"))


def reopen(period: Period) -> Action:
    """Break a seal."""
    return Action("解除封存", _of(period, "issue", "--reopen={reason}", "--name={name}"), ("reason", "name"))


def claim(period: Period, path: str) -> Action:
    """Say whose a waiting file is."""
    words = ("collect", "--as={unit}", path, "--name={name}")
    return Action("这是谁的", _of(period, *words), ("unit", "name"))


def put_aside(period: Period, path: str) -> Action:
    """Put a waiting file out of the way that is none of ours."""
    return Action("搁置", _of(period, "rule", "aside", path, *_SIGNED), ("reason", "name"))


def accept(period: Period, finding: str) -> Action:
    """Let a finding stand."""
    return Action("认可", _of(period, "rule", "accept", finding, *_SIGNED), ("reason", "name"))


def revoke(period: Period, number: int) -> Action:
    """Take a ruling back."""
    return Action(f"撤销裁定{number}", _of(period, "rule", "revoke", str(number)))


def exclude(period: Period, unit: str, place: str) -> Action:
    """Take a figure out."""
    return Action(
        "剔除", _of(period, "rule", "exclude", place, f"--unit={unit}", *_SIGNED), ("reason", "name")
    )


def adjust(period: Period, unit: str, place: str) -> Action:
    """Propose another figure to the unit."""
    words = ("adjust", place, "{value}", f"--unit={unit}", *_SIGNED)
    return Action("更正", _of(period, *words), ("value", "reason", "name"))


def confirm(period: Period, number: int) -> Action:
    """The unit agreed to a correction otherwise than by its slip."""
    words = ("adjust", f"--number={number}", "--confirmed", "{name}", "{how}", "{day}")
    return Action("单位已确认", _of(period, *words), ("name", "how", "day"))


def take_back(period: Period, number: int) -> Action:
    """Take a proposed correction back."""
    return Action("撤回更正", _of(period, "adjust", f"--withdraw={number}"))


def filled(action: Action, fields: Mapping[str, str]) -> list[str]:
    """The arguments of an action with a person's answers; raises OperatorError for an answer that is none."""
    for name in action.asks:
        text, told = fields.get(name, ""), ASKED.get(name, name)
        if len(text) > LONGEST:
            raise OperatorError(f"“{told}”太长，最多 {LONGEST} 字。")
        if not text.replace("\n", "").replace("\t", "").isprintable():
            raise OperatorError(f"“{told}”里有不能显示的字符，请重新输入。")
    try:
        return list(action.filled(fields))
    except KeyError as error:
        raise OperatorError(f"请填写“{ASKED.get(error.args[0], error.args[0])}”。") from None
    except ValueError as error:
        raise OperatorError(f"“{ASKED.get(error.args[0], error.args[0])}”不能以 - 开头。") from None


def without_commands(desk: Desk, verb: str) -> Callable[[str], str]:
    """Sentences of the desk with labels (点“收表并汇总”) in place of the commands that stand there as actions.

    A command that is no action now stays as it is: a label that nobody finds helps nobody.
    """
    beside = list(desk.every_action())
    which = f" -p {desk.period}"  # said or not
    typed = [(one.command(), one.label) for one in beside if not one.opens]
    exact = [(words.removesuffix(which), label) for words, label in typed if words]
    labels = {one.label for one in beside}
    general = [(f"{RUN} {words}".strip(), label) for words, label in _SAID if label in labels]
    # The longest first, for a command may be the beginning of another one.
    pairs = sorted(dict([*general, *exact]).items(), key=lambda pair: -len(pair[0]))
    said = [
        (
            re.compile(rf"(?:运行|用) {re.escape(words)}(?:{which})?(?! ?[-a-z0-9])(?! [\"“])( ?)"),
            label,
        )
        for words, label in pairs
    ]

    def worded(text: str) -> str:
        for pattern, label in said:
            text = pattern.sub(lambda _: f"{verb}“{label}”", text)  # noqa: B023 - used at once
        for words, label in _OPTIONS:
            if label in labels:
                text = text.replace(words, f"{verb}“{label}”")
        return text.replace(_TYPED_ONLY, "")

    return worded


def _of(period: Period, *words: str) -> tuple[str, ...]:
    return (*words, "-p", str(period))
