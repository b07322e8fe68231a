"""A file that was dropped on the page: into inbox/, under a safe name, beside whatever is there.

In: a name and bytes as they come. Out: the name under which the file lies in inbox/; or OperatorError, and nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.files import begun, settle_new
from toolkit.inbox.archive import safe_name
from toolkit.inbox.limits import FILE_BYTES, MB
from toolkit.inbox.scan import NOTE_SUFFIX, WAITING, is_temporary

TOO_LARGE = f"文件超过 {FILE_BYTES // MB} MB，没有收。填报表一般不到 1 MB，请核对是不是拿错了文件。"


def inbox_name(given: str) -> str:
    """The name that a dropped file gets; raises OperatorError for what no return is called."""
    name = safe_name(given.replace("\\", "/").rpartition("/")[2])
    if is_temporary(name):
        raise OperatorError("这是办公软件或系统的临时文件，不是报表，没有收。")
    # what collect itself writes there
    return f"来件-{name}" if name == WAITING or name.endswith(NOTE_SUFFIX) else name


async def receive(inbox: Path, given: str, body: AsyncIterator[bytes], *, most: int = FILE_BYTES) -> str:
    """Keep what comes; raises OperatorError, also for more than ``most`` bytes."""
    name = inbox_name(given)
    try:
        temporary = begun(inbox / name)
        try:
            await _written(temporary, body, most)
            place = await to_thread.run_sync(settle_new, temporary, inbox / name)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OperatorError(f"没有放进 inbox：{os_reason(error)}。{os_remedy(error)}") from None
    return place.name


async def _written(temporary: Path, body: AsyncIterator[bytes], most: int) -> None:
    size = 0
    with temporary.open("r+b") as stream:
        async for chunk in body:
            size += len(chunk)
            if size > most:
                raise OperatorError(TOO_LARGE)
            await to_thread.run_sync(stream.write, chunk)
