"""doctor: every check finds the fault that is planted, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from toolkit.cli import main
from toolkit.errors import OperatorError
from toolkit.outputs.letters.mailvariables import COMMON, OWN, mail_template_fault
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.health import office, place
from toolkit.pipeline.health.diagnosis import BAD, FINE, HINT, Diagnosis
from toolkit.pipeline.health.doctor import CHECKS, OF_LEDGER, OF_PLACE, examine

NOW = datetime(2024, 6, 28, 9)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("体检") / "工作"
    init_folder(folder)
    return folder


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "工作"))


@pytest.fixture
def checklist_kept(founded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped checklist is read once for all tests that do not change it."""
    monkeypatch.setattr(Workspace, "checklist", _read_once(founded))


def _read_once(folder: Path, known: dict[Path, Any] = {}) -> Any:  # noqa: B006 - kept on purpose
    if folder not in known:
        known[folder] = Workspace(folder).checklist
    return known[folder]


def found(check: Callable[[Workspace, datetime], Iterator[Diagnosis]], root: Path) -> list[Diagnosis]:
    return list(check(Workspace(root), NOW))


def levels(findings: Sequence[Diagnosis]) -> list[str]:
    return [one.level for one in findings]


def test_a_python_that_does_not_suit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert levels(found(place.python, root)) == [FINE]
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    (one,) = found(place.python, root)
    assert (one.level, "UTF-8" in one.remedy) == (BAD, True)
    monkeypatch.setattr(struct, "calcsize", lambda _: 4)
    (one,) = found(place.python, root)
    assert (one.level, "32 位" in one.what, "64 位" in one.remedy) == (BAD, True, True)


@pytest.mark.parametrize(("free", "level"), [(50 << 20, BAD), (500 << 20, HINT), (50 << 30, FINE)])
def test_the_disk(free: int, level: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert levels(found(place.disk, root)) == [level]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive - 某单位/月报", "OneDrive"),
        ("我的坚果云/月报", "坚果云"),
        ("BaiduSyncdisk/月报", "百度网盘"),
        ("百度网盘同步空间/月报", "百度网盘"),
        ("WPS云盘/月报", "WPS 云盘"),
        ("Dropbox/月报", "Dropbox"),
    ],
)
def test_a_folder_in_a_sync_drive(folder: str, name: str, tmp_path: Path) -> None:
    (one,) = found(place.sync_drive, tmp_path / folder)
    assert one.level == HINT and name in one.what and one.remedy
    assert found(place.sync_drive, tmp_path / "月报") == []


def test_a_folder_below_the_place_that_onedrive_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert levels(found(place.sync_drive, tmp_path / "文档" / "月报")) == [HINT]


def test_places_that_cannot_be_read_or_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(place.unreadable, root) == []
    held = root / "inbox" / "莎车县.xlsx"
    held.write_bytes(b"x")
    real = Path.open

    def refuses(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == held:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuses)
    (one,) = found(place.unreadable, root)
    assert one.level == BAD and "inbox/莎车县.xlsx（没有权限" in one.what
    monkeypatch.setattr(Path, "open", real)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "outbox")
    (one,) = found(place.unreadable, root)
    assert one.what == "outbox 文件夹里写不进文件。"
    monkeypatch.undo()
    shutil.rmtree(root / "inbox")
    (root / "inbox").write_bytes(b"")
    assert levels(found(place.unreadable, root)) == [BAD]


def test_a_folder_that_cannot_be_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "outbox" / "2024-06").mkdir()
    real = os.scandir

    def refuses(path: Any = ".") -> Any:
        if str(path).endswith("2024-06"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuses)
    (one,) = found(place.unreadable, root)
    assert "outbox/2024-06（没有权限" in one.what


@pytest.mark.parametrize("sign", ["~$briefing.docx", "~$iefing.docx", ".~lock.briefing.docx#"])
def test_a_paper_that_is_open(sign: str, root: Path) -> None:
    assert found(place.open_files, root) == []
    (root / "templates" / sign).write_bytes(b"x")
    (one,) = found(place.open_files, root)
    assert one.level == HINT and "templates/briefing.docx" in one.what and "关闭" in one.remedy


def test_a_paper_that_windows_holds_or_a_person_protected(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "config.toml").chmod(0o444)
    (one,) = found(place.open_files, root)
    assert "只读：config.toml" in one.what
    real = Path.open

    def refuses(self: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if self.name == "notice.docx" and mode == "r+b":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuses)
    first, _ = found(place.open_files, root)
    assert first.what == "正开着：templates/notice.docx。"


@pytest.mark.skipif(os.name != "posix", reason="Windows rules rights by folder")
def test_ledger_and_key_that_others_may_read(root: Path) -> None:
    (root / "archive").mkdir()
    for name in ("ledger.db", "identity.key", "journal.jsonl"):
        (root / "archive" / name).write_bytes(b"")
        (root / "archive" / name).chmod(0o644)
    findings = found(place.rights, root)
    assert levels(findings) == [HINT] * 3
    assert "冒充下发的填报表" in next(one.what for one in findings if "key" in one.what)
    assert {one.remedy for one in findings} == {
        f"请在命令窗口运行 chmod 600 archive/{name}，别人就读不了。"
        for name in ("ledger.db", "identity.key", "journal.jsonl")
    }


def test_a_period_that_is_fixed_and_a_year_without_a_calendar(root: Path) -> None:
    path = root / "config.toml"
    path.write_text(path.read_text("utf-8").replace('period = ""', 'period = "2098-06"'), "utf-8")
    fixed, year, phone = found(office.config, root)
    assert "2098-06" in fixed.what and "next" in fixed.remedy
    assert "2098年的放假" in year.what and "holidays" in year.remedy
    assert "phone" in phone.remedy


@pytest.mark.usefixtures("checklist_kept")
def test_units_without_address_doubts_and_quotas(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mails, phones = found(office.addresses, root)
    assert mails.level == HINT and mails.what.startswith("22 个单位没有邮箱：喀什市")
    assert "电话" in phones.what and "单位" in phones.remedy
    (one,) = found(office.quotas, root)
    assert one.level == HINT and "quota propose -p 2024-06" in one.remedy
    assert found(office.doubts, root) == []
    monkeypatch.setattr(office, "open_doubts", lambda _: 3)
    (one,) = found(office.doubts, root)
    assert "3 处推断" in one.what and "待核对" in one.remedy


def test_templates(root: Path) -> None:
    assert levels(found(office.templates, root)) == [FINE]
    (root / "templates/notice.docx").write_bytes(b"no document")
    (root / "templates/mails/催报.txt").write_text("主题：{{ 单位名 }}", "utf-8")
    (root / "templates/mails/退回.txt").write_bytes("主题：退回".encode("gbk"))
    (root / "templates/mails/下发.txt").write_text("主题：{% if 单位 %}", "utf-8")
    findings = found(office.templates, root)
    assert levels(findings) == [BAD] * 4
    told = "".join(one.what for one in findings)
    for words in ("单位名", "UTF-8", "没有成对"):
        assert words in told
    (root / "templates/briefing.docx").unlink()
    assert any("briefing.docx" in one.what for one in found(office.templates, root))


def test_the_shipped_mail_templates_use_what_is_declared() -> None:
    shipped = Path(office.__file__).parents[3] / "templates" / "mails"
    texts = {path.name: path.read_text("utf-8") for path in shipped.glob("*.txt")}
    assert {name: mail_template_fault(name, text) for name, text in texts.items()} == dict.fromkeys(OWN, "")


def test_what_mails_are_given_is_what_is_declared() -> None:
    """The dictionaries in the code of the drafts, by their keys."""
    import ast

    def keys(file: str, *, whole: bool = False) -> set[str]:
        """Of the dictionary that is added to what all mails take, or (``whole``) that is returned."""
        found: list[ast.Dict] = []
        for node in ast.walk(ast.parse((pipeline / f"{file}.py").read_text("utf-8"))):
            if whole and isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
                found.append(node.value)
            elif not whole and isinstance(node, ast.BinOp) and isinstance(node.right, ast.Dict):
                found.append(node.right)
        (one,) = found
        return {str(key.value) for key in one.keys if isinstance(key, ast.Constant)}

    pipeline = Path(office.__file__).parents[1]
    read = keys("mailing/readbacks", whole=True)
    given = {
        "下发.txt": set(),
        "催报.txt": keys("remind"),
        "退回.txt": keys("mailing/corrections") | read,
        "更正确认.txt": keys("mailing/slips"),
        "核对.txt": set(),
        "回执.txt": read,
        "督办.txt": keys("mailing/supervisionmails"),
        "印发.txt": keys("issue/issuing"),
    }
    assert given == {name: set(words) for name, words in OWN.items()}
    assert keys("mailing/readbacks") == read  # of a return that came too late
    tree = ast.parse((pipeline / "mailing" / "mailvalues.py").read_text("utf-8"))
    (values,) = (
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "mail_values"
    )
    (made,) = (one for one in ast.walk(values) if isinstance(one, ast.Dict))
    assert {str(key.value) for key in made.keys if isinstance(key, ast.Constant)} == COMMON


def test_broken_settings_are_a_finding_and_the_place_is_looked_at_still(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "config.toml").write_bytes("名称 = '喀什'".encode("gbk"))
    assert main(["doctor", "--json", "--root", str(root)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert "UTF-8" in found[0]["what"]
    assert any("Python" in one["what"] for one in found[1:])


def test_where_there_is_no_working_folder(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="init"):
        examine(Workspace(tmp_path), NOW)


@pytest.mark.usefixtures("checklist_kept")
def test_a_new_folder_is_looked_at_and_nothing_is_made_in_it(root: Path) -> None:
    before = sorted(root.rglob("*"))
    findings = examine(Workspace(root), NOW)
    assert sorted(root.rglob("*")) == before
    assert BAD not in levels(findings)
    assert any("第一次下发" in one.what for one in findings)


def test_every_check_is_in_one_list() -> None:
    every = [*OF_PLACE, *CHECKS, *OF_LEDGER]
    assert len(every) == len({one.__name__ for one in every}) == 18
    assert all(one.__doc__ for one in every)
