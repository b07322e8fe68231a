"""The pictures of the docs, made from the demo month: ``python docs/images/make.py [DEMO] [--into FOLDER] [--only NAME]``.

In: a folder that ``run_report.py demo`` made (without one, the demo is run in a scratch folder). Out: one PNG a line of
``PICTURES``, beside this script, and those of the manual (``desk-*``, by deskmonth.py: ``--only desk``). Needs LibreOffice (soffice), poppler (pdftoppm) and, for pages, Chromium.
What the docs show of earlier times ends in ``-before`` or is ``leader-before`` and is never made again.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import deskmonth

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WHOLE = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class Picture:
    """``sheet`` of a workbook ("" of a document or page), its ``page``, and the ``region`` of that as shares of its sides."""

    name: str
    file: str  # below outbox/<period>/ of the demo; the first that fits
    sheet: str = ""
    page: int = 1
    region: tuple[float, float, float, float] = WHOLE  # left, top, right, bottom
    pixels: int = 1200  # of the whole page, across


PICTURES = (
    Picture("overview", "汇总/*_汇总表.xlsx", "总览"),
    Picture("leader-after", "汇总/*_专报.docx", pixels=800),
    Picture("form-cover", "下发/653101_*.xlsx", "填报说明"),
    Picture("form-tasks", "下发/653101_*.xlsx", "任务进展"),
    Picture("form-indicators", "下发/653101_*.xlsx", "指标数据"),
    Picture("page", "汇总/*_校验报告.html"),
)


def main() -> int:
    """Make the pictures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", nargs="?", type=Path)
    parser.add_argument("--into", type=Path, default=HERE)
    parser.add_argument("--only", default="", help="name of a picture, or the first letters of several")
    arguments = parser.parse_args()
    if arguments.only != "desk":
        _of_the_demo(arguments.demo, arguments.only, arguments.into)
    if "desk".startswith(arguments.only[:4]):  # last: it moves the folder for temporary files
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            deskmonth.make(arguments.into, Path(scratch))
    return 0


def _of_the_demo(made: Path | None, only: str, into: Path) -> None:
    """Those of the demo month's papers."""
    with tempfile.TemporaryDirectory() as scratch:
        demo = made or _demo(Path(scratch) / "demo")
        for number, picture in enumerate(PICTURES):
            if picture.name.startswith(only):
                folder = Path(scratch) / str(number)
                folder.mkdir()
                _make(picture, demo, folder, into)
                print(picture.name)


def _demo(folder: Path) -> Path:
    subprocess.run(
        [sys.executable, str(ROOT / "run_report.py"), "demo", str(folder)], check=True, cwd=folder.parent
    )
    return folder


def _make(picture: Picture, demo: Path, folder: Path, into: Path) -> None:
    period = max(path.name for path in (demo / "outbox").iterdir() if re.fullmatch(r"\d{4}-\d\d", path.name))
    source = min((demo / "outbox" / period).glob(picture.file))
    name = "in" + source.suffix
    copy = folder / name
    if source.suffix == ".html":
        shutil.copy(source, copy)
        height = picture.pixels * 3 // 4
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--window-size={picture.pixels},{height}"]
        _run("chromium", *options, f"--screenshot={into / picture.name}.png", copy.as_uri())
        return
    if picture.sheet:
        _alone(source, copy, picture.sheet)
    else:
        shutil.copy(source, copy)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(copy))
    _crop(folder / "in.pdf", picture, into)


def _alone(source: Path, copy: Path, name: str) -> None:
    """A copy of a workbook in which every other sheet is hidden and has no print area, so that it alone is printed."""

    def hidden(found: re.Match[str]) -> str:
        tag = re.sub(r' state="\w+"', "", found[0])
        return tag if f'name="{name}"' in tag else tag.replace("<sheet ", '<sheet state="hidden" ')

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "xl/workbook.xml":
                text = re.sub(r"<sheet [^>]*>", hidden, data.decode("utf-8"))
                number = re.findall(r'<sheet [^>]*?name="([^"]*)"', text).index(name)
                text = re.sub(r' (firstSheet|activeTab)="\d+"', "", text)
                text = text.replace("<workbookView ", f'<workbookView activeTab="{number}" ')
                other = (
                    rf'<definedName name="_xlnm.Print_Area" localSheetId="(?!{number}")\d+">.*?</definedName>'
                )
                data = re.sub(other, "", text).encode()
            new.writestr(item, data)


def _crop(pdf: Path, picture: Picture, into: Path) -> None:
    page = str(picture.page)
    told = _run("pdfinfo", "-f", page, "-l", page, str(pdf))
    size = re.search(r"size:\s+([\d.]+) x ([\d.]+)", told)
    assert size, told
    across, down = picture.pixels, int(picture.pixels * float(size[2]) / float(size[1]))
    left, top, right, bottom = picture.region
    box = {"x": left * across, "y": top * down, "W": (right - left) * across, "H": (bottom - top) * down}
    options = [text for name, value in box.items() for text in (f"-{name}", str(int(value)))]
    scale = ["-scale-to-x", str(across), "-scale-to-y", str(down)]
    target = str(into / picture.name)
    _run("pdftoppm", "-png", "-singlefile", "-f", page, "-l", page, *scale, *options, str(pdf), target)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout


if __name__ == "__main__":
    raise SystemExit(main())
