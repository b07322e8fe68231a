"""wheels DIR --for COMPUTER: the locked components for a computer without a network.

In: the lock files of the commands, of the served page, of a ledger on a server and of a cluster, and the kind of computer; out: a folder of wheels, each
of the locked hash. Which components it needs is decided for that computer, not for the one that downloads.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import OperatorError, os_reason
from toolkit.setup.components import COMPUTERS
from toolkit.setup.environment import LOG, RUN, run_logged
from toolkit.setup.extra import POSTGRES, SCALE, SERVE
from toolkit.setup.lock import Requirement, requirements

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Target:
    """A kind of computer: for people, as markers see it, and the wheels that it takes."""

    words: str
    markers: dict[str, str]
    platforms: tuple[str, ...]


def _linux(machine: str) -> tuple[str, ...]:
    """From the C library of the oldest supported office Linux (Kylin V10 SP, UOS 20) downwards."""
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1)), f"manylinux2014_{machine}")


def _targets() -> dict[str, Target]:
    words = dict(COMPUTERS.values())
    targets = {}
    for (system, machine), (name, _) in COMPUTERS.items():
        windows = system == "Windows"
        markers = {
            "os_name": "nt" if windows else "posix",
            "sys_platform": "win32" if windows else "linux",
            "platform_system": system,
            "platform_machine": machine,
            "platform_release": "",
            "platform_version": "",
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
        }
        targets[name] = Target(words[name], markers, ("win_amd64",) if windows else _linux(machine))
    return targets


TARGETS = _targets()


def wanted(lock: str, target: Target, python: str) -> list[Requirement]:
    """The components of the lock that this computer needs; raises OperatorError without pip."""
    environment = {
        **target.markers,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
    }
    try:
        markers: Any = importlib.import_module("pip._vendor.packaging.markers")
    except ImportError:
        raise OperatorError(
            "这台电脑的 Python 没有 pip，下载不了组件。请换一台装有 python.org 的 Python 的电脑。"
        ) from None
    return [
        item
        for item in requirements(lock)
        if not item.marker or markers.Marker(item.marker).evaluate(environment)
    ]


def fetch_wheels(folder: Path, name: str, python: str) -> list[str]:
    """Fill the folder and say what to do with it; raises OperatorError, and then the folder is as before."""
    target = TARGETS[name]
    lines = [item.line for item in wanted(RUN.lock.read_text("utf-8"), target, python)]
    # those of the page, of a server's ledger and of a cluster too: an office without a network has them all the same
    for extra in (SERVE, POSTGRES, SCALE):
        lines += [item.line for item in wanted(extra.lock.read_text("utf-8"), target, python)]
    lock = "".join(f"{line}\n" for line in dict.fromkeys(lines))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".下载-") as scratch:
            _download(lock, target, python, Path(scratch))
            files = sorted(Path(scratch).glob("*.whl"))
            size = sum(file.stat().st_size for file in files)
            for file in files:
                file.replace(folder / file.name)
    except OSError as error:
        raise OperatorError(
            f"{folder} 写不进去：{os_reason(error)}。请换一个位置，或检查文件夹权限和磁盘空间。"
        ) from None
    return [
        f"{len(files)} 个组件（{size / _MIB:.0f} MB）已放在 {folder}，给 {target.words}、Python {python} 用。",
        "下一步：把本工具的文件夹拷到那台电脑上，再把这个文件夹放进去，与 run_report.py 并排，名称改成 wheels；"
        f"那台电脑要装好 64 位的 Python {python}，然后运行 python run_report.py demo。",
    ]


def _download(lock: str, target: Target, python: str, folder: Path) -> None:
    listed = folder / "requirements.txt"
    listed.write_text(lock, "utf-8")
    command = [
        *(sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-deps"),
        *("--require-hashes", "--only-binary=:all:", "--implementation", "cp", "--python-version", python),
        *(part for platform in target.platforms for part in ("--platform", platform)),
        *("-r", str(listed), "-d", str(folder)),
    ]
    if not run_logged(command):
        raise OperatorError(
            f"没有下载全，{folder.parent} 里没有放新的组件。请检查网络后再运行；详细记录（英文）在 {LOG}。"
        )
