"""Rendered by LibreOffice: 22 lines of 28 characters, page numbers, landscape annexes, nothing cut off."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import test_told_months as told
from briefing_month import demo_month, longest_month
from docx.oxml.ns import qn
from test_briefing_document import TEMPLATE, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice and poppler"
    ),
]
PERIOD_OF_TEXT = "推进新型城镇化建设重点任务落实情况汇总分析报告及下一步工作安排意见"


def to_pdf(data: bytes, folder: Path) -> Path:
    (folder / "b.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "b.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return folder / "b.pdf"


def boxes(pdf: Path) -> Iterator[tuple[int, float, float, float, str]]:
    """(page, top, left, right, word) of every word."""
    text = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    page = 0
    for line in text.splitlines():
        page += "<page " in line
        found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', line)
        if found:
            yield page, float(found[2]), float(found[1]), float(found[3]), found[4]


def only_text(words: str) -> bytes:
    """The template's first section with nothing but running text in the body style."""
    document = docx.Document(str(TEMPLATE))
    body = document.element.body
    sections = list(body.iter(qn("w:sectPr")))
    for child in list(body):
        body.remove(child)
    document.add_paragraph(words, style="Normal")
    body.append(sections[0])
    for part in document.sections[0].header, document.sections[0].even_page_header:
        part.paragraphs[0].text = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_22_lines_of_28_characters(tmp_path: Path) -> None:
    pdf = to_pdf(only_text(PERIOD_OF_TEXT * 60), tmp_path)
    rows: dict[tuple[int, int], list[str]] = {}
    for page, top, _, _, word in boxes(pdf):
        if "—" not in word and not word.isdigit():
            rows.setdefault((page, round(top)), []).append(word)
    full = [len("".join(words)) for (page, _), words in sorted(rows.items()) if page == 2]
    assert len(full) == 22
    assert set(full) == {28}
    first = [len("".join(words)) for (page, _), words in sorted(rows.items()) if page == 1]
    assert (first[0], len(first)) == (26, 22)


@pytest.mark.parametrize("month", [demo_month, longest_month])
def test_pages_of_a_month(month: object, tmp_path: Path) -> None:
    pdf = to_pdf(written(month()), tmp_path)  # type: ignore[operator]
    info = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "99", str(pdf)], check=True, capture_output=True, text=True
    ).stdout
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", info)
    landscape = [float(wide) > float(high) for wide, high in sizes]
    assert not landscape[0]
    assert any(landscape)
    assert not landscape[-1]
    numbers: dict[int, tuple[str, float]] = {}
    widths = {page: float(wide) for page, (wide, _) in enumerate(sizes, 1)}
    words = list(boxes(pdf))
    for (page, top, left, _, word), (_, below, _, _, after) in itertools.pairwise(words):
        if word == "—" and after.isdigit() and abs(top - below) < 2:
            numbers[page] = (after, left)
    assert {page: int(number) for page, (number, _) in numbers.items()} == {n: n for n in widths}
    for page, (_, left) in numbers.items():
        assert (left > widths[page] / 2) is (page % 2 == 1)  # odd pages right, even pages left
    for page, _, left, right, word in words:
        assert left >= 0, word
        assert right <= widths[page] + 1, word


def body_pages(pdf: Path) -> tuple[int, list[str]]:
    """Pages before the first annex, and the lines of page two."""
    whole = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = whole.split("\f")
    first = next(
        at
        for at, page in enumerate(pages)
        if any(re.fullmatch(r"附件\s*1?", line.strip()) for line in page.splitlines()[:6])
    )
    return first, [line for line in pages[1].splitlines() if line.strip()]


@pytest.mark.parametrize("month", [demo_month, longest_month])
def test_page_one_is_one_page_and_the_body_six(month: object, tmp_path: Path) -> None:
    """Here with stand-in fonts, whose digits are wider than those of the office's."""
    data = written(month())  # type: ignore[operator]
    assert_fits(data, tmp_path)


def assert_fits(data: bytes, folder: Path) -> None:
    pages, second = body_pages(to_pdf(data, folder))
    assert 1 <= pages <= 6
    front = ("Summary", "Front", "FrontItem")
    last = [p.text for p in docx.Document(io.BytesIO(data)).paragraphs if p.style.style_id in front][-1]
    squeezed = "".join("".join(second[:3]).split())
    assert "".join(last.split())[-8:] not in squeezed  # nothing of page one runs over


@pytest.mark.nightly
def test_told_months_and_the_demo_keep_their_pages(tmp_path: Path, finished_demo: Path) -> None:
    for name, root in told.build(tmp_path / "told").items():
        if name == "nobody":
            continue
        folder = tmp_path / name
        folder.mkdir()
        assert_fits(told.document(root, told.period_of(name)), folder)
    (tmp_path / "demo").mkdir()
    assert_fits(
        (finished_demo / "outbox" / "2024-06" / "汇总" / "2024-06_专报.docx").read_bytes(), tmp_path / "demo"
    )


def test_table_heads_repeat(tmp_path: Path) -> None:
    pdf = to_pdf(written(longest_month()), tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    heads = Counter(page for page, body in enumerate(text.split("\f")) if "盖章" in body or "完整" in body)
    assert len(heads) >= 2


TYPE_AREA = 262.0  # mm from the top of the page at which 版心 ends


def rules_of_the_last_page(pdf: Path) -> list[float]:
    """Places of long dark lines, in mm from the top."""
    last = re.search(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout)  # fmt: skip
    assert last
    page = ["-f", last[1], "-l", last[1]]
    image = subprocess.run(["pdftoppm", "-gray", "-r", "127", *page, str(pdf)], check=True, capture_output=True).stdout  # fmt: skip
    _, size, _, pixels = image.split(b"\n", 3)
    width, height = map(int, size.split())
    rows = (pixels[row * width : (row + 1) * width] for row in range(height))
    return [
        row / 5 for row, line in enumerate(rows) if sum(value < 128 for value in set(line)) and _dark(line)
    ]


def _dark(line: bytes) -> bool:
    return sum(value < 128 for value in line) > len(line) / 2


def test_the_imprint_ends_with_the_type_area_and_the_page_number_stands_free_of_it(tmp_path: Path) -> None:
    pdf = to_pdf(written(demo_month()), tmp_path)
    rules = rules_of_the_last_page(pdf)
    assert rules and max(rules) <= TYPE_AREA
    pages = list(boxes(pdf))
    number = max(top for page, top, _, _, word in pages if page == pages[-1][0] and word.isdigit())
    assert number * 25.4 / 72 - max(rules) > 3
