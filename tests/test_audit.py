"""audit: one zip from which an auditor gets from any figure to the cell it came from, with nothing but the zip."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.core.periods import Period
from toolkit.pages.audit import SUMS
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.keeping.audit import FILE, PAGE

JUNE = Period(2024, 6)
NOW = "2024-06-28T09:00"
SECRET = "postgresql://office:geheim@server/ledger"


def pack_of(root: Path) -> Path:
    return root / "outbox/2024-06/汇总/附" / FILE.format(JUNE)


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root), "-p", "2024-06", "--now", NOW])


def contents(root: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack_of(root)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def audited(
    small_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, bytes]]]:
    root = Path(shutil.copytree(small_demo, tmp_path_factory.mktemp("审计") / "月报"))
    assert run(root, "audit") == 0
    yield root, contents(root)


def test_all_hashes_are_those_of_the_files(audited: tuple[Path, dict[str, bytes]]) -> None:
    files = dict(audited[1])
    lines = files.pop(SUMS).decode().splitlines()
    assert {line.partition("  ")[2]: line.partition("  ")[0] for line in lines} == {
        path: hashlib.sha256(data).hexdigest() for path, data in files.items()
    }


def test_every_figure_leads_to_cells_of_files_in_the_pack(audited: tuple[Path, dict[str, bytes]]) -> None:
    files = audited[1]
    table = rows(files["推导/现在的数.csv"])
    keys = {row["编号"] for row in table}
    cited = [row for row in table if row["哈希"]]
    assert len(keys) > 1000
    assert len(cited) > 200
    for row in cited:
        assert hashlib.sha256(files[row["文件"]]).hexdigest() == row["哈希"], row["编号"]
    for row in table:
        assert set(filter(None, row["由哪些数算出"].split("、"))) <= keys, row["编号"]


def test_it_holds_rules_decisions_log_versions_and_papers(audited: tuple[Path, dict[str, bytes]]) -> None:
    root, files = audited
    assert {
        "规则/config.toml",
        "规则/checklist.xlsx",
        "裁定/裁定.csv",
        "日志/运行日志.txt",
        "版本/版本.txt",
        PAGE,
    } <= files.keys()
    assert (
        files["outbox/2024-06/汇总/2024-06_汇总表.xlsx"]
        == (root / "outbox/2024-06/汇总/2024-06_汇总表.xlsx").read_bytes()
    )
    assert not any("identity.key" in path or path.endswith((".zip", ".eml")) for path in files)
    workspace = Workspace(root)
    counted = {one.file for one in workspace.ledger.accounts(JUNE) if one.accepted}
    workspace.ledger.close()
    assert counted <= files.keys()
    assert "xlsxwriter" in files["版本/版本.txt"].decode("utf-8-sig").lower()


def test_the_page_says_for_whom_it_is_and_links_only_into_the_pack(
    audited: tuple[Path, dict[str, bytes]],
) -> None:
    from urllib.parse import unquote

    files = audited[1]
    page = files[PAGE].decode()
    assert "只供审计人员使用" in page
    assert "http" not in page.replace("http-equiv", "")
    links = {unquote(link) for link in re.findall(r'href="([^"#]+)"', page)}
    assert links <= files.keys()
    assert links >= {path for path in files if path.startswith("archive/2024-06/")}


def test_the_same_state_gives_the_same_bytes(audited: tuple[Path, dict[str, bytes]]) -> None:
    root, _ = audited
    before = pack_of(root).read_bytes()
    assert run(root, "audit") == 0
    assert pack_of(root).read_bytes() == before


def test_a_password_of_the_ledgers_server_stays_at_home() -> None:
    from toolkit.pipeline.keeping.audit import without_secrets

    assert without_secrets(f'[ledger]\nurl = "{SECRET}"  # 说明\n') == '[ledger]\nurl = "（略）"  # 说明\n'
    for quotes in ("'", '"', '"""', "'''"):
        for head in ("url = ", "url=", '"url" = ', "ledger.url = ", "ledger = { url = "):
            told = without_secrets(f"{head}{quotes}{SECRET}{quotes}  # 说明")
            assert told == f'{head}"（略）"  # 说明'
    assert without_secrets('url = ""') == 'url = ""'


def test_a_month_without_anything_has_no_pack(
    audited: tuple[Path, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--root", str(audited[0]), "-p", "2023-01", "--now", NOW]) == 2
    assert "没有可以审计的内容" in capsys.readouterr().err


@pytest.mark.nightly
def test_sealed_papers_with_their_figures_and_what_is_lost_is_told(
    small_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(small_copy, "issue", "--yes", "--despite", "试", "--name", "张三") == 0
    assert run(small_copy, "audit") == 0
    files = contents(small_copy)
    (seal,) = Workspace(small_copy).ledger.seals(JUNE)
    assert hashlib.sha256(files[f"archive/issued/{seal.file}"]).hexdigest() == seal.document
    assert rows(files["推导/印发时的数_第1期.csv"])
    assert any(row["类别"] == "封存" for row in rows(files["裁定/裁定.csv"]))
    lost = sorted((small_copy / "archive/2024-06").glob("喀什市/v1_*"))[0]
    sha256 = hashlib.sha256(lost.read_bytes()).hexdigest()
    lost.unlink()
    assert run(small_copy, "audit") == 0  # the object has the same bytes
    (small_copy / "archive/objects" / sha256).unlink()
    capsys.readouterr()
    assert run(small_copy, "audit") == 1
    assert lost.name in capsys.readouterr().out
    assert lost.name in contents(small_copy)[PAGE].decode()
