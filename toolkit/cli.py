"""The command line: read first, so that a slip of the pen waits for nothing; then the command is run.

Exit codes: 0 done; 1 done, but something waits for a person (said in the last lines); 2 could not run (one sentence why).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from toolkit import lastrun
from toolkit.arguments import any_character
from toolkit.commandline import make_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    any_character()
    argv = sys.argv[1:] if argv is None else argv
    arguments = make_parser().parse_args(argv)
    # Before anything of the folder is read, and before what takes long to load.
    before = lastrun.begun(arguments.command, arguments.root.resolve())
    from toolkit.commands.run import run

    return run(arguments, argv, before)
