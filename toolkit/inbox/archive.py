"""The archive: every byte that arrives, kept under its hash before anything else happens.

In: bytes or a file, or a hash to file under a readable name; out: hashes and paths relative to the root.
Every write is whole or not at all (:mod:`toolkit.files`) and objects are read back, so doing it twice changes
nothing. Files go through in pieces: a very large one costs disk, not memory.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.errors import OperatorError, os_reason
from toolkit.files import filled, settle

_RESERVED = lazy_regex(r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_FORBIDDEN = lazy_regex(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]'
)
_NAME_BYTES = 150  # with folders this stays under 255 bytes a name on Linux and 260 characters on Windows
_CHUNK = 1 << 20
# Whether a path below the root is another's than that hash's, be it here or elsewhere.
Taken = Callable[[str, str], bool]
_LOCKS = tuple(threading.Lock() for _ in range(64))  # the same bytes are written by one thread at a time


def object_path(root: Path, sha256: str) -> Path:
    """Where the bytes of that hash are, or would be."""
    return root / "archive" / "objects" / sha256


def store_object(root: Path, data: bytes) -> str:
    """Keep the bytes and return their sha256; raises OperatorError when the disk does not keep them."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = object_path(root, sha256)
    with _lock(sha256):
        if hash_of(target) != sha256:
            write_atomic(target, data)
            _verify(target, sha256)
    return sha256


def store_file(root: Path, path: Path) -> str:
    """Keep a file of any size and return its sha256; OSError when it cannot be read, OperatorError as above.

    A file that changes meanwhile is kept as it was when it was copied.
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        with _lock(sha256):
            if hash_of(object_path(root, sha256)) == sha256:
                return sha256
            stream.seek(0)
            temporary, copied = _copied(object_path(root, sha256), stream_chunks(stream))
            _put(temporary, object_path(root, copied))
            _verify(object_path(root, copied), copied)
    return copied


def stream_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What is left of a stream, in pieces."""
    return iter(lambda: stream.read(_CHUNK), b"")


def copy_object(root: Path, sha256: str, target: Path, moment: datetime | None = None) -> None:
    """Write a copy of an object, with a file time if need be; raises OperatorError where it cannot."""
    copy_sound(object_path(root, sha256), sha256, target, moment, f"archive/objects/{sha256}")


def copy_sound(
    source: Path, sha256: str, target: Path, moment: datetime | None = None, name: str = ""
) -> None:
    """Write a copy of a file that has that hash, of any other one nothing; raises OperatorError, which calls it ``name``."""
    try:
        with source.open("rb") as stream:
            temporary, copied = _copied(target, stream_chunks(stream), moment)
    except OSError as error:
        raise OperatorError(f"存档文件读不出来：{name or source}（{os_reason(error)}）") from error
    if copied != sha256:
        temporary.unlink()
        raise OperatorError(f"存档文件已被改动，与哈希不符：{name or source}")
    _put(temporary, target)


def is_kept_path(path: str) -> bool:
    """Whether it is a path below archive/, as one in a ledger that several computers write must be."""
    parts = PurePosixPath(path).parts
    return parts[:1] == ("archive",) and ".." not in parts and "\\" not in path


def nobodys(_path: str, _sha: str) -> bool:
    """No path is taken but by what lies there."""
    return False


def _lock(sha256: str) -> threading.Lock:
    return _LOCKS[int(sha256[:2], 16) % len(_LOCKS)]


def _verify(target: Path, sha256: str) -> None:
    if hash_of(target) != sha256:
        raise OperatorError(f"存档校验失败，请检查磁盘：{target}")


def read_object(root: Path, sha256: str) -> bytes:
    """The archived bytes; raises OperatorError when they are missing or no longer what they were."""
    try:
        data = object_path(root, sha256).read_bytes()
    except OSError as error:
        raise OperatorError(f"存档文件读不出来：archive/objects/{sha256}（{os_reason(error)}）") from error
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
    taken: Taken = nobodys,
) -> str:
    """File an object as ``archive/<period>/<unit>/v<n>_<received>_<original name>``.

    Returns the posix path relative to the root. Filing the same object again returns the same path;
    a different object that would get the same name is told apart by the start of its hash.
    """
    path = filed_path(root, sha, period, unit, version, received, original_name, taken)
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
    taken: Taken = nobodys,
) -> str:
    """Where file_as puts an object; nothing is written."""
    folder = root / "archive" / safe_name(str(period)) / safe_name(unit)
    head = f"v{version}_{received:%Y%m%d-%H%M%S}_"
    return free_place(root, folder, original_name, sha, head, taken).relative_to(root).as_posix()


def free_place(
    root: Path,
    folder: Path,
    original_name: str,
    sha: str,
    head: str = "",
    taken: Taken = nobodys,
) -> Path:
    """Where an object lies, or may lie, in a folder of the archive: another of the same name stays beside it."""
    stem, suffix = os.path.splitext(safe_name(original_name))  # noqa: PTH122 - a name, not a path
    for name in (f"{head}{stem}{suffix}", f"{head}{stem}~{sha[:8]}{suffix}"):
        target = folder / name
        if hash_of(target) in (None, sha) and not taken(target.relative_to(root).as_posix(), sha):
            return target
    raise OperatorError(f"存档里的文件已被改动：{target.relative_to(root).as_posix()}")


def file_object(root: Path, sha: str, path: str) -> None:
    """Write a copy of the object at a path that filed_path gave; does nothing when it is there."""
    target = root / path
    if hash_of(target) != sha:
        copy_object(root, sha, target)


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
    """Write a file whole or not at all, with a file time if need be; raises OperatorError."""
    temporary, _ = _copied(target, (data,), moment)
    _put(temporary, target)


def _copied(target: Path, chunks: Iterable[bytes], moment: datetime | None = None) -> tuple[Path, str]:
    """A file beside the target with that content, and its sha256; OperatorError where it fails."""
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for chunk in chunks:
            digest.update(chunk)
            yield chunk

    try:
        temporary = filled(target, hashed(), moment=moment)
    except OSError as error:
        raise _not_written(target, error) from error
    return temporary, digest.hexdigest()


def _put(temporary: Path, target: Path) -> None:
    try:
        settle(temporary, target)
    except OSError as error:
        raise _not_written(target, error) from error


def _not_written(target: Path, error: OSError) -> OperatorError:
    return OperatorError(f"写入失败：{target}（{os_reason(error)}）")


def is_denied(error: BaseException | None) -> bool:
    """Whether a right or another program stands in the way: what waiting or a person can mend."""
    return isinstance(error, OSError) and (
        isinstance(error, PermissionError) or error.errno in (errno.EROFS, errno.EBUSY)
    )


def hash_of(path: Path) -> str | None:
    """The sha256 of a file, None when it is not there; raises OperatorError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OperatorError(f"读不出来：{path}（{os_reason(error)}）") from error
