"""The one exception of reading: a file that cannot be taken, with the code that says why.

Raised anywhere below ``unpack`` and ``read_book``; turned into a Finding at their edges, so that one
bad file never stops the rest.
"""

from __future__ import annotations

import struct

from toolkit.core.findings import Finding

# What olefile raises on damaged files.
OLE_FAULTS = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    RecursionError,
)


class Unreadable(Exception):  # noqa: N818 - reads as what it is: the file is unreadable
    """A file or a part of it cannot be read; ``code`` is E8xx, ``values`` fill its message."""

    def __init__(self, code: str, values: dict[str, str] | None = None) -> None:
        super().__init__(code, values or {})
        self.code = code
        self.values: dict[str, str] = values or {}

    @classmethod
    def of_nothing(cls, words: str = "") -> Unreadable:
        """Of a mail or an archive with no file in it; ``words`` are those of the mail, where they speak of figures."""
        return cls("E833", {"words": " ".join(words.split()).rstrip("。")}) if words else cls("E811")

    def finding(self, file: str) -> Finding:
        """The finding for a person; ``file`` is the name as received."""
        return Finding(self.code, file=file, address=file, values=self.values)
