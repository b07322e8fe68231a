"""The first look at arrivals that may bear a mark of secrecy, in child processes and before anything of them is kept.

In: paths in the inbox. Out: which of them bear a mark higher than the office itself may keep; and, only when a person says so,
these files in another folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.inbox.secrecy import look
from toolkit.inbox.worker import Crew


def first_look(crew: Crew, allowed: int, paths: Sequence[Path]) -> dict[Path, bool | OSError]:
    """Whether each bears a higher mark than ``allowed``, or why it cannot be read any more.

    A file that ends its child bears none that could be seen.
    """
    told: dict[Path, bool | OSError] = {}

    def read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            told[path] = error
            return b""

    results = crew.run(look, ([read(path)] for path in paths)) if paths else ()
    for path, result in zip(paths, results, strict=True):
        told.setdefault(path, (result.value or 0) > allowed)
    return told


def check_folder(root: Path, folder: Path) -> None:
    """Raises OperatorError unless marked files may be put into the folder: one that is there, and none of ours."""
    if not folder.is_dir():
        raise OperatorError(f"没有 {folder} 这个文件夹。请先建好（一般在保密工作人员指定的介质上）再运行。")
    if folder.resolve().is_relative_to(root.resolve()):
        raise OperatorError(f"{folder} 在工作文件夹里。涉密来件请移到工作文件夹以外。")


def set_aside(paths: Sequence[Path], folder: Path) -> Iterator[str]:
    """Move marked files there, nothing written over; a line a file for the screen, and for nothing else."""
    for path in paths:
        target = folder / path.name
        try:
            if target.exists():
                yield f"{path} 没有移：{folder} 里已有同名文件。"
                continue
            shutil.move(path, target)
            yield f"{path} 已移到 {target}。"
        except OSError as error:
            yield f"{path} 没有移成：{os_reason(error)}。"
