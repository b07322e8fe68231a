"""A working folder that is only read: the ledger is a copy in memory, so that assembling a month writes nothing.

In: the root folder. Out: a :class:`Workspace` whose ledger stands at the moment it was opened. What assembling keeps so
that it need not be worked out again (findings, what is open in earlier months) is kept in that copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from toolkit.ledger.snapshot import Snapshot, open_snapshot
from toolkit.pipeline.folder.workspace import Workspace


@dataclass
class ReadOnlyWorkspace(Workspace):
    """As :class:`Workspace`, but nothing in the folder is ever changed."""

    @cached_property
    def ledger(self) -> Snapshot:
        """The ledger as it stood when it was first asked for; raises OperatorError."""
        return open_snapshot(self.driven_url(), self.archive)

    def write(self, path: Path, data: bytes) -> NoReturn:
        """No output is written from here."""
        raise PermissionError(path)
