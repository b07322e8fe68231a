"""audit: everything that a month's figures and papers rest on, in one zip for auditors.

In: the working folder and a period. Out: outbox/<period>/汇总/附/<period>_审计包.zip with originals, sealed papers, rules,
decisions, derivations, log, versions and a page to start from; lines for the terminal. The same state gives the same
bytes. Nothing is masked in it: an auditor must find what the ledger has.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.core.returns import Figure, file_hash
from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.files import PRIVATE, begun, settle
from toolkit.pages.audit import (
    DECISION_HEADS,
    SUMS,
    Folder,
    Told,
    audit_page,
    figure_table,
    table,
)
from toolkit.pipeline.archive.exchange import elsewhere_by_path
from toolkit.pipeline.archive.originals import sound_bytes
from toolkit.pipeline.archive.sealed import kept_papers, label_of, sealed_figures
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.issue.issued import own_texts
from toolkit.pipeline.keeping.auditfacts import decisions, versions
from toolkit.pipeline.month.assembled import Month
from toolkit.runlog import LOG

FILE = "{}_审计包.zip"
PAGE = "index.html"
_THEN = (1980, 1, 1, 0, 0, 0)  # no entry bears a time: the same content is the same pack
_NOT_PAPERS = ("下发", "邮件")  # what went out to be filled in, and letters
_SECRET = lazy_regex(r"""(\burl["']?\s*=\s*)(?:\"{3}.+?\"{3}|'{3}.+?'{3}|"(?:[^"\\]|\\.)+"|'[^']+')""")
_ABOUT = {
    "outbox": "这一期写出的各种材料，原样。",
    "archive": "印发的专报，采用的填报表和附件，推导里引用的其他原件；路径与推导、台账里写的一样。",
    "推导": "每个数怎么算出来的，直到原件的单元格；已印发的各期另有一张，是印发时的数。",
    "裁定": "办公室的裁定、更正、审定、封存，单位的说明，导出表的对照。",
    "规则": "设置（红黄绿灯、阈值、日期）、任务清单（校验规则、分解、序时曲线），以及填报表所依据的各版清单。",
    "日志": "这一期每次收表、汇总的记录。",
    "版本": "程序和各组件的版本。",
}


@dataclass
class _Pack:
    """Contents by path within the pack, and what could not be had."""

    files: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def folders(self) -> list[Folder]:
        """By first part of the path, in the order in which they are told."""
        found: dict[str, list[str]] = {name: [] for name in _ABOUT}
        for path in sorted(self.files):
            found[path.partition("/")[0]].append(path)
        return [Folder(name, _ABOUT[name], paths) for name, paths in found.items() if paths]


def audit(workspace: Workspace, period: Period) -> tuple[list[str], bool]:
    """(lines, whether every original is in it); raises OperatorError where there is nothing to audit, or no room."""
    ledger = workspace.ledger
    if not ledger.submissions(period, every=True) and not ledger.seals(period):
        raise OperatorError(f"{period.chinese}还没有收到填报表，没有可以审计的内容。")
    month = told_month(workspace, period)
    pack = _Pack()
    target = workspace.outbox(period, *ASIDE.split("/"), FILE.format(period))
    _papers(workspace, period, pack, target)
    figures = _derivations(workspace, period, month, pack)
    _originals(workspace, period, figures, pack)
    _rules(workspace, period, pack)
    pack.files["裁定/裁定.csv"] = table(DECISION_HEADS, decisions(workspace, period))
    pack.files["日志/运行日志.txt"] = _log(workspace, period)
    pack.files["版本/版本.txt"] = "\r\n".join(versions()).encode("utf-8-sig")
    pack.files[PAGE] = _page(workspace, month, pack)
    _write(target, pack.files)
    size = target.stat().st_size / (1 << 20)
    lines = [f"没有放进审计包：{line}" for line in pack.missing]
    lines.append(
        f"审计包已写好：{workspace.relative(target)}（{len(pack.files) + 1} 个文件，{size:.1f} MB），解开后先看 {PAGE}。"
    )
    lines.append("里面是原件，个人信息没有遮盖，只供审计人员使用，不要外发。")
    return lines, not pack.missing


def _papers(workspace: Workspace, period: Period, pack: _Pack, target: Path) -> None:
    """What was written for the period, as it lies there."""
    folder = workspace.outbox(period)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        odd = path.name.startswith((".", "~$")) or path == target
        if not odd and path.is_file() and inside.parts[0] not in _NOT_PAPERS:
            _add(workspace, path, pack)


def _add(workspace: Workspace, path: Path, pack: _Pack) -> None:
    data = bytes_at(path)
    if data is None:
        pack.missing.append(f"{workspace.relative(path)}（打不开）")
    else:
        pack.files[workspace.relative(path)] = data


def _derivations(
    workspace: Workspace, period: Period, month: Month, pack: _Pack
) -> list[Mapping[str, Figure]]:
    """Tables of today's figures and of those that were sealed; the figures, for their originals."""
    names = {unit.code: unit.name for unit in workspace.checklist.units}
    found: list[Mapping[str, Figure]] = [month.result.figures]
    pack.files["推导/现在的数.csv"] = figure_table(month.result.figures, names)
    for seal in workspace.ledger.seals(period):
        figures = sealed_figures(seal)
        found.append(figures)
        pack.files[f"推导/印发时的数_{label_of(seal)}.csv"] = figure_table(figures, names)
        for folder in (kept_papers(workspace), own_texts(workspace)):
            if (folder / seal.file).is_file() or folder == kept_papers(workspace):
                _add(workspace, folder / seal.file, pack)
        kept = pack.files.get(workspace.relative(kept_papers(workspace) / seal.file))
        if kept is not None and hashlib.sha256(kept).hexdigest() != seal.document:
            pack.missing.append(f"archive/issued/{seal.file}（与封存时的哈希不一致，包里是现在的）")
    return found


def _originals(
    workspace: Workspace, period: Period, figures: Sequence[Mapping[str, Figure]], pack: _Pack
) -> None:
    """Returns that count, documents and packs that came with them, and every other file that a figure rests on."""
    ledger = workspace.ledger
    counted = {one.file for one in ledger.accounts(period) if one.accepted + one.normalised}
    wanted = {one.file: file_hash(one.sha256) for one in ledger.submissions(period) if one.file in counted}
    wanted |= {one.file: one.sha256 for one in ledger.attachments(period)}
    wanted |= {one.file: one.sha256 for one in ledger.packs_in(period)}
    for made in figures:
        wanted |= {
            source.file: source.sha256 for one in made.values() for source in one.sources if source.sha256
        }
    computers = elsewhere_by_path(workspace)
    for file, sha256 in sorted(wanted.items()):
        data = sound_bytes(workspace, file, sha256)
        if data is None:
            where = f"，原件在{computers[file]}" if file in computers else ""
            pack.missing.append(f"{file}（哈希 {sha256}{where}）")
        else:
            pack.files[file] = data


def _rules(workspace: Workspace, period: Period, pack: _Pack) -> None:
    settings = (workspace.root / "config.toml").read_bytes().decode("utf-8", "replace")
    pack.files["规则/config.toml"] = without_secrets(settings).encode()
    pack.files["规则/checklist.xlsx"] = (workspace.root / CHECKLIST).read_bytes()
    kept, used = (
        workspace.ledger.checklists(),
        {one.checklist_digest for one in workspace.ledger.submissions(period)},
    )
    for digest in sorted({*used, workspace.checklist.digest} & kept.keys()):
        pack.files[f"规则/各版清单/{digest[:16]}.json"] = kept[digest].encode()


def without_secrets(settings: str) -> str:
    """The settings without the address of a ledger on a server, which may hold a password."""
    return _SECRET.sub(r'\1"（略）"', settings)


def _log(workspace: Workspace, period: Period) -> bytes:
    """The entries of the log whose head names the period."""
    text = (bytes_at(workspace.root / LOG) or b"").decode("utf-8-sig", "replace")
    return "\r\n".join(_entries(text.splitlines(), str(period))).encode("utf-8-sig")


def _entries(lines: Sequence[str], period: str) -> Iterator[str]:
    wanted = False
    for line in lines:
        if line[:1].isdigit():
            wanted = period in line.split()
        if wanted:
            yield line


def _page(workspace: Workspace, month: Month, pack: _Pack) -> bytes:
    period, names = month.result.period, {unit.code: unit.name for unit in workspace.checklist.units}
    seals = [
        f"{label_of(one)}：{one.sealed_at:%Y-%m-%d %H:%M} 封存，archive/issued/{one.file}，哈希 {one.document}"
        + (f"；有错误未改仍封存：{one.despite}（{one.by}）" if one.despite else "")
        + (f"；{one.reopened_at:%Y-%m-%d} 解除：{one.reason}（{one.name}）" if one.reopened_at else "")
        for one in workspace.ledger.seals(period)
    ]
    accounts = [(names.get(one.unit, one.unit), one) for one in month.result.accounts]
    told = Told(
        workspace.config.office.name, period, month.context.until, seals, pack.folders(), accounts, pack.missing,
        workspace.config.marking,
    )  # fmt: skip
    return audit_page(told).encode()


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """The zip, whole or not at all."""
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    temporary: Path | None = None
    try:
        temporary = begun(target, rights=PRIVATE)
        with zipfile.ZipFile(temporary, "w") as zipped:
            for path, data in [*sorted(files.items()), (SUMS, sums.encode())]:
                entry = zipfile.ZipInfo(path, _THEN)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(entry, data)
        settle(temporary, target)
    except OSError as error:
        raise OperatorError(
            f"审计包没有写成：{target.name}（{os_reason(error)}）。{os_remedy(error)}"
        ) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
