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
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import IO, Any

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.forked import done_apart
from toolkit.inbox.frames import Alone, Keep, Learn, keep, receive, send

if sys.platform != "win32":
    import resource

_COLLECT_AFTER = 100_000  # new objects
_GRACE = 5.0  # the parent ends a slow child; this only ends one whose parent is gone


def main() -> None:
    """Serve items until the parent closes the pipe. Arguments: seconds, bytes, modules to load ahead."""
    outward = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:], sys.stdin.buffer, outward)


def serve(timeout: float, memory: int, modules: Sequence[str], inward: IO[bytes], outward: IO[bytes]) -> None:
    """Load the modules, then read items and answer, until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer, which ends this one
    limit_memory(memory)
    gc.disable()  # what is loaded and learned stays
    gc.set_threshold(_COLLECT_AFTER)
    for name in modules:
        import_module(name)
    function: Callable[[Any], Any] | None = None
    while True:
        try:
            item = receive(inward)
        except EOFError:
            return
        if isinstance(item, Learn | Keep):
            if isinstance(item, Learn):
                function = item.function
            else:
                keep(item)
            gc.freeze()  # looking through it again and again costs a tenth of all time
            gc.enable()
            send(outward, ("ready",))
            continue
        if isinstance(item, Alone):
            if not done_apart(partial(_reply, outward, function, item.item)):
                return  # as the copy was ended
            continue
        if timeout < float("inf"):
            faulthandler.dump_traceback_later(timeout + _GRACE, exit=True)
        answer = _answer(function, item)
        faulthandler.cancel_dump_traceback_later()
        send(outward, answer)


def _reply(outward: IO[bytes], function: Callable[[Any], Any] | None, item: Any) -> None:
    send(outward, _answer(function, item))


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
        return ("error", traceback.format_exc())


def limit_memory(size: int) -> None:
    """Cap the address space (0: no cap) and forbid core dumps where the system can; elsewhere the parent polls."""
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if size and sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        ceiling = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))


if __name__ == "__main__":
    main()
