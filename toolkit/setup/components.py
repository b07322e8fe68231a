"""The folder wheels/ of an office without a network: do its components suit this computer, and what to say if not."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from toolkit.setup.lock import pinned

# What `wheels --for` calls the computers: (system, machine) of Python's platform -> its name, and that for people.
COMPUTERS = {
    ("Windows", "AMD64"): ("windows", "64 位 Windows"),
    ("Linux", "x86_64"): ("linux-x64", "64 位 Linux"),
    ("Linux", "aarch64"): ("linux-arm64", "ARM 64 位 Linux（鲲鹏、飞腾等）"),
}
_SYSTEMS = {"win32": r"win_", "darwin": r"macosx_", "linux": r"(many|musl)?linux"}
_NAMED = 3  # components named in a sentence


def wheel_files(folder: Path) -> list[str]:
    """Names of the components in the folder; [] when it is not there."""
    return sorted(path.name for path in folder.glob("*.whl"))


def this_computer() -> str:
    """This computer, for people."""
    known = COMPUTERS.get((platform.system(), platform.machine()))
    system = known[1] if known else f"{platform.system()} {platform.machine()}"
    return f"{system}，Python {sys.version_info[0]}.{sys.version_info[1]}"


def suits(name: str) -> bool:
    """Whether a wheel of this name can be installed here (its C library is left to pip)."""
    python, abi, system = name.removesuffix(".whl").split("-")[-3:]
    return _suits_python(python.split("."), abi) and any(_suits_system(tag) for tag in system.split("."))


def _suits_python(tags: Iterable[str], abi: str) -> bool:
    for tag in tags:
        found = re.fullmatch(r"(py|cp)(\d)(\d*)", tag)
        if found is None or int(found[2]) != sys.version_info[0]:
            continue
        minor = int(found[3]) if found[3] else 0
        older = found[1] == "py" or abi == "abi3"
        if minor == sys.version_info[1] or (older and minor < sys.version_info[1]):
            return True
    return False


def _suits_system(tag: str) -> bool:
    if tag == "any":
        return True
    machine = re.sub(r"\W", "_", platform.machine().lower())
    return bool(re.match(_SYSTEMS.get(sys.platform, "$"), tag)) and tag.endswith((machine, "universal2"))


def unfit_wheels(folder: Path, lock: str) -> str:
    """Why the folder cannot serve this computer, as a sentence for the operator; "" when it can, or is empty."""
    files = wheel_files(folder)
    if not files:
        return ""
    held = {_named(file) for file in files if suits(file)}
    missing = [
        f"{name} {version}"
        for name, version in pinned(lock).items()
        if (_plain(name), version.lower()) not in held
    ]
    if not missing:
        return ""
    foreign = [file for file in files if not suits(file)]
    what = (
        f"是给 {_meant_for(foreign)} 用的，不能用于这台电脑（{this_computer()}）"
        if foreign
        else f"不全，缺 {len(missing)} 个：{'、'.join(missing[:_NAMED])}{' 等' if len(missing) > _NAMED else ''}"
    )
    return f"{folder} 里的组件{what}，没有改动。电脑有网络的，把这个文件夹移走再运行就行；没有网络的，{how_to_fetch()}"


def install_fault(folder: Path, from_wheels: bool) -> str:
    """What to say when pip could not install the components."""
    if from_wheels:
        return f"{folder} 里的组件装不上，可能没有下载全、被改动过，或系统版本太旧。{how_to_fetch()}"
    known = (platform.system(), platform.machine()) in COMPUTERS or sys.platform == "darwin"
    lacking = "" if known else f"组件没有 {platform.system()} {platform.machine()} 的版本，可能装不上。"
    empty = f"{folder} 文件夹里没有组件（.whl 文件），改从网络安装也没有成功。" if folder.is_dir() else ""
    return f"组件没有装上。{lacking}{empty}请检查网络。电脑没有网络的，{how_to_fetch()}"


def how_to_fetch() -> str:
    """How the folder is made for this computer."""
    known = COMPUTERS.get((platform.system(), platform.machine()))
    if known is None:
        return f"这种电脑（{this_computer()}）没有现成的离线组件，要连上网络才能安装。"
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        "请信息部门在有网络的电脑上运行 "
        f"python run_report.py wheels 离线组件 --for {known[0]} --python {python}，把得到的文件夹改名为 wheels，放到 {_here()} 里再运行。"
    )


def _here() -> str:
    return os.fspath(Path(__file__).resolve().parent.parent.parent)


def _named(file: str) -> tuple[str, str]:
    name, version = file.split("-")[:2]
    return _plain(name), version.lower()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _meant_for(files: Sequence[str]) -> str:
    """For which computers and Pythons the files are, from their names."""
    tags = [file.removesuffix(".whl").split("-")[-3:] for file in files]
    pythons = {
        f"Python 3.{found[1]}"
        for python, abi, _ in tags
        if abi != "abi3" and (found := re.match(r"cp3(\d+)", python))
    }
    systems = {_system_word(system) for _, _, system in tags if system != "any"}
    return "、".join([*sorted(systems), *sorted(pythons)]) or "其他电脑"


def _system_word(tag: str) -> str:
    if tag.startswith("win"):
        return {"win_amd64": "64 位 Windows", "win32": "32 位 Windows"}.get(tag, "ARM Windows")
    if tag.startswith("macosx"):
        return "macOS"
    return "ARM 64 位 Linux" if tag.endswith("aarch64") else "64 位 Linux" if tag.endswith("x86_64") else tag
