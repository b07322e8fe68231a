"""Workbooks with a password: only Excel's own default password is tried.

Excel saves a workbook whose structure is protected under "VelvetSweatshop" and opens it without
asking, so its sender does not know of any password. Every other password is the sender's to remove.
"""

from __future__ import annotations

from io import BytesIO

import msoffcrypto

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import FILE_BYTES, MB

_DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - public, built into Excel


def decrypted(data: bytes) -> bytes:
    """The workbook without its encryption; raises Unreadable E803 when it has a password of its own."""
    out = BytesIO()
    try:
        document = msoffcrypto.OfficeFile(BytesIO(data))
        document.load_key(password=_DEFAULT_PASSWORD)
        document.decrypt(out)
    except MemoryError:
        raise
    except Exception as error:  # its parsers raise whatever they stumble over
        raise Unreadable("E803") from error
    if len(out.getvalue()) > FILE_BYTES:
        raise Unreadable("E808", {"limit": f"{FILE_BYTES // MB}MB"})
    return out.getvalue()
