"""The served page: who is answered, what may be asked for, what a dropped file becomes, what a kill leaves."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.served import STAND_IN, Client, serving
from toolkit.core.desk import PAGE, Action, Desk, Stage, Step, Waiting
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.inbox.limits import FILE_BYTES
from toolkit.outputs.actions import filled
from toolkit.serve import app, runner, server
from toolkit.serve.listening import Listening
from toolkit.serve.opening import open_in_place, own_file, to_open
from toolkit.serve.place import born, own_folder
from toolkit.serve.receiving import inbox_name
from toolkit.serve.runner import Runner
from toolkit.serve.secrecy import CLOSED

NOW = datetime(2024, 6, 28, 9)
MONTH = Action("收表并汇总", ())
CLAIM = Action("这是谁的", ("collect", "--as={unit}", "inbox/未识别/甲.xlsx"), ("unit",))
RULE = Action("认可", ("rule", "accept", "a1", "--reason={reason}", "--name={name}"), ("reason", "name"))
ADJUST = Action("更正", ("adjust", "指标数据/T02-3/本月累计", "{value}"), ("value",))
FOLDER = Action("打开文件夹", (), opens="outbox/2024-06")
HOSTILE = Action("打开程序", (), opens="archive")


def desk(*_: object) -> Desk:
    waiting = Waiting("待定", "甲.xlsx", actions=(CLAIM, RULE, ADJUST, FOLDER, HOSTILE))
    step = Step("收表", MONTH)
    return Desk(
        "月报", "办公室", Period(2024, 6), NOW, NOW, 3, (Stage("收表", "now"),), step, waiting=(waiting,)
    )


def page(_desk: Desk, live: app.Live, watermark: str) -> str:
    return (
        '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-x&#39;">'
        f'<a href="/archive/2024-06/{quote("原件.xlsx")}">{live.token}</a><script>alert(1)</script>'
    )


def made(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A working folder with something to give and something to keep; what stands for the tool and for the desk."""
    patch.setenv("TMPDIR", str(folder))
    patch.setattr("tempfile.tempdir", str(folder))
    stand_in = folder / "工具"
    stand_in.mkdir()
    (stand_in / "run_report.py").write_text(STAND_IN, "utf-8")
    patch.setattr(runner, "INSTALLED", stand_in)
    patch.setattr(app, "desk_of", desk)
    patch.setattr(app, "desk_html", page)
    patch.setattr(app, "period_of", lambda *_: Period(2024, 6))
    root = folder / "月报 文件夹"
    for name in ("outbox/2024-06/汇总", "archive/2024-06", "inbox"):
        (root / name).mkdir(parents=True)
    shutil.copy(Path(__file__).parent.parent / "config.toml", root)
    (root / "outbox/2024-06/汇总/专报.docx").write_bytes(b"paper")
    (root / "outbox/2024-06/校验报告.html").write_bytes(b"<script>1</script>")
    (root / "outbox/程序.exe").write_bytes(b"MZ")
    (root / "archive/2024-06/原件.xlsx").write_bytes(b"original")
    (root / "archive/2024-06/别的.xlsx").write_bytes(b"not linked")
    (root / "archive/identity.key").write_bytes(b"secret")
    (root / "outbox/快捷方式.docx").symlink_to(root / "archive/identity.key")
    return root


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, without a server."""
    return made(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Client]]:
    """One server for the tests that leave it as it was."""
    with pytest.MonkeyPatch.context() as patch:
        root = made(tmp_path_factory.mktemp("served"), patch)
        with serving(root) as client:
            yield root, client


@pytest.fixture
def root(shared: tuple[Path, Client]) -> Iterator[Path]:
    """Its folder, afterwards with an empty inbox."""
    yield shared[0]
    for path in (shared[0] / "inbox").iterdir():
        path.unlink()
    (shared[0] / "码").unlink(missing_ok=True)


@pytest.fixture
def client(shared: tuple[Path, Client], root: Path) -> Client:
    return shared[1]


def began(client: Client) -> object:
    """When the last command began."""
    return client.state().get("began")


def test_two_tabs_look_at_the_ledger_one_after_the_other(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is opened and closed beside it takes the locks of SQLite away from the look that is under way."""
    inside, most = 0, 0

    def looked(*_: object) -> Desk:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.05)
        inside -= 1
        return desk()

    monkeypatch.setattr(app, "desk_of", looked)
    nothing: Any = None
    pages = app.Pages(own, nothing, nothing, None, NOW, lambda: None)
    with ThreadPoolExecutor(3) as pool:
        assert len([done.result() for done in [pool.submit(pages.desk) for _ in range(3)]]) == 3
    assert most == 1


# --- Who is answered


@pytest.mark.parametrize("broken", ["", "[没有配好"])
def test_a_mark_of_secrecy_written_meanwhile_closes_the_page(own: Path, broken: str) -> None:
    """From the next request on nothing is shown and nothing done, until the mark is gone; the way out stays open."""
    settings = own / "config.toml"
    free = settings.read_text("utf-8")
    with serving(own) as client:
        assert client("GET", f"/{quote(PAGE)}")[0] == 200
        settings.write_text(free.replace('secrecy = ""', 'secrecy = "机密★1年"', 1) + broken, "utf-8")
        for path in ADDRESSES:
            status, _, body = client("GET", quote(path, "/%"))
            assert (status, "密级" in body.decode(), b"original" in body) == (CLOSED, True, False)
        refused = client.run(MONTH.id)
        assert refused[0] == CLOSED and "网页不再显示" in refused[1]["fault"]
        assert client("POST", "/upload?name=a.xlsx", b"x")[0] == CLOSED
        assert client("POST", "/open", json.dumps({"path": "outbox"}))[0] == CLOSED
        assert not list((own / "inbox").iterdir())
        settings.write_text(free, "utf-8")
        assert client("GET", f"/{quote(PAGE)}")[0] == 200
        settings.write_text(free.replace('secrecy = ""', 'secrecy = "秘密"', 1), "utf-8")
        assert client("POST", "/stop")[0] == 200


def test_the_address_gives_the_cookie_and_then_the_page(client: Client) -> None:
    status, headers, body = client("GET", f"/?t={client.keys.address}", cookie=None)
    assert (status, headers["location"], body) == (303, f"/{quote(PAGE)}", b"")
    assert headers["set-cookie"].startswith(f"{client.keys.cookie}={client.keys.address};")
    assert {"HttpOnly", "SameSite=strict"} <= set(headers["set-cookie"].split("; "))
    status, headers, body = client("GET", headers["location"])
    assert status == 200
    assert client.keys.page in body.decode()
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "server" not in headers


def test_the_page_runs_no_script_but_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    own = "default-src 'none'; script-src 'sha256-x'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    assert client("GET", f"/{quote(PAGE)}")[1]["content-security-policy"] == own
    monkeypatch.setattr(app, "desk_html", lambda *_, **__: "<script>alert(1)</script>")
    assert "script-src" not in client("GET", f"/{quote(PAGE)}")[1]["content-security-policy"]


ADDRESSES = (f"/{quote(PAGE)}", "/state", "/outbox/2024-06/校验报告.html", "/archive/2024-06/原件.xlsx")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "evil.example:{port}", "127.0.0.1:1", ""])
def test_a_foreign_host_gets_nothing(client: Client, host: str) -> None:
    host = host.format(port=client.keys.port)
    for path in (*ADDRESSES, f"/?t={client.keys.address}"):
        status, headers, body = client("GET", quote(path, "/?=%"), host=host)
        assert (status, body) in ((403, b""), (400, body))
        assert b"secret" not in body
        assert "set-cookie" not in headers
    assert client("POST", "/upload?name=a.xlsx", b"x", host=host)[0] in (403, 400)


@pytest.mark.parametrize(
    "cookie", [None, "desk_1=x", "{name}=", "{name}=wrong", "{name}={value}x", "{name}=é"]
)
def test_a_missing_or_wrong_token_gets_nothing(client: Client, root: Path, cookie: str | None) -> None:
    given = cookie and cookie.format(name=client.keys.cookie, value=client.keys.address)
    for path in (*ADDRESSES, "/", "/?t=wrong", "/?t="):
        status, headers, body = client("GET", quote(path, "/?=%"), cookie=given)
        assert (status, "set-cookie" in headers) == (403, False)
        assert "口令" in body.decode()
        assert client.keys.page not in body.decode()
    assert client("POST", "/upload?name=a.xlsx", b"x", cookie=given)[0] == 403
    assert not list((root / "inbox").iterdir())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "https://127.0.0.1:{port}"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"x_desk_token": None},
        {"x_desk_token": "wrong"},
        {"x_desk_token": "{address}"},
    ],
)
def test_another_page_presses_no_button(client: Client, root: Path, headers: dict[str, str | None]) -> None:
    said = {
        name: value and value.format(port=client.keys.port, address=client.keys.address)
        for name, value in headers.items()
    }
    before = began(client)
    for path, body in (("/run", json.dumps({"id": MONTH.id})), ("/upload?name=a.xlsx", "x"), ("/stop", "")):
        assert client("POST", path, body, **said)[::2] == (403, b"")
    assert began(client) == before
    assert not list((root / "inbox").iterdir())


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_reads_nothing(client: Client, site: str) -> None:
    assert client("GET", "/state", sec_fetch_site=site)[::2] == (403, b"")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_not_known(client: Client, method: str) -> None:
    assert client(method, "/state")[0] == 403


def test_it_listens_on_this_computer_only(own: Path) -> None:
    listening = Listening(own, 120, None, None)
    try:
        assert listening._socket.getsockname()[0] == "127.0.0.1"
    finally:
        listening._socket.close()


# --- Files


@pytest.mark.parametrize(
    ("path", "status", "shown"),
    [
        ("/outbox/2024-06/汇总/专报.docx", 200, "attachment"),
        ("/outbox/2024-06/校验报告.html", 200, "inline"),
        ("/archive/2024-06/原件.xlsx", 200, "attachment"),
        ("/archive/2024-06/别的.xlsx", 404, ""),
        ("/archive/identity.key", 404, ""),
        ("/archive/2024-06/../identity.key", 404, ""),
        ("/outbox/../archive/identity.key", 404, ""),
        ("/outbox/%2e%2e/archive/identity.key", 404, ""),
        ("/outbox/..%2farchive%2fidentity.key", 404, ""),
        ("/outbox/..%5carchive%5cidentity.key", 404, ""),
        ("/outbox//etc/passwd", 404, ""),
        ("/outbox/%00", 404, ""),
        ("/outbox/" + "a" * 5000, 404, ""),
        ("/outbox/2024-06", 404, ""),
        ("/config.toml", 404, ""),
        ("/outbox/快捷方式.docx", 404, ""),
    ],
)
def test_only_what_lies_in_outbox_or_is_linked_is_given(
    client: Client, path: str, status: int, shown: str
) -> None:
    got, headers, body = client("GET", quote(path, "/%"))
    assert got == status
    assert headers.get("content-disposition", "").startswith(shown)
    assert b"secret" not in body
    assert "sandbox" in headers["content-security-policy"] or status == 404


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ("outbox", True),
        ("outbox/2024-06/汇总/专报.docx", True),
        ("inbox", True),
        ("archive", False),
        ("config.toml", False),
        ("inbox/甲.xlsx", False),
        ("outbox/程序.exe", False),
        ("outbox/快捷方式.docx", False),
        ("outbox/../archive", False),
        ("/etc", False),
        ("outbox/没有.docx", False),
        ("\x00", False),
        ("", False),
    ],
)
def test_only_papers_and_folders_of_outbox_are_opened(root: Path, given: str, opens: bool) -> None:
    (root / "inbox/甲.xlsx").write_bytes(b"")
    assert (to_open(root, given) is not None) is opens


def test_opening_is_asked_of_the_system(client: Client, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    before = began(client)
    monkeypatch.setattr(app, "open_in_place", lambda path: not opened.append(path))
    asked = json.dumps({"path": "outbox/2024-06/汇总/专报.docx"})
    assert client("POST", "/open", asked)[0] == 200
    assert client.run(FOLDER.id)[0] == 200
    assert client.run(HOSTILE.id)[0] == 409  # not even where the desk were to list it
    assert opened == [root / "outbox/2024-06/汇总/专报.docx", root / "outbox/2024-06"]
    assert began(client) == before


# --- Dropped files


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("甲县 6月.xlsx", "甲县 6月.xlsx"),
        ("../../config.toml", "config.toml"),
        ("..\\..\\config.toml", "config.toml"),
        ("/etc/passwd", "passwd"),
        ("C:\\报表.xlsx", "报表.xlsx"),
        ("C:报表.xlsx", "C_报表.xlsx"),
        ("报表.xlsx:流", "报表.xlsx_流"),
        ("con.xlsx", "con_.xlsx"),
        ("a\u202exslx.exe", "a_xslx.exe"),
        ("换\n行.xlsx", "换_行.xlsx"),
        ("..", "未命名"),
        ("", "未命名"),
        ("未识别", "来件-未识别"),
        ("甲.xlsx.原因.txt", "来件-甲.xlsx.原因.txt"),
        ("名" * 200 + ".xlsx", "名" * 48 + ".xlsx"),
    ],
)
def test_a_dropped_file_gets_a_safe_name(client: Client, root: Path, given: str, kept: str) -> None:
    status, _, body = client("POST", f"/upload?name={quote(given, '')}", b"new")
    assert (status, json.loads(body)) == (200, {"name": kept})
    assert [(path.name, path.read_bytes()) for path in (root / "inbox").iterdir()] == [(kept, b"new")]
    assert (root / "config.toml").read_bytes() == (Path(__file__).parent.parent / "config.toml").read_bytes()


@pytest.mark.parametrize("name", ["~$报表.xlsx", ".x.tmp", "desktop.ini", "a/.DS_Store"])
def test_a_temporary_file_is_refused(name: str) -> None:
    with pytest.raises(OperatorError, match="临时文件"):
        inbox_name(name)


def test_nothing_in_inbox_is_written_over(client: Client, root: Path) -> None:
    (root / "inbox/甲.xlsx").write_bytes(b"first")
    names = [json.loads(client("POST", "/upload?name=甲.xlsx".replace("甲", quote("甲")), b"x")[2])["name"]]
    names += [json.loads(client("POST", f"/upload?name={quote('甲.xlsx')}", b"y")[2])["name"]]
    assert names == ["甲-2.xlsx", "甲-3.xlsx"]
    found = {path.name: path.read_bytes() for path in (root / "inbox").iterdir()}
    assert found == {"甲.xlsx": b"first", "甲-2.xlsx": b"x", "甲-3.xlsx": b"y"}


def test_a_file_that_is_too_large_leaves_nothing(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, body = client("POST", "/upload?name=a.xlsx", content_length=str(FILE_BYTES + 1))
    assert status == 409
    assert "200 MB" in json.loads(body)["fault"]
    monkeypatch.setattr(app, "receive", lambda *a: app_receive(*a, most=5))
    app_receive = sys.modules["toolkit.serve.receiving"].receive
    assert client("POST", "/upload?name=a.xlsx", b"123456")[0] == 409
    assert not list((root / "inbox").iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(client: Client, root: Path) -> None:
    keys = client.keys
    head = (
        f"POST /upload?name=a.xlsx HTTP/1.1\r\nHost: 127.0.0.1:{keys.port}\r\nContent-Length: 100\r\n"
        f"Cookie: {keys.cookie}={keys.address}\r\nX-Desk-Token: {keys.page}\r\n"
        f"Origin: http://127.0.0.1:{keys.port}\r\n\r\nhalf"
    )
    with socket.create_connection(("127.0.0.1", keys.port)) as connection:
        connection.sendall(head.encode())
        until = time.monotonic() + 5
        while not list((root / "inbox").iterdir()):
            assert time.monotonic() < until
    while list((root / "inbox").iterdir()):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_a_killed_server_left_of_an_upload_goes(own: Path) -> None:
    for name in (".0123456789ab.tmp", ".of somebody.tmp", "甲.xlsx"):
        (own / "inbox" / name).touch()
        os.utime(own / "inbox" / name, (1, 1))
    Listening(own, 120, None, None)._socket.close()
    assert sorted(path.name for path in (own / "inbox").iterdir()) == [".of somebody.tmp", "甲.xlsx"]


# --- Commands


def test_a_command_runs_as_the_desk_lists_it_and_its_lines_are_kept(client: Client, root: Path) -> None:
    (root / "等").touch()
    assert client.run(CLAIM.id, unit="莎车县") == (200, {"label": "这是谁的"})
    until = time.monotonic() + 10
    while (state := client.state())["progress"] is None:
        assert time.monotonic() < until
    assert state["progress"] == ["读取来件", 1, 2]
    assert state["lines"] == ["参数 'collect' '--as=莎车县' 'inbox/未识别/甲.xlsx'"]
    status, told = client.run(MONTH.id)
    assert (status, told["fault"]) == (409, "正在做“这是谁的”，做完再点。")
    (root / "码").write_text("1")
    (root / "等").unlink()
    state = client.ended()
    assert (state["code"], state["lines"][-1]) == (1, "完")
    assert "有事项等人处理" in state["outcome"]
    assert client.state() == state


@pytest.mark.parametrize("identity", ["", "0" * 16, "collect", None, ["rule"], "../x"])
def test_what_is_not_on_the_desk_is_refused(client: Client, identity: object) -> None:
    before = began(client)
    body = json.dumps({"id": identity, "fields": {}, "arguments": ["rebuild"]})
    status, _, told = client("POST", "/run", body)
    assert (status, "现在不能做" in json.loads(told)["fault"]) == (409, True)
    assert began(client) == before


@pytest.mark.parametrize(
    "body", ["", "x", "[]", '{"id": 1, "fields": []}', '{"fields": {"unit": 1}}', "[" * 70000]
)
def test_a_click_that_is_none_is_refused(client: Client, body: str) -> None:
    assert client("POST", "/run", body)[0] == 409


@pytest.mark.parametrize(
    ("text", "word"),
    [("--name=王", "- 开头"), ("-p", "- 开头"), (" --yes", "- 开头"), ("", "请填写"), ("  ", "请填写"),
     ("a\x00b", "不能显示"), ("长" * 501, "太长")],
)  # fmt: skip
def test_an_answer_is_never_an_option(client: Client, text: str, word: str) -> None:
    before = began(client)
    for action in (CLAIM, ADJUST):
        status, told = client.run(action.id, **dict.fromkeys(action.asks, text))
        assert (status, word in told["fault"]) == (409, True)
    assert began(client) == before


def test_answers_stay_in_their_places() -> None:
    assert filled(RULE, {"reason": "核对 无误\n{name} $(rm) \"; --yes'", "name": " 王 ", "more": "--x"}) == [
        "rule", "accept", "a1", "--reason=核对 无误 {name} $(rm) \"; --yes'", "--name=王",
    ]  # fmt: skip
    assert filled(ADJUST, {"value": "-3.5"}) == ["adjust", "指标数据/T02-3/本月累计", "-3.5"]


def test_options_of_the_server_come_with_every_command(own: Path) -> None:
    with serving(own, NOW) as client:
        client.run(MONTH.id)
        assert client.ended()["lines"][0] == "参数 '--now=2024-06-28T09:00:00'"


@pytest.mark.parametrize(("code", "word"), [(0, "做完了"), (2, "没有做成"), (130, "中途停了")])
def test_how_it_ended_is_said(client: Client, root: Path, code: int, word: str) -> None:
    (root / "码").write_text(str(code))
    client.run(MONTH.id)
    state = client.ended()
    assert (state["code"], word in state["outcome"]) == (code, True)


# --- Killed, idle, twice


@pytest.mark.slow
def test_a_command_outlives_the_page_that_began_it(own: Path) -> None:
    """kill -9 of the server in mid-run: the command goes on, the next page says so and begins no other."""
    (own / "等").touch()
    script = (
        "import pathlib, sys, time; sys.path.insert(0, sys.argv[3]); from toolkit.serve import runner;"
        "runner.INSTALLED = pathlib.Path(sys.argv[2]);"
        "runner.Runner(pathlib.Path(sys.argv[1])).start('收表并汇总', ['report']); print('x', flush=True); time.sleep(60)"
    )
    toolkit = str(Path(__file__).parent.parent)
    command = [sys.executable, "-c", script, str(own), str(own.parent / "工具"), toolkit]
    killed = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(own.parent)})
    assert killed.stdout
    killed.stdout.read(1)
    killed.kill()
    killed.wait()
    killed.stdout.close()
    with serving(own) as client:
        state = client.state()
        assert (state["running"], state["label"]) == (True, "收表并汇总")
        assert client.run(MONTH.id)[0] == 409
        (own / "等").unlink()
        state = client.ended()
        assert state["lines"] == ["参数 'report'", "完"]
        assert (state["code"], "怎么结束的没有记下" in state["outcome"]) == (None, True)
        assert (own / "做完了").exists()
        assert client.run(MONTH.id)[0] == 200
        assert client.ended()["code"] == 0


def test_a_process_of_the_same_number_is_not_taken_for_the_command(own: Path) -> None:
    record = {"label": "汇总", "pid": os.getpid(), "born": born(os.getpid()) - 5, "began": 1.0, "code": None}
    (own_folder(own) / "运行.json").write_text(json.dumps(record), "utf-8")
    assert not Runner(own).busy


@pytest.mark.slow
def test_it_ends_when_nobody_asks_but_not_before_the_command_is_done(own: Path) -> None:
    (own / "等").touch()
    with serving(own, idle_minutes=0.01) as client:
        client.run(MONTH.id)
        time.sleep(1.3)
        assert client.state()["running"]
        (own / "等").unlink()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            time.sleep(1.2)
            try:
                client.state()
            except OSError:
                break
        else:
            pytest.fail("it did not end")


def test_it_ends_when_told_to(own: Path) -> None:
    with serving(own) as client:
        assert client("POST", "/stop", "")[0] == 200
        until = time.monotonic() + 10
        with pytest.raises(OSError):
            while time.monotonic() < until:
                client.state()
                time.sleep(0.05)


def test_a_second_start_shows_the_first_page(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(server, "_show", lambda url, wanted: shown.append(url))
    record = {"pid": os.getpid(), "born": born(os.getpid()), "url": "http://127.0.0.1:1/?t=x"}
    (own_folder(own) / "地址.json").write_text(json.dumps(record), "utf-8")
    assert server.serve(own) == 0
    assert shown == ["http://127.0.0.1:1/?t=x"]
    assert "已经开着" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="rights of folders")
def test_a_folder_that_others_may_enter_is_not_used(own: Path) -> None:
    own_folder(own).chmod(0o755)
    with pytest.raises(OperatorError, match="不是本人的文件夹"):
        own_folder(own)


def test_a_fault_of_the_desk_is_told_and_nothing_breaks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> Desk:
        raise OperatorError("config.toml 第3行看不懂 <b>。")

    monkeypatch.setattr(app, "desk_of", fault)
    status, _, body = client("GET", f"/{quote(PAGE)}")
    assert (status, "第3行看不懂 &lt;b&gt;" in body.decode()) == (503, True)
    assert client.run(MONTH.id) == (409, {"fault": "config.toml 第3行看不懂 <b>。"})
    monkeypatch.setattr(app, "desk_of", lambda *_: 1 / 0)
    status, _, body = client("GET", f"/{quote(PAGE)}")
    assert status == 500
    assert "ZeroDivision" not in body.decode()
    assert client("GET", "/state")[0] == 200


def test_the_list_and_the_settings_are_opened_by_their_action_only(root: Path, client: Client) -> None:
    assert own_file(root, "config.toml") == root / "config.toml"
    assert own_file(root, "templates/../config.toml") is None
    assert own_file(root, "archive/.key") is None
    assert client("POST", "/open", json.dumps({"path": "config.toml"}))[0] == 409


def test_on_windows_the_settings_open_in_the_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program there belongs to a file of that kind."""
    ran: list[list[str]] = []
    monkeypatch.setattr("toolkit.serve.opening.sys.platform", "win32")
    monkeypatch.setattr("toolkit.serve.opening.subprocess.Popen", lambda command, **_: ran.append(command))
    assert open_in_place(Path("月报/config.toml")) is True
    assert ran[0][0].endswith("notepad.exe")
    assert ran[0][1].endswith("config.toml")


def test_another_month_is_looked_at_and_nonsense_is_the_present_one(client: Client) -> None:
    for query in ("month=2024-05", "month=x", "month=../..", ""):
        assert client("GET", f"/{quote(PAGE)}?{query}")[0] == 200
