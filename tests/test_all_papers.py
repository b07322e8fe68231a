"""Every paper of a month as it comes out of a printer: nothing is cut off, no print under eight points, no empty page, few pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import every_paper
import pytest
from test_no_clipped_text import clipped
from test_printing import LEAST_OF_OVERVIEW, MOST_OF_A_FORM, MOST_OF_A_PACK, MOST_PAGES, texts

from toolkit.core.paper import LEAST_POINTS

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.filterwarnings("ignore:Sparkline Group extension"),
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftohtml")), reason="needs LibreOffice and poppler"
    ),
]
FEWEST = 6  # texts of a page that says anything: more than a header, three parts of a footer
MOST_OF_A_PAPER = 12
LIST_BEFORE = 1  # 退回修改清单 stands before the form
# Papers of a kind of which the first is measured, and those in which something differs.
OF_A_KIND = ("653100", "653101", "653121", "653198", "地区住建局", "地区发改委", "地区民宗局", "喀什市", "疏附县", "麦盖提县", "岳普湖县", "巴楚县")  # fmt: skip
MANY = ("下发", "退回", "牵头单位", "数据核对单", "县市情况单", "督办单")


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory, finished_demo: Path) -> Path:
    root = Path(shutil.copytree(finished_demo, tmp_path_factory.mktemp("全") / "月报"))
    every_paper.make(root)
    return root / "outbox"


def _files(outbox: Path, *suffixes: str, data: bool = False) -> Iterator[Path]:
    """All but 2024-05 and, unless asked for, the tables to work with (汇总/data)."""
    for path in sorted(outbox.rglob("*")):
        if path.suffix in suffixes and "2024-05" not in path.parts and (data or "data" not in path.parts):
            yield path


def _printed(outbox: Path) -> Iterator[Path]:
    for path in _files(outbox, ".xlsx", ".docx", data=True):
        if path.parent.name not in MANY or any(one in path.name for one in OF_A_KIND):
            yield path


def test_every_kind_of_paper_is_there(outbox: Path) -> None:
    assert [name for name in every_paper.PAPERS if not list(outbox.glob(name))] == []


def test_no_text_and_no_number_is_clipped(outbox: Path) -> None:
    files = list(_files(outbox, ".xlsx"))
    assert len(files) > 100
    cut = {
        path.relative_to(outbox).as_posix(): places
        for path in files
        if (places := clipped(path.read_bytes()))
    }
    assert cut == {}


def test_no_print_is_small_no_page_empty_and_no_paper_long(outbox: Path, tmp_path: Path) -> None:
    copies = {}
    for number, path in enumerate(_printed(outbox)):
        copies[tmp_path / f"{number}{path.suffix}"] = path
        shutil.copy(path, tmp_path / f"{number}{path.suffix}")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, copies)], check=True, capture_output=True, timeout=900)
    wrong = []
    for copy, path in copies.items():
        pages = texts(copy.with_suffix(".pdf"))
        smallest = min(min(page) for page in pages if page)
        if smallest <= LEAST_POINTS - 1 / 3:
            wrong.append(f"{path.name}: {smallest} points")
        wrong += [f"{path.name}: page {at} empty" for at, page in enumerate(pages, 1) if len(page) < FEWEST]
        if len(pages) > _most(path):
            wrong.append(f"{path.name}: {len(pages)} pages")
        if "汇总表" in path.name and min(pages[0]) < LEAST_OF_OVERVIEW:
            wrong.append(f"{path.name}: 总览 {min(pages[0])} points")
    assert wrong == []


def _most(path: Path) -> int:
    if path.suffix == ".docx" and "专报" in path.name:
        return MOST_OF_A_PAPER
    return {
        "下发": MOST_OF_A_FORM, "退回": MOST_OF_A_FORM + LIST_BEFORE, "牵头单位": MOST_OF_A_PACK, "数据核对单": 2,
        "县市情况单": 1, "督办单": 1, "催报": 2, "附": 4, "data": 10, "邮件": 6, "2024年度考核": 3,
    }.get(path.parent.name, MOST_PAGES if "报送版" in path.name else 25)  # fmt: skip
