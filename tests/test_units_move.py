"""An older config.toml with [[units]] is moved over to the sheet 单位: once, said, and with copies kept."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.unit_rows import set_units
from toolkit.cli import main
from toolkit.config import load_config
from toolkit.errors import OperatorError
from toolkit.pipeline.folder.unitmove import move_units, without_units
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder

OLDER = (Path(__file__).parent / "data" / "config-with-units.toml").read_text("utf-8")
COPY = "config-移走单位前的备份.toml"


def without_sheet(data: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    del book["单位"]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it was before the sheet: units in config.toml, none in the checklist."""
    root = tmp_path_factory.mktemp("旧") / "w"
    init_folder(root)
    (root / CHECKLIST).write_bytes(without_sheet((root / CHECKLIST).read_bytes()))
    (root / "config.toml").write_text(OLDER, "utf-8")
    return root


@pytest.fixture
def root(older: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(older, tmp_path / "w"))


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and "archive" not in path.parts)
    return {path.name: path.read_bytes() for path in files}


def test_the_next_command_moves_them_once_says_so_and_keeps_copies(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(root)
    address = 'email = ""\ncontact = ""', 'email = "sf@x.cn"\ncontact = "张三"'
    written = OLDER.replace('"疏附县人民政府"]\nkind = "县市"\naffiliation = "下级"\n' + address[0],
                            '"疏附县人民政府"]\nkind = "县市"\naffiliation = "下级"\n' + address[1])  # fmt: skip
    (root / "config.toml").write_bytes(written.encode())
    assert main(["rule", "list", "--root", str(root)]) == 0
    _folder, *said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and "22 个单位已移到" in said[0] and COPY in said[0]
    assert (root / COPY).read_bytes() == written.encode()
    assert (root / "templates" / "checklist-备份.xlsx").read_bytes() == before["checklist.xlsx"]
    units = Workspace(root).checklist.units
    assert len(units) == 22 and [unit.code for unit in units[:2]] == ["653101", "653121"]
    assert (units[1].email, units[1].contact, units[1].aliases) == (("sf@x.cn",), "张三", ("疏附县人民政府",))
    assert units[11].short == "塔县" and {unit.kind for unit in units[:12]} == {"县市"}
    after = tree(root)
    assert main(["rule", "list", "--root", str(root)]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 1  # the working folder, nothing of a move
    assert tree(root) == after


def test_the_office_s_own_workbook_keeps_all_its_other_parts(root: Path) -> None:
    before = zipfile.ZipFile(BytesIO((root / CHECKLIST).read_bytes()))
    assert move_units(Workspace(root)) is not None
    after = zipfile.ZipFile(root / CHECKLIST)
    changed = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
    for name in set(before.namelist()) - changed:
        assert after.read(name) == before.read(name), name
    book = openpyxl.load_workbook(root / CHECKLIST)
    assert book.sheetnames[-1] == "单位" and book["单位"].freeze_panes == "C2"
    lists = {one.formula1 for one in book["单位"].data_validations.dataValidation}
    assert lists == {'"县市,园区,部门,企业,本级"', '"下级,平级,垂管"'}


def test_a_sheet_with_a_head_only_is_filled(root: Path) -> None:
    init_folder(root / "new")
    shutil.copyfile(root / "new" / CHECKLIST, root / CHECKLIST)
    book = openpyxl.load_workbook(root / CHECKLIST)
    book["单位"].delete_rows(2, 100)
    book.save(root / CHECKLIST)
    assert move_units(Workspace(root)) is not None
    assert len(Workspace(root).checklist.reporting) == 22


CRLF = OLDER.replace("\n", "\r\n")
HEAD, TABLES = OLDER.split("# 填报单位。code")[0], OLDER[OLDER.index("[[units]]") :]
LISTED = OLDER.replace('aliases = ["喀什市人民政府", "喀什市政府"]',
                       'aliases = [\n  "喀什市人民政府", # 全称\n  "喀什市政府",\n]')  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OLDER, HEAD),
        ("\ufeff" + CRLF, "\ufeff" + HEAD.replace("\n", "\r\n")),
        (LISTED, HEAD),
        (HEAD + "# 这一段是办公室自己的话。\n\n# 单位见下。\n" + TABLES, HEAD + "# 这一段是办公室自己的话。\n\n"),
        (
            HEAD.split("[ledger]")[0] + TABLES + "\n# 台账放在哪里\n[ledger]\nurl = \"\"\n# 完\n",
            HEAD.split("[ledger]")[0] + "# 台账放在哪里\n[ledger]\nurl = \"\"\n# 完\n",
        ),
        ('units = [\n  {code = "01", name = "甲市"},\n]\n' + HEAD, HEAD),
        ('units = [{code = "01", name = "甲市"}]\n' + HEAD, HEAD),
    ],
)  # fmt: skip
def test_the_rest_of_the_settings_stays_byte_for_byte(text: str, expected: str) -> None:
    assert without_units(text) == expected
    assert load_config(expected).old_units == ()


@pytest.mark.parametrize(
    "broken",
    [
        OLDER.replace("deadline_day = 25", "deadline_day = 77"),
        OLDER.replace('short = "疏附"', "short = “疏附”"),
        OLDER.replace('code = "653121"', 'code = "653101"'),
        OLDER.replace('name = "疏附县"', 'name = "疏、附县"'),
        OLDER.replace('email = ""\ncontact', 'email = "张三@x.cn"\ncontact', 1),
    ],
)
def test_what_is_at_fault_is_said_and_nothing_changes(root: Path, broken: str) -> None:
    (root / "config.toml").write_text(broken, "utf-8")
    before = tree(root)
    assert main(["status", "--root", str(root)]) == 2
    assert tree(root) == before


def test_the_sheet_leads_and_every_difference_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    move_units(Workspace(root))
    set_units(root, "疏附县", 邮箱="new@x.cn", 联系人="李四")
    older = OLDER.replace('email = ""\ncontact', 'email = "old@x.cn"\ncontact', 2).replace(
        '喀什经济开发区"\nshort', '开发区"\nshort'
    )
    (root / "config.toml").write_text(older + '\n[[units]]\ncode = "653299"\nname = "新区"\n', "utf-8")
    (root / COPY).write_text("# 上一次的备份", "utf-8")
    assert main(["rule", "list", "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert "653101 喀什市：邮箱在 config.toml 里是“old@x.cn”，表里是“”" in said
    assert "653121 疏附县：邮箱在 config.toml 里是“old@x.cn”，表里是“new@x.cn”" in said
    assert "653191 开发区：单位在 config.toml 里是“开发区”" in said
    assert "653299 新区：只在 config.toml 里" in said and len(said.splitlines()) == 1 + 5
    assert Workspace(root).checklist.units[1].email == ("new@x.cn",)
    assert (root / COPY).read_text("utf-8") == "# 上一次的备份"
    assert "新区" in (root / "config-移走单位前的备份2.toml").read_text("utf-8")


def occupied(root: Path) -> None:
    (root / CHECKLIST).chmod(0o444)


def broken_sheet(root: Path) -> None:
    book = openpyxl.load_workbook(root / CHECKLIST)
    book.create_sheet("单位").append(["编码", "单位"])
    book.save(root / CHECKLIST)


@pytest.mark.parametrize("spoil", [occupied, broken_sheet])
def test_a_checklist_that_cannot_take_them_leaves_the_settings_alone(
    root: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(root)
    before = (root / CHECKLIST).read_bytes()
    with pytest.raises(OperatorError, match="单位"):
        move_units(Workspace(root))
    assert (root / "config.toml").read_text("utf-8") == OLDER
    assert (root / CHECKLIST).read_bytes() == before
    assert not list((root / "templates").glob("*被占用*"))
