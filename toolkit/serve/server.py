"""serve: the desk in the browser, on this computer only, until nobody needs it any more.

In: the working folder. Out: exit code 0 when it was ended; OperatorError with one sentence when there can be no page
here. What a click began goes on when the server ends.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import webbrowser
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.files import PRIVATE, write_whole
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.serve.place import born, own_folder
from toolkit.setup.extra import SERVE, provide
from toolkit.terminal import beside

IDLE_MINUTES = 120
NO_PAGE = "config.toml 写了密级（[briefing] 的 secrecy），不开网页。请用命令办理，或运行 python run_report.py menu。"
_ADDRESS = "地址.json"
_TOLD = """工作台：{url}
浏览器没有打开的，请把上面的网址复制到浏览器的地址栏（网址只在这台电脑上有效，不要发给别人）。
用完按 Ctrl-C 或关掉这个窗口；{minutes} 分钟没有人用会自己关闭。正在做的一步会做完。"""


def serve(
    root: Path,
    *,
    open_browser: bool = True,
    idle_minutes: int = IDLE_MINUTES,
    period: Period | None = None,
    now: datetime | None = None,
) -> int:
    """Show the desk until it is ended or idle; raises OperatorError."""
    root = root.resolve()
    if not (root / "config.toml").is_file():
        raise OperatorError(f"{root} 里没有 config.toml，不是工作文件夹。")
    if Workspace(root).config.secret:
        raise OperatorError(NO_PAGE)
    record = own_folder(root) / _ADDRESS
    already = _running(record)
    if already:
        beside(f"这个文件夹的工作台已经开着：{already}")
        _show(already, open_browser)
        return 0
    provide(SERVE)
    gc.enable()  # commands live for seconds and do without; a page lives for hours
    from toolkit.serve.listening import Listening

    listening = Listening(root, idle_minutes, period, now)

    def begun() -> None:
        # another start on the same folder finds this one; whoever may not read the file may not have the address
        known = {"pid": os.getpid(), "born": born(os.getpid()), "url": listening.url}
        with suppress(OSError):  # then a second start opens a page of its own
            write_whole(record, json.dumps(known).encode(), rights=PRIVATE)
        beside(_TOLD.format(url=listening.url, minutes=idle_minutes))
        _show(listening.url, open_browser)

    try:
        with suppress(KeyboardInterrupt):
            listening.run(begun)
    finally:
        record.unlink(missing_ok=True)
    beside("工作台已经关闭。" + listening.left())
    return 0


def _running(record: Path) -> str:
    """The address of the page that is open already, "" when none is."""
    try:
        known = json.loads(record.read_text("utf-8"))
        pid, began, url = int(known["pid"]), float(known["born"]), str(known["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return url if began and born(pid) == began else ""


def _show(url: str, wanted: bool) -> None:
    """Open the browser where there is a desktop; starting one takes a while, and nobody waits for it."""
    desktop = (
        sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if wanted and desktop:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
