"""The pictures of the manual: a month worked from the served page in a headless Chromium, as a clerk would work it.

In: a scratch folder. Out: ``desk-*.png``, one for every step that docs/使用手册.md shows. Made-up data, the folder of
``tests/first_month``, each day by its own clock; the page is that of ``serve``. Called by make.py.
"""

from __future__ import annotations

import base64
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import Tab, browser  # noqa: E402
from tests.first_month import FAULTY, LATE, NO_ADDRESS, edit_list, returned  # noqa: E402
from tests.served import serving  # noqa: E402
from tests.small_checklist import UNITS  # noqa: E402
from toolkit.pipeline.founding.start import init_folder  # noqa: E402

WIDTH, TALLEST, MARGIN = 900, 900, 8
WRONG_NAME, BROKEN = "麦盖提县", "街道情况.docx"
MONTH = 240  # seconds that a command may take on a busy machine
_TOP = ("header", ".stages", "section.next")
# The folder reads as that of an office.
_PLACE = """(() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replaceAll("ROOT", "D:\\\\月报");
})()"""
_OPEN = "for (let e = found; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;"


@dataclass
class Walk:
    """The page, and where its pictures go."""

    tab: Tab
    into: Path
    root: Path

    def shoot(self, name: str, *places: str, tallest: int = TALLEST) -> None:
        """A picture of these elements together, from the left edge of the page to the right."""
        self.tab.run(_PLACE.replace("ROOT", str(self.root)))
        listed = ", ".join(f"document.querySelector({place!r})" for place in places)
        top, bottom = self.tab.run(
            f"(() => {{ const all = [{listed}].map(e => e.getBoundingClientRect());"
            "return [Math.min(...all.map(r => r.top)) + scrollY, Math.max(...all.map(r => r.bottom)) + scrollY]; })()"
        )
        top = max(top - MARGIN, 0)
        clip = {"x": 0, "y": top, "width": WIDTH, "height": min(bottom + MARGIN - top, tallest), "scale": 1}
        data = self.tab.send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        (self.into / f"{name}.png").write_bytes(base64.b64decode(data))

    def show(self, label: str, within: str = "", **answers: str) -> str:
        """Open and fill the form of a button (in the element that says ``within``); an expression for the form."""
        found = (
            "[...document.querySelectorAll('form.act')].find(form => form.querySelector('button').textContent === "
            f"{label!r} && form.closest('li, tr, section').textContent.includes({within!r}))"
        )
        self.tab.until(f"{found} !== undefined", 20)
        filled = "".join(
            f"found.elements.namedItem({key!r}).value = {value!r};" for key, value in answers.items()
        )
        self.tab.run(f"(() => {{ const found = {found}; {_OPEN} {filled} }})()")
        return found

    def press(self, label: str, within: str = "", times: int = 1, running: str = "", **answers: str) -> None:
        """Press a button and wait until its command is done; ``running``: a picture of it under way."""
        found = self.show(label, within, **answers)
        for _ in range(times):
            self.tab.run(
                f"{found.replace(f'=== {label!r}', f'.includes({label!r})')}.querySelector('button').click()"
            )
        self.tab.until(f"document.getElementById('live-head').textContent === '正在做：{label}'", 20)
        if running:
            self.tab.until("document.querySelector('.live-now').textContent.includes('/')", MONTH)
            self.shoot(running, ".stages", ".live-run")
        self.tab.until(
            "!document.querySelector('.live-run').hidden && sessionStorage.getItem('finished') === null && "
            f"document.getElementById('live-head').textContent === '刚才做的：{label}'",
            MONTH,
        )
        self.tab.run("scrollTo(0, 0)")

    def drop(self, *files: Path) -> None:
        """Files into the page, and wait for their names."""
        self.tab.drop("#droparea", *files)
        self.tab.until(
            f"document.querySelectorAll('.live-came li').length === {len(files)} && document.readyState === 'complete' && "
            "document.querySelector('.step').textContent.includes('个来件，还没有收表')"
        )


def make(into: Path, scratch: Path) -> None:
    """The whole walk."""
    root = scratch / "月报"
    init_folder(root)
    edit_list(root)
    for name in (
        "DISPLAY",
        "WAYLAND_DISPLAY",
    ):  # nothing is opened on the screen of whoever makes the pictures
        os.environ.pop(name, None)
    tempfile.tempdir = str(scratch)
    with browser(scratch / "profile") as tab:
        tab.size(WIDTH, 1000)
        walk = Walk(tab, into, root)
        with _day(walk, root, datetime(2024, 6, 20, 10)):
            walk.shoot("desk-start", *_TOP)
            walk.press("生成2024年6月填报表")
            walk.shoot("desk-sent", ".stages", ".live-run", "section.next")
            tab.run(
                "document.querySelectorAll('section[aria-labelledby=mails] details').forEach(e => e.open = true)"
            )
            walk.shoot("desk-mails", "section[aria-labelledby=mails]", tallest=520)
        _arrivals(walk, root, scratch)
        with _day(walk, root, datetime(2024, 6, 26, 9)):
            walk.shoot("desk-page", "header", "section[aria-labelledby=units]", tallest=1000)
            walk.press("催报")
            walk.shoot(
                "desk-remind", "section[aria-labelledby=mails] .chat", "section[aria-labelledby=mails] h3"
            )
        _settled(walk, root, scratch)
        with _day(walk, root, datetime(2024, 7, 1, 9)):
            walk.press("开始下一期")
            walk.shoot("desk-next", "header", ".stages", ".live-run", "section.next")


def _arrivals(walk: Walk, root: Path, scratch: Path) -> None:
    on_time = [unit for unit in UNITS if unit not in (LATE, NO_ADDRESS)]
    files = _files(scratch / "来件", root, *on_time)
    files += _files(scratch / "来件", root, NO_ADDRESS, named=WRONG_NAME)
    (scratch / "来件" / BROKEN).write_bytes(b"PK\x03\x04 no document")
    with _day(walk, root, datetime(2024, 6, 25, 17)):
        walk.drop(*files, scratch / "来件" / BROKEN)
        walk.shoot("desk-drop", "section.next", "section[aria-labelledby=drop]")
        walk.press("收表并汇总", running="desk-running")
        walk.shoot("desk-collected", ".stages", ".live-run", "section.next")
        walk.show("这是谁的", f"{WRONG_NAME}6月", unit=NO_ADDRESS, name="王敏")
        walk.shoot("desk-claim", "section[aria-labelledby=waiting]", tallest=700)
        walk.press("这是谁的", f"{WRONG_NAME}6月", unit=NO_ADDRESS, name="王敏")
        walk.press("搁置", BROKEN, reason="街道自己的材料，与填报无关", name="王敏")
        walk.press("重写各表")
        walk.shoot("desk-units", "section[aria-labelledby=units]")


def _settled(walk: Walk, root: Path, scratch: Path) -> None:
    with _day(walk, root, datetime(2024, 6, 27, 10)):
        walk.drop(*_files(scratch / "改好", root, LATE, *FAULTY, faults=False))
        walk.press("收表并汇总")
        walk.show("认可", reason="状态已改正，已电话核实", name="王敏")
        walk.shoot("desk-query", "section[aria-labelledby=waiting]")
        walk.press("认可", reason="状态已改正，已电话核实", name="王敏")
        walk.press("重写各表")
        walk.press("核对专报")
        walk.shoot("desk-verified", ".live-run", "section.next")
        walk.show("编号封存", "专报")
        walk.shoot("desk-papers", "section[aria-labelledby=papers]")
        walk.press("编号封存", times=2)
        walk.shoot("desk-open", ".live-run", "section.next")
        walk.press("还有未了事项，照样封存", times=2)
        walk.shoot("desk-sealed", ".stages", ".live-run", "section.next")
        walk.shoot("desk-changes", "section[aria-labelledby=changes]", tallest=700)


@contextmanager
def _day(walk: Walk, root: Path, now: datetime) -> Iterator[None]:
    """A server of that day, its page open."""
    with serving(root, now) as client:
        walk.tab.visit(client.keys.url)
        walk.tab.until("document.querySelector('.live-run') !== null")
        yield


def _files(folder: Path, root: Path, *units: str, faults: bool = True, named: str = "") -> list[Path]:
    folder.mkdir(exist_ok=True)
    made = returned(root, *units, faults=faults, named=(lambda short: named or short))
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]
