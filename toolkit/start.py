"""From run_report.py to the command line: inside the right environment, made first where it is missing.

In: the arguments and the folder whose run_report.py was called. Out: the exit code. If the locked components
are importable, runs in place; else in .venv (or .venv-test for the tests). Installed by pip, pip has seen to the components: runs with the Python that it put them beside.
"""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from toolkit.arguments import any_character
from toolkit.commandline import make_parser
from toolkit.errors import OperatorError
from toolkit.lastrun import again
from toolkit.setup.environment import (
    INSTALLED,
    PACKAGED,
    RUN,
    TEST,
    Environment,
    ensure,
    is_ready,
    own_environment,
)
from toolkit.setup.lock import importable


def main(arguments: Sequence[str], folder: str) -> int:
    """Set up when needed, then run the command."""
    for stream in (sys.stdout, sys.stderr):
        # Piped output is UTF-8 throughout, as within the environment.
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="replace")
    any_character()
    with_tests = list(arguments[:1]) == ["test"]
    if not with_tests and Path(folder).resolve() != INSTALLED:
        arguments = ["--root", folder, *arguments]
    try:
        if "-h" in arguments or "--help" in arguments:
            make_parser().parse_args(arguments)  # says it and leaves; no component is needed for that
        said = None if with_tests else again(arguments)
        return _run(TEST if with_tests else RUN, arguments) if said is None else said
    except OperatorError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止。再运行一次会接着做完。", file=sys.stderr)
        return 130


def console() -> int:
    """The command that pip installs: ``checklist-report``."""
    return main(sys.argv[1:], str(INSTALLED))


def _run(environment: Environment, arguments: Sequence[str]) -> int:
    if PACKAGED:
        return _run_packaged(environment, arguments)
    inside = Path(sys.prefix).resolve() == environment.folder.resolve()
    if not (is_ready(environment) if inside else importable(environment.lock)):
        if inside:
            raise OperatorError(
                "运行环境与组件清单不一致，请直接用系统的 python 运行本程序，它会自动更新环境。"
            )
        ensure(environment)
        return run_in(environment, arguments)
    if environment is TEST:
        chosen = arguments[1:] if "-n" in arguments else ["-n", "auto", *arguments[1:]]  # one process a core
        command = [sys.executable, "-m", "pytest", "-m", "not slow and not nightly", *chosen]
        return subprocess.run(command, cwd=INSTALLED, env=dict(os.environ, PYTHONUTF8="1")).returncode
    return _run_here(arguments)


def _run_packaged(environment: Environment, arguments: Sequence[str]) -> int:
    """A working folder's run_report.py may be called with another Python than the one that has the components."""
    if environment is TEST:
        raise OperatorError("测试不在安装包里。请在源码文件夹里运行 python run_report.py test。")
    own = own_environment()
    if own is not None and own.folder != Path(sys.prefix).resolve():
        return run_in(own, arguments)
    return _run_here(arguments)


def _run_here(arguments: Sequence[str]) -> int:
    sys.dont_write_bytecode = False  # as in run_in: every start would compile the toolkit anew
    # A command lives for seconds and leaves few cycles behind: collecting them costs a fifth of its time.
    gc.disable()
    from toolkit.cli import main as run

    return run(arguments)


def run_in(environment: Environment, arguments: Sequence[str]) -> int:
    """Run the program again inside the environment and pass its exit code on."""
    # Our modules stay compiled beside their sources, whatever this shell is set to: every start would pay anew.
    variables = dict(os.environ, PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="")
    command = [str(environment.python), str(INSTALLED / "run_report.py"), *arguments]
    with subprocess.Popen(command, env=variables) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the child has it too, says so, and ends as it should
                continue
