"""A server of the desk in this process, and a client that says whatever a test wants it to say."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.serve.guard import PAGE_WORD, Keys
from toolkit.serve.listening import Listening

# What stands for run_report.py where a test is not about a month: says its words, waits for a file where told so.
STAND_IN = """
import pathlib, sys, time
root = pathlib.Path(sys.argv[2])
print("参数", *[repr(one) for one in sys.argv[3:]], flush=True)
print("… 读取来件 1/2", file=sys.stderr, flush=True)
while (root / "等").exists():
    time.sleep(0.02)
print("… 读取来件 2/2", file=sys.stderr, flush=True)
print("完", flush=True)
(root / "做完了").write_text("1")
sys.exit(int((root / "码").read_text()) if (root / "码").exists() else 0)
"""


@dataclass
class Client:
    """Requests as the page of a server makes them, unless told otherwise."""

    keys: Keys

    def __call__(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        *,
        host: str | None = None,
        **headers: str | None,
    ) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body); a header given as None is left out, ``_`` in its name is a hyphen."""
        own = f"127.0.0.1:{self.keys.port}"
        said: dict[str, str | None] = {"cookie": f"{self.keys.cookie}={self.keys.address}"}
        if method == "POST":
            said |= {"origin": f"http://{own}", PAGE_WORD: self.keys.page, "sec-fetch-site": "same-origin"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.keys.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host if host is not None else own)
            for name, value in said.items():
                if value is not None:
                    connection.putheader(name, value.encode())
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            got = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, got, answer.read()
        finally:
            connection.close()

    def run(self, identity: str, **fields: str) -> tuple[int, dict[str, Any]]:
        """Press a button."""
        status, _, body = self("POST", "/run", json.dumps({"id": identity, "fields": fields}))
        return status, json.loads(body)

    def state(self) -> dict[str, Any]:
        """What the page asks for again and again."""
        return dict(json.loads(self("GET", "/state")[2]))

    def ended(self, seconds: float = 30) -> dict[str, Any]:
        """The state when the command under way has ended."""
        until = time.monotonic() + seconds
        while (state := self.state())["running"]:
            assert time.monotonic() < until, state
            time.sleep(0.05)
        return state


@contextmanager
def serving(root: Path, now: datetime | None = None, idle_minutes: float = 120) -> Iterator[Client]:
    """A server on the folder for a while."""
    listening = Listening(root, idle_minutes, None, now)
    begun = threading.Event()
    thread = threading.Thread(target=listening.run, args=(begun.set,), daemon=True)
    thread.start()
    assert begun.wait(20)
    try:
        yield Client(listening._keys)
    finally:
        listening.end()
        thread.join(20)
