"""What a database says, in Chinese: an exception in, a reason and a remedy out. Loads no database library."""

from __future__ import annotations

import re

_BUSY = ("正被另一个汇总程序占用", "请等它结束或关闭它，再运行一次。")
_BROKEN = (
    "文件已损坏",
    "请先关闭别的程序、检查磁盘再试；文件确已损坏的，运行 python run_report.py rebuild，按存档重建台账，坏文件会改名留下。",
)
_FULL = ("磁盘满了", "请腾出磁盘空间，再运行一次；已记下的不受影响。")
_READ_ONLY = ("只能读不能写", "请检查 archive 文件夹和台账文件的权限，再运行一次。")
_CLOSED = ("打不开", "请检查台账的位置和文件夹权限：它应当是一个文件，不是文件夹。")
_LOST = (
    "连接断了",
    "请检查网络和数据库服务器，再运行一次；已记下的不受影响。",
)
_USER = ("用户名或密码不对", "请检查 config.toml 里 [ledger] 的 url，或向信息部门核实。")
_SERVER = (  # what PostgreSQL and its driver say
    ("lock timeout", _BUSY),
    ("password authentication failed|no password supplied|role .* does not exist", _USER),
    (
        "database .* does not exist",
        ("在服务器上没有这个库", "请让信息部门先建好这个库，或改正 config.toml 里 [ledger] 的 url。"),
    ),
    (
        "(relation|column) .* does not exist",
        ("在服务器上缺了表，可能被改动过", "请让信息部门用服务器的备份恢复这个库。"),
    ),
    (
        "no pg_hba.conf entry",
        ("服务器不让这台电脑连", "请让信息部门在服务器上放行这台电脑和这个用户。"),
    ),
    (
        "resolve host|could not translate host name|name or service not known",
        ("服务器找不到", "请检查 config.toml 里 [ledger] 的 url 里的服务器名，和这台电脑的网络。"),
    ),
    (
        "starting up|shutting down|recovery mode",
        ("服务器正在启动或关闭", "请过几分钟再运行；仍不行请找信息部门。"),
    ),
    (
        "read-only transaction",
        ("在服务器上只能读不能写", "可能连到了备用服务器，请让信息部门核对 config.toml 里 [ledger] 的 url。"),
    ),
    (
        "no space left|could not extend file|disk full",
        ("服务器磁盘满了", "请让信息部门腾出服务器的磁盘空间，再运行一次；已记下的不受影响。"),
    ),
    ("permission denied", ("没有权限", "请让信息部门给这个用户建表和读写的权限。")),
    (
        "too many clients|remaining connection slots",
        ("服务器连接已满", "请过几分钟再运行；仍不行请找信息部门。"),
    ),
    ("server closed the connection", _LOST),
    ("terminating connection", _LOST),
    ("connection is lost", _LOST),
    (
        "connection",
        (
            "连不上",
            "请确认数据库服务器开着、网络通，config.toml 里 [ledger] 的 url 写得对（服务器、端口、库名），再运行一次。",
        ),
    ),
)
_KNOWN = (
    *_SERVER,
    ("locked", _BUSY),
    ("busy", _BUSY),
    ("is full", _FULL),
    ("readonly", _READ_ONLY),
    ("read-only", _READ_ONLY),
    ("malformed", _BROKEN),
    ("not a database", _BROKEN),
    ("corrupt", _BROKEN),
    ("no such table", _BROKEN),
    ("no such column", _BROKEN),
    ("unable to open", _CLOSED),
    ("disk i/o error", ("磁盘读写出错", "请检查磁盘、U 盘或网络盘是否完好、有没有空间，再运行一次。")),
)
UNKNOWN = "：读写出错。请检查台账有没有损坏、被占用、连不连得上，再运行一次；仍不行请联系维护人员。"


def database_fault(error: BaseException) -> str | None:
    """``：reason。remedy``, to follow the words that name the ledger; None when the database is not to blame."""
    if not any(kind.__module__.split(".")[0] in ("sqlalchemy", "sqlite3") for kind in type(error).__mro__):
        return None
    said = str(getattr(error, "orig", None) or error).lower()
    return next((f"：{reason}。{remedy}" for sign, (reason, remedy) in _KNOWN if re.search(sign, said)), None)
