"""What went out under a unit's former code is understood after ``unit rename``: keys, tags, ids, papers."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from test_issue import paper

from tests.unit_rows import set_units
from toolkit.cli import main
from toolkit.core.formercodes import called_now, called_then, with_units_now
from toolkit.core.periods import Period
from toolkit.core.returns import Figure
from toolkit.papers.identity import SCORE_CHECK
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.word.manifest import read_manifest
from toolkit.word.retag import retagged
from toolkit.word.tokens import tag_of

pytestmark = pytest.mark.slow

OLD, NEW, NAME = "653125", "653999", "莎车县"
FORMER = {OLD: NEW}


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("T02-3/2024-06/653125/ytd", "T02-3/2024-06/653999/ytd"),
        ("653125", "653999"),
        ("653125/T02-3", "653999/T02-3"),
        ("Q401@653125/指标数据/T02-3/ytd", "Q401@653999/指标数据/T02-3/ytd"),
        ("Q401@653101/项目/653125/total", "Q401@653101/项目/653125/total"),  # a row's key, no unit
        ("T02-3/2024-06/6531255/ytd", "T02-3/2024-06/6531255/ytd"),
        ("T02-3", "T02-3"),
        ("", ""),
    ],
)
def test_a_code_counts_only_where_one_stands(then: str, now: str) -> None:
    assert called_now(then, FORMER) == now
    assert called_now(then, {}) == then


def test_keys_are_known_under_all_their_former_codes() -> None:
    former = {"1": "3", "2": "3"}
    assert called_then("a/2024-06/3/ytd", former) == ["a/2024-06/1/ytd", "a/2024-06/2/ytd"]


def test_units_are_named_anew_wherever_they_stand_in_what_was_kept() -> None:
    kept = json.dumps({"opinions": [{"unit": OLD, "subject": OLD}, {"unit": "all"}], "lead": "x"})
    assert json.loads(with_units_now(kept, FORMER)) == {
        "opinions": [{"unit": NEW, "subject": OLD}, {"unit": "all"}],
        "lead": "x",
    }
    assert with_units_now(kept, {"9": "8"}) is kept


def _figure(key: str) -> Figure:
    return Figure(key, 1.0, "", "", "")


def test_tags_too_long_for_word_are_known_by_their_hash(demo_copy: Path) -> None:
    long = f"{'某' * 60}/2024-06/{{}}/ytd"
    data = paper(demo_copy).read_bytes()
    first = next(one.tag for one in (read_manifest(data) or pytest.fail("no manifest")).figures)
    hashed = _with_text(data, first, tag_of(long.format(OLD)))
    new = {long.format(NEW): _figure(long.format(NEW))}
    manifest = read_manifest(retagged(hashed, new, FORMER))
    assert manifest is not None and tag_of(long.format(NEW)) in {one.tag for one in manifest.figures}
    assert retagged(data, new, {}) is data
    assert retagged(b"no document", new, FORMER) == b"no document"


def _with_text(data: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(f'"{old}"'.encode(), f'"{new}"'.encode()))
    return out.getvalue()


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root), "-p", "2024-06", "--now", "2024-06-28T10:00"])


@pytest.mark.nightly
def test_papers_keys_and_ids_of_before_a_new_code_are_understood_after_it(
    demo_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = demo_copy
    assert run(root, "evaluate") == 0
    (check,) = (root / "outbox/2024年度考核/数据核对单").glob(f"{OLD}_*.xlsx")
    objection = _objecting(check)
    draft = paper(root)
    before = {one.tag for one in (read_manifest(draft.read_bytes()) or pytest.fail("no manifest")).figures}
    assert any(f"/{OLD}/" in tag for tag in before)  # the paper speaks of this unit
    words = _edited(draft)
    finding = next(
        one for one in Workspace(root).ledger.findings(Period(2024, 6)) if one.unit == OLD and one.seen
    )
    set_units(root, NAME, 编码=NEW)
    assert run(root, "unit", "rename", OLD, NEW) == 0
    capsys.readouterr()

    assert run(root, "figure", f"T02-3/2024-06/{OLD}/ytd") == 0
    assert f"T02-3/2024-06/{NEW}/ytd" in capsys.readouterr().out
    assert run(root, "figure", "T02-3", OLD) == 0
    assert run(root, "rule", "accept", finding.id, "--reason", "电话核实，属实", "--name", "张三") == 0
    run(root, "verify", str(draft))
    said = capsys.readouterr().out
    assert "台账无此数" not in said and "改动0处，改义0处，删除0处" in said

    run(root, "report")
    said = capsys.readouterr().out
    assert "专报.docx 有人改过" in said and "处要人改" not in said  # nothing but the code changed
    assert words in "".join(one.text for one in docx.Document(str(draft)).paragraphs)
    tags = {one.tag for one in (read_manifest(draft.read_bytes()) or pytest.fail("no manifest")).figures}
    assert any(f"/{NEW}/" in tag for tag in tags) and not any(f"/{OLD}/" in tag for tag in tags)

    (root / "inbox" / check.name).write_bytes(objection)
    run(root, "collect")
    (pack,) = Workspace(root).ledger.packs(SCORE_CHECK, Period(2024, 12))
    assert pack.owner == NEW
    assert [one["unit"] for one in json.loads(pack.content)] == [NEW]


def _edited(path: Path) -> str:
    """Words of the office at the end of an ordinary paragraph."""
    document = docx.Document(str(path))
    body = next(one for one in document.paragraphs if "主要指标见" in one.text or "见表1" in one.text)
    body.add_run("办公室补写的一句话。")
    document.save(str(path))
    return "办公室补写的一句话。"


def _objecting(path: Path) -> bytes:
    book = openpyxl.load_workbook(path)
    sheet = book["得分说明"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "考核项目" for cell in row))
    column = next(cell.column for cell in head if str(cell.value or "").startswith("异议"))
    sheet.cell(head[0].row + 1, column).value = "6月按时报送，应计满分"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
