"""A child process that is a copy of this one: it has loaded what this one has, and so starts in a quarter of the time.

For work on our own data only, for it has in its memory what this process has; and only while this process has one thread,
for a copy of another's lock is never opened. Has the part of ``subprocess.Popen`` that a crew needs.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import IO


def can_fork() -> bool:
    """Whether this process may be copied here and now (macOS has libraries that do not bear it)."""
    return sys.platform == "linux" and threading.active_count() == 1


def done_apart(work: Callable[[], None]) -> bool:
    """Let a copy of this process do it; False when that was ended."""
    return os.waitpid(_copy(work), 0)[1] == 0


def _copy(work: Callable[[], None]) -> int:
    """The number of a copy of this process, which does the work and ends."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


class Forked:
    """The copy: it runs ``serve`` on the two pipes and ends with it; what it says goes to ``errors``.

    ``foreign`` are pipes of this process to others: a copy that held them would keep those waiting when this one is gone.
    """

    def __init__(
        self,
        serve: Callable[[IO[bytes], IO[bytes]], None],
        errors: IO[bytes],
        scratch: str,
        foreign: Iterable[IO[bytes]],
    ) -> None:
        inward, stdin = os.pipe()
        stdout, outward = os.pipe()
        self.returncode: int | None = None

        def work() -> None:
            os.close(stdin)
            os.close(stdout)
            for pipe in foreign:
                with suppress(OSError):  # a broken one tries to write what it still holds
                    pipe.close()
            os.dup2(errors.fileno(), 2)
            os.dup2(2, 1)
            tempfile.tempdir = scratch
            serve(os.fdopen(inward, "rb"), os.fdopen(outward, "wb"))

        self.pid = _copy(work)
        os.close(inward)
        os.close(outward)
        self.stdin: IO[bytes] = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] = os.fdopen(stdout, "rb")

    def kill(self) -> None:
        """End it at once."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """How it ended, waiting for that."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode
