"""The command demo: a made-up month, worked by the normal commands.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from toolkit.commands.call import Call
from toolkit.demo.examples import EXAMPLES
from toolkit.demo.run import run_demo


def _demo(call: Call) -> int:
    options = call.arguments
    example = EXAMPLES[options.example] if options.example else None
    return 0 if run_demo(options.folder.resolve(), print, options.months, example) else 1


COMMANDS: Mapping[str, Callable[[Call], int]] = {"demo": _demo}
