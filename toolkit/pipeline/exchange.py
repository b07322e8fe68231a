"""Several computers with one ledger: each keeps what it took in in its own archive, and they exchange originals by hash.

In: a workspace whose settings name a ledger outside of the folder, and perhaps a folder that all reach ([ledger] archive). Out:
originals that another computer took in, put into this archive under the paths that the ledger has, those of this one laid out for
the others; and which are not here, and on which computer they lie. Files go by their hash and are compared with it, so that
nobody waits for anybody and a copy that went wrong is never taken. A folder alone with its ledger does nothing of this.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.files import write_whole
from toolkit.inbox.archive import copy_object, object_path, store_file
from toolkit.ledger.store import Ledger
from toolkit.pipeline.sealbasis import basis_path
from toolkit.pipeline.sealed import kept_papers
from toolkit.pipeline.workspace import Workspace

MARK = "archive/台账标识.txt"  # whose originals lie in the folder; below it, as everything else
COMPUTERS = "archive/各台电脑"
_MARK_TEXT = "{id}\n这个文件夹由填报汇总工具存放几台电脑共用的来件原件，请不要改动、移走。\n"
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


def is_shared(workspace: Workspace) -> bool:
    """Whether others may work with the same ledger."""
    return bool(workspace.config.ledger.url)


def this_computer(root: Path) -> str:
    """电脑 PC-1 的 D:\\月报: how the others are told where an original lies."""
    return f"电脑 {platform.node() or '（没有名称）'} 的 {root}"


def of_other_computers(ledger: Ledger, root: Path) -> set[str]:
    """Hashes of what another computer took in; none in a folder that is alone with its ledger."""
    own = this_computer(root)
    return {sha256 for sha256, computer in ledger.keepers().items() if computer != own}


def elsewhere(workspace: Workspace) -> list[Elsewhere]:
    """The originals that another computer took in and that are not here."""
    return [one for one in _of_others(workspace) if _copy_here(workspace, one.original) is None]


def elsewhere_by_path(workspace: Workspace) -> Mapping[str, str]:
    """Path in the archive, as the ledger has it -> the computer that filed it, of what does not lie under that path here."""
    return {
        path: one.computer
        for one in _of_others(workspace)
        for path in one.original.paths
        if not (workspace.root / path).is_file()
    }


def _of_others(workspace: Workspace) -> Iterator[Elsewhere]:
    if is_shared(workspace):
        computers, own = workspace.ledger.keepers(), this_computer(workspace.root)
        for one in _originals(workspace):
            if computers.get(one.sha256, own) != own:
                yield Elsewhere(one, computers[one.sha256])


def exchange(workspace: Workspace) -> list[str]:
    """Note what this computer has, lay it out for the others, fetch what they laid out; lines on what could not be done."""
    if not is_shared(workspace):
        return []
    originals = _originals(workspace)
    here = {one.sha256: path for one in originals if (path := _copy_here(workspace, one)) is not None}
    workspace.ledger.note_kept(here, this_computer(workspace.root))
    # The same bytes came to several: the ledger has the path under which the first one filed them.
    both = [one for one in originals if one.sha256 in here and one.is_object]
    faults = [fault for one in both if (fault := _put(workspace, workspace.root, one))]
    return [
        *faults,
        *(_over_the_folder(workspace, originals, here) if workspace.config.ledger.archive else ()),
    ]


def _over_the_folder(
    workspace: Workspace, originals: Sequence[Original], here: Mapping[str, Path]
) -> list[str]:
    """Lay out what the others lack, fetch what this one lacks."""
    folder = Path(workspace.config.ledger.archive)
    if fault := folder_fault(workspace):
        return [fault]
    try:
        _leave_marks(workspace, folder)
        there = laid_out(folder)
        for sha256 in here.keys() - there:
            store_file(folder, here[sha256])
        _own_texts_both_ways(workspace, folder)
    except OSError as error:
        return [_not_exchanged(folder, os_reason(error))]
    except OperatorError as error:
        return [_not_exchanged(folder, str(error))]
    wanted = [one for one in originals if one.sha256 in there and one.sha256 not in here]
    return [fault for one in wanted if (fault := _put(workspace, folder, one))]


def folder_fault(workspace: Workspace) -> str:
    """Why the shared folder can't be used, "" where it can: not there, or another ledger's."""
    folder = Path(workspace.config.ledger.archive)
    try:
        if not folder.is_dir():
            return _not_exchanged(folder, "打不开，可能没有连上网络盘，或名称写错")
        mark = folder / MARK
        if mark.is_file() and mark.read_text("utf-8").partition("\n")[0] != workspace.ledger.own_id():
            return _not_exchanged(folder, "里面是另一个台账的原件")
    except (OSError, ValueError) as error:
        return _not_exchanged(folder, os_reason(error) if isinstance(error, OSError) else "标识读不懂")
    return ""


def laid_out(folder: Path) -> set[str]:
    """Hashes of the originals in the shared folder; raises OSError."""
    objects = folder / "archive" / "objects"
    return {path.name for path in objects.iterdir()} if objects.is_dir() else set()


def computers_of(folder: Path) -> list[str]:
    """The computers that have used the shared folder; raises OSError."""
    notes = sorted((folder / COMPUTERS).glob("*.txt")) if (folder / COMPUTERS).is_dir() else []
    return sorted(note.read_text("utf-8") for note in notes)


def _not_exchanged(folder: Path, why: str) -> str:
    return (
        f"没有同其他电脑互换原件：共享文件夹 {folder} {why.rstrip('。')}。"
        "本机收到的都在本机存档里，没有丢失；请检查 config.toml 里 [ledger] 的 archive，改好后再运行一次。"
    )


def _leave_marks(workspace: Workspace, folder: Path) -> None:
    mark, computer = folder / MARK, this_computer(workspace.root)
    if not mark.is_file():
        write_whole(mark, _MARK_TEXT.format(id=workspace.ledger.own_id()).encode())
    note = folder / COMPUTERS / f"{hashlib.sha256(computer.encode()).hexdigest()[:12]}.txt"
    if not note.is_file():
        write_whole(note, computer.encode())


def _own_texts_both_ways(workspace: Workspace, folder: Path) -> None:
    """What the program itself wrote of each sealed paper: by it every computer tells alike what changed since. Raises OSError."""
    for seal in workspace.ledger.seals():
        for path in (basis_path(workspace, seal.file).with_name(seal.file), basis_path(workspace, seal.file)):
            other = folder / workspace.relative(path)
            if path.is_file() and not other.is_file():
                write_whole(other, path.read_bytes())
            elif other.is_file() and not path.is_file():
                write_whole(path, other.read_bytes())


def _originals(workspace: Workspace) -> list[Original]:
    paths: dict[str, list[str]] = {}
    for sha256, file in workspace.ledger.originals():
        paths.setdefault(sha256, []).extend([file] if file else [])
    found = [Original(sha256, files, is_object=True) for sha256, files in paths.items()]
    for seal in workspace.ledger.seals():
        sealed = workspace.relative(kept_papers(workspace) / seal.file)
        found.append(Original(seal.document, [sealed], is_object=False))
    return found


def _copy_here(workspace: Workspace, one: Original) -> Path | None:
    """The copy on this computer; whether it is sound is not looked at here."""
    place = object_path(workspace.root, one.sha256) if one.is_object else workspace.root / one.paths[0]
    return place if place.is_file() else None


def _put(workspace: Workspace, source: Path, one: Original) -> str:
    """Put an original of ``source`` where this computer would have it, had it come here first, over nothing that is there;
    why that failed, "" if it did not."""
    places = [workspace.root / path for path in one.paths]
    places += [object_path(workspace.root, one.sha256)] if one.is_object else []
    try:
        for place in places:
            if not place.exists():
                copy_object(source, one.sha256, place)
    except OperatorError as error:
        return f"{source} 里的一份原件没有取来：{error}"
    return ""
