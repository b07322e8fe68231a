"""The whole chain of a list that nobody touched: init --from, generate, fill, run; and every word that was printed."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.demo.run import send_and_return
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.fromlist import found
from toolkit.pipeline.founding.importing import Wishes

_TAGS = re.compile("<[^>]*>")
_CELLS = re.compile(r"<(?:si|is)>.*?</(?:si|is)>", re.DOTALL)
_PROMPTS = re.compile(r'(?:prompt|promptTitle|error|errorTitle|name|tooltip)="([^"]*)"')
_FORMULAS = re.compile(r"<(?:formula1|v|oddHeader|oddFooter|c:v|a:t)[^>]*>([^<]*)<")
HIDDEN_KEYS = re.compile("全地区指标!")  # of papers that come back; nobody sees them


def run_list(folder: Path, file: Path, months: int = 1) -> tuple[int, Workspace]:
    """Found the folder and run June's period (and those before it); the last exit code."""
    found(folder, [file], Wishes())
    workspace = Workspace(folder)
    years = sorted({year for task in workspace.checklist.tasks for year in task.measures})
    periods = [Period(2024 if 2024 in years else years[0], 6)]
    while len(periods) < months:
        periods.insert(0, periods[0].previous)
    code = 2
    for period in periods:
        send_and_return(workspace, period, faults=False)
        now = workspace.config.deadline(period).isoformat()[:16]
        code = main(["--root", str(folder), "-p", str(period), "--now", now])
    return code, workspace


def printed(folder: Path) -> Iterator[tuple[str, str]]:
    """File and text of everything in outbox/ that people read."""
    for path in sorted((folder / "outbox").rglob("*")):
        if path.is_file() and path.parent.name != "data":
            name = path.relative_to(folder).as_posix()
            yield name, path.name
            yield from ((name, text) for text in _texts(path) if not HIDDEN_KEYS.search(text))


def _texts(path: Path) -> Iterator[str]:
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                if part.endswith(".xml"):
                    yield from _of_part(part, package.read(part).decode("utf-8", "replace"))
    elif path.suffix == ".eml":
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        yield str(mail["subject"])
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                yield from part.get_content().splitlines()
    elif path.suffix == ".html":
        yield from html.unescape(_TAGS.sub("\n", path.read_text("utf-8"))).splitlines()


def _of_part(part: str, xml: str) -> Iterator[str]:
    if part.startswith("word/"):
        yield from (html.unescape(_TAGS.sub("", one)) for one in xml.split("</w:p>"))
        return
    for pattern in (_CELLS, _PROMPTS, _FORMULAS):
        for match in pattern.finditer(xml):
            yield html.unescape(match[1] if pattern.groups else _TAGS.sub("", match[0]))
