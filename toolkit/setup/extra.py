"""Components that one command needs beside the rest, put beside the environment when they are first asked for.

In: a lock file of their own, and ``wheels/`` where the office has no network. Out: the components importable in
this process; or OperatorError with one sentence, and everything else works as before. Standard library only.
"""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.setup import environment
from toolkit.setup.components import unfit_wheels, wheel_files
from toolkit.setup.environment import INSTALLED, RUN, digest_of, one_at_a_time, pip_of, run_logged
from toolkit.setup.lock import importable, requirements

_NO_NETWORK = (
    "{what}没有装上，请检查网络。其他功能照常能用。电脑没有网络的，请信息部门在有网络的电脑上"
    "重新运行 python run_report.py wheels，把得到的文件夹换掉这里的 wheels。详细记录（英文）在 {log}。"
)


@dataclass(frozen=True)
class Extra:
    """A folder of components and the lock it is made from; ``what`` names them to people."""

    folder: Path
    lock: Path
    what: str


SERVE = Extra(INSTALLED / ".venv-serve", INSTALLED / "requirements-serve.lock", "工作台网页要用的组件")
POSTGRES = Extra(
    INSTALLED / ".venv-postgres", INSTALLED / "requirements-postgres.lock", "连接 PostgreSQL 数据库要用的组件"
)
SCALE = Extra(
    INSTALLED / ".venv-scale", INSTALLED / "requirements-scale.lock", "连接计算集群（Dask）要用的组件"
)


def provide(extra: Extra) -> None:
    """Make the components importable, installed first where they are not; raises OperatorError."""
    if importable(extra.lock):
        return
    try:
        if not _is_ready(extra):
            with one_at_a_time():
                if not _is_ready(extra):
                    _make(extra)
    except OSError as error:
        raise OperatorError(
            f"{extra.what}放不进 {INSTALLED}：{os_reason(error)}。请检查磁盘空间和这个文件夹的写入权限。"
        ) from None
    sys.path.insert(0, str(extra.folder))
    importlib.invalidate_caches()


def lines_of(extra: Extra) -> list[str]:
    """What of its lock the environment of all commands does not hold already, as pip reads it."""
    held = {item.name for item in requirements(RUN.lock.read_text("utf-8"))}
    return [item.line for item in requirements(extra.lock.read_text("utf-8")) if item.name not in held]


def _is_ready(extra: Extra) -> bool:
    try:
        return (extra.folder / "stamp.txt").read_text("utf-8") == digest_of(extra.lock)
    except (OSError, ValueError):
        return False


def _make(extra: Extra) -> None:
    """Install under another name and rename: what is there under its own name is whole."""
    wheels = environment.WHEELS
    problem = unfit_wheels(wheels, "\n".join(lines_of(extra)))
    if problem:
        raise OperatorError(problem)
    print(f"正在准备{extra.what}（约十秒，组件不变时只做这一次）……", file=sys.stderr, flush=True)
    new = extra.folder.with_name(f"{extra.folder.name}-new")
    shutil.rmtree(new, ignore_errors=True)
    if not _install(extra, new, wheels):
        shutil.rmtree(new, ignore_errors=True)
        raise OperatorError(_NO_NETWORK.format(what=extra.what, log=environment.LOG))
    (new / "stamp.txt").write_text(digest_of(extra.lock), "utf-8")
    shutil.rmtree(extra.folder, ignore_errors=True)
    new.rename(extra.folder)
    print(f"{extra.what}准备好了。", file=sys.stderr, flush=True)


def _install(extra: Extra, folder: Path, wheels: Path) -> bool:
    # an environment made on a Linux without ensurepip has no pip; the Python that it was made with has
    pip = pip_of(Path(sys.executable), getattr(sys, "_base_executable", sys.executable))
    command = [*pip, "install", "--disable-pip-version-check", "--require-hashes"]
    command += ["--no-deps", "--only-binary=:all:", "--retries", "1", "--target", str(folder)]
    if wheel_files(wheels):
        command += ["--find-links", str(wheels), "--no-index"]
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "requirements.txt"
        listed.write_text("".join(f"{line}\n" for line in lines_of(extra)), "utf-8")
        return run_logged([*command, "-r", str(listed)])
