"""No page where the office's papers bear a mark of secrecy, also where the mark is written while the page is open.

In: requests that the guard let through, config.toml as it is at that moment. Out: one sentence instead of an answer;
else what the pages answer. Where config.toml cannot be read, a mark that its text names holds all the same.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.core.patterns import lazy_regex
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.outfiles import bytes_at
from toolkit.pipeline.folder.workspace import SETTINGS, Workspace
from toolkit.serve.told import told_page

CLOSED = 451  # of all that the pages answer, this alone means it
_NOW = "config.toml 里写了密级（[briefing] 的 secrecy），从现在起网页不再显示任何内容，也不再办事。请关掉这个网页和启动它的窗口，改用文字菜单或命令。正在做的一步会做完。"
_WRITTEN = lazy_regex(r"""(?m)^[^\S\n]*secrecy\s*=\s*(?:"\s*[^"\s#]|'\s*[^'\s#])""")


def bears_mark(root: Path) -> bool:
    """Whether config.toml sets a mark now; one that cannot be opened sets none."""
    try:
        return Workspace(root).config.secret
    except OperatorError:
        return bool(_WRITTEN.search((bytes_at(root / SETTINGS) or b"").decode("utf-8", "replace")))


class Closed:
    """Stands between the guard and the pages."""

    def __init__(self, app: ASGIApp, root: Path) -> None:
        self._app, self._path, self._root = app, root / SETTINGS, root
        self._known: tuple[tuple[int, int], bool] = ((0, 0), False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the way out stays open."""
        closed = scope["path"] != "/stop" and await to_thread.run_sync(self._marked)
        await (_refusal(scope) if closed else self._app)(scope, receive, send)

    def _marked(self) -> bool:
        """Looked for anew whenever the file is another one."""
        try:
            told = self._path.stat()
        except OSError:
            return False
        stamp = (told.st_mtime_ns, told.st_size)
        if stamp != self._known[0]:
            self._known = (stamp, bears_mark(self._root))
        return self._known[1]


def _refusal(scope: Scope) -> Response:
    if scope["method"] == "POST" or scope["path"] == "/state":
        return JSONResponse({"fault": _NOW}, CLOSED)
    return HTMLResponse(told_page("工作台已经停用", _NOW), CLOSED)
