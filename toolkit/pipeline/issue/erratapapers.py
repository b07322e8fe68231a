"""The 更正表 of an issue, one after the other: none is written over, for it may have been handed out.

In: a seal, and what makes the paper for a number. Out: the newest 更正表 in 汇总/附/; every one stays there, and byte for byte
under archive/issued/更正表/. What the newest one says already makes no other.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from toolkit.errors import OperatorError
from toolkit.ledger.records import Seal
from toolkit.pipeline.archive.sealed import kept_papers, label_of
from toolkit.pipeline.folder.outfiles import bytes_at, put
from toolkit.pipeline.folder.places import ASIDE
from toolkit.pipeline.folder.workspace import Workspace

ERRATA = "更正表"


def next_errata(
    workspace: Workspace, seal: Seal, make: Callable[[int], bytes], *, any_found: bool
) -> Path | None:
    """Where the 更正表 is that holds now, written anew only where the last one says something else.

    ``any_found``: whether there is anything to correct; a first one without would only puzzle. None: there is none.
    """
    number = _last(workspace, seal)
    if number and _body(make(number)) == _body(_kept(workspace, seal, number).read_bytes()):
        return _shown(workspace, seal, number) if any_found else None
    if not (number or any_found):
        return None
    data = make(number + 1)
    kept = _kept(workspace, seal, number + 1)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not put(kept, data):
        raise OperatorError(f"{workspace.relative(kept.parent)} 写不进去。请检查磁盘空间和文件夹权限。")
    return _shown(workspace, seal, number + 1)


def _last(workspace: Workspace, seal: Seal) -> int:
    """The number of the newest one; 0 where there is none. One of an earlier version of the toolkit is taken in."""
    number = 0
    while _kept(workspace, seal, number + 1).is_file():
        number += 1
    there = None if number else bytes_at(_in_outbox(workspace, seal, 1))
    if there is not None:
        _kept(workspace, seal, 1).parent.mkdir(parents=True, exist_ok=True)
        return int(put(_kept(workspace, seal, 1), there))
    return number


def _shown(workspace: Workspace, seal: Seal, number: int) -> Path:
    """The copy for the office: put there when it is missing, else as it is, whoever may have written into it."""
    path = _in_outbox(workspace, seal, number)
    return path if path.is_file() else workspace.write(path, _kept(workspace, seal, number).read_bytes())


def _kept(workspace: Workspace, seal: Seal, number: int) -> Path:
    return kept_papers(workspace) / ERRATA / _name(workspace, seal, number)


def _in_outbox(workspace: Workspace, seal: Seal, number: int) -> Path:
    """In 汇总/附; one that an earlier version of the toolkit put into 汇总 is where the office knows it."""
    name = _name(workspace, seal, number)
    former = workspace.outbox(seal.period, "汇总", name)
    return former if former.is_file() else workspace.outbox(seal.period, *ASIDE.split("/"), name)


def _name(workspace: Workspace, seal: Seal, number: int) -> str:
    """2024-06_更正表.docx, 2024-06_更正表（第2份）.docx; of a corrected issue 2024-06_更正表_第1期（更正）.docx."""
    first = workspace.ledger.seals(seal.period)[0]
    issue = "" if first.file == seal.file else f"_{label_of(seal)}"
    return f"{seal.period}_{ERRATA}{issue}{f'（第{number}份）' if number > 1 else ''}.docx"


def _body(data: bytes) -> bytes:
    """What a reader sees of a paper, but for the day below the signature, its last line; it and the properties are of the
    ledger's last change, which may concern something else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            body = parts.read("word/document.xml")
            return body.rpartition(b'w:val="Sign"')[0] or body
    except (zipfile.BadZipFile, KeyError):
        return data
