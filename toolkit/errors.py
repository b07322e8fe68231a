"""The one exception that stops a command, and the system's own refusals in Chinese."""

from __future__ import annotations

import errno


class OperatorError(Exception):
    """A fault that only a person can mend; the message is one clear Chinese sentence a line."""


_AGAIN = "再运行一次。"
_FREE = f"请腾出磁盘空间，{_AGAIN}"
_CLOSE = f"请关闭打开它的程序，检查文件夹权限，{_AGAIN}"
_MOVE = f"请把它移走或改名，{_AGAIN}"
_CHECK = f"请核对路径，{_AGAIN}"
# By the names of errno, of which each system knows its own; the system's own words are English on many computers.
_KNOWN = {
    "ENOSPC": ("磁盘满了", _FREE),
    "EDQUOT": ("磁盘空间的配额用完了", _FREE),
    "EFBIG": ("文件太大，磁盘存不下", _FREE),
    "EACCES": ("没有权限，或正被别的程序占用", _CLOSE),
    "EPERM": ("没有权限，或正被别的程序占用", _CLOSE),
    "EBUSY": ("正被别的程序占用", _CLOSE),
    "ETXTBSY": ("正被别的程序占用", _CLOSE),
    "EROFS": ("所在的磁盘只能读不能写", f"请换到能写的磁盘，{_AGAIN}"),
    "ENOENT": ("找不到", _CHECK),
    "EISDIR": ("是文件夹，不是文件", _MOVE),
    "ENOTDIR": ("该是文件夹的地方是一个文件", _MOVE),
    "EEXIST": ("该是文件夹的地方是一个文件", _MOVE),
    "ENOTEMPTY": ("文件夹里还有东西", _MOVE),
    "ENAMETOOLONG": ("名字太长", f"请把文件名或文件夹名改短，{_AGAIN}"),
    "ELOOP": ("快捷链接绕成了圈", _MOVE),
    "EIO": ("磁盘读写出错", "请检查磁盘、U 盘或网络盘是否完好。"),
    "ENOMEM": ("内存不够", f"请关闭别的程序，{_AGAIN}"),
    "EMFILE": ("打开的文件太多", f"请关闭别的程序，{_AGAIN}"),
    "EAGAIN": ("系统太忙", f"请关闭别的程序，{_AGAIN}"),
    "ESTALE": ("网络盘断开了", f"请重新连上网络盘，{_AGAIN}"),
    "ECONNREFUSED": ("连不上", _CHECK),
    "ETIMEDOUT": ("等了太久没有回应", _AGAIN.replace("再", "请再")),
}


def os_reason(error: OSError) -> str:
    """Why the system refused, in Chinese, without a full stop."""
    words = _words(error)
    if words:
        return words[0]
    return f"系统不允许（错误号 {error.errno}）" if error.errno else "读写出错"


def os_remedy(error: OSError) -> str:
    """What to do about it, a whole sentence."""
    words = _words(error)
    return words[1] if words else "请把这一行发给维护人员。"


def _words(error: OSError) -> tuple[str, str] | None:
    return _KNOWN.get(errno.errorcode.get(error.errno or 0, ""))
