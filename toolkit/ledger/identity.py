"""The key that signs forms: ``archive/identity.key``, readable by its owner only.

In: the ledger's connection and the archive folder. Out: the key. The ledger remembers a digest of it, so that a key
that is gone or another one is noticed before a form is refused that went out in good faith.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from sqlalchemy import Connection, select

from toolkit.errors import OperatorError, os_reason
from toolkit.files import PRIVATE, write_whole
from toolkit.ledger.private import make_private
from toolkit.ledger.schema import META

NAME = "identity.key"
CHECK = "key_check"  # row of meta: what the key hashes to
_OLD = "key"  # row of meta that held the key itself in earlier versions
_HELD = "可能正被别的程序打开，请先关闭它再运行一次。仍不行的："
_REMEDY = (
    "已发出的填报表要靠它辨认。请从备份里找回原来的 archive/identity.key 放回去；实在找不回，运行 "
    "python run_report.py rebuild --new-key 另做一把，以前发出的表收回时要逐份用 collect --as 指定单位。"
)


# Where computers share a ledger, each needs the same key, and another one made on one of them shuts out the others.
_REMEDY_SHARED = (
    "几台电脑合用一个台账，密钥是同一把，已发出的填报表都靠它辨认：请把已在用的那台电脑 archive 里的 identity.key 用 U 盘拷到这台的 archive 里，"
    "不要经邮件、聊天软件传。各台和备份里都没有了的，才在一台上运行 python run_report.py rebuild --new-key 另做一把，再拷到其他各台。"
)


def key_of(connection: Connection, folder: Path) -> bytes:
    """The key, made when there never was one; raises OperatorError when it is gone or another one."""
    expected = _meta(connection, CHECK)
    if expected is None:
        return _adopt(connection, folder)
    fault = key_fault(folder, expected, shared=connection.dialect.name != "sqlite")
    if fault:
        raise OperatorError(fault)
    return read_key(folder) or b""


def key_fault(folder: Path, expected: str, *, shared: bool = False) -> str:
    """What is wrong with the key, "" when nothing is; ``expected`` is what the ledger remembers of it, ``shared`` whether other
    computers have it too."""
    key, remedy = read_key(folder), _REMEDY_SHARED if shared else _REMEDY
    if key is None:
        gone = "这台电脑上没有。" if shared else "不见了。"
        fault = f"读不出来。{_HELD}" if (folder / NAME).is_file() else gone
        return f"签发填报表的密钥 archive/{NAME} {fault}{remedy}"
    if key_check(key) != expected:
        other = "同其他电脑的不是同一把密钥" if shared else "不是原来那一把密钥"
        return f"archive/{NAME} {other}。{remedy}"
    return ""


def make_key(connection: Connection, folder: Path) -> bytes:
    """A new key; one that is there is kept under another name."""
    target = folder / NAME
    if target.exists():
        old = read_key(folder)
        mark = key_check(old)[:8] if old else secrets.token_hex(4)
        target.replace(target.with_name(f"identity-旧-{mark}.key"))
    return _write(connection, folder, secrets.token_bytes(32))


def move_key_out(connection: Connection, folder: Path) -> None:
    """Once: the key of an earlier version leaves the ledger for its own file."""
    kept = _meta(connection, _OLD)
    if kept is None:
        return
    there = read_key(folder)
    if there is not None and there.hex() != kept:
        raise OperatorError(
            f"台账里的密钥与 archive/{NAME} 不是同一把，没有改动任何内容。请确认台账和存档属于同一个工作文件夹。"
        )
    _write(connection, folder, bytes.fromhex(kept))
    connection.execute(META.delete().where(META.c.name == _OLD))


def read_key(folder: Path) -> bytes | None:
    """The key of the file; None when there is none that can be read."""
    try:
        return bytes.fromhex((folder / NAME).read_text("ascii").strip()) or None
    except (OSError, ValueError):
        return None


def key_check(key: bytes) -> str:
    """What the ledger remembers of a key."""
    return hashlib.sha256(b"identity" + key).hexdigest()[:32]


def _adopt(connection: Connection, folder: Path) -> bytes:
    """The file's key where the ledger remembers none yet (a run was killed in between), else a new one."""
    target = folder / NAME
    if target.exists() and read_key(folder) is None:
        raise OperatorError(f"签发填报表的密钥 archive/{NAME} 读不出来。{_REMEDY}")
    return _write(connection, folder, read_key(folder) or secrets.token_bytes(32))


def _write(connection: Connection, folder: Path, key: bytes) -> bytes:
    """The file first: a kill before the commit leaves a key that the next run adopts."""
    if read_key(folder) != key:
        _write_private(folder / NAME, key.hex().encode())
    make_private(folder / NAME)
    value = key_check(key)
    if connection.execute(META.update().where(META.c.name == CHECK).values(value=value)).rowcount == 0:
        connection.execute(META.insert().values(name=CHECK, value=value))
    return key


def _write_private(target: Path, data: bytes) -> None:
    try:
        write_whole(target, data, rights=PRIVATE)
    except OSError as error:
        raise OperatorError(
            f"密钥写不进去：{target}（{os_reason(error)}）。请检查磁盘空间和文件夹权限。"
        ) from error


def _meta(connection: Connection, name: str) -> str | None:
    return connection.execute(select(META.c.value).where(META.c.name == name)).scalar()
