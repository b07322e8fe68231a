"""The last lines of a run, word for word: fifteen at most, the next step last."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from toolkit.core.periods import Period
from toolkit.core.returns import Receipt
from toolkit.outputs.closing import (
    MOST,
    Closing,
    UnitOpen,
    after_collect,
    after_decision,
    after_evaluate,
    after_generate,
    after_import,
    after_issue,
    after_verify,
    closing_lines,
    step,
)
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.record.closing import with_arrivals

JUNE = Period(2024, 6)
DRAFT = "outbox/2024-06/汇总/2024-06_专报.docx"
STATES = {"未下发": [], "未报": [], "退回修改": [], "部分报送": [], "已报": ["喀什市", "莎车县", "叶城县"]}
FINE = Closing(
    JUNE,
    arrived=3,
    accepted=3,
    states=STATES,
    data_until="2024年6月25日9时",
    account="3 个文件共 30 个已填单元格：采用 30，账平。",
    written={"outbox/2024-06/汇总": 8, "outbox/2024-06/牵头单位": 39},
    draft=DRAFT,
)
WRITTEN = [
    "已写出：outbox/2024-06/汇总 8 个、outbox/2024-06/牵头单位 39 个。",
    "逐条内容见 outbox/2024-06/汇总/2024-06_校验报告.html 和 archive/运行日志.txt，要在屏幕上看全请加 --verbose。",
]
VERIFY = f"接下来做：修改并校对 {DRAFT}，改完运行 python run_report.py verify -p 2024-06 核对数字。"
RUN = "python run_report.py -p 2024-06"
BY_HAND = (
    "接下来做：照 inbox/未识别 里的原因文本处理；认得是谁的，运行 "
    "python run_report.py collect --as 单位 文件 -p 2024-06；"
    "用不着的，运行 python run_report.py rule aside 文件 --reason 原因 --name 姓名 -p 2024-06；"
    f"都办完了，再运行 {RUN}。"
)


def test_all_fine() -> None:
    assert closing_lines(FINE) == [
        "新来件 3 个，收下填报表 3 份。",
        "3 个单位：已报 3；收到时间至 2024年6月25日9时。",
        "3 个文件共 30 个已填单元格：采用 30，账平。",
        *WRITTEN,
        VERIFY,
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            Closing(JUNE, sent=False, arrived=0),
            [
                "inbox 里没有新的来件。",
                "接下来做：生成2024年6月填报表并下发，运行 python run_report.py generate -p 2024-06。",
            ],
        ),
        (
            Closing(JUNE, arrived=0),
            [
                "inbox 里没有新的来件。",
                f"接下来做：把 outbox/2024-06/邮件 里的“下发”草稿发给各单位；收到的2024年6月填报表放进 inbox 文件夹，运行 {RUN}。",
            ],
        ),
        (
            Closing(JUNE, arrived=2, refused=["断了.xlsx"], pending=["无名.xlsx"], unread=["开着.xlsx"]),
            [
                "新来件 2 个，收下填报表 0 份。",
                "退件 1 个：断了.xlsx，在 inbox/未识别，原因和办法写在旁边的文本里。",
                "待定 1 个：无名.xlsx，在 inbox/未识别，原因和办法写在旁边的文本里。",
                "没收或留着 1 个：开着.xlsx，在 inbox，关闭或处理好后再运行。",
                BY_HAND,
            ],
        ),
    ],
    ids=["nothing sent", "nothing came", "only refused and pending"],
)
def test_before_anything_counts(facts: Closing, expected: list[str]) -> None:
    assert closing_lines(facts) == expected


def test_returned_means_returned_and_open_errors_are_counted_by_unit() -> None:
    states = {**STATES, "未报": ["巴楚县"], "退回修改": ["泽普县", "伽师县"], "部分报送": ["岳普湖县"]}
    opened = [UnitOpen("泽普县", 2, 1), UnitOpen("伽师县", 5, 0), UnitOpen("喀什市", 0, 3)]
    lines = closing_lines(replace(FINE, states=states, open=opened, corrections=3))
    assert lines[1:5] == [
        "7 个单位：已报 3、部分报送 1、退回修改 2、未报 1；收到时间至 2024年6月25日9时。",
        "没有报来：巴楚县。",
        "错误待改 7 处：伽师县 5、泽普县 2。",
        "疑问待说明 4 处：喀什市 3、泽普县 1。",
    ]
    assert lines[-1] == (
        f"接下来做：把 outbox/2024-06/邮件 里的 2 份“退回”草稿、1 份“核实”草稿发出，收到改好的表放进 inbox，运行 {RUN}。"
    )


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (
            {"states": {**STATES, "未报": ["巴楚县"]}},
            "接下来做：催报，运行 python run_report.py remind -p 2024-06。",
        ),
        (
            {"sealed": "第3期", "corrections": 2},
            "接下来做：本期专报已封存（第3期）；下期运行 python run_report.py next 开始。",
        ),
        (
            {"sealed": "第3期（更正）", "moved": True},
            "接下来做：本期专报已封存（第3期（更正））；确需更正重印的，运行 python run_report.py issue --reopen 原因 "
            "--name 姓名 -p 2024-06；下期运行 python run_report.py next 开始。",
        ),
        ({"refused": ["断了.xlsx"], "corrections": 2}, BY_HAND),
        ({}, VERIFY),
    ],
    ids=["missing", "sealed", "sealed and moved", "refused first", "fine"],
)
def test_one_next_step(change: dict[str, object], step: str) -> None:
    lines = closing_lines(replace(FINE, **change))  # type: ignore[arg-type]
    assert [line for line in lines if line.startswith("接下来做")] == [step] == lines[-1:]


def test_never_more_than_fifteen_and_what_is_left_out_is_counted() -> None:
    names = [f"文件{number}.xlsx" for number in range(40)]
    facts = replace(
        FINE, refused=names, pending=names, unread=names, states={**STATES, "未报": names},
        open=[UnitOpen(name, 3, 2) for name in names], notes=[f"说明{number}。" for number in range(30)],
        told=["专报被改过，没有动。"], corrections=40,
    )  # fmt: skip
    lines = closing_lines(facts)
    assert len(lines) == MOST
    assert "专报被改过，没有动。" in lines
    shown = [line for line in lines if line.startswith(("说明", "专报被改过"))]
    assert f"另有 {31 - len(shown)} 行说明，见 archive/运行日志.txt。" in lines
    assert lines[1].startswith("退件 40 个：文件0.xlsx、文件1.xlsx、文件2.xlsx 等 40 个，")
    assert lines[-1] == BY_HAND


def test_which_file_to_close_is_never_crowded_out_by_what_changed() -> None:
    notes = [f"说明{number}。" for number in range(30)]
    lines = closing_lines(replace(FINE, notes=notes, told=["专报 正被占用。", "汇总表 正被占用。"]))
    assert len(lines) == MOST
    assert lines.index("汇总表 正被占用。") < lines.index("说明0。")


def test_what_other_commands_end_with() -> None:
    assert after_decision(JUNE) == (
        "接下来做：重写各表，运行 python run_report.py report -p 2024-06，这次的决定才会进入各表。"
    )
    sent = f"接下来做：把 outbox/2024-06/邮件 里的“下发”草稿发出；收到填报表放进 inbox，运行 {RUN}。"
    assert after_generate(JUNE, []) == [sent]
    first, last = after_generate(JUNE, ["喀什市", "莎车县"])
    assert first.startswith("邮件草稿中 2 份没有收件地址：喀什市、莎车县。") and last == sent
    assert after_verify(JUNE, "专报.docx", clean=True)[0] == (
        "专报.docx 里的数字与台账一致，数字旁的单位、任务和增减说法没有变；其余文字请人工校对。"
    )
    assert "issue -p 2024-06" in after_verify(JUNE, "专报.docx", clean=True)[-1]
    assert "verify -p 2024-06" in after_verify(JUNE, "专报.docx", clean=False)[-1]
    assert after_collect(Closing(JUNE, accepted=1)) == [
        "接下来做：汇总，运行 python run_report.py report -p 2024-06。"
    ]
    assert after_collect(Closing(JUNE, pending=["无名.xlsx"])) == [BY_HAND]
    assert RUN in after_collect(Closing(JUNE))[0]


def test_a_sealed_paper_a_checklist_and_an_evaluation_lead_on() -> None:
    assert after_issue(JUNE).startswith("接下来做：送签印发；")
    assert "python run_report.py next" in after_issue(JUNE)
    assert "templates/checklist-imported.xlsx" in after_import("templates/checklist-imported.xlsx")
    assert "outbox/2024年度考核/数据核对单" in after_evaluate(2024)
    assert all(one.startswith("接下来做：") for one in (after_import("x"), after_evaluate(2024)))


def test_a_return_that_came_after_the_seal_is_said_with_its_own_month() -> None:
    lines = closing_lines(replace(FINE, arrived=2, accepted=2, late=[JUNE.previous]))
    assert lines[1] == (
        "其中 1 份是2024年5月的，专报已封存，收存不计入；确需采用的，"
        "运行 python run_report.py issue --reopen 原因 --name 姓名 -p 2024-05。"
    )


def test_a_return_of_an_open_month_before_is_said_with_its_unit() -> None:
    lines = closing_lines(replace(FINE, arrived=2, accepted=2, elsewhere={JUNE.previous: ["泽普县"]}))
    assert lines[1] == (
        "其中 1 份是2024年5月的（泽普县），已归入2024年5月，那个月的数随之改了；拿错了表的，请单位改用2024年6月的表重报。"
    )


def test_verify_leads_on_with_the_file_and_the_month_that_it_looked_at() -> None:
    given = after_verify(JUNE, "专报 - 副本.docx", clean=True, given="outbox/专报 - 副本.docx")
    assert given[-1].endswith('运行 python run_report.py issue "outbox/专报 - 副本.docx" -p 2024-06。')
    again = after_verify(JUNE, "定稿.docx", clean=False, given="outbox/定稿.docx")
    assert again[-1].endswith("运行 python run_report.py verify outbox/定稿.docx -p 2024-06。")
    for clean in (True, False):
        sealed = after_verify(JUNE, "专报.docx", clean=clean, sealed=True)
        assert "已经封存" in sealed[-1] and "--reopen 原因 --name 姓名 -p 2024-06" in sealed[-1]


@pytest.mark.parametrize(
    ("facts", "label", "place"),
    [
        # what units may still explain does not hold up the paper; what they must mend does
        (replace(FINE, corrections=1, open=[UnitOpen("喀什市", 0, 1)]), "核对专报", "papers"),
        (replace(FINE, corrections=1, open=[UnitOpen("喀什市", 1, 1)]), "收表并汇总", "mails"),
        # and nothing holds up whoever has verified the paper: issue lists what is open
        (replace(FINE, corrections=1, open=[UnitOpen("喀什市", 1, 1)], verified=True), "编号封存", ""),
        (replace(FINE, states={**STATES, "未报": ["巴楚县"]}, verified=True), "编号封存", ""),
        (replace(FINE, states={}), "收表并汇总", "mails"),
        (replace(FINE, pending=["甲.xlsx"]), "收表并汇总", "waiting"),
    ],
)
def test_the_next_step_and_where_it_begins(facts: Closing, label: str, place: str) -> None:
    made = step(facts)
    assert made.action is not None
    assert (made.action.label, made.place) == (label, place)
    assert "run_report.py" not in made.by_buttons


def test_every_file_that_waits_is_counted_however_alike_they_are() -> None:
    receipts = [
        Receipt(f"文件{n}.xlsx", str(n), "waiting", reason="月份不一", codes="E702") for n in range(7)
    ]
    receipts += [Receipt(f"断{n}.xlsx", f"r{n}", "refused", reason="不完整", codes="E802") for n in range(5)]
    unsealed = cast(Workspace, SimpleNamespace(ledger=SimpleNamespace(seals=list)))
    lines = closing_lines(with_arrivals(unsealed, Closing(JUNE), receipts))
    assert any(line.startswith("待定 7 个：文件0.xlsx、文件1.xlsx、文件2.xlsx") for line in lines)
    assert any(line.startswith("退件 5 个：断0.xlsx、断1.xlsx、断2.xlsx") for line in lines)
