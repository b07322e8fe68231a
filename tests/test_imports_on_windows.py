"""Every module of the toolkit can be imported where the names that only POSIX has are missing, as on Windows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# All modules once as they are, so that libraries are there; then anew, with a system that says it is Windows.
SCRIPT = """
import importlib, os, pkgutil, signal, sys, types
import toolkit
names = [one.name for one in pkgutil.walk_packages(toolkit.__path__, "toolkit.") if "__main__" not in one.name]
for name in names:
    importlib.import_module(name)
for name in ("SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "setitimer", "alarm"):
    delattr(signal, name)
for name in ("fork", "waitpid", "getuid", "geteuid", "killpg", "setpgid", "WNOHANG", "posix_fadvise"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("fcntl", "resource", "pwd", "grp", "termios"):
    sys.modules[name] = None
for name in [name for name in sys.modules if name.partition(".")[0] == "toolkit"]:
    del sys.modules[name]
sys.platform = "win32"
sys.modules["msvcrt"] = types.ModuleType("msvcrt")
missing = []
for name in names:
    try:
        importlib.import_module(name)
    except (ImportError, AttributeError) as error:
        missing.append(f"{name}: {error}")
print(len(names), *missing, sep="\\n")
"""


@pytest.mark.slow
def test_no_module_needs_what_only_posix_has() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT)
    count, *missing = done.stdout.splitlines() or ["0", done.stderr]
    assert missing == [], done.stderr
    assert int(count) > 400
