"""Papers that the office edits: a run renews numbers in them and never takes a word away.

In: a paper as the tool writes it today, and where it lies. Out: the paper on disk, and what of it waits for a person.
The texts from which the office may have started are kept under archive/drafts/: a copy that was put aside for days, or
saved under another name, is held against its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from lxml import etree

from toolkit.outputs.context import OutputContext
from toolkit.pipeline.folder.outfiles import OutFiles, put, removed

NEW_TEXT, PENDING = "程序新稿", "待改"
KEPT = 60  # texts that are kept of one paper; a month has as many runs
Kept = list[list[str]]  # hash of the file and name of its text, the newest last


@dataclass(frozen=True)
class PaperState:
    """How a paper stands after a run: whether the office edited it, numbers renewed, sentences and charts that wait (待改)."""

    path: Path
    edited: bool = False
    renewed: int = 0
    pending: int = 0
    list_path: Path | None = None
    beside: Path | None = None  # the tool's own text of today
    compared: bool = True  # False where nobody knows from which text the office began


@dataclass
class Drafts:
    """The papers of one working folder."""

    files: OutFiles
    states: list[PaperState] = field(default_factory=list)

    def base(self, path: Path, edited: bytes) -> bytes | None:
        """What the tool wrote at ``path`` when the office began what it ``edited``; None when that is not known."""
        kept = self._known().get(self._name(path), [])
        named = _text_name(edited)
        digests = [digest for digest, text in kept if named in ("", text) or not text]
        try:
            return self._store(digests[-1]).read_bytes() if digests else None
        except OSError:
            return None

    def is_edited(self, path: Path) -> bool:
        """Whether the paper on disk is not as the tool wrote it."""
        return path.is_file() and not self.files.is_ours(path, path.read_bytes())

    def fresh_text(self, path: Path) -> bytes | None:
        """The tool's text of today that lies beside an edited paper; None when there is none."""
        try:
            return (path.parent / "附" / f"{path.stem}_{NEW_TEXT}.docx").read_bytes()
        except OSError:
            return None

    def write(
        self, path: Path, data: bytes, context: OutputContext, retag: Callable[[bytes], bytes]
    ) -> PaperState:
        """Put today's paper where it belongs; an edited one keeps its words.

        ``retag`` puts a paper's tags under the codes that units have today.
        """
        try:
            edited = self.is_edited(path)
        except OSError:  # held without any sharing: it stays, and so does what was said of it
            state = PaperState(self.files.write(path, data))
        else:
            state = self._renewed(path, data, context, retag) if edited else self._fresh(path, data)
        self.states.append(state)
        return state

    def _fresh(self, path: Path, data: bytes) -> PaperState:
        written = self.files.write(path, data)
        if written == path:  # while the office has it open, what it will save began from the former text
            self._keep(path, data)
        self.files.clear(path.parent / "附", f"{path.stem}_{NEW_TEXT}.docx", ())
        self.files.clear(path.parent / "附", f"{path.stem}_{PENDING}.xlsx", ())
        return PaperState(written)

    def _renewed(
        self, path: Path, data: bytes, context: OutputContext, retag: Callable[[bytes], bytes]
    ) -> PaperState:
        from toolkit.outputs.briefing.pendinglist import write_pending
        from toolkit.word.renewal import chart_changes, renew

        beside = self.files.write(path.parent / "附" / f"{path.stem}_{NEW_TEXT}.docx", data)
        edited = path.read_bytes()
        base = self.base(path, edited)
        try:
            base = retag(base) if base is not None else None
            result = renew(base, retag(edited), data) if base is not None else None
        except (BadZipFile, KeyError, ValueError):
            result = None  # the office saved something else under this name: it stays as it is
        if result is None or base is None:
            return PaperState(path, edited=True, beside=beside, compared=False)
        written = self.files.renew(path, result.data)
        charts = chart_changes(base, edited, data)
        listed = self.files.write(
            path.parent / "附" / f"{path.stem}_{PENDING}.xlsx", write_pending(result.pending, charts, context)
        )
        waiting = len(result.pending) + len(charts)
        return PaperState(written, True, result.renewed, waiting, listed, beside)

    def _keep(self, path: Path, data: bytes) -> None:
        digest, name, known = hashlib.sha256(data).hexdigest(), self._name(path), self._known()
        kept = known.get(name, [])
        if kept and kept[-1][0] == digest:
            return
        store = self._store(digest)
        store.parent.mkdir(parents=True, exist_ok=True)
        if not store.is_file():
            put(store, data)
        known[name] = [*(one for one in kept if one[0] != digest), [digest, _text_name(data)]][-KEPT:]
        put(self._index, json.dumps(known, ensure_ascii=False, indent=0, sort_keys=True).encode())
        self._sweep(known)

    def _sweep(self, known: Mapping[str, Kept]) -> None:
        wanted = {digest for kept in known.values() for digest, _ in kept}
        for path in self._index.parent.glob("*.docx"):
            if path.stem not in wanted:
                removed(path)

    @property
    def _index(self) -> Path:
        return self.files.root / "archive" / "drafts" / "index.json"

    def _known(self) -> dict[str, Kept]:
        try:
            known = dict(json.loads(self._index.read_text("utf-8")))
        except (OSError, ValueError):
            return {}
        # an older index names one text a paper
        return {name: [[kept, ""]] if isinstance(kept, str) else kept for name, kept in known.items()}

    def _store(self, digest: str) -> Path:
        return self._index.with_name(f"{digest}.docx")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.files.root).as_posix()


def _text_name(data: bytes) -> str:
    """How the text is named from which a paper began; "" where that is lost, or it is no paper."""
    from toolkit.word.manifest import read_manifest

    try:
        manifest = read_manifest(data)
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        return ""
    return manifest.text if manifest is not None else ""


def told(states: Sequence[PaperState]) -> list[str]:
    """Lines on the papers that the office edited."""
    lines = []
    for state in states:
        if not state.edited:
            continue
        done = f"更新了 {state.renewed} 处数字" if state.compared else "认不出是从哪一稿改的，数字也没有动"
        line = f"{state.path.name} 有人改过，文字没有动，{done}"
        if state.pending and state.list_path:
            line += f"，还有 {state.pending} 处要人改（见 附/{state.list_path.name}）"
        if state.beside:
            line += f"；程序今天写的在 附/{state.beside.name}"
        lines.append(line + "。")
    return lines
