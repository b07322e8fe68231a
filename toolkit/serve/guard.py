"""Who is answered at all: this computer's browser, with the address that only the person at the keyboard was given.

In: a request. Out: what the page behind it answers, with headers that keep it in its place; or nothing.
Other pages that the browser has open must not be able to press a button here (Origin, Sec-Fetch-Site and a word that
only the page itself knows), nor to read it by way of a name of theirs that they point at this computer (Host).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.core.desk import PAGE
from toolkit.serve.told import told_page

PAGE_WORD = "x-desk-token"  # header in which the page says its word
_READ = ("GET", "HEAD")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOBODY_FRAMES = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
NOTHING_RUNS = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; {NOBODY_FRAMES}"
_NOT_ASKED = "这个网址缺少口令，或口令已经过期。请回到启动工作台的窗口，用那里显示的网址打开；窗口已经关了的，请重新启动。"


@dataclass(frozen=True)
class Keys:
    """Where the page is, and its two secrets: one in the address and then in the cookie, one in the page."""

    port: int
    address: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    page: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie(self) -> str:
        """Its name; cookies are shared among the ports of a computer."""
        return f"desk_{self.port}"

    @property
    def hosts(self) -> tuple[str, str]:
        """What a browser calls this computer when it means it."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def url(self) -> str:
        """Where to begin."""
        return f"http://127.0.0.1:{self.port}/?t={self.address}"


class Guard:
    """Stands before the pages; lets through what comes from the person's own page."""

    def __init__(self, app: ASGIApp, keys: Keys, seen: Callable[[], None]) -> None:
        """``seen`` is told of each request that is answered."""
        self._app, self._keys, self._seen = app, keys, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = self._instead(HTTPConnection(scope), scope["method"], scope["path"])
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _instead(self, request: HTTPConnection, method: str, path: str) -> Response | None:
        """The answer to whom the pages don't answer; None for whom they do."""
        keys, headers = self._keys, request.headers
        if headers.get("host", "") not in keys.hosts or method not in (*_READ, "POST"):
            return Response(status_code=403)
        if not _from_here(headers, method):
            return Response(status_code=403)
        if method in _READ and path == "/" and _same(request.query_params.get("t", ""), keys.address):
            answer = RedirectResponse(f"/{PAGE}", 303)
            answer.set_cookie(keys.cookie, keys.address, httponly=True, samesite="strict", path="/")
            return answer
        if not _same(request.cookies.get(keys.cookie, ""), keys.address):
            return HTMLResponse(told_page("打不开工作台", _NOT_ASKED), 403)
        if method == "POST" and not _same(headers.get(PAGE_WORD, ""), keys.page):
            return Response(status_code=403)
        self._seen()
        return None


def _from_here(headers: Mapping[str, str], method: str) -> bool:
    """Whether the browser says that it was not another page that asked; what changes something must prove it."""
    site = headers.get("sec-fetch-site", "")
    if method in _READ:
        return site in ("", "none", "same-origin")
    origin = headers.get("origin", "")
    return site in ("", "same-origin") and origin == f"http://{headers['host']}"


def _same(given: str, wanted: str) -> bool:
    return compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update(_HEADERS)
            headers.setdefault("Content-Security-Policy", NOTHING_RUNS)
        await send(message)

    return sending
