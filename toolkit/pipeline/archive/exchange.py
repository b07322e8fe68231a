"""Several computers with one ledger: each keeps what it took in in its own archive, and they exchange originals by hash.

In: a workspace whose settings name a ledger outside of the folder, and perhaps a folder that all reach ([ledger] archive). Out:
originals that another computer took in, put into this archive under the paths that the ledger has, those of this one laid out for
the others; and which are not here, and on which computer they lie. Files go by their hash and are compared with it, so that
nobody waits for anybody and a copy that went wrong is never taken. A folder alone with its ledger does nothing of this.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.core.patterns import lazy_regex
from toolkit.errors import OperatorError, os_reason
from toolkit.files import write_whole
from toolkit.inbox.archive import copy_sound, hash_of, is_kept_path, object_path
from toolkit.pipeline.archive.sealbasis import basis_path
from toolkit.pipeline.archive.sealed import kept_papers
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace

MARK = "archive/台账标识.txt"  # whose originals lie in the folder; below it, as everything else
COMPUTERS = "archive/各台电脑"
_MARK_TEXT = "{id}\n这个文件夹由填报汇总工具存放几台电脑共用的来件原件，请不要改动、移走。\n"
_HASH, _LEDGER_ID = lazy_regex(r"[0-9a-f]{64}"), lazy_regex(r"[0-9a-f]{16}")
_CLOCK_SECONDS = 300
_NAMED = 3  # reasons that one line names
HOW_TO_SHARE = "请在各台电脑的 config.toml 里 [ledger] 的 archive 写上同一个共享文件夹，在那台电脑上先运行一次 report，再在这台运行。"


@dataclass(frozen=True)
class Original:
    """What the ledger has of a file that is kept: its hash, and where copies lie below the root of a computer."""

    sha256: str
    paths: Sequence[str]
    is_object: bool  # kept under its hash too; a sealed paper is not


@dataclass(frozen=True)
class Elsewhere:
    """An original, and the other computer that took it in, in words."""

    original: Original
    computer: str


def this_computer(root: Path) -> str:
    """电脑 PC-1 的 D:\\月报: how the others are told where an original lies."""
    return f"电脑 {platform.node() or '（没有名称）'} 的 {root}"


def elsewhere(workspace: Workspace) -> list[Elsewhere]:
    """The originals that another computer took in and that are not here."""
    return [one for one in _of_others(workspace) if _copy_here(workspace, one.original) is None]


def elsewhere_by_path(workspace: Workspace) -> Mapping[str, str]:
    """Path in the archive, as the ledger has it -> the computer that filed it, of what does not lie under that path here."""
    return {
        path: one.computer
        for one in _of_others(workspace)
        for path in one.original.paths
        if not _is_there(workspace.root / path)
    }


def _of_others(workspace: Workspace) -> Iterator[Elsewhere]:
    if workspace.ledger_on_server:
        computers, own = workspace.ledger.keepers(), this_computer(workspace.root)
        for one in _originals(workspace):
            if computers.get(one.sha256, own) != own:
                yield Elsewhere(one, computers[one.sha256])


def exchange(workspace: Workspace) -> list[str]:
    """Note what this computer has, lay it out for the others, fetch what they laid out; lines on what could not be done."""
    if not workspace.ledger_on_server:
        return []
    _note_own_texts(workspace)
    originals = _originals(workspace)
    here: list[Original] = []
    lacking: list[Original] = []
    for one in originals:
        (lacking if _copy_here(workspace, one) is None else here).append(one)
    workspace.ledger.note_kept((one.sha256 for one in here), this_computer(workspace.root))
    # The same bytes came to several: the ledger has the path under which the first one filed them.
    both = [one for one in here if one.is_object]
    faults = [fault for one in both if (fault := _filed_here(workspace, one))]
    lines = [wrong] if (wrong := clock_fault(workspace)) else []
    if faults:
        what = f"本机存档里有 {len(faults)} 份原件没有归档好：{_some(faults)}。"
        lines.append(f"{what}请检查磁盘空间和文件夹权限，再运行一次。")
    if workspace.config.ledger.archive:
        lines += _over_the_folder(workspace, here, lacking)
    return lines


def clock_fault(workspace: Workspace) -> str:
    """How far this computer's clock is off the server's, "" where that is nothing: by it is told which of two came later."""
    there = workspace.ledger.server_clock()
    ahead = time.time() - there if there is not None else 0.0
    if abs(ahead) < _CLOCK_SECONDS:
        return ""
    off = f"{'快' if ahead > 0 else '慢'} {abs(ahead) / 60:.0f} 分钟"
    return f"这台电脑的时钟比数据库服务器{off}。按时、迟报和两份来件谁新谁旧都靠它判断，请核对各台电脑的日期和时间。"


def _over_the_folder(
    workspace: Workspace, here: Sequence[Original], lacking: Sequence[Original]
) -> list[str]:
    """Lay out what the others lack, fetch what this one lacks; one goes on where the other can't."""
    folder = Path(workspace.config.ledger.archive)
    if fault := folder_fault(workspace):
        return [fault]
    try:
        there = laid_out(folder)
    except OSError as error:
        return [_not_exchanged(folder, os_reason(error))]
    lines = _lay_out(workspace, folder, [one for one in here if one.sha256 not in there])
    return lines + _fetch(workspace, folder, [one for one in lacking if one.sha256 in there])


def _lay_out(workspace: Workspace, folder: Path, missing: Sequence[Original]) -> list[str]:
    """Put these into the folder, until it is seen that nothing goes in any more."""
    unsound, faults = 0, []
    try:
        _leave_marks(workspace, folder)
    except OSError as error:
        return [_not_exchanged(folder, os_reason(error))]
    for one in missing:
        source = _sound_here(workspace, one)
        unsound += source is None
        try:
            if source is not None:
                copy_sound(source, one.sha256, object_path(folder, one.sha256))
        except OperatorError as error:
            faults.append(str(error))
            if len(faults) == _NAMED or folder_fault(workspace):
                break
    lines = [_not_exchanged(folder, f"放不进去（{_some(faults)}）")] if faults else []
    if unsound:
        what = f"本机存档里有 {unsound} 份原件不见了、被改动或打不开，没有放进共享文件夹。"
        lines.append(f"{what}请运行 python run_report.py doctor 看是哪几份、怎么办。")
    return lines


def _fetch(workspace: Workspace, folder: Path, wanted: Sequence[Original]) -> list[str]:
    """Put what lies in the folder where this computer would have it, had it come here first."""
    faults = []
    for done, one in enumerate(wanted, 1):
        if fault := _fetched(workspace, folder, one):
            faults.append(fault)
            if folder_fault(workspace):  # it went meanwhile: the others would only wait for it too
                faults += ["共享文件夹断开了"] * (len(wanted) - done)
                break
    if not faults:
        return []
    return [
        f"共享文件夹 {folder} 里有 {len(faults)} 份原件没有取来：{_some(faults)}。"
        "原件都在收下它们的电脑上，没有丢失；请检查网络、那个文件夹和本机磁盘，再运行一次。"
    ]


def _some(faults: Sequence[str]) -> str:
    told = list(dict.fromkeys(faults))
    return "；".join(told[:_NAMED]) + ("；等" if len(told) > _NAMED else "")


def _fetched(workspace: Workspace, folder: Path, one: Original) -> str:
    """Why it could not be fetched, "" where it was. One that is another than its name says is put aside there, so that
    whoever has it lays it out again."""
    source = object_path(folder, one.sha256)
    try:
        if hash_of(source) != one.sha256:
            aside = source.with_name(f"{one.sha256[:12]}-被改动-{secrets.token_hex(4)}")
            source.rename(aside)
            return f"{source.name[:12]}… 被改动过，没有采用，改名为 {aside.name} 留在那里，收下它的电脑再运行一次 report 会重新放一份"
    except OperatorError as error:
        return str(error)
    except OSError as error:
        return f"{source.name[:12]}… 被改动过，没有采用（{os_reason(error)}）"
    return _put(workspace, source, one)


def _filed_here(workspace: Workspace, one: Original) -> str:
    """Lay a copy wherever this computer would have one; why that failed, "" where it did not."""
    if all(map(_is_there, _places(workspace, one))):
        return ""
    source = _sound_here(workspace, one)
    return _put(workspace, source, one) if source is not None else ""  # doctor says what is wrong with it


def folder_fault(workspace: Workspace) -> str:
    """Why the shared folder can't be used, "" where it can: not there, or another ledger's."""
    folder = Path(workspace.config.ledger.archive)
    try:
        if not folder.is_dir():
            return _not_exchanged(folder, "打不开，可能没有连上网络盘，或名称写错")
        if folder.resolve().is_relative_to(workspace.root.resolve()) or (folder / "config.toml").is_file():
            return _not_exchanged(folder, "是一个工作文件夹，不能当共享文件夹用，请另建一个空的")
        mark = (folder / MARK).read_bytes() if (folder / MARK).exists() else b""
        named = mark.decode("utf-8-sig", "replace").strip().partition("\n")[0].strip()
        if mark and not _LEDGER_ID.fullmatch(named):
            return _not_exchanged(
                folder, f"里的 {MARK} 被改动过，看不出是哪个台账的，请从共享文件夹的备份找回或删去它"
            )
        if mark and named != workspace.ledger.own_id():
            return _not_exchanged(folder, "里面是另一个台账的原件")
    except OSError as error:
        return _not_exchanged(folder, os_reason(error))
    return ""


def laid_out(folder: Path) -> set[str]:
    """Hashes of the originals in the shared folder; raises OSError. A link or a folder of that name is none."""
    objects = folder / "archive" / "objects"
    if not objects.exists():
        return set()
    with os.scandir(objects) as entries:
        return {
            one.name for one in entries if _HASH.fullmatch(one.name) and one.is_file(follow_symlinks=False)
        }


def computers_of(folder: Path) -> list[str]:
    """The computers that have used the shared folder; raises OSError."""
    notes = sorted((folder / COMPUTERS).glob("*.txt")) if (folder / COMPUTERS).is_dir() else []
    return sorted(note.read_bytes().decode("utf-8-sig", "replace") for note in notes if note.is_file())


def _not_exchanged(folder: Path, why: str) -> str:
    return (
        f"没有同其他电脑互换原件：共享文件夹 {folder} {why.rstrip('。')}。"
        "本机收到的都在本机存档里，没有丢失；请检查那个文件夹（连没连上、有没有空间和权限）和 config.toml 里 [ledger] 的 archive，改好后再运行一次。"
    )


def _leave_marks(workspace: Workspace, folder: Path) -> None:
    mark, computer = folder / MARK, this_computer(workspace.root)
    if not mark.is_file() or not mark.stat().st_size:
        write_whole(mark, _MARK_TEXT.format(id=workspace.ledger.own_id()).encode())
    note = folder / COMPUTERS / f"{hashlib.sha256(computer.encode()).hexdigest()[:12]}.txt"
    if not note.is_file():
        write_whole(note, computer.encode())


def _note_own_texts(workspace: Workspace) -> None:
    """What the program itself wrote of each sealed paper goes to the others like an original, by its hash in the ledger: by it
    every computer tells alike what changed since."""
    texts, ledger = {}, workspace.ledger
    known = ledger.own_texts()
    for seal in ledger.seals():
        basis = basis_path(workspace, seal.file)
        for path in (basis.with_name(seal.file), basis):
            name = workspace.relative(path)
            if name not in known and (data := bytes_at(path)) is not None:
                texts[name] = hashlib.sha256(data).hexdigest()
    if texts:
        ledger.note_own_texts(texts)


def _originals(workspace: Workspace) -> list[Original]:
    paths: dict[str, list[str]] = {}
    for sha256, file in workspace.ledger.originals():
        paths.setdefault(sha256, []).extend([file] if file else [])
    found = [Original(sha256, files, is_object=True) for sha256, files in paths.items()]
    for seal in workspace.ledger.seals():
        sealed = workspace.relative(kept_papers(workspace) / seal.file)
        found.append(Original(seal.document, [sealed], is_object=False))
    texts = workspace.ledger.own_texts()
    return found + [Original(sha256, [path], is_object=False) for path, sha256 in texts.items()]


def _copy_here(workspace: Workspace, one: Original) -> Path | None:
    """The copy on this computer; whether it is sound is looked at where only one under another name is left."""
    places = _places(workspace, one)
    if places and _is_there(places[0]):
        return places[0]
    return _sound_of(one, [place for place in places[1:] if _is_there(place)])


def _sound_here(workspace: Workspace, one: Original) -> Path | None:
    """A copy on this computer that is what came."""
    return _sound_of(one, _places(workspace, one))


def _sound_of(one: Original, places: Sequence[Path]) -> Path | None:
    for place in places:
        with suppress(OperatorError):
            if hash_of(place) == one.sha256:
                return place
    return None


def _places(workspace: Workspace, one: Original) -> list[Path]:
    """Where this computer would have it: under its hash, from where it can be had though no other name fits on this disk, and
    under the paths that the ledger has."""
    places = [object_path(workspace.root, one.sha256)] if one.is_object else []
    return places + [workspace.root / path for path in one.paths if is_kept_path(path)]


def _is_there(place: Path) -> bool:
    """Whether a file is there, as far as this computer can see."""
    with suppress(OSError):
        return place.is_file()
    return False


def _put(workspace: Workspace, source: Path, one: Original) -> str:
    """Put a copy in all its places, over nothing that is there; why that failed, "" if it did not."""
    fault = ""
    for place in _places(workspace, one):
        try:
            if not place.exists():
                copy_sound(source, one.sha256, place)
        except (OperatorError, OSError) as error:
            fault = os_reason(error) if isinstance(error, OSError) else str(error)
    return fault
