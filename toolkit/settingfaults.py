"""What is wrong with config.toml, in Chinese, with line and remedy.

In: the text, and what tomllib or the checks of the settings say of it. Out: sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from rapidfuzz import process

from toolkit.core.settings_text import syntax_fault


def syntax_hint(text: str, error: tomllib.TOMLDecodeError) -> str:
    """Why a text is no TOML, with the line and what people usually did."""
    match = re.search(r"line (\d+)", str(error))
    return syntax_fault(text, int(match[1]) if match else len(text.splitlines()))


_EXPECTED = {
    "missing": "缺少这一项，请补上",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "float_type": "应当是数字",
    "float_parsing": "应当是数字",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "string_type": "应当是加英文引号的文字",
    "tuple_type": '应当是方括号括起的列表，如 ["甲", "乙"]',
    "date_from_datetime_parsing": '应当是日期，如 "2024-06-10"',
    "date_parsing": '应当是日期，如 "2024-06-10"',
    "string_pattern_mismatch": "格式不对（代码只用数字或字母；邮箱要有 @）",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
}


def fault(text: str, data: dict[str, Any], item: Any, model: type[BaseModel]) -> str:
    """One fault that the checks of the settings found, as a line with its place and what is expected."""
    path = [str(part) for part in item["loc"]]
    where = _describe(path, data)
    kind = item["type"]
    context = item.get("ctx", {})
    if kind == "extra_forbidden":
        near = process.extractOne(path[-1], _known_keys(path[:-1], model), score_cutoff=60)
        expected = "没有这一项设置" + (f"，是不是想写 {near[0]}" if near else "，请删去")
    elif kind in ("literal_error", "enum"):
        expected = f"只能是 {context['expected'].replace(' or ', '、')} 之一"
    elif kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        expected = f"应当{'不小于' if kind.startswith('g') else '不大于'} {bound:g}"
    elif kind == "value_error":
        expected = str(context["error"])
    else:
        expected = _EXPECTED.get(kind, "写法不对")
    line = _line_of(text, path)
    return f"  {f'第 {line} 行，' if line else ''}{where}：{expected}。"


def _describe(path: list[str], data: dict[str, Any]) -> str:
    if path[0] == "units" and len(path) > 1:
        number = int(path[1])
        name = data["units"][number].get("name", "") if isinstance(data["units"][number], dict) else ""
        return f"第 {number + 1} 个单位{f'（{name}）' if name else ''}的 {'.'.join(path[2:]) or '内容'}"
    return ".".join(path)


def _known_keys(path: list[str], model: type[BaseModel]) -> list[str]:
    for part in path:
        if part.isdigit():
            continue
        found = next((info for key, info in model.model_fields.items() if part in (key, info.alias)), None)
        inner = found.annotation if found else None
        inner = next(iter(get_args(inner)), inner)  # what a list holds
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return [info.alias or key for key, info in model.model_fields.items()]


def _line_of(text: str, path: list[str]) -> int | None:
    """The line of a key, found by a small scanner (tomllib keeps no positions)."""
    section: list[str] = []
    count = -1
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if head := re.match(r"\[\[(\w+)\]\]", stripped):
            count += 1
            section = [head[1], str(count)]
        elif head := re.match(r"\[(\w+)\]", stripped):
            section = [head[1]]
        elif (key := re.match(r"([\w-]+)\s*=", stripped)) and [*section, key[1]] == path[: len(section) + 1]:
            return number
        if stripped.startswith("[") and section == path[: len(section)] and len(section) == len(path):
            return number
    return None


def clashes(units: object) -> Iterator[str]:
    """Codes and names that several units share, from the file as it was read, whatever else is wrong in it."""
    tables = [unit for unit in units if isinstance(unit, dict)] if isinstance(units, list) else []
    codes = Counter(code for unit in tables if isinstance(code := unit.get("code"), str))
    names: Counter[str] = Counter()
    for unit in tables:
        aliases = unit.get("aliases")
        labels = [unit.get("name"), unit.get("short"), *(aliases if isinstance(aliases, list) else ())]
        names.update({label.strip() for label in labels if isinstance(label, str)} - {""})
    for code, count in codes.items():
        if count > 1:
            yield f"  单位代码 {code} 用了 {count} 次，每个单位的代码要各不相同。"
    for name, count in names.items():
        if count > 1:
            yield f"  名称“{name}”属于 {count} 个单位，无法据此认出来件，请只留一处。"
