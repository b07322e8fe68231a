"""Are the originals still what they were when they came? Objects and filed copies against the ledger's hashes.

In: a workspace. Out: what is missing or altered, in words; and, for rebuild, the damaged one of two made anew from
the sound one, an altered file kept beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.files import filled, free_name, settle
from toolkit.inbox.archive import object_path, read_object
from toolkit.pipeline.archive.exchange import HOW_TO_SHARE, elsewhere
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import Workspace

_BLOCK = 1 << 20
MISSING, ALTERED = "不见了", "被改动，与收到时的哈希不符"


@dataclass(frozen=True)
class Damage:
    """A kept file that is no longer what came in, or that nobody can read now; ``twin`` is a sound other copy."""

    path: Path
    sha256: str
    how: str
    twin: Path | None
    barred: OSError | None = None  # why it cannot be read: it may be sound
    computer: str = ""  # the other computer that has it: then it is no damage

    @property
    def remedy(self) -> str:
        """What to do about it."""
        if self.computer:
            return HOW_TO_SHARE
        if self.barred is not None:
            return os_remedy(self.barred)
        if self.twin is not None:
            return "另一份完好，运行 python run_report.py rebuild 会照它补好。"
        return "两处都没有完好的一份：请从备份找回（restore），或请报送单位重发原件。"


def damages(workspace: Workspace, shas: Iterable[str] | None = None) -> Iterator[Damage]:
    """Kept files that are missing or altered, of all that ever came in or of those hashes; reads them all."""
    kept_files = workspace.ledger.originals()
    if shas is not None:
        wanted = set(shas)
        kept_files = [one for one in kept_files if one[0] in wanted]
        kept_files += [(sha256, "") for sha256 in sorted(wanted - {one[0] for one in kept_files})]
    seen: set[str] = set()
    others = {one.original.sha256: one.computer for one in elsewhere(workspace)}
    for sha256, file in kept_files:
        if computer := others.get(sha256, ""):
            path = workspace.root / file if file else object_path(workspace.root, sha256)
            yield Damage(path, sha256, f"不在这台电脑上，在{computer}", None, computer=computer)
            continue
        kept = [object_path(workspace.root, sha256)] if sha256 not in seen else []
        if file:
            kept.append(workspace.root / file)
        seen.add(sha256)
        for path in kept:
            if damage := _damage(path, sha256):
                yield replace(damage, twin=_twin(workspace, path, sha256, file))


def sound_bytes(workspace: Workspace, file: str, sha256: str) -> bytes | None:
    """The bytes of that hash: the filed copy, else the object; None where neither is sound."""
    data = bytes_at(workspace.root / file)
    if data is None or hashlib.sha256(data).hexdigest() != sha256:
        data = None
        with suppress(OSError, OperatorError):
            data = read_object(workspace.root, sha256)
    return data if data is not None and hashlib.sha256(data).hexdigest() == sha256 else None


def missing_originals(workspace: Workspace, shas: Iterable[str]) -> list[str]:
    """One sentence for each original of those hashes that is missing or altered, with the remedy; [] when all stand.

    A file that has one sound copy left is no loss: doctor names it, here it counts as there.
    """
    lost: dict[str, Damage] = {}
    for damage in damages(workspace, shas):
        if damage.twin is None:
            lost.setdefault(damage.sha256, damage)
    return [
        f"原件{one.how}：{workspace.relative(one.path)}（哈希 {sha256[:12]}…）。{one.remedy}"
        for sha256, one in lost.items()
    ]


def mend(workspace: Workspace, now: datetime) -> tuple[list[str], bool]:
    """Make damaged files anew from their sound twins; altered ones are kept beside under a dated name.

    Out: lines, and whether none is lost for good.
    """
    lines, whole = [], True
    for damage in list(damages(workspace)):
        if damage.computer:
            continue
        name = workspace.relative(damage.path)
        if damage.twin is None or damage.barred is not None:
            lines.append(f"{name} {damage.how}。{damage.remedy}")
            whole = False
            continue
        try:
            old = _replaced(damage.path, damage.twin, now)
        except OSError as error:
            lines.append(f"{name} {damage.how}，没能照另一份补好（{os_reason(error)}）。{os_remedy(error)}")
            whole = False
            continue
        kept = f"，被改动的那份改名留在 {old.name}" if old else ""
        lines.append(f"{name} {damage.how}，已照另一份补好{kept}。")
    return lines, whole


def _replaced(path: Path, twin: Path, now: datetime) -> Path | None:
    """Put a copy of the twin in place; where the altered file is kept. Raises OSError, all as it was then."""
    fresh = filled(path, (twin.read_bytes(),))  # nothing is moved before the copy is on the disk
    old: Path | None = None
    try:
        if path.exists():
            old = free_name(path.with_name(f"{path.stem}-被改-{now:%Y%m%d-%H%M%S}{path.suffix}"))
            path.rename(old)
        settle(fresh, path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        if old is not None and old.exists() and not path.exists():
            old.rename(path)
        raise
    return old


def unknown_objects(workspace: Workspace) -> list[Path]:
    """Objects that the ledger knows nothing of, by name."""
    known = {sha256 for sha256, _ in workspace.ledger.originals()}
    known |= {waiting.sha256 for waiting in workspace.ledger.all_waiting()}
    objects = workspace.archive / "objects"
    found = objects.iterdir() if objects.is_dir() else ()
    return sorted(path for path in found if len(path.name) == 64 and path.name not in known)


def file_hash(path: Path) -> str:
    """sha256 (hex) of a file, read in blocks; raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _damage(path: Path, sha256: str) -> Damage | None:
    try:
        return None if file_hash(path) == sha256 else Damage(path, sha256, ALTERED, None)
    except FileNotFoundError:
        return Damage(path, sha256, MISSING, None)
    except OSError as error:
        return Damage(path, sha256, f"读不出来（{os_reason(error)}）", None, error)


def _twin(workspace: Workspace, path: Path, sha256: str, file: str) -> Path | None:
    """The other copy of the same bytes, when it is sound."""
    stored = object_path(workspace.root, sha256)
    candidates = [stored, *([workspace.root / file] if file else [])]
    if workspace.config.ledger.archive:  # as it was laid out for other computers
        candidates.append(object_path(Path(workspace.config.ledger.archive), sha256))
    return next((one for one in candidates if one != path and not _damage(one, sha256)), None)
