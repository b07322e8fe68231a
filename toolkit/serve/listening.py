"""The server itself: a port of this computer that no other can reach, and the clock that ends it.

In: the working folder. Out: the address; requests answered until it is told to end, or nobody asked for long.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import uvicorn

from toolkit.core.periods import Period
from toolkit.errors import OperatorError, os_reason
from toolkit.files import LEFTOVER, sweep
from toolkit.serve.app import Pages, make_app
from toolkit.serve.guard import Guard, Keys
from toolkit.serve.runner import Runner
from toolkit.serve.secrecy import Closed

HERE = "127.0.0.1"  # nowhere else, and there is no setting for it
_LOOK_SECONDS = 1.0
_AT_ONCE = 64  # connections
_END_SECONDS = 3


class Listening:
    """A server that is bound but not yet answering."""

    def __init__(self, root: Path, idle_minutes: float, period: Period | None, now: datetime | None) -> None:
        sweep((root / "inbox").glob(LEFTOVER))  # of an upload whose server was killed
        self._socket = _bound()
        self._keys = Keys(self._socket.getsockname()[1])
        before = [f"--now={now.isoformat()}"] if now else []
        before += [f"--period={period}"] if period else []
        self._runner = Runner(root, before)
        self._idle_seconds, self._seen = idle_minutes * 60, time.monotonic()
        pages = Pages(root, self._keys, self._runner, period, now, self.end)
        config = uvicorn.Config(
            Guard(Closed(make_app(pages), root), self._keys, self._touch),
            http="h11", ws="none", loop="asyncio", lifespan="off", log_config=None, log_level="critical",
            access_log=False, server_header=False, limit_concurrency=_AT_ONCE, timeout_graceful_shutdown=_END_SECONDS,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    @property
    def url(self) -> str:
        """The address to begin with; it holds the secret."""
        return self._keys.url

    def run(self, begun: Callable[[], None]) -> None:
        """Answer until the end; ``begun`` is called when it answers. KeyboardInterrupt comes through."""
        asyncio.run(self._run(begun))

    def end(self) -> None:
        """Answer what is being asked, and end."""
        self._server.should_exit = True

    def left(self) -> str:
        """What goes on without the page, as a sentence."""
        return "正在做的一步会在后台做完，再打开工作台能看到结果。" if self._runner.busy else ""

    async def _run(self, begun: Callable[[], None]) -> None:
        watching = asyncio.create_task(self._watch(begun))
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            watching.cancel()

    async def _watch(self, begun: Callable[[], None]) -> None:
        told = False
        while True:
            if self._server.started and not told:
                self._touch()
                begun()
                told = True
            if time.monotonic() - self._seen > self._idle_seconds and not self._runner.busy:
                self.end()
            await asyncio.sleep(_LOOK_SECONDS if told else 0.05)

    def _touch(self) -> None:
        self._seen = time.monotonic()


def _bound() -> socket.socket:
    """A free port of this computer."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":  # else another program could share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listening.bind((HERE, 0))
    except OSError as error:
        listening.close()
        raise OperatorError(f"这台电脑上打不开工作台网页：{os_reason(error)}。") from None
    return listening
