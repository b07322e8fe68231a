"""What a child process of collect does with a mail or an archive; apart from reading, so that both start fast.

In: name and bytes. Out: the files inside.
"""

from __future__ import annotations

from toolkit.inbox.containers.leaf import Unpacked
from toolkit.inbox.containers.unpack import unpack


def open_arrival(item: tuple[str, bytes]) -> Unpacked:
    """Open a mail or an archive, given its name and bytes."""
    return unpack(*item)
