"""The child process of worker.py: reads one item, works on it, answers, until its input ends.

Its answers go over the original standard output; whatever a library prints goes to standard error.
Answers: ("ready",), ("ok", result), ("refused", code, values), ("memory",), ("error", traceback).
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.frames import Learn, receive, send

_COLLECT_AFTER = 100_000  # new objects
_GRACE = 5.0  # the parent ends a slow child; this only ends one whose parent is gone


def main() -> None:
    """Serve items until the parent closes the pipe. Arguments: seconds, bytes, modules to load ahead."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer, which ends this one
    timeout, memory = float(sys.argv[1]), int(sys.argv[2])
    inward = sys.stdin.buffer
    outward = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit_memory(memory)
    for name in sys.argv[3:]:
        import_module(name)
    function: Callable[[Any], Any] | None = None
    while True:
        try:
            item = receive(inward)
        except EOFError:
            return
        if isinstance(item, Learn):
            function = item.function
            gc.freeze()  # what is loaded stays; looking through it again and again costs a tenth of all time
            gc.set_threshold(_COLLECT_AFTER)
            send(outward, ("ready",))
            continue
        faulthandler.dump_traceback_later(timeout + _GRACE, exit=True)
        answer = _answer(function, item)
        faulthandler.cancel_dump_traceback_later()
        send(outward, answer)


def _answer(function: Callable[[Any], Any] | None, item: Any) -> tuple[Any, ...]:
    assert function is not None  # noqa: S101 - for mypy; the parent gives it first
    try:
        return ("ok", function(item))
    except Unreadable as fault:
        return ("refused", fault.code, fault.values)
    except MemoryError:
        return ("memory",)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic in Rust arrives as a BaseException
        import traceback  # loaded for a bug only: every child starts the sooner

        return ("error", traceback.format_exc())


def limit_memory(size: int) -> None:
    """Cap the address space and forbid core dumps where the system can; elsewhere the parent polls."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        ceiling = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))


if __name__ == "__main__":
    main()
