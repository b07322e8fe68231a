"""Start of everything: sets up what is needed once, then hands over to toolkit.cli.

If the locked dependencies are installed, runs in place; else makes ``.venv`` beside this file from
the hashed lock (from ``wheels/`` where the office has no network) and runs itself there. Standard
library only, and readable by old Pythons, so that they too get a clear sentence.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # read by type checkers only: old Pythons lack some of these names
    from collections.abc import Iterator
    from typing import NoReturn

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {False: HERE / "requirements.lock", True: HERE / "requirements-test.lock"}
OLDEST = (3, 11)


def fail(message: str) -> NoReturn:
    """Say what the operator must do and leave with code 2."""
    print(message, file=sys.stderr)
    sys.exit(2)


def pinned(lock: Path) -> dict[str, str]:
    """Name -> version of a lock's unconditional lines."""
    lines = [
        line.split(" ")[0]
        for line in lock.read_text("utf-8").splitlines()
        if "==" in line and ";" not in line
    ]
    return dict(tuple(line.split("==", 1)) for line in lines)  # type: ignore[misc]


def importable(with_tests: bool) -> bool:
    """Whether this interpreter holds exactly the locked versions."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return all(version(name) == wanted for name, wanted in pinned(LOCKS[with_tests]).items())
    except PackageNotFoundError:
        return False


def stamp_text(with_tests: bool) -> str:
    """What the environment was made from; a changed lock or Python makes it anew."""
    digest = hashlib.sha256(LOCKS[with_tests].read_bytes()).hexdigest()
    return "{} {} {}".format(digest, sys.version.split()[0], "test" if with_tests else "run")


def is_ready(with_tests: bool) -> bool:
    """Whether .venv was completed from the present lock (the one with tests serves both)."""
    stamp = VENV / "stamp.txt"
    if not (stamp.is_file() and VENV_PYTHON.is_file()):
        return False
    wanted = [stamp_text(True)] if with_tests else [stamp_text(False), stamp_text(True)]
    return stamp.read_text("utf-8") in wanted


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a file lock, so that two first runs do not build the same environment."""
    with (HERE / ".venv.lock").open("w") as handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def pip_command() -> list[str]:
    """How to install into .venv: its own pip, else the outer pip told where to install."""
    if subprocess.run([str(VENV_PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [str(VENV_PYTHON), "-m", "pip"]
    outer = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    if subprocess.run([*outer, "--version"], capture_output=True).returncode == 0:
        return outer
    fail("这台电脑的 Python 没有 pip，装不了所需组件。请安装 python.org 的 Python 3.11 以上版本后再运行。")


def make_environment(with_tests: bool) -> None:
    """Build .venv from the lock; the stamp is written last, so that a killed set-up starts over."""
    import venv

    print("首次运行，正在准备运行环境（约一分钟，只做这一次）……", flush=True)
    shutil.rmtree(str(VENV), ignore_errors=True)
    try:
        venv.create(str(VENV), with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(str(VENV), ignore_errors=True)
        venv.create(str(VENV), with_pip=False)
    command = [*pip_command(), "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    wheels = HERE / "wheels"
    if wheels.is_dir():
        command += ["--no-index", "--find-links", str(wheels)]
    result = subprocess.run([*command, "-r", str(LOCKS[with_tests])])
    if result.returncode != 0:
        fail("组件没有装上。请检查网络；没有网络的电脑，请把离线组件包放进 wheels 文件夹后再运行。")
    (VENV / "stamp.txt").write_text(stamp_text(with_tests), "utf-8")


def run_in_environment(arguments: list[str]) -> int:
    """Run this file again inside .venv and pass its exit code on."""
    # Our modules stay compiled beside their sources, whatever this shell is set to: every start would pay anew.
    environment = dict(os.environ, PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="")
    try:
        return subprocess.run(
            [str(VENV_PYTHON), str(Path(__file__).resolve()), *arguments], env=environment
        ).returncode
    except KeyboardInterrupt:
        return 130


def main() -> int:
    """Set up when needed, then run the command."""
    if sys.version_info < OLDEST:
        fail(f"需要 Python 3.11 以上版本，这台电脑上是 {sys.version.split()[0]}。请到 python.org 下载安装。")
    arguments = sys.argv[1:]
    with_tests = arguments[:1] == ["test"]
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if not (is_ready(with_tests) if inside else importable(with_tests)):
        with one_at_a_time():
            if not is_ready(with_tests):
                if inside:
                    fail("运行环境与组件清单不一致，请直接用系统的 python 运行本程序，它会自动更新环境。")
                make_environment(with_tests)
        return run_in_environment(arguments)
    if with_tests:
        command = [sys.executable, "-m", "pytest", "-m", "not slow", *arguments[1:]]
        return subprocess.run(command, cwd=str(HERE), env=dict(os.environ, PYTHONUTF8="1")).returncode
    import gc

    # A command lives for seconds and leaves few cycles behind: collecting them costs a fifth of its time.
    gc.disable()
    from toolkit.cli import main as run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
