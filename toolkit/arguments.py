"""argparse in Chinese; light, for the help is given before anything is loaded."""

from __future__ import annotations

import argparse
import io
import re
import sys
from typing import NoReturn

_HELP_WORDS = (
    ("usage:", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这份说明"),
)


class ChineseParser(argparse.ArgumentParser):
    """argparse with its errors in Chinese."""

    def format_help(self) -> str:
        """The help, with argparse's own words in Chinese."""
        text = super().format_help()
        for english, chinese in _HELP_WORDS:
            text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and leave with code 2."""
        print(f"命令写得不对：{_translated(message)}", file=sys.stderr)
        print(f"用法见：{self.prog} --help", file=sys.stderr)
        sys.exit(2)


def any_character() -> None:
    """A Chinese Windows redirects output as GBK: characters it lacks must not stop a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _translated(message: str) -> str:
    message = re.sub(r"expected (\d+) arguments", r"后面要跟 \1 个值", message)
    for english, chinese in (
        ("argument ", "参数 "),
        ("invalid choice: ", "没有这个命令 "),
        ("choose from", "可用的有"),
        ("unrecognized arguments:", "不认识的参数："),
        ("the following arguments are required:", "缺少："),
        ("expected one argument", "后面要跟一个值"),
        ("ambiguous option: ", "写得不全的选项 "),
        (" could match ", " 可能是 "),
        ("ignored explicit argument ", "后面不该有 "),
        ("not allowed with argument ", "不能同时用 "),
        ("invalid Path value: ", "不是路径："),
    ):
        message = message.replace(english, chinese)
    return message
