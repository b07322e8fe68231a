"""The last lines of a run: what came, what waits for a person, what was written, and the one next step.

In: the facts of the run. Out: fifteen lines at most; whatever does not fit stands in the log. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.desk import RUN, Step
from toolkit.core.periods import Period
from toolkit.core.words import ReturnState
from toolkit.outputs import actions
from toolkit.runlog import LOG

MOST = 15
NAMED_FILES, NAMED_UNITS = 3, 8
NEXT = "接下来做："


@dataclass(frozen=True)
class UnitOpen:
    """Open 错误 and 疑问 of one unit."""

    unit: str
    errors: int
    queries: int


@dataclass(frozen=True)
class Closing:
    """Facts of a run. ``arrived`` is None where nothing was collected; ``told`` are lines about files left alone."""

    period: Period
    sent: bool = True  # forms of the period went out
    arrived: int | None = None
    accepted: int = 0
    late: Sequence[Period] = ()  # of those, the sealed periods that they came too late for
    elsewhere: Mapping[Period, Sequence[str]] = field(
        default_factory=dict
    )  # of those, other open months that they are of, with the units
    refused: Sequence[str] = ()
    pending: Sequence[str] = ()
    unread: Sequence[str] = ()
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)  # state -> names of units
    held: Sequence[str] = ()  # names of units whose return came after the seal, so that it does not count
    data_until: str = ""
    open: Sequence[UnitOpen] = ()
    account: str = ""
    notes: Sequence[str] = ()
    written: Mapping[str, int] = field(default_factory=dict)  # folder -> number of files
    corrections: int = 0
    told: Sequence[str] = ()
    sealed: str = ""  # the issue: 第6期, 第6期（更正）
    moved: bool = False  # the sealed paper would read otherwise today
    draft: str = ""  # the briefing to edit
    unsplit: int = 0  # indicators whose target is not divided among the units yet
    proposed: bool = False  # whether the office has had shares proposed
    arriving: int = 0  # files that lie in inbox/ and were not looked at yet
    behind: bool = False  # the ledger knows more than the last report
    verified: bool = False  # the draft was held against the ledger as it is now

    @property
    def explaining(self) -> int:
        """How many of the corrections only ask for an explanation."""
        return min(self.corrections, sum(not one.errors for one in self.open))

    @property
    def returned(self) -> bool:
        """Whether any return of the period counts."""
        return any(
            names
            for state, names in self.states.items()
            if state not in (ReturnState.NOT_SENT, ReturnState.NOT_RETURNED)
        )


def command(period: Period, *words: str) -> str:
    """A command as it can be typed: ``python run_report.py remind -p 2024-06``."""
    return " ".join((RUN, *words, "-p", str(period)))


def reopening(period: Period) -> str:
    """The command that breaks a seal."""
    return command(period, "issue", "--reopen 原因 --name 姓名")


def closing_lines(facts: Closing) -> list[str]:
    """The lines, the next step last."""
    before = [*_came(facts), *_standing(facts)]
    quotas = quota_step(facts.period, facts.unsplit, facts.proposed) if facts.returned else ""
    after = [*_written(facts), f"{NEXT}{next_step(facts)}{quotas}"]
    says = [*facts.told, *facts.notes]  # what to close is said before what changed
    room = MOST - len(before) - len(after)
    if len(says) > room:
        says = [*says[: room - 1], f"另有 {len(says) - room + 1} 行说明，见 {LOG}。"]
    return [*before, *says, *after]


def _came(facts: Closing) -> Iterator[str]:
    if facts.arrived is not None:
        taken = f"新来件 {facts.arrived} 个，收下填报表 {facts.accepted} 份。"
        yield taken if facts.arrived else "inbox 里没有新的来件。"
    for period, number in sorted(Counter(facts.late).items()):
        yield f"其中 {number} 份是{period.chinese}的，专报已封存，收存不计入；确需采用的，运行 {reopening(period)}。"
    for period, names in sorted(facts.elsewhere.items()):
        yield (
            f"其中 {len(names)} 份是{period.chinese}的（{_some(names, NAMED_UNITS)}），已归入{period.chinese}，那个月的数随之改了；"
            f"拿错了表的，请单位改用{facts.period.chinese}的表重报。"
        )
    for word, names in (("退件", facts.refused), ("待定", facts.pending)):
        if names:
            yield f"{word} {len(names)} 个：{_some(names, NAMED_FILES)}，在 inbox/未识别，原因和办法写在旁边的文本里。"
    if facts.unread:
        yield f"没收或留着 {len(facts.unread)} 个：{_some(facts.unread, NAMED_FILES)}，在 inbox，关闭或处理好后再运行。"


def _standing(facts: Closing) -> Iterator[str]:
    if not facts.returned:
        return
    total = sum(map(len, facts.states.values()))
    counts = "、".join(
        f"{state} {len(facts.states[state])}" for state in reversed(ReturnState) if facts.states.get(state)
    )
    yield f"{total} 个单位：{counts}；收到时间至 {facts.data_until}。"
    missing = [
        name
        for state in (ReturnState.NOT_RETURNED, ReturnState.NOT_SENT)
        for name in facts.states.get(state, ())
        if name not in facts.held
    ]
    if missing:
        yield f"没有报来：{_some(missing, NAMED_UNITS)}。"
    if facts.held:
        yield f"封存后报来、没有计入：{_some(facts.held, NAMED_UNITS)}。"
    for word, counted in (
        ("错误", [(one.unit, one.errors) for one in facts.open if one.errors]),
        ("疑问", [(one.unit, one.queries) for one in facts.open if one.queries]),
    ):
        if counted:
            most = sorted(counted, key=lambda one: -one[1])
            shown = _some([f"{unit} {number}" for unit, number in most], NAMED_UNITS)
            verb = "待改" if word == "错误" else "待说明"
            yield f"{word}{verb} {sum(number for _, number in counted)} 处：{shown}。"
    if facts.account:
        yield facts.account


def _written(facts: Closing) -> Iterator[str]:
    if facts.written:
        yield written_line(facts.written)
        yield f"逐条内容见 {facts.draft.replace('专报.docx', '校验报告.html')} 和 {LOG}，要在屏幕上看全请加 --verbose。"


def written_line(written: Mapping[str, int]) -> str:
    """How many files lie in which folder."""
    return f"已写出：{'、'.join(f'{folder} {number} 个' for folder, number in written.items())}。"


def next_step(facts: Closing) -> str:
    """One sentence with the command; what comes first in the month comes first here."""
    return step(facts).told


def step(facts: Closing) -> Step:
    """The same with the action, where one command does it."""
    period, run = facts.period, actions.month(facts.period)
    if facts.refused or facts.pending:
        return Step(
            f"照 inbox/未识别 里的原因文本处理；认得是谁的，运行 {command(period, 'collect', '--as 单位 文件')}；"
            f"用不着的，运行 {command(period, 'rule', 'aside 文件 --reason 原因 --name 姓名')}；都办完了，再运行 {run.command()}。",
            run,
            by_buttons="照“等人办”里写的处理：认得是谁的，选上单位，点“这是谁的”；用不着的，写上原因和姓名，点“搁置”。都办完了，点“收表并汇总”。",
            place="waiting",
        )
    if facts.arriving:
        return Step(f"inbox 里新到 {facts.arriving} 个来件，还没有收表，运行 {run.command()}。", run)
    if facts.behind:
        renew = actions.report(period)
        return Step(f"台账里有还没有汇总的来件、下发或决定，运行 {renew.command()}，各表才是新的。", renew)
    if not facts.returned:
        if facts.sent:
            return Step(
                f"把 outbox/{period}/邮件 里的“下发”草稿发给各单位；收到的{period.chinese}填报表放进 inbox 文件夹，运行 {run.command()}。",
                run,
                by_buttons="把“邮件”里的“下发”草稿发给各单位；收到的填报表拖到“放入来件”的框里，点“收表并汇总”。",
                place="mails",
            )
        first = actions.generate(period)
        return Step(f"生成{period.chinese}填报表并下发，运行 {first.command()}。", first)
    if facts.sealed:
        again = f"确需更正重印的，运行 {reopening(period)}；" if facts.moved else ""
        coming = actions.coming()
        return Step(
            f"本期专报已封存（{facts.sealed}）；{again}下期运行 {coming.command()} 开始。",
            coming,
            by_buttons=f"本期专报已封存（{facts.sealed}），用“材料”里的那一份送签、印发；{again}下期点“{coming.label}”。",
        )
    if facts.verified:  # whoever has the paper ready is not held up; issue lists what is open
        return _to_issue(period)
    if facts.corrections > facts.explaining:
        return _to_mend(facts)
    if facts.states.get(ReturnState.NOT_RETURNED):
        urge = actions.remind(period)
        return Step(f"催报，运行 {urge.command()}。", urge)
    return _to_edit(facts)


def _to_mend(facts: Closing) -> Step:
    """Send what has to be mended back, and press those that sent nothing."""
    period, run, urge = facts.period, actions.month(facts.period), actions.remind(facts.period)
    back = facts.corrections - facts.explaining
    drafts = f"{back} 份“退回”草稿" + (f"、{facts.explaining} 份“核实”草稿" if facts.explaining else "")
    missing = len(facts.states.get(ReturnState.NOT_RETURNED, ()))
    pressed = f"还有 {missing} 个单位没有报来，点“{urge.label}”写催报；" if missing else ""
    return Step(
        f"把 outbox/{period}/邮件 里的 {drafts}发出，收到改好的表放进 inbox，运行 {run.command()}。",
        run,
        by_buttons=f"把“邮件”里的 {drafts}发出；{pressed}收到的表拖到“放入来件”的框里，点“{run.label}”。",
        place="mails",
    )


def _to_edit(facts: Closing) -> Step:
    """The words of the paper; what is only to be explained does not hold them up."""
    check, asked = actions.verify(facts.period), facts.explaining
    drafts = f"outbox/{facts.period}/邮件 里的 {asked} 份“核实”草稿"
    first = f"发出 {drafts}，电话问清楚的照“等人办”裁定；同时" if asked else ""
    by_hand = (
        f"发出“邮件”里的 {asked} 份“核实”草稿，电话问清楚的，在“等人办”里点“认可”；同时" if asked else ""
    )
    return Step(
        f"{first}修改并校对 {facts.draft}，改完运行 {check.command()} 核对数字。",
        check,
        by_buttons=f"{by_hand}在“材料”里点开专报，修改、校对，存盘关掉，点“{check.label}”。",
        place="papers",
    )


def _to_issue(period: Period, path: str = "") -> Step:
    """What comes after a paper that agrees with the ledger; ``path`` as it was given, "" for the draft."""
    seal = actions.issue(period)
    run = command(period, "issue", path) if path else seal.command()
    return Step(f"文字定稿后编号封存，运行 {run}。", seal)


def quota_step(period: Period, unsplit: int, proposed: bool) -> str:
    """What to do about targets that are not divided yet; "" when all are."""
    if not unsplit:
        return ""
    if proposed:
        return (
            f"另有 {unsplit} 项指标待分解：汇总/附 里的目标分解确认表已写好建议数，请牵头单位确认；"
            "发回的放进 inbox，收表以后照“等人办”写入清单。"
        )
    return f"另有 {unsplit} 项指标的目标没有分解到单位，运行 {command(period, 'quota propose')} 写出建议数。"


def after_collect(facts: Closing) -> list[str]:
    """The last line of collect alone."""
    if not (facts.refused or facts.pending) and facts.accepted:
        return [f"{NEXT}汇总，运行 {command(facts.period, 'report')}。"]
    if facts.refused or facts.pending:
        return [f"{NEXT}{next_step(facts)}"]
    return [f"{NEXT}把收到的填报表放进 inbox 文件夹，运行 {command(facts.period)}。"]


def after_decision(period: Period) -> str:
    """The last line once a person has decided something."""
    return f"{NEXT}重写各表，运行 {command(period, 'report')}，这次的决定才会进入各表。"


def after_aside(period: Period, waiting: Sequence[str]) -> str:
    """The last line once a file was put out of the way; no paper changes by it."""
    if waiting:
        return f"{NEXT}{next_step(Closing(period, pending=waiting))}"
    return f"{NEXT}没有要认的来件了，运行 {command(period)}。"


def after_generate(period: Period, without_address: Sequence[str], also: str = "") -> list[str]:
    """The last lines of generate: which drafts have nobody to go to, and what comes next."""
    lines = []
    if without_address:
        lines.append(
            f"邮件草稿中 {len(without_address)} 份没有收件地址：{_some(without_address, NAMED_UNITS)}。"
            f"请在 templates/checklist.xlsx 的“单位”表补上邮箱，存盘后再运行 {command(period, 'generate')}，或发送时写上。"
        )
    lines.append(
        f"{NEXT}把 outbox/{period}/邮件 里的“下发”草稿发出；收到填报表放进 inbox，运行 {command(period)}。{also}"
    )
    return lines


def after_verify(
    period: Period, file: str, clean: bool, *, given: str = "", sealed: bool = False
) -> list[str]:
    """What verify has looked at, and what comes next; ``given`` is the file as it was named, "" for the draft.

    ``period`` is that of the paper; a sealed one is compared with what was sealed.
    """
    against = "封存的台账" if sealed else "台账"
    path = f'"{given}"' if " " in given else given
    if clean:
        said = f"{file} 里的数字与{against}一致，数字旁的单位、任务和增减说法没有变；其余文字请人工校对。"
        step = _to_issue(period, path).told
    else:
        said = f"{file} 里有与{against}不一致的地方，见上；核对的是数字和数字旁的单位、任务、增减说法，其余文字请人工校对。"
        step = f"逐处改好并保存，再运行 {command(period, 'verify', *filter(None, [path]))}。"
    if sealed:
        step = f"{period.chinese}专报已经封存，不用再封存；确需更正重印的，运行 {reopening(period)}。"
    return [said, f"{NEXT}{step}"]


def after_issue(period: Period) -> str:
    """The last line once a paper is sealed."""
    return f"{NEXT}送签印发；以后有补报，运行 {command(period)} 看有没有要更正的；下期运行 {RUN} next 开始。"


def after_import(path: str) -> str:
    """The last line once a checklist was read in."""
    return (
        f"{NEXT}打开 {path} 逐处核对标色的格，核对好后改名为 templates/checklist.xlsx 换下现用的清单（现用的另存一份），"
        f"再运行 {RUN} generate。"
    )


def after_evaluate(year: int) -> str:
    """The last line once the year's papers are written."""
    return (
        f"{NEXT}把 outbox/{year}年度考核/数据核对单 里的表发给各单位核对；"
        f"收回的放进 inbox，运行 {RUN}，再运行 {RUN} evaluate --year {year}。"
    )


def _some(names: Sequence[str], most: int) -> str:
    more = f" 等 {len(names)} 个" if len(names) > most else ""
    return f"{'、'.join(names[:most])}{more}"
