"""The archive: every byte that arrives, kept under its hash before anything else happens.

In: bytes, or a hash to file under a readable name; out: hashes and paths relative to the root.
Every write is a temporary file in the same folder, flushed to the disk, renamed into place and read
back; so a power cut leaves either nothing or the whole, and doing it twice changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.errors import OperatorError

_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]'
)
_NAME_BYTES = 150  # with folders this stays under 255 bytes a name on Linux and 260 characters on Windows


def object_path(root: Path, sha256: str) -> Path:
    """Where the bytes of that hash are, or would be."""
    return root / "archive" / "objects" / sha256


def store_object(root: Path, data: bytes) -> str:
    """Keep the bytes and return their sha256; raises OperatorError when the disk does not keep them."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = object_path(root, sha256)
    if _hash_of(target) != sha256:
        write_atomic(target, data)
        if _hash_of(target) != sha256:
            raise OperatorError(f"存档校验失败，请检查磁盘：{target}")
    return sha256


def read_object(root: Path, sha256: str) -> bytes:
    """The archived bytes; raises OperatorError when they are missing or no longer what they were."""
    try:
        data = object_path(root, sha256).read_bytes()
    except OSError as error:
        raise OperatorError(f"存档文件读不出来：archive/objects/{sha256}（{error.strerror}）") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OperatorError(f"存档文件已被改动，与哈希不符：archive/objects/{sha256}")
    return data


def file_as(
    root: Path,
    sha: str,
    period: Period | str,
    unit: str,
    version: int,
    received: datetime,
    original_name: str,
) -> str:
    """File an object as ``archive/<period>/<unit>/v<n>_<received>_<original name>``.

    Returns the posix path relative to the root. Filing the same object again returns the same path;
    a different object that would get the same name is told apart by the start of its hash.
    """
    path = filed_path(root, sha, period, unit, version, received, original_name)
    file_object(root, sha, path)
    return path


def filed_path(
    root: Path,
    sha: str,
    period: Period | str,
    unit: str,
    version: int,
    received: datetime,
    original_name: str,
) -> str:
    """Where file_as puts an object; nothing is written."""
    folder = root / "archive" / safe_name(str(period)) / safe_name(unit)
    stem, suffix = os.path.splitext(safe_name(original_name))  # noqa: PTH122 - a name, not a path
    head = f"v{version}_{received:%Y%m%d-%H%M%S}_"
    for name in (f"{head}{stem}{suffix}", f"{head}{stem}~{sha[:8]}{suffix}"):
        target = folder / name
        if _hash_of(target) in (None, sha):
            return target.relative_to(root).as_posix()
    raise OperatorError(f"存档里的文件已被改动：{target.relative_to(root).as_posix()}")


def file_object(root: Path, sha: str, path: str) -> None:
    """Write a copy of the object at a path that filed_path gave; does nothing when it is there."""
    target = root / path
    if _hash_of(target) != sha:
        write_atomic(target, read_object(root, sha))


def safe_name(name: str) -> str:
    """A received name as a file name that Windows, macOS and Linux all take; never a path."""
    cleaned = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    cleaned = _RESERVED.sub(lambda match: f"{match[0]}_", cleaned)
    if not cleaned.strip("._ "):
        cleaned = "未命名" + cleaned.replace("/", "_")
    if len(cleaned.encode()) <= _NAME_BYTES:
        return cleaned
    stem, suffix = os.path.splitext(cleaned)  # noqa: PTH122 - a name, not a path
    if len(suffix.encode()) > 20:
        stem, suffix = cleaned, ""
    room = _NAME_BYTES - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + suffix


def write_atomic(target: Path, data: bytes, moment: datetime | None = None) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut.

    ``moment`` (local time) is to be its file time from the beginning.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if moment is not None:
            set_time(temporary, moment)
        os.replace(temporary, target)  # noqa: PTH105 - the atomic call, by its own name
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise OperatorError(f"写入失败：{target}（{error.strerror or error}）") from error
    _sync_folder(target.parent)


def set_time(path: Path, moment: datetime) -> None:
    """Give a file its time, to the microsecond."""
    stamp = round(moment.timestamp() * 1_000_000) * 1000
    os.utime(path, ns=(stamp, stamp))


def _sync_folder(folder: Path) -> None:
    """Make the rename durable; Windows cannot open folders and some network drives refuse."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hash_of(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OperatorError(f"读不出来：{path}（{error.strerror or error}）") from error
