"""The office's templates on the disk: where one is, and what it holds. Children read them too, so it knows no more."""

from __future__ import annotations

import hashlib
from pathlib import Path

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.setup.environment import INSTALLED

FOLDER = "templates"
BRIEFING, NOTICE, UNIT_BRIEF = "briefing.docx", "notice.docx", "unit-brief.docx"


def template_file(root: Path, name: str) -> Path:
    """Where a template of a working folder lies; raises OperatorError when it is gone."""
    path = root / FOLDER / name
    if not path.is_file():
        raise OperatorError(
            f"没有找到模板 {FOLDER}/{name}。请从安装包里把它放回 {FOLDER} 文件夹，再运行一次。"
        )
    return path


def template_bytes(root: Path, name: str) -> bytes:
    """What it holds; raises OperatorError."""
    path = template_file(root, name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise OperatorError(f"模板 {FOLDER}/{name} 打不开：{os_reason(error)}。{os_remedy(error)}") from None


def template_hashes(root: Path) -> dict[str, str]:
    """sha256 (hex) of every template of a working folder, by its path below templates/; "" for one that can't be read."""
    folder = root / FOLDER
    paths = (path for pattern in ("*.docx", "mails/*.txt") for path in sorted(folder.glob(pattern)))
    return {
        path.relative_to(folder).as_posix(): _hash(path) for path in paths if not path.name.startswith("~$")
    }


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def template_text(root: Path, name: str) -> str:
    """A text template; raises OperatorError."""
    try:
        return template_bytes(root, name).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise OperatorError(
            f"模板 {FOLDER}/{name} 不是 UTF-8 编码的文本。请用记事本打开，另存为时编码选 UTF-8。"
        ) from None


def later_template(root: Path, name: str) -> str:
    """A text template that came with a later version: a working folder that is older has none and gets the shipped one."""
    return template_text(root if (root / FOLDER / name).is_file() else INSTALLED, name)
