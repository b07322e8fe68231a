"""Each command of the command line has its module, and only that module is loaded when it is run."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from toolkit.commandline import make_parser
from toolkit.commands.run import HOMES, command

ROOT = Path(__file__).resolve().parent.parent


def named() -> set[str]:
    """The commands that the parser knows; "" is the one without a name."""
    (choices,) = (a.choices for a in make_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return {"", *choices}


def test_every_command_has_its_module() -> None:
    assert set(HOMES) == named()
    assert all(command(name).__module__ == home for name, home in HOMES.items())


def loaded(*arguments: str) -> set[str]:
    """The toolkit's modules that a command loaded."""
    code = (
        "import atexit, sys; from toolkit.cli import main\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "main(sys.argv[1:])"
    )
    run = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    return {name for name in done.stderr.split() if name.startswith("toolkit.")}


def test_help_waits_for_no_command_and_no_finding() -> None:
    found = loaded("--help")
    assert "toolkit.commandline" in found
    assert not any(
        name.startswith(("toolkit.commands", "toolkit.pipeline", "toolkit.checks")) for name in found
    )


def test_a_command_loads_its_own_module(tmp_path: Path) -> None:
    found = {name for name in loaded("--root", str(tmp_path), "status") if "toolkit.commands." in name}
    assert found == {"toolkit.commands.call", "toolkit.commands.run", "toolkit.commands.reporting"}
