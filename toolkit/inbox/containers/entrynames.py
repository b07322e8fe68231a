"""Names of files in archives: data, never paths; the last component of a decoded name is kept, and the folders before it as words."""

from __future__ import annotations

from toolkit.core.findings import Finding
from toolkit.inbox.containers.leaf import Budget
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.scan import is_temporary


def decode_name(raw: bytes) -> str:
    """Bytes of a name without a stated encoding: strict UTF-8 when that gives no odd letters, else GBK.

    Two GBK characters may by chance be valid UTF-8, but then for letters below U+2000 that no
    Chinese file name has.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and all(ch < "\x80" or ch >= "\u2000" for ch in text):
        return text
    return raw.decode("gb18030", "replace")


def folder_of(name: str) -> str:
    """The folders that a received name stands in, as people see them."""
    parts = [part for part in name.replace("\\", "/").split("/")[:-1] if part not in ("", ".", "..")]
    return "/".join("".join(ch for ch in part if ch.isprintable()) for part in parts)


def entry_name(name: str, budget: Budget) -> tuple[str, Unreadable | None]:
    """The last component of a received name ('' for system files), and the fault of a hostile path."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    last = "".join(ch for ch in parts[-1] if ch.isprintable()) if parts else ""
    if "__MACOSX" in parts or is_temporary(last):
        budget.notes.append(Finding("N801", address=last, file=last))
        return "", None
    if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
        return last or "未命名", Unreadable("E824", {"path": name[:200]})
    return last or "未命名", None
