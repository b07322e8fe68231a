"""Bytes that do not say, or do not say truly, in which encoding they are."""

from __future__ import annotations


def guess(raw: bytes) -> str:
    """Bytes without a usable label: strict UTF-8, else GB18030."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
