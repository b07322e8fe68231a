"""A page that only tells something: why the desk itself is not shown."""

from __future__ import annotations

from html import escape

from toolkit.core.desk import PAGE

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>{title}</title>
<style>body{{font:16px/1.8 "Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:40em;margin:3em auto;padding:0 1em;color:#1f2328}}p{{white-space:pre-wrap}}</style>
</head><body><main><h1>{title}</h1><p>{told}</p>{again}</main></body></html>
"""


def told_page(title: str, told: str, *, again: bool = False) -> str:
    """The page; ``again`` offers to open the desk anew."""
    link = f'<p><a href="/{PAGE}">重新打开工作台</a></p>' if again else ""
    return _PAGE.format(title=escape(title), told=escape(told), again=link)
