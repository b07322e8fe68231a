"""What is wrong with the text of a settings file that cannot be read: the line, and what to type instead.

In: the text and the line at which TOML stopped. Out: one sentence. Clerks type as they write Chinese: full-width
signs and digits, 是 and 否, words without quotes.
"""

from __future__ import annotations

import re

_WIDE = dict(zip("＝，、；［］【】｛｝＃．０１２３４５６７８９", '=,,,[][]{}#.0123456789', strict=True))  # fmt: skip
_YES, _NO = ("是", "true", "yes", "on", "真"), ("否", "false", "no", "off", "假")


def syntax_fault(text: str, number: int) -> str:
    """The sentence for TOML that stopped at this line; a list that is never closed is told at its own line."""
    lines = text.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    hint = _hint(line)
    if not hint:
        opened = _opened_before(lines, number)
        number, line = (opened, lines[opened - 1]) if opened else (number, line)
        hint = "方括号没有成对，请补上 ]" if opened else "请检查等号、引号和方括号是否成对"
    return f"config.toml 第 {number} 行读不懂：{line.strip()[:60]}\n  {hint}。"


def _bare(line: str) -> str:
    """The line without what stands in quotes and without its comment."""
    return re.sub(r"""("[^"]*"|'[^']*')""", '""', line).split("#")[0].rstrip()


def _hint(line: str) -> str:
    bare = _bare(line)
    if re.search("[“”‘’＂＇]", bare):
        return '这里用了中文引号，请换成英文引号 "'
    if re.search(r'"[A-Za-z]:\\', line):
        return "路径里的 \\ 请写成 / 或 \\\\"
    if wide := [sign for sign in dict.fromkeys(bare) if sign in _WIDE]:
        narrow = "".join(dict.fromkeys(_WIDE[sign] for sign in wide))
        return f"这里用了中文（全角）的 {''.join(wide)}，请换成英文（半角）的 {narrow}"
    if re.match(r"\s*[^\x00-\x7f]+\s*=", bare):
        return "等号左边的名称不能用中文"
    value = bare.partition("=")[2].strip()
    if value.lower() in _YES + _NO:
        return f"这里请写 {'true' if value.lower() in _YES else 'false'}（小写，不加引号）"
    if re.search(r"[^\x00-\x7f]", value):
        return '等号右边的文字要加英文引号，如 "喀什市"'
    return ""


def _opened_before(lines: list[str], number: int) -> int:
    """The nearest line at or before this one that opens more square brackets than it closes; 0 if none."""
    for at in range(min(number, len(lines)), 0, -1):
        bare = _bare(lines[at - 1])
        if bare.count("[") > bare.count("]"):
            return at
        if at < number and (bare.count("]") or re.match(r"\s*[\w-]+\s*=", bare)):
            break
    return 0
