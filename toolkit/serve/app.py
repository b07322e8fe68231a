"""The pages: the desk with its buttons, what it links to, and the four things that a click can ask for.

In: requests that the guard let through. Out: the page, files of outbox and linked originals; a command begun, a file
taken into inbox/, a paper opened, the server ended. Whatever is asked for must stand on the desk at that moment.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from toolkit.core.desk import PAGE, Desk
from toolkit.core.patterns import lazy_regex
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.inbox.limits import FILE_BYTES
from toolkit.outputs.actions import filled, without_commands
from toolkit.pages.desk import Live, desk_html
from toolkit.pipeline.desk import desk_of
from toolkit.pipeline.folder.mishaps import told
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.serve.guard import NOBODY_FRAMES, NOTHING_RUNS, Keys
from toolkit.serve.opening import file_below, open_in_place, own_file, to_open
from toolkit.serve.receiving import TOO_LARGE, receive
from toolkit.serve.runner import Runner
from toolkit.serve.told import told_page
from toolkit.setup.environment import INSTALLED

_ASKED_BYTES = 64 * 1024  # of a click with its answers
MONTHS = 13  # of which the page gives a choice
_SHOWN_HERE = (".html", ".txt")  # everything else is saved, not shown
_SANDBOX = "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_STALE = "这一步现在不能做了，页面可能旧了。请刷新页面再看。"
_GONE = "文件不在了，或不是工作台上列出的文件。可能已被移走或改名，请刷新工作台再看。"
_OWN_POLICY = lazy_regex(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
GUIDE = INSTALLED / "docs/使用手册.docx"  # not in a wheel
_AS_IT_CAME = lazy_regex(r'href="/((?:archive|inbox)/[^"]+)"')


@dataclass(frozen=True)
class Seen:
    """What of a page is asked for again and again: the originals that it links, its labels in place of commands."""

    mark: str
    linked: frozenset[str]
    worded: Callable[[str], str]


@dataclass(frozen=True)
class Pages:
    """What the pages know; ``end`` ends the server."""

    root: Path
    keys: Keys
    runner: Runner
    period: Period | None
    now: datetime | None
    end: Callable[[], None]
    # One look at a time: a second one opens and closes the ledger's file, by which POSIX takes away all locks that this
    # process has on it, the first one's too, and a command beside it would fold away the log that is still read.
    looking: threading.Lock = field(default_factory=threading.Lock)
    # Of the months that were looked at, the last one last; None is the month that is under way.
    seen: dict[Period | None, Seen] = field(default_factory=dict)

    def desk(self, month: Period | None = None) -> Desk:
        """The desk at this moment."""
        with self._workspace() as workspace:
            return self._desk(workspace, month)

    def html(self, month: Period | None = None) -> str:
        """The page at this moment."""
        return self._look(month)[0]

    def _look(self, month: Period | None = None) -> tuple[str, Seen]:
        mark = self._page_mark()
        with self._workspace() as workspace:
            config, desk = workspace.config, self._desk(workspace, month)
            months = tuple(sorted({*workspace.ledger.issued_periods(), desk.period}, reverse=True)[:MONTHS])
            live = Live(self.keys.page, config.people.names, files="/", guide=GUIDE.is_file(), months=months)
            html = desk_html(desk, live, watermark=config.marking)
        linked = frozenset(unquote(unescape(link)) for link in _AS_IT_CAME.findall(html))
        self.seen.pop(month, None)
        seen = self.seen[month] = Seen(mark, linked, without_commands(desk, "点"))
        return html, seen

    def _seen(self) -> Seen:
        """Of the page as it is now; every command that changes something changes its mark."""
        month, seen = next(reversed(self.seen.items()), (None, None))
        return seen if seen and seen.mark == self._page_mark() else self._look(month)[1]

    def _is_linked(self, path: str) -> bool:
        """Whether a page links it; what those of a moment ago did not is looked for on ones of now."""
        known = [*self.seen] or [None]
        return any(path in one.linked for one in [*self.seen.values()]) or any(
            path in self._look(month)[1].linked for month in known
        )

    def _desk(self, workspace: Workspace, month: Period | None) -> Desk:
        now = self.now or datetime.now()
        return desk_of(workspace, period_of(workspace, now, month or self.period), now)

    @contextmanager
    def _workspace(self) -> Iterator[Workspace]:
        """The ledger is let go at once, for a command may have to move it."""
        with self.looking:
            workspace = Workspace(self.root)
            try:
                yield workspace
            finally:
                if "ledger" in vars(workspace):
                    workspace.ledger.close()

    def routes(self) -> Iterator[Route]:
        """Address by address."""
        yield Route("/", self._begin)
        yield Route(f"/{PAGE}", self._page)
        yield Route("/outbox/{path:path}", self._paper)
        yield Route("/archive/{path:path}", partial(self._linked, "archive"))
        yield Route("/inbox/{path:path}", partial(self._linked, "inbox"))
        yield Route("/state", self._state)
        yield Route("/guide", self._guide)
        for name, answer in (("run", self._run), ("upload", self._upload), ("open", self._open)):
            yield Route(f"/{name}", answer, methods=["POST"])
        yield Route("/stop", self._stop, methods=["POST"])

    async def _begin(self, _request: Request) -> Response:
        return RedirectResponse(f"/{quote(PAGE)}", 303)

    async def _page(self, request: Request) -> Response:
        try:
            html = await to_thread.run_sync(self.html, _month(request.query_params.get("month", "")))
        except OperatorError as error:
            return HTMLResponse(told_page("工作台现在显示不了", str(error), again=True), 503)
        return HTMLResponse(html, headers={"Content-Security-Policy": _policy(html)})

    async def _paper(self, request: Request) -> Response:
        path = await to_thread.run_sync(file_below, self.root, "outbox", request.path_params["path"])
        return _gone() if path is None else _file(path, shown=path.suffix.lower() in _SHOWN_HERE)

    async def _linked(self, folder: str, request: Request) -> Response:
        """A file as it came, where the desk links to it; always a copy, for nobody works on what came."""
        relative = request.path_params["path"]
        path = await to_thread.run_sync(file_below, self.root, folder, relative)
        if path is None or not await to_thread.run_sync(self._is_linked, f"{folder}/{relative}"):
            return _gone()
        return _file(path, shown=False)

    async def _state(self, _request: Request) -> Response:
        state = await to_thread.run_sync(self._told)
        return JSONResponse({**state, "page": await to_thread.run_sync(self._page_mark)})

    def _told(self) -> dict[str, object]:
        """What the runner tells; of a command that ended in the words of the buttons."""
        state = self.runner.told()
        if state.get("running") is False and state["label"]:
            with suppress(OperatorError):  # then the page says so, and the lines stay as they are
                self._seen()
                for seen in [*self.seen.values()]:  # a command may be of another month than the page
                    state["lines"] = [*map(seen.worded, state["lines"])]
        return state

    async def _guide(self, _request: Request) -> Response:
        return _file(GUIDE, shown=False) if GUIDE.is_file() else _gone()

    def _page_mark(self) -> str:
        """Otherwise than before when a command, of whomever, wrote the desk anew."""
        try:
            return str((self.root / PAGE).stat().st_mtime_ns)
        except OSError:
            return ""

    async def _run(self, request: Request) -> Response:
        asked = await _asked(request)
        fields = asked.get("fields", {})
        if not isinstance(fields, dict) or not all(isinstance(text, str) for text in fields.values()):
            raise OperatorError(_STALE)
        desk = await to_thread.run_sync(self.desk, _month(str(asked.get("month", ""))))
        action = desk.action(str(asked.get("id", "")))
        if action is None:
            raise OperatorError(_STALE)
        if action.opens:
            return await self._opened(own_file(self.root, action.opens) or to_open(self.root, action.opens))
        await to_thread.run_sync(self.runner.start, action.label, filled(action, fields))
        return JSONResponse({"label": action.label})

    async def _upload(self, request: Request) -> Response:
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > FILE_BYTES:
            raise OperatorError(TOO_LARGE)
        try:
            name = await receive(self.root / "inbox", request.query_params.get("name", ""), request.stream())
        except ClientDisconnect:  # the page was closed meanwhile; nothing is kept
            return Response(status_code=400)
        return JSONResponse({"name": name})

    async def _open(self, request: Request) -> Response:
        return await self._opened(to_open(self.root, str((await _asked(request)).get("path", ""))))

    async def _opened(self, path: Path | None) -> Response:
        if path is None:
            raise OperatorError(_GONE)
        return JSONResponse(
            {
                "opened": await to_thread.run_sync(open_in_place, path),
                "path": str(path),
                "folder": path.is_dir(),
            }
        )

    async def _stop(self, _request: Request) -> Response:
        self.end()
        return JSONResponse({})


def make_app(pages: Pages) -> Starlette:
    """All pages; a fault is told in a sentence."""
    return Starlette(
        routes=[*pages.routes()],
        exception_handlers={
            OperatorError: _refused,
            404: _missing,
            405: _missing,
            Exception: partial(_broken, root=pages.root),
        },
    )


def _policy(html: str) -> str:
    """The page's own policy, and what only a header can say; without one of its own nothing runs."""
    found = _OWN_POLICY.search(html)
    return f"{unescape(found[1])}; {NOBODY_FRAMES}" if found else NOTHING_RUNS


async def _asked(request: Request) -> dict[str, object]:
    """What a click sent; raises OperatorError for anything else."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _ASKED_BYTES:
            raise OperatorError(_STALE)
    try:
        asked = json.loads(data)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise OperatorError(_STALE)
    return asked


def _month(text: str) -> Period | None:
    """The month that a page is about; None for the one under way."""
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _file(path: Path, *, shown: bool) -> Response:
    return FileResponse(
        path,
        filename=path.name,
        content_disposition_type="inline" if shown else "attachment",
        headers={"Content-Security-Policy": _SANDBOX},
    )


def _gone() -> Response:
    return HTMLResponse(told_page("没有这个文件", _GONE, again=True), 404)


def _refused(_request: Request, error: Exception) -> Response:
    return JSONResponse({"fault": str(error)}, 409)


def _missing(_request: Request, _error: Exception) -> Response:
    return _gone()


def _broken(_request: Request, error: Exception, *, root: Path) -> Response:
    return JSONResponse({"fault": told(error, root)}, 500)
