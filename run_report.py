# -*- coding: utf-8 -*-
"""Start of everything: says clearly when this Python will not do, else hands over to toolkit.start.

In: the command line; out: the exit code. ``init`` puts a copy of this file into each working folder and writes
into its ``PLACES`` where the toolkit is. Old Pythons must be able to read this file (2.7 too), so that they get
a sentence instead of a syntax error: no f-strings, types in comments.
"""

from __future__ import unicode_literals

import os
import signal
import struct
import sys

OLDEST = (3, 11)
PLACES = [""]


def unsuited():
    # type: () -> str
    """What is wrong with this Python and what to do, as a sentence; "" when it will do."""
    remedy = "请信息部门安装 64 位的 Python 3.11。"
    if sys.platform == "win32":
        # Python 2.7 calls every later Windows 6.2.
        if sys.getwindowsversion()[:2] < (6, 2):
            return "需要 Windows 10 以上：这台电脑的 Windows 太旧，装不了 Python 3.11。请换一台电脑运行。"
        remedy = (
            "请到 python.org 下载安装 64 位的 Python 3.11（Windows installer (64-bit)，安装时勾上 Add to PATH）；"
            "已经装过的，请运行 py -3.11 run_report.py。"
        )
    elif sys.platform == "darwin":
        remedy = "请到 python.org 下载安装 Python 3.11。"
    bits = struct.calcsize(str("P")) * 8
    version = ".".join(str(number) for number in sys.version_info[:3])
    if bits != 64:
        return "需要 64 位的 Python 3.11 以上版本，现在运行的是 {} 位的 Python {}。{}".format(
            bits, version, remedy
        )
    if sys.version_info[:2] < OLDEST:
        return "需要 Python 3.11 以上版本，现在运行的是 Python {}。{}".format(version, newer() or remedy)
    return ""


def newer():
    # type: () -> str
    """The command of a Python on this computer that will do, as a sentence; "" when there is none."""
    names = ["python3." + str(minor) for minor in range(11, 16)]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in names:
            if os.access(os.path.join(folder, name), os.X_OK):
                return "这台电脑上已经有 {0}，请直接运行 {0} run_report.py。".format(name)
    return ""


def toolkit_place(folder):
    # type: (str) -> str
    """Where the toolkit is, seen from this folder; "" when it was moved away."""
    within = os.path.join("..", "..")  # of this file, where pip installed the toolkit
    for place in tuple(PLACES) + (within,):  # noqa: RUF005 - Python 2.7 reads this
        path = os.path.abspath(os.path.join(folder, place))
        if os.path.isfile(os.path.join(path, "toolkit", "start.py")):
            return path
    return ""


def say(text):
    # type: (str) -> None
    """One line on the standard error, readable on a console of any encoding, UTF-8 when piped."""
    encoding = (sys.stderr.encoding if sys.stderr.isatty() else None) or "utf-8"
    line = (text + "\n").encode(encoding, "replace")
    getattr(sys.stderr, "buffer", sys.stderr).write(line)  # type: ignore[arg-type]  # Python 2's takes bytes


def main():
    # type: () -> int
    """Run the command with the toolkit, or say why not."""
    problem = unsuited()
    if not problem:
        folder = os.path.dirname(os.path.abspath(__file__))
        place = toolkit_place(folder)
        if place:
            sys.path.insert(0, place)
            from toolkit.start import main as start

            return start(sys.argv[1:], folder)
        problem = '没有找到月报工具，它原来在 {}。工具搬到别处了的，请在新的位置运行 python run_report.py init "{}"，本文件夹就会接上，设置和数据不变。'.format(
            PLACES[-1] or folder, folder
        )
    say(problem)
    return 2


if __name__ == "__main__":
    try:
        code = main()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said: there is nothing to stop
    except KeyboardInterrupt:
        say("已停止。再运行一次会接着做完。")
        code = 130
    sys.exit(code)
