"""generate: one fillable workbook a unit, and the mail that carries it.

In: checklist, settings, last month's values from the ledger. Out: workbooks in 下发/, drafts in 邮件/,
and a record of what was asked in the ledger, so that a return is read by its own version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from toolkit.checklist import snapshot
from toolkit.checklist.compare import differences, reworded_rows
from toolkit.checklist.reviewing import open_doubts
from toolkit.checklist.reviewsheet import REVIEW
from toolkit.core.form import Form
from toolkit.core.mailboxes import AddressBook
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import DUE_MONTHS, Period
from toolkit.core.post import SENDING
from toolkit.errors import OperatorError
from toolkit.figures.quotas.quotasums import unsplit
from toolkit.figures.returned.quality import quality_line
from toolkit.forms.plan import lead_parts
from toolkit.outputs.closing import after_generate, quota_step
from toolkit.outputs.letters.mails import DOCX, Attachment
from toolkit.pipeline.archive.basis import remember_sent
from toolkit.pipeline.folder.dates import chinese_day as chinese_day
from toolkit.pipeline.folder.dates import chinese_hour
from toolkit.pipeline.folder.mishaps import Failed
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.progress import Progress
from toolkit.pipeline.folder.settings import settings_faults
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.mailing.mailvalues import CONTACT_REMEDY, NO_CONTACT, SHARED, SHARED_REMEDY, mail_values
from toolkit.pipeline.mailing.posting import Letter, post
from toolkit.pipeline.mailing.postlist import address_book
from toolkit.pipeline.month.assembling import qualities
from toolkit.pipeline.month.planning import FormPlanner, Part, known_unit, register_decisions, unit_of
from toolkit.pipeline.month.units import gone
from toolkit.pipeline.writing.rendering import FORM_LIBRARIES, form_files
from toolkit.pipeline.writing.unchanged import Unchanged
from toolkit.pipeline.writing.writers import Writers

FORMS = "下发"
CHUNK = 4  # forms that are announced at a time, at least
STEPS = 50  # in as many, at most, all are announced: the register is written anew each time
MAIL_TEMPLATE = "下发.txt"


@dataclass(frozen=True)
class GenerateResult:
    """What was written; ``changes`` since the forms of last month went out; units whose draft has no address.

    ``notes``: what else to know; ``faults``: what would stop or spoil the report later; ``last``: what comes next.
    """

    forms: Sequence[Path]
    mails: Sequence[Path]
    changes: Sequence[str]
    without_address: Sequence[str]
    notes: Sequence[str] = ()
    faults: Sequence[str] = ()
    last: Sequence[str] = ()


def generate(
    workspace: Workspace,
    period: Period,
    now: datetime,
    *,
    unit: str | None = None,
    tasks: Sequence[int] | None = None,
    split: bool = False,
    progress: Progress,
) -> GenerateResult:
    """Write the forms of a period; raises OperatorError for an unknown unit or task."""
    checklist = workspace.checklist
    units = (
        checklist.units_in(period)
        if unit is None
        else (unit_of(checklist, period, known_unit(workspace, unit).code),)
    )
    unknown = set(tasks or ()) - {task.no for task in checklist.tasks}
    if unknown:
        raise OperatorError(f"任务清单里没有序号 {'、'.join(map(str, sorted(unknown)))}，请核对后再生成。")
    before = _before(workspace, period)
    changes = differences(before, workspace.checklist) if before else []
    told = differences(before, workspace.checklist, for_units=True) if before else []
    register_decisions(workspace, now, period.previous, period)
    workspace.keep_checklist()
    words = reworded_rows(before, workspace.checklist) if before else []
    planner = FormPlanner(workspace, period, told, _own_lines(workspace, period), words)
    written: dict[str, list[Path]] = {}
    unchanged = Unchanged(workspace, period, "generate", workspace.ledger.last_change(period.previous))
    with Writers(FORM_LIBRARIES, early=not unchanged.expected) as writers:
        planned = [form for one in units for form in _forms(planner, one, tasks, split)]
        remember_sent(workspace, period)  # first: a ledger that takes nothing leaves no form behind
        work = _written(workspace, unchanged, writers, planned)
        for form, data in progress(work, "生成填报表", len(planned)):
            path = _form_path(workspace, form)
            if kept := workspace.missing.attempt(path, partial(_keep, planner, path, form, data, now)):
                written.setdefault(form.unit.code, []).append(kept)
    unchanged.keep()
    forms = [path for one in units for path in written.get(one.code, ())]
    guide = _write_guide(workspace, period) if written else ()
    sent = {one: written[one.code] for one in units if one.code in written}
    mails = post(workspace, period, _letters(workspace, period, sent, guide))
    book = address_book(workspace, period)
    nowhere = [one.name for one in sent if not book.addressed(one).to]
    notes = [
        *gone(workspace),
        *_mail_notes(workspace, book),
        *filter(None, [workspace.config.calendar_note(period), *_list_notes(checklist, period)]),
    ]
    faults = settings_faults(workspace.config, checklist)
    left, way = unsplit(checklist.at(period), period), workspace.ledger.quota_way(period.year)
    last = after_generate(period, nowhere, quota_step(period, left, bool(way)))
    return GenerateResult(forms, mails, changes, nowhere, notes, faults, last)


def _mail_notes(workspace: Workspace, book: AddressBook) -> Iterator[str]:
    """What of addresses and contacts would spoil the mails, each once."""
    if not workspace.config.office.phone:
        yield f"{NO_CONTACT}{CONTACT_REMEDY}"
    if shared := list(book.shared()):
        yield f"{SHARED}：{'；'.join(shared)}。这些地址没有写进收件人；{SHARED_REMEDY}"


def _list_notes(checklist: Checklist, period: Period) -> Iterator[str]:
    """What of the list does not fit the period, and what of it is still in doubt."""
    years = sorted({year for one in checklist.indicators for year in one.targets})
    if years and period.year not in years:
        said = "、".join(map(str, years))
        yield (
            f"清单里的目标是{said}年的，没有{period.year}年的，所以表里没有指标；"
            f'要办{years[-1]}年的，在 config.toml 里写上 period = "{years[-1]}-06" 这样的年-月再生成。'
        )
    due = DUE_MONTHS["季度"]
    if (
        checklist.tasks
        and all(task.frequency == "季度" for task in checklist.tasks)
        and period.month not in due
    ):
        yield f'这份清单按季度报送，{period.month}月不是报送月份，没有要填的任务；请用 3、6、9、12 月，如在 config.toml 里写上 period = "{period.year}-12" 再生成。'
    yield _doubts_note(checklist)


def _doubts_note(checklist: Checklist) -> str:
    count = open_doubts(checklist)
    if not count:
        return ""
    return f"清单里还有 {count} 处推断没有核对，不耽误下发；请在 {CHECKLIST} 的“{REVIEW}”表里逐行选决定，下次运行就按它办。"


def _written(
    workspace: Workspace, unchanged: Unchanged, writers: Writers, forms: Sequence[Form]
) -> Iterator[tuple[Form, bytes]]:
    """Each form with its workbook; many are written side by side, and one that can't be is noted and left out."""
    paths = [_form_path(workspace, form) for form in forms]
    work = unchanged.hand_out(
        writers,
        ((form_files, (FORMS, [(path.name, form)])) for path, form in zip(paths, forms, strict=True)),
    )
    done: list[tuple[Form, bytes]] = []
    chunk = max(CHUNK, len(forms) // STEPS)
    for path, form, finished in zip(paths, forms, work, strict=True):
        for data in (workspace.missing.attempt(path, finished) or {}).values():
            if isinstance(data, Failed):
                workspace.missing.add(path, data.reason, data.record)
            else:
                done.append((form, data))
        if len(done) == chunk or path is paths[-1]:
            workspace.files.announce({_form_path(workspace, one): written for one, written in done})
            yield from done
            done = []


def _own_lines(workspace: Workspace, period: Period) -> dict[str, str]:
    """How each unit has reported so far, for the cover of its form; nothing before the first month is in."""
    if not workspace.ledger.submissions(period.previous):
        return {}
    return {row.unit.code: quality_line(row) for row in qualities(workspace, period.previous)}


def has_forms(workspace: Workspace, period: Period) -> bool:
    """Whether forms of the period were made."""
    return bool(workspace.ledger.forms(period))


def _forms(planner: FormPlanner, unit: Unit, tasks: Sequence[int] | None, split: bool) -> Iterator[Form]:
    parts = [Part()]
    if split:
        parts = [
            Part(frozenset(numbers), name)
            for name, numbers in lead_parts(planner.workspace.checklist, unit, planner.period.year).items()
        ]
    elif tasks is not None:
        parts = [Part(frozenset(tasks), "任务" + "_".join(map(str, sorted(tasks))))]
    for part in parts:
        form = planner.plan(unit, part)
        if form.rows or form.indicators:
            yield form


def _form_path(workspace: Workspace, form: Form) -> Path:
    name = "_".join(filter(None, (form.unit.code, form.unit.name, str(form.period), form.part)))
    return workspace.outbox(form.period, FORMS, f"{name}.xlsx")


def _keep(planner: FormPlanner, path: Path, form: Form, data: bytes, now: datetime) -> Path:
    written = planner.workspace.write(path, data)
    planner.workspace.ledger.save_form(planner.record(form, now, data))
    return written


def _write_guide(workspace: Workspace, period: Period) -> Sequence[Attachment]:
    """The page on filling in, beside the forms; nothing where it can't be made or written."""
    from toolkit.outputs.notes.guide import TITLE, Occasion, write_guide

    config = workspace.config
    until, deadline = config.data_until(period), config.deadline(period)
    occasion = Occasion(
        period=period.chinese,
        data_until=chinese_day(until),
        deadline=chinese_hour(deadline),
        office=config.office.name,
        contact=config.office.contact_line,
        watermark=config.marking,
        created=min(one.generated_at for one in workspace.ledger.forms(period)),
    )
    path = workspace.outbox(period, FORMS, f"{TITLE}.docx")
    data = workspace.missing.attempt(path, partial(write_guide, occasion))
    if data is None:
        return ()
    workspace.missing.attempt(path, partial(workspace.write, path, data))
    return (Attachment(path.name, data, DOCX, shared=True),)


def _letters(
    workspace: Workspace,
    period: Period,
    written: Mapping[Unit, Sequence[Path]],
    guide: Sequence[Attachment],
) -> Iterator[Letter]:
    """The mail that carries each unit's forms, which are read when it is made: all of them are a hundred MB."""
    made: dict[str, datetime] = {}
    for one in workspace.ledger.forms(period):
        made[one.unit] = max(made.get(one.unit, one.generated_at), one.generated_at)
    for unit, forms in written.items():
        values = mail_values(workspace, period, unit, made.get(unit.code))
        read = [(form.name, bytes_at(form)) for form in forms]
        attachments = (*(Attachment(name, data) for name, data in read if data is not None), *guide)
        lost = "、".join(name for name, data in read if data is None)
        lacks = f"它要带的{lost}读不出来，请关闭正在打开它的程序再运行一次。" if lost else ""
        yield Letter(SENDING, MAIL_TEMPLATE, values, unit, attachments, lacks=lacks)


def _before(workspace: Workspace, period: Period) -> Checklist | None:
    """The checklist that the latest earlier forms were made from, if it is not the one in use."""
    ledger = workspace.ledger
    known = {record.digest for record in (*ledger.forms(period), *ledger.forms(period.previous))}
    snapshots = ledger.checklists()
    older = [digest for digest in known if digest != workspace.checklist.digest and digest in snapshots]
    return snapshot.from_json(snapshots[older[0]]) if older else None
