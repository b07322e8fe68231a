"""What was issued: the register, the corrected paper, and what a later return would change in a sealed one.

In: seals of the ledger, papers under archive/issued/. Out: lines for the terminal, and the 更正表.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.core.periods import Period
from toolkit.core.post import ISSUING
from toolkit.errors import OperatorError
from toolkit.figures.followed.revisions import worth_issuing
from toolkit.ledger.records import Seal
from toolkit.outputs.closing import command
from toolkit.pipeline.archive.exchange import HOW_TO_SHARE, elsewhere_by_path
from toolkit.pipeline.archive.sealbasis import moved_since, same_printed
from toolkit.pipeline.archive.sealed import kept_papers, label_of, sealed_figures
from toolkit.pipeline.folder.arrivals import held_names
from toolkit.pipeline.folder.dates import chinese_day
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.settings import briefing_settings
from toolkit.pipeline.folder.templates import BRIEFING
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.issue.briefing import told_month, under_todays_codes
from toolkit.pipeline.issue.erratapapers import next_errata
from toolkit.pipeline.mailing.posting import post
from toolkit.pipeline.month.assembled import Month

if TYPE_CHECKING:
    from toolkit.outputs.notes.errata import Consequence

REASONS = 2  # reasons for a corrected issue that are named
SHOWN = 10  # consequences named on the terminal; all stand in the 更正表
HELD_NAMED = 4  # units whose return came after the seal


def own_texts(workspace: Workspace) -> Path:
    """Where the tool's own text of each sealed paper stays beside them."""
    return kept_papers(workspace) / "程序原稿"


def next_number(seals: Sequence[Seal], period: Period) -> tuple[int, int]:
    """The period's own number and how often it was issued before, else the number after the last one."""
    own = [int(seal.number) for seal in seals if seal.period == period]
    if own:
        return own[-1], len(own)
    return max((int(seal.number) for seal in seals), default=0) + 1, 0


def label(number: int, again: int) -> str:
    """第1期, 第1期（更正）, 第1期（更正2）."""
    return f"第{number}期" + (f"（更正{again if again > 1 else ''}）" if again else "")


def fresh_paper(workspace: Workspace, month: Month) -> bytes:
    """The draft as the tool would write it today."""
    from toolkit.outputs.briefing.render import write_briefing

    return write_briefing(
        workspace.template(BRIEFING).read_bytes(),
        month.result,
        month.checklist,
        month.context,
        briefing_settings(workspace.config, workspace.checklist),
        lead_notes=month.context.lead_notes,
    )


def corrects(seals: Sequence[Seal], period: Period) -> str:
    """The sentence of a corrected paper that says what it corrects."""
    last = [seal for seal in seals if seal.period == period][-1]
    reason = last.reason.rstrip("。")
    return f"本期更正{chinese_day(last.sealed_at)}印发的{label_of(last)}，更正原因：{reason}。原印发的专报以本期为准。"


def reopen(workspace: Workspace, period: Period, reason: str, name: str, now: datetime) -> list[str]:
    """Break a seal; returns that came since then count from now on. The sealed paper stays as it is."""
    if not name.strip():
        raise OperatorError("解除封存要写明是谁决定的，请加上 --name 姓名。")
    if workspace.cut_off and workspace.ledger.sealed(period) is None:
        # It may have been this command that was killed, with the seal broken.
        post(workspace, period, (), [ISSUING])
    workspace.ledger.reopen(period, reason, name, now)
    post(workspace, period, (), [ISSUING])  # the draft that would send the paper goes
    return [
        f"{period.chinese}已解除封存，原因已记入台账；已印发的专报仍留在 archive/issued。",
        f"接下来做：运行 {command(period, 'report')}，核对改动后再运行 {command(period, 'issue')}，将编为更正期。",
    ]


def register(workspace: Workspace) -> list[str]:
    """All papers ever issued, one line each: number, date, hash, why it was reopened, despite what it was issued."""
    lines = []
    for seal in workspace.ledger.seals():
        line = (
            f"{seal.period} {label_of(seal)}，{seal.sealed_at:%Y-%m-%d %H:%M} 封存，哈希 {seal.document[:16]}"
        )
        if seal.despite:
            line += f"；有错误未改仍封存：{seal.despite}（{seal.by}）"
        if seal.reopened_at:
            line += f"；{seal.reopened_at:%Y-%m-%d} 解除：{seal.reason}（{seal.name}）"
        lines.append(line)
    return lines or ["还没有封存过专报。"]


def after_seal(workspace: Workspace, period: Period) -> list[str]:
    """What came after a sealed briefing: writes the 更正表 and says what would change; [] when nothing would."""
    seal = workspace.ledger.sealed(period)
    if seal is None:
        return []
    kept = kept_papers(workspace) / seal.file
    sealed = bytes_at(kept)
    if computer := elsewhere_by_path(workspace).get(workspace.relative(kept)):
        return [f"封存的专报不在这台电脑上，在{computer}，有没有要更正的在这里看不出来。{HOW_TO_SHARE}"]
    if sealed is None or hashlib.sha256(sealed).hexdigest() != seal.document:
        return [f"{workspace.relative(kept)} 不见了或被改动，与封存的不一致，请从备份找回。"]
    lines = shown_copy(workspace, period, seal)
    from toolkit.outputs.notes.errata import consequences
    from toolkit.word.stamping import stamp, stamped

    fresh = told_month(workspace, period, with_held=True)
    earlier = [one for one in workspace.ledger.seals(period) if one.reopened_at]
    note = corrects(earlier, period) if earlier else ""
    today = stamp(fresh_paper(workspace, fresh), stamped(sealed), note)
    own = bytes_at(own_texts(workspace) / seal.file) or sealed
    own, read = (under_todays_codes(workspace, fresh.result.figures, one) for one in (own, sealed))
    moved = moved_since(workspace, seal)
    if not moved.data and same_printed(sealed_figures(seal), fresh.result.figures, read):
        today = own  # another template, name or program is no correction of what was printed
    since = consequences(own, own, today)  # () where the paper was out of date when it was sealed
    reason = "封存后收到补报或更正" if since else "封存时文中有的数、有的话已与台账不一致"
    if since and moved.words:
        reason += "，任务清单、设置、模板或程序也有改动"
    if since and (held := held_names(workspace, period)):
        who = "、".join(held) if len(held) <= HELD_NAMED else f"{len(held)}个单位"
        reason += f"；{who}封存后报来的还没有计入，按采用后列出"
    return [*lines, *_errata(workspace, seal, fresh, consequences(own, read, today), reason)]


def _errata(
    workspace: Workspace, seal: Seal, fresh: Month, found: Sequence[Consequence], reason: str
) -> list[str]:
    """Write what is to be corrected; lines that say so."""
    from toolkit.outputs.notes.errata import write_errata

    told, period, chosen = label_of(seal), seal.period, workspace.config.errata
    settings = briefing_settings(workspace.config, workspace.checklist)
    why = worth_issuing(
        sealed_figures(seal), fresh.result.figures, lights=chosen.lights, percent=chosen.percent
    )
    verdict = _verdict(why)
    until = fresh.context.data_until
    words = {"label": told, "date": chinese_day(until) if until else ""}
    words |= {"reason": reason, "verdict": verdict} if found else {}

    def make(number: int) -> bytes:
        return write_errata(found, period, fresh.context, settings, **words, number=number)

    written = next_errata(workspace, seal, make, any_found=bool(found))
    if written is None:
        return []
    place = workspace.relative(written)
    if not found:
        return [f"{period.chinese}专报（{told}）现在没有要更正的，以前的更正表不再适用，见 {place}。"]
    return [
        f"{period.chinese}专报已封存（{told}），{reason}，有 {len(found)} 处会改变，见 {place}：",
        f"  {verdict}",
        *(f"  {one.kind} {one.place}：{one.old} → {one.new}" for one in found[:SHOWN]),
    ]


def _verdict(why: Sequence[str]) -> str:
    """Whether the 更正表 is to be issued, by the thresholds of config."""
    if not why:
        return "变动没有达到更正印发的标准，本表留存备查，不必印发。"
    more = "等" if len(why) > REASONS else ""
    return f"{len(why)}个数据的变动达到更正印发的标准（{'；'.join(why[:REASONS])}{more}），请办理更正印发。"


def shown_copy(workspace: Workspace, period: Period, seal: Seal) -> list[str]:
    """The copy in 汇总/: put back when it is gone, left alone and said when somebody changed it."""
    kept = kept_papers(workspace) / seal.file
    path = workspace.outbox(period, "汇总", seal.file)
    if not path.is_file():
        workspace.write(path, kept.read_bytes())
        return [f"{workspace.relative(path)} 不见了，已从 archive/issued 放回。"]
    shown = bytes_at(path)  # None while a program holds it: the next run looks
    if shown is not None and hashlib.sha256(shown).hexdigest() != seal.document:
        return [
            f"{workspace.relative(path)} 封存后被改动，没有覆盖；封存的原件在 {workspace.relative(kept)}。"
        ]
    return []
