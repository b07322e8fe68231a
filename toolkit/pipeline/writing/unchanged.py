"""Jobs that need not be done again: same function, same data, same program and templates, and every file still stands.

In: jobs and the outbox of a period. Out: what the jobs made, read from the disk where nothing changed. Known is a hash
of what a job was made of, with the hashes of its files (archive/runs/<period>-<command>.json: no decision and no
source, without it every paper is written anew).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from toolkit.core import area, cycle, private
from toolkit.core.periods import Period
from toolkit.inbox.frames import Packed
from toolkit.pipeline.folder.mishaps import Failed
from toolkit.pipeline.folder.outfiles import bytes_at, digest_of, put
from toolkit.pipeline.folder.sources import program_digest
from toolkit.pipeline.folder.templates import template_hashes
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.writing.writers import Files, Job, Made, Work, Writers


class Unchanged:
    """What a command made of its jobs in its last run over a period; ``moment`` is when what it tells of last changed."""

    def __init__(self, workspace: Workspace, period: Period, command: str, moment: datetime | None) -> None:
        self._workspace, self._period = workspace, period
        self._path = workspace.archive / "runs" / f"{period}-{command}.json"
        self._moment = str(moment)
        self._made: dict[str, dict[str, str]] = {}  # of this run: what a job was made of -> name -> sha256

    @property
    def expected(self) -> bool:
        """Whether there may be nothing to do: no return and no decision has come since the last run."""
        return self._last.get("moment") == self._moment

    def hand_out(self, writers: Writers, jobs: Iterable[Job]) -> list[Work[Made]]:
        """As :meth:`Writers.hand_out`, but without the jobs of which everything stands as they would make it."""
        keyed = [(self._key(job), job) for job in jobs]
        standing = [self._standing(self._known.get(key)) for key, _ in keyed]
        wanted = [job for (_, job), files in zip(keyed, standing, strict=True) if files is None]
        begun = iter(writers.hand_out(wanted))  # together, so that children have all that these jobs share
        waiting: list[Work[Made]] = []
        for (key, _), files in zip(keyed, standing, strict=True):
            if files is None:
                waiting.append(next(begun).then(partial(self._noted, key)))
            else:
                self._made[key] = self._known[key]
                waiting.append(Work(partial(dict, files)))
        return waiting

    def keep(self) -> None:
        """Remember what this run made; where that fails, the next run does everything."""
        kept = {"moment": self._moment, "made": self._made}
        if kept == self._last:
            return
        with suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            put(self._path, json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True).encode())

    @cached_property
    def _last(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._path.read_bytes()))
        except (OSError, ValueError):
            return {}

    @property
    def _known(self) -> dict[str, dict[str, str]]:
        made: dict[str, dict[str, str]] = self._last.get("made", {})
        return made

    @cached_property
    def _basis(self) -> bytes:
        """What every job rests on besides its arguments: the program, the templates and the words of the office."""
        words = (area.current(), cycle.current(), sorted(private.standing()))
        parts = (program_digest(), words, template_hashes(self._workspace.root))
        return hashlib.sha256(repr(parts).encode()).digest()

    def _key(self, job: Job) -> str:
        function, arguments = job
        digest = hashlib.sha256(self._basis)
        digest.update(f"{function.__module__}.{function.__qualname__}".encode())
        for one in arguments:
            where = one == self._workspace.root  # a folder that was moved holds the same papers
            digest.update((one if isinstance(one, Packed) else Packed(None if where else one)).digest)
        return digest.hexdigest()

    def _standing(self, known: dict[str, str] | None) -> Files | None:
        """The files that a job made, from the disk; None where one of them is not as it was made."""
        if known is None:
            return None
        files = {name: bytes_at(self._workspace.outbox(self._period, *name.split("/"))) for name in known}
        good = {
            name: data for name, data in files.items() if data is not None and digest_of(data) == known[name]
        }
        return good if len(good) == len(files) else None

    def _noted(self, key: str, made: Made) -> Made:
        files = {name: data for name, data in made.items() if not isinstance(data, Failed)}
        if len(files) == len(made):
            self._made[key] = {name: digest_of(data) for name, data in files.items()}
        return made
