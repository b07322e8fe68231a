"""The program as something that judgements rest on: a digest of its source and of the libraries it is locked to.

The ledger keeps it with what was judged once and is not judged again while nothing changed: files that wait in
未识别, and findings of earlier months. When a reading fault is mended or a rule changes they are judged anew. No
version number can do this, for it must be remembered to be raised; and which modules a judgement passes through
would be a second list to keep, so all of them count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_TOOLKIT = Path(__file__).resolve().parents[2]
_LOCK = "requirements.lock"  # beside the package: the readers' versions


@cache
def program_digest() -> str:
    """sha256 (hex) of the program that is running."""
    return digest_of(_TOOLKIT)


@cache
def modules_digest() -> str:
    """The same of its modules alone, alike in a clone and where pip installed it with what is shipped inside."""
    modules = (path for path in _TOOLKIT.rglob("*.py") if "shipped" not in path.relative_to(_TOOLKIT).parts)
    return _digest_over(sorted(modules), _TOOLKIT.parent)


def digest_of(package: Path) -> str:
    """sha256 (hex) over names and bytes of a package's files (modules, and what pages are made of) and the lock beside it;
    some 10 ms."""
    lock = package.with_name(_LOCK)
    files = (path for path in package.rglob("*.*") if path.is_file() and path.parent.name != "__pycache__")
    return _digest_over([*sorted(files), *([lock] if lock.is_file() else [])], package.parent)


def _digest_over(files: Iterable[Path], base: Path) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
