"""The environments: .venv for the commands, .venv-test for the tests, each made from a hashed lock.

In: a lock file, and ``wheels/`` where the office has no network. Out: a folder with a Python that holds exactly
the locked components. A new one is built beside and put in place only when it is complete; until then the one
in use is not touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import OperatorError, os_reason
from toolkit.setup.components import install_fault, unfit_wheels, wheel_files
from toolkit.setup.lock import pinned

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PACKAGE = Path(__file__).resolve().parent.parent
HOME = (
    _PACKAGE.parent
)  # the folder that holds the package: a clone, or the site-packages of an installation by pip
PACKAGED = (_PACKAGE / "shipped").is_dir()
# Where templates, settings, locks and starters are: beside the package in a clone, within it in a wheel.
INSTALLED = _PACKAGE / "shipped" if PACKAGED else HOME
WHEELS = INSTALLED / "wheels"
LOG = INSTALLED / "安装记录.txt"
_WAIT_SECONDS = 0.5
_TOLD_EVERY = 10  # components
_TESTS_NOT_INSTALLED = (
    "测试用的组件没有装上，它们要从网络安装，请检查网络。正在使用的运行环境没有动，其他命令照常能用。"
)


@dataclass(frozen=True)
class Environment:
    """A folder with a Python of its own, and the lock it is made from."""

    folder: Path
    lock: Path
    notice: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def beside(self, suffix: str) -> Environment:
        """The same under a name beside it."""
        return Environment(self.folder.with_name(self.folder.name + suffix), self.lock, self.notice)


RUN = Environment(
    INSTALLED / ".venv",
    INSTALLED / "requirements.lock",
    "正在准备运行环境（约一分钟，组件不变时只做这一次）……",
)
TEST = Environment(
    INSTALLED / ".venv-test",
    INSTALLED / "requirements-test.lock",
    "正在准备测试用的环境（约两分钟，不影响正在使用的运行环境）……",
)


def own_environment() -> Environment | None:
    """The virtual environment that pip put this package into; None in a clone, and where it is in none."""
    found = [folder for folder in HOME.parents if (folder / "pyvenv.cfg").is_file()] if PACKAGED else []
    return Environment(found[0], RUN.lock, "") if found else None


def is_ready(environment: Environment) -> bool:
    """Whether it was completed from the present lock and its Python still runs."""
    try:
        digest, version = (environment.folder / "stamp.txt").read_text("utf-8").split()[:2]
    except (OSError, ValueError):
        return False
    if digest != digest_of(environment.lock) or not environment.python.is_file():
        return False
    return version in (_own_version(), _version_of(environment.python))


def ensure(environment: Environment) -> None:
    """Make it unless it is ready, one set-up at a time; raises OperatorError and leaves the old one in place."""
    if is_ready(environment):
        return
    try:
        with one_at_a_time():
            if not is_ready(environment):
                print(environment.notice, file=sys.stderr, flush=True)
                _make(environment)
                print("运行环境准备好了。", file=sys.stderr, flush=True)
    except OSError as error:
        raise OperatorError(
            f"运行环境建不起来：{os_reason(error)}（{INSTALLED}）。请检查磁盘空间和这个文件夹的写入权限。"
        ) from None


def _own_version() -> str:
    return sys.version.split()[0]


def _version_of(python: Path) -> str:
    command = [str(python), "-c", "import sys; print(sys.version.split()[0])"]
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def digest_of(lock: Path) -> str:
    """Of a lock, for the stamp of what was made from it."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a file lock, so that two first runs do not build the same environment; says that it waits."""
    with (INSTALLED / ".venv.lock").open("w") as handle:
        told = False
        while not _locked(handle.fileno()):
            if not told:
                print(
                    "另一个窗口正在准备环境，等它完成后接着运行（一般一两分钟）……",
                    file=sys.stderr,
                    flush=True,
                )
                told = True
            time.sleep(_WAIT_SECONDS)
        yield


def _locked(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _make(environment: Environment) -> None:
    new, old = environment.beside("-new"), environment.beside("-old")
    if old.folder.exists() and not environment.folder.exists():
        old.folder.rename(environment.folder)  # a swap that was cut off in the middle
    problem = unfit_wheels(WHEELS, environment.lock.read_text("utf-8")) if environment == RUN else ""
    if problem:
        raise OperatorError(problem)
    _create(new)
    _install(new)
    (new.folder / "stamp.txt").write_text(f"{digest_of(new.lock)} {_own_version()}", "utf-8")
    _put_in_place(new.folder, environment.folder, old.folder)


def _create(new: Environment) -> None:
    shutil.rmtree(new.folder, ignore_errors=True)
    try:
        venv.create(new.folder, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):  # a Linux without ensurepip
        shutil.rmtree(new.folder, ignore_errors=True)
        venv.create(new.folder, with_pip=False)


def _install(new: Environment) -> None:
    command = [*pip_of(new.python), "install", "--disable-pip-version-check", "--require-hashes"]
    from_wheels = bool(wheel_files(WHEELS))
    if from_wheels:
        command += ["--find-links", str(WHEELS)]
        # The tests need more than an office's folder holds; the commands need no network with it.
        command += ["--no-index"] if new.lock == RUN.lock else []
    total = len(pinned(new.lock.read_text("utf-8")))
    if not run_logged([*command, "-r", str(new.lock)], steps_told(total)):
        shutil.rmtree(new.folder, ignore_errors=True)
        fault = install_fault(WHEELS, from_wheels) if new.lock == RUN.lock else _TESTS_NOT_INSTALLED
        raise OperatorError(f"{fault}详细记录（英文）在 {LOG}。")


def run_logged(command: list[str], told: Callable[[bytes], None] | None = None) -> bool:
    """Run pip, which speaks English, into the log; whether it went well: only then the log is gone.

    ``told`` is given each line as it comes.
    """
    variables = dict(os.environ, PYTHONUTF8="1")  # paths in the log are Chinese
    with (
        LOG.open("wb") as log,
        subprocess.Popen(
            command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            log.flush()
            if told is not None:
                told(line)
    if process.returncode == 0:
        with contextlib.suppress(OSError):  # another set-up beside this one writes the same log
            LOG.unlink()
    return process.returncode == 0


def steps_told(total: int) -> Callable[[bytes], None]:
    """Says, for people, how far pip is by the lines that it writes: so many of so many components, then the last step."""
    done = 0

    def told(line: bytes) -> None:
        nonlocal done
        if line.startswith(b"Collecting "):
            done += 1
            if done % _TOLD_EVERY == 0:
                print(f"  已取得 {min(done, total)}/{total} 个组件……", file=sys.stderr, flush=True)
        elif line.startswith(b"Installing collected packages"):
            print("  组件齐了，正在安装，还要半分钟左右……", file=sys.stderr, flush=True)

    return told


def pip_of(python: Path, outer: str = sys.executable) -> list[str]:
    """How to install into the environment of a Python: its own pip, else the outer pip told where to install."""
    for command in ([str(python), "-m", "pip"], [outer, "-m", "pip", "--python", str(python)]):
        if subprocess.run([*command, "--version"], capture_output=True).returncode == 0:
            return command
    raise OperatorError(
        "这台电脑的 Python 没有 pip，装不了所需组件。请安装 python.org 的 Python 3.11 以上版本后再运行"
        "（Linux 上请信息部门安装 python3-pip 和 python3-venv）。"
    )


def _put_in_place(new: Path, folder: Path, old: Path) -> None:
    """Two renames: whatever moment this is cut off, a complete environment is there, under its name or as old."""
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        try:
            folder.rename(old)
        except OSError:
            raise OperatorError(
                "运行环境要更新，但另一个窗口里的命令正在用它，没有改动。请等那个命令结束后再运行。"
            ) from None
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
