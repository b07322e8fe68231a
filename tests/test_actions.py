"""Every action that the desk, the menu and the last lines name: its label, the command to copy, and what it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.test_desk import desk_with
from toolkit.core.desk import Action, Step
from toolkit.core.periods import Period
from toolkit.outputs import actions
from toolkit.outputs.actions import without_commands

JUNE = Period(2024, 6)
SIGNED = "--reason 原因 --name 姓名"


@pytest.mark.parametrize(
    ("action", "label", "command", "asks"),
    [
        (actions.month(JUNE), "收表并汇总", "-p 2024-06", ()),
        (actions.report(JUNE), "重写各表", "report -p 2024-06", ()),
        (actions.generate(JUNE), "生成2024年6月填报表", "generate -p 2024-06", ()),
        (actions.coming(), "开始下一期", "next", ()),
        (actions.generate_again(JUNE), "重新生成2024年6月填报表和邮件", "generate -p 2024-06", ()),
        (actions.generate_one(JUNE, "653101"), "生成这个单位的填报表", "generate --unit=653101 -p 2024-06", ()),
        (
            actions.withdraw(JUNE, "653101", 2), "退回整份",
            f"rule withdraw --unit=653101 --version=2 {SIGNED} -p 2024-06", ("reason", "name"),
        ),
        (
            actions.pin(JUNE, "653101"), "指定以哪一版为准",
            f"rule pin --unit=653101 --version 版本 {SIGNED} -p 2024-06", ("version", "reason", "name"),
        ),
        (actions.audit(JUNE), "存审计包", "audit -p 2024-06", ()),
        (actions.doctor(), "检查电脑和文件夹", "doctor", ()),
        (actions.remind(JUNE), "催报", "remind -p 2024-06", ()),
        (actions.propose(JUNE), "写出分解建议数", "quota propose -p 2024-06", ()),
        (actions.take_quotas(JUNE, "分解.xlsx"), "写入分解", "quota 分解.xlsx -p 2024-06", ()),
        (actions.verify(JUNE), "核对专报", "verify -p 2024-06", ()),
        (actions.issue(JUNE), "编号封存", "issue -p 2024-06", ()),
        (actions.issue_as_it_is(JUNE), "还有未了事项，照样封存", "issue --yes -p 2024-06", ()),
        (
            actions.issue_despite(JUNE), "有错误未改，仍要封存",
            "issue --yes --despite 原因 --name 姓名 -p 2024-06", ("reason", "name"),
        ),
        (actions.reopen(JUNE), "解除封存", "issue --reopen 原因 --name 姓名 -p 2024-06", ("reason", "name")),
        (
            actions.claim(JUNE, "甲.xlsx"), "这是谁的",
            "collect --as 单位 甲.xlsx --name 姓名 -p 2024-06", ("unit", "name"),
        ),
        (actions.put_aside(JUNE, "甲.xlsx"), "搁置", f"rule aside 甲.xlsx {SIGNED} -p 2024-06", ("reason", "name")),
        (actions.accept(JUNE, "Q401-1"), "认可", f"rule accept Q401-1 {SIGNED} -p 2024-06", ("reason", "name")),
        (actions.revoke(JUNE, 3), "撤销裁定3", "rule revoke 3 -p 2024-06", ()),
        (
            actions.exclude(JUNE, "653101", "T02-3"), "剔除",
            f"rule exclude T02-3 --unit=653101 {SIGNED} -p 2024-06", ("reason", "name"),
        ),
        (
            actions.adjust(JUNE, "653101", "T02-3"), "更正",
            f"adjust T02-3 更正为 --unit=653101 {SIGNED} -p 2024-06", ("value", "reason", "name"),
        ),
        (
            actions.confirm(JUNE, 4), "单位已确认",
            "adjust --number=4 --confirmed 姓名 方式 日期 -p 2024-06", ("name", "how", "day"),
        ),
        (actions.take_back(JUNE, 4), "撤回更正", "adjust --withdraw=4 -p 2024-06", ()),
    ],
)  # fmt: skip
def test_label_command_and_questions(action: Action, label: str, command: str, asks: tuple[str, ...]) -> None:
    assert (action.label, action.command(), action.asks) == (label, f"python run_report.py {command}", asks)
    assert action.opens == ""


def test_what_is_opened_is_no_command() -> None:
    for action, label in (
        (actions.open_list("a.xlsx"), "打开任务清单"),
        (actions.open_settings("a.xlsx"), "打开设置"),
    ):
        assert (action.label, action.arguments, action.asks, action.opens) == (label, (), (), "a.xlsx")


@pytest.mark.parametrize(
    ("words", "label"),
    [
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
        ("generate", "重新生成2024年6月填报表和邮件"),
        ("", "收表并汇总"),
    ],
)
def test_a_command_in_a_sentence_becomes_the_button_that_does_it(words: str, label: str) -> None:
    every = (
        actions.month(JUNE), actions.report(JUNE), actions.generate_again(JUNE), actions.generate_one(JUNE, "甲县"),
        actions.coming(), actions.withdraw(JUNE, "甲县", 1), actions.pin(JUNE, "甲县"), actions.audit(JUNE),
        actions.doctor(), actions.remind(JUNE), actions.propose(JUNE), actions.verify(JUNE), actions.issue(JUNE),
        actions.reopen(JUNE), actions.claim(JUNE, "甲.xlsx"), actions.put_aside(JUNE, "甲.xlsx"),
    )  # fmt: skip
    desk = replace(desk_with("甲县"), actions=every)
    command = f"python run_report.py {words}".strip()
    assert without_commands(desk, "点")(f"请运行 {command}。") == f"请点“{label}”。"
    alone = replace(desk, actions=tuple(one for one in every if one.label != label))
    alone = replace(alone, next_step=Step("", None))
    assert without_commands(alone, "点")(f"请运行 {command}。") == f"请运行 {command}。"
