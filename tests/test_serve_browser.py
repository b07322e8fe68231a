"""A small month worked from the served page in a real browser, as a person would: dropped, claimed, ruled, verified, sealed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.chromium import PROGRAM, Tab, browser
from tests.served import Client, serving
from toolkit.core.desk import PAGE
from toolkit.core.periods import Period
from toolkit.demo.filling import fill_workbook
from toolkit.demo.returns import made_up_values
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FormPlanner

pytestmark = [
    pytest.mark.slow,
    pytest.mark.in_order,
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine"),
]

JUNE, NOW = Period(2024, 6), datetime(2024, 6, 28, 10)
LATE, UNNAMED = "巴楚县", "草湖项目区"  # the two that have sent nothing
WRONG_NAME, BROKEN = "麦盖提县6月报表.xlsx", "坏的.docx"
ENDED = "!document.querySelector('.live-run').hidden && document.getElementById('live-head').textContent.startsWith('刚才做的')"
FOCUS = "document.activeElement.id || document.activeElement.textContent"
MONTH = 400  # seconds that a command may take on a busy machine


@pytest.fixture(scope="module")
def root(small_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(small_demo, tmp_path_factory.mktemp("served") / "月报 文件夹"))


@pytest.fixture(scope="module")
def arrivals(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A late return, one under another unit's name, and one that nobody can read."""
    folder = tmp_path_factory.mktemp("来件")
    workspace = Workspace(root)
    planner = FormPlanner(workspace, JUNE)
    for name, unit_name in ((f"{LATE}6月.xlsx", LATE), (WRONG_NAME, UNNAMED)):
        unit = next(one for one in workspace.checklist.reporting if one.name == unit_name)
        blank = workspace.outbox(JUNE, "下发", f"{unit.code}_{unit.name}_{JUNE}.xlsx").read_bytes()
        form = planner.plan(unit)
        (folder / name).write_bytes(fill_workbook(blank, form, made_up_values(form)))
    (folder / BROKEN).write_bytes(b"PK\x03\x04 no document")
    workspace.ledger.close()
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def client(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("own")))
        for name in (
            "DISPLAY",
            "WAYLAND_DISPLAY",
        ):  # nothing is opened on the screen of whoever runs the tests
            patch.delenv(name, raising=False)
        with serving(root, NOW) as client:
            yield client


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory, client: Client) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        tab.size(1280, 900)
        tab.visit(client.keys.url)
        yield tab


PICTURES = os.environ.get("PICTURES", "")  # where somebody wants to look at the page


def text(tab: Tab, place: str) -> str:
    """What stands there; the page may still be loading anew."""
    found = f"(one => one && [one.innerText])(document.querySelector({place!r}))"
    return str(tab.until(found, 30)[0])


def form(tab: Tab, label: str, within: str = "main") -> str:
    """An expression for the form whose button says that, the first within an element that says ``within``."""
    return (
        "[...document.querySelectorAll('form.act')].find(form => form.querySelector('button').textContent === "
        f"{label!r} && (form.closest('li, tr, section').textContent.includes({within!r}) || {within!r} === 'main'))"
    )


def fill(tab: Tab, found: str, **answers: str) -> None:
    """Answer a form by keyboard: open what it lies in, go into each field, type or choose."""
    tab.until(f"{found} !== undefined", 30)  # the page may still be loading anew
    tab.run(
        f"(() => {{ for (let e = {found}; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true; }})()"
    )
    for name, answer in answers.items():
        tab.run(f"{found}.elements.namedItem({name!r}).focus()")
        if tab.run("document.activeElement.tagName") == "SELECT":
            for letter in answer:
                tab.press(letter, 0, letter)
            tab.run(f"document.activeElement.value = {answer!r}")  # headless has no input method
        else:
            tab.run("document.activeElement.select()")  # a name that was given before stands there already
            tab.send("Input.insertText", text=answer)


def press(tab: Tab, found: str, times: int = 1) -> None:
    """Press a form's button with the Enter key."""
    tab.until(f"{found} !== undefined", 30)  # the page may still be loading anew
    tab.run(
        f"(() => {{ for (let e = {found}; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true; }})()"
    )
    tab.run(f"{found}.querySelector('button').focus()")
    for _ in range(times):
        tab.press("Enter", 13, "\r")


def done(tab: Tab, label: str) -> str:
    """Wait until the command has run and the page is new; what the result says."""
    tab.until(f"document.getElementById('live-head').textContent === '正在做：{label}'", 60)
    tab.until(f"{ENDED} && sessionStorage.getItem('finished') === null", MONTH)
    assert tab.run("document.getElementById('live-head').textContent") == f"刚才做的：{label}"
    assert tab.run(FOCUS) == "live-head"
    return text(tab, ".live-run")


def test_the_page_is_there_without_a_word_on_the_console(tab: Tab, client: Client) -> None:
    assert tab.run("decodeURIComponent(location.pathname)") == f"/{PAGE}"
    assert tab.run("location.search") == ""
    assert tab.faults == []
    assert all(url.startswith(f"http://127.0.0.1:{client.keys.port}/") for url in tab.requests)
    assert tab.run("document.cookie") == ""  # no script sees it


def test_three_files_are_dropped_and_their_fate_is_seen(tab: Tab, root: Path, arrivals: list[Path]) -> None:
    tab.drop("#droparea", *arrivals)
    tab.until("document.querySelectorAll('.live-came li').length === 3 && document.readyState === 'complete'")
    tab.until("document.getElementById('waiting').parentElement.innerText.includes('新到')")
    assert {path.name for path in (root / "inbox").iterdir() if path.is_file()} >= {
        path.name for path in arrivals
    }
    assert text(tab, ".live-came").count("已放进 inbox") == 3
    press(tab, form(tab, "收表并汇总"))
    tab.until("/\\d+\\/\\d+/.test(document.querySelector('.live-now').textContent)", MONTH)
    assert tab.run("document.querySelector('.live-run progress').hidden") is False
    if PICTURES:
        tab.picture(Path(PICTURES) / "running.png")
    told = done(tab, "收表并汇总")
    assert "等人处理" in told
    unit = f"[...document.querySelectorAll('#units ~ table tr')].find(row => row.textContent.includes('{LATE}')).innerText"
    assert "已报" in tab.run(unit)
    waits = text(tab, "section[aria-labelledby=waiting]")
    assert WRONG_NAME in waits
    assert BROKEN in waits
    broken = f"[...document.querySelectorAll('.things li')].find(one => one.textContent.includes('{BROKEN}')).innerText"
    assert "这是谁的" not in tab.run(broken)  # nobody can read it, whosever it is
    assert tab.faults == []


def test_one_is_claimed(tab: Tab, root: Path) -> None:
    claim = form(tab, "这是谁的", WRONG_NAME)
    fill(tab, claim, unit=UNNAMED, name="王敏")
    press(tab, claim)
    done(tab, "这是谁的")
    assert WRONG_NAME not in text(tab, "section[aria-labelledby=waiting]")
    unit = f"[...document.querySelectorAll('#units ~ table tr')].find(row => row.textContent.includes('{UNNAMED}')).innerText"
    assert "2024-06-28" in tab.run(unit)
    assert f"王敏 认定来件“{WRONG_NAME}”是{UNNAMED}的" in text(tab, "section[aria-labelledby=log]")


def test_a_ruling_is_made_with_reason_and_name(tab: Tab, root: Path) -> None:
    accept = form(tab, "认可")
    press(tab, accept)  # nothing filled in yet: the browser asks for it, nothing runs
    assert tab.run(f"{accept}.matches(':invalid')") is True
    fill(tab, accept, reason="--已与单位核对", name="王敏")
    press(tab, accept)
    tab.until(f"{accept}.innerText.includes('不能以 - 开头')", 60)
    assert len(tab.faults) == 1  # the console names the refusal
    tab.faults.clear()
    tab.run(f"{accept}.elements.namedItem('reason').value = ''")
    fill(tab, accept, reason="已与单位电话核对，数字属实")
    assert tab.run(f"{accept}.elements.namedItem('name').value") == "王敏"
    press(tab, accept)
    done(tab, "认可")
    log = text(tab, "section[aria-labelledby=log]")
    assert "王敏" in log
    assert "电话核对" in log


def test_a_paper_is_verified_and_sealed(tab: Tab, root: Path) -> None:
    press(tab, form(tab, "收表并汇总"))
    done(tab, "收表并汇总")
    press(tab, form(tab, "核对专报"))
    done(tab, "核对专报")
    press(tab, form(tab, "编号封存"))
    assert "请再点一次" in tab.run(
        f"{form(tab, '编号封存')} === undefined && document.activeElement.textContent"
    )
    tab.press("Enter", 13, "\r")
    told = done(tab, "编号封存")  # the demo has errors in figures of the paper
    sealed = list((root / "outbox/2024-06/汇总").glob("*第*期.docx"))
    if not sealed:
        assert "没有封存" in told
        despite = form(tab, "有错误未改，仍要封存")
        fill(tab, despite, reason="领导已同意先报", name="王敏")
        press(tab, despite)
        done(tab, "有错误未改，仍要封存")
        sealed = list((root / "outbox/2024-06/汇总").glob("*第*期.docx"))
    assert len(sealed) == 1
    assert "已封存" in text(tab, "section[aria-labelledby=papers]")
    assert "王敏王敏" not in text(tab, "main")
    assert tab.faults == []


def test_results_are_opened_and_where_nothing_opens_them_saved(tab: Tab, root: Path, tmp_path: Path) -> None:
    tab.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    tab.run(
        "[...document.querySelectorAll('section[aria-labelledby=papers] a')].find(a => a.textContent.includes('汇总表')).click()"
    )
    name = "2024-06_汇总表.xlsx"
    tab.until("1 + 1", 5)
    for _ in range(100):
        if (tmp_path / name).is_file():
            break
        tab.run("new Promise(done => setTimeout(done, 100))")
    assert (tmp_path / name).read_bytes() == (root / "outbox/2024-06/汇总" / name).read_bytes()
    original = tab.run("document.querySelector('#units ~ table a[href^=\"/archive/\"]').href")
    assert tab.run(f"fetch({original!r}).then(answer => answer.status)") == 200


def test_a_folder_may_be_dropped_and_what_is_no_return_is_told(tab: Tab, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "一包"
    (folder / "里面").mkdir(parents=True)
    (folder / "说明.txt").write_text("x")
    (folder / "里面" / "~$乙.xlsx").write_text("x")
    tab.drop("#droparea", folder)
    tab.until("document.querySelectorAll('.live-came li').length === 2 && document.readyState === 'complete'")
    assert "~$乙.xlsx：这是办公软件或系统的临时文件" in text(tab, ".live-came")
    assert (root / "inbox/说明.txt").is_file()
    assert not (root / "inbox/~$乙.xlsx").exists()
    tab.faults.clear()  # the console names the refusal
    (root / "inbox/说明.txt").unlink()


def test_a_page_that_grew_old_says_so(tab: Tab, client: Client, root: Path) -> None:
    tab.visit(client.keys.url)
    tab.until(ENDED)
    os.utime(root / PAGE)  # as another person's command writes it
    tab.run("dispatchEvent(new Event('focus'))")
    tab.until("document.getElementById('progress').innerText.includes('这个页面旧了')")
    tab.run("document.querySelector('#progress button').click()")
    tab.until("document.getElementById('progress').innerText === '' && document.readyState === 'complete'")


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits(tab: Tab, client: Client, width: int) -> None:
    tab.size(width, 800)
    try:
        tab.visit(client.keys.url)
        tab.until(ENDED)
        tab.run("document.querySelector('.live-run details').open = true")
        if PICTURES:
            tab.picture(Path(PICTURES) / f"desk-{width}.png")
            tab.run("scrollTo(0, 700)")
            tab.picture(Path(PICTURES) / f"desk-{width}-2.png")
        assert tab.run("document.documentElement.scrollWidth") <= width
        if "AXE_CORE" in os.environ:  # a path of axe.min.js, from ``npm pack axe-core``
            tab.run("document.querySelectorAll('details').forEach(one => one.open = true)")
            tab.send("Runtime.evaluate", expression=Path(os.environ["AXE_CORE"]).read_text("utf-8"))
            found = "axe.run().then(made => made.violations.map(one => one.id + ' ' + one.nodes[0].html))"
            assert tab.run(found) == []
        assert (
            tab.run(
                "[...document.querySelectorAll('button,input')].filter(e => e.offsetParent && e.offsetHeight < 30).length"
            )
            == 0
        )
    finally:
        tab.size(1280, 900)


def test_the_report_opens_in_the_browser_and_can_press_nothing(tab: Tab, client: Client) -> None:
    tab.visit(
        f"http://127.0.0.1:{client.keys.port}/outbox/2024-06/{quote('汇总')}/2024-06_{quote('校验报告')}.html"
    )
    assert tab.run("document.querySelectorAll('#rows tr').length") > 0
    assert tab.run("origin") == "null"
    assert tab.run("fetch('/state').then(() => 'read', () => 'refused')") == "refused"


def test_a_mark_of_secrecy_written_meanwhile_empties_the_open_page(
    tab: Tab, client: Client, root: Path
) -> None:
    tab.visit(client.keys.url)
    tab.until(ENDED)
    settings = root / "config.toml"
    free = settings.read_text("utf-8")
    settings.write_text(free.replace('secrecy = ""', 'secrecy = "机密★1年"', 1), "utf-8")
    try:
        tab.run("dispatchEvent(new Event('focus'))")
        tab.until("document.activeElement.textContent === '工作台已经停用'")
        assert "写了密级" in text(tab, "main")
        assert tab.run("document.querySelectorAll('form, table, header, main a').length") == 0
    finally:
        settings.write_text(free, "utf-8")
    tab.faults.clear()  # the console names the refusal


def test_it_says_when_the_server_is_gone(tab: Tab, client: Client) -> None:
    tab.visit(client.keys.url)
    tab.until(ENDED)
    tab.run("document.querySelector('.live-stop').click()")
    tab.until("document.getElementById('progress').textContent.includes('已经关闭')")
    assert (
        tab.run("[...document.querySelectorAll('form.act button')].every(button => button.disabled)") is True
    )
