"""What Jinja says of a template, in Chinese: its exception in, a phrase without a full stop out."""

from __future__ import annotations

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from toolkit.core.patterns import lazy_regex

_NAME = lazy_regex(r"^'([^']+)' is undefined|has no attribute '([^']+)'")


def template_fault(error: Exception) -> str:
    """What is wrong with the template; of what it computed wrongly only that it did."""
    if isinstance(error, UndefinedError):
        match = _NAME.search(error.message or "")
        return f"没有“{match[1] or match[2]}”这个变量" if match else "用了没有的变量"
    if isinstance(error, TemplateSyntaxError):
        return f"第 {error.lineno} 行的标签写法不对，或没有成对"
    if isinstance(error, SecurityError):
        return "用了不允许的写法"
    return "里面有算不出来的写法"
