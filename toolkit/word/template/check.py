"""``template check``: reads a Word template as the office edited it and says what is wrong, where, what to do.

In: the template's bytes; out: faults in Chinese, in the order of the document. Checked: full-width braces, tags
that are cut or not closed, blocks that do not pair, names that do not exist (with the nearest that does), marks of
charts and tables that share their paragraph. Nothing is rendered and nothing is run.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from rapidfuzz import fuzz, process

from toolkit.core.patterns import lazy_regex
from toolkit.word.ooxml import q, text_of
from toolkit.word.places import located
from toolkit.word.template.variables import ALONE, VARIABLES

_TAG = lazy_regex(r"\{\{(?P<value>.*?)\}\}|\{%(?P<kind>p|tr|tc|r)?(?![A-Za-z_])\s*(?P<block>.*?)%\}", re.S)
_BROKEN = lazy_regex(r"\{\{|\}\}|\{%|%\}")
_FULL_WIDTH = lazy_regex(r"｛[｛%％]|[｝%％]｝")
_FOR = lazy_regex(r"for\s+(\w+)\s+in\s+([\w.]+)$")
_WRAPPED = {"p": "段落标签 {%p … %} 要单独占一段", "tr": "表格行标签 {%tr … %} 要单独占一行"}


@dataclass(frozen=True)
class TemplateFault:
    """One fault of a template."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}：{self.problem}。{self.remedy}"


@dataclass
class _Reading:
    """Open blocks while reading one part: (keyword, place, loop variable) and what loop variables stand for."""

    known: Collection[str]
    faults: list[TemplateFault] = field(default_factory=list)
    stack: list[tuple[str, str, str]] = field(default_factory=list)
    bound: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(TemplateFault(place, problem, remedy))


def check_template(data: bytes, variables: Collection[str] | None = None) -> list[TemplateFault]:
    """All faults, [] when the template is sound; ``variables`` are paths, by default the briefing's."""
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception:  # of a broken file, python-docx raises whatever its parts run into
        remedy = "请用 Word 或 WPS 另存为 .docx 再试"
        return [TemplateFault("文件", "不是能打开的 Word 文档（.docx）", remedy)]
    known = _prefixes(variables if variables is not None else [item.path for item in VARIABLES])
    faults: list[TemplateFault] = []
    for where, root in _parts(document):
        reading = _Reading(known)
        for place, paragraph in located(root):
            _read_paragraph(reading, f"{where}{place.text}", paragraph)
        for keyword, opened, _ in reading.stack:
            reading.add(opened, f"{{% {keyword} … %}} 没有结束", f"在后面补上 {{% end{keyword} %}}")
        faults += reading.faults
    return faults


def _prefixes(paths: Collection[str]) -> frozenset[str]:
    """Every path and every part of it: 附件2, 附件2.表, 附件2.表[], 附件2.表[].单位."""
    found: set[str] = set()
    for path in paths:
        steps = re.split(r"\.|(?=\[\])", path)
        built = ""
        for step in steps:
            built += step if step == "[]" or not built else f".{step}"
            found.add(built)
    return frozenset(found)


def _parts(document: Any) -> Iterator[tuple[str, etree._Element]]:
    yield "", document.element.body
    for relation in document.part.rels.values():
        if relation.is_external:
            continue
        name = str(relation.target_part.partname)
        if name.startswith(("/word/header", "/word/footer")):
            kind = "页眉" if "header" in name else "页脚"
            yield f"{kind}，", relation.target_part.element


def _read_paragraph(reading: _Reading, place: str, paragraph: etree._Element) -> None:
    text = text_of(paragraph)
    for match in _FULL_WIDTH.finditer(text):
        reading.add(place, f"用了全角的“{match[0]}”，会原样印出来", "请改成半角的 {{ }} 或 {% %}")
    rest = _BROKEN.search(_TAG.sub("", text))
    if rest:
        reading.add(place, f"“{rest[0]}”没有配成一对", "一个标签要写在同一段里，用 {{ }} 或 {% %} 成对括起来")
    for match in _TAG.finditer(text):
        alone = text.strip() == match[0]
        if match["value"] is not None:
            _read_value(reading, place, match["value"], alone)
        else:
            _read_block(reading, place, match["kind"] or "", match["block"].strip(" -+"), alone)
            _check_wrapped(reading, place, match["kind"] or "", alone, paragraph)


def _check_wrapped(reading: _Reading, place: str, kind: str, alone: bool, paragraph: etree._Element) -> None:
    if kind == "p" and not alone:
        reading.add(place, _WRAPPED["p"], "把标签移到单独的一段")
    if kind == "tr" and not any(up.tag == q("tr") for up in paragraph.iterancestors()):
        reading.add(place, "表格行标签 {%tr … %} 不在表格里", "放进表格中单独的一行，或改用 {%p … %}")


def _read_value(reading: _Reading, place: str, expression: str, alone: bool) -> None:
    for path in _names(reading, place, f"{{{{ {expression} }}}}"):
        _check_path(reading, place, path)
        if path in ALONE and not alone:
            reading.add(place, f"{{{{ {path} }}}} 会替换整段，这一段里还有别的字", "让它单独占一段")


def _read_block(reading: _Reading, place: str, kind: str, block: str, alone: bool) -> None:
    keyword = block.partition(" ")[0]
    if keyword in ("endfor", "endif"):
        _close(reading, place, keyword.removeprefix("end"))
    elif keyword == "for":
        _open_loop(reading, place, block)
    elif keyword in ("if", "elif"):
        if keyword == "if":
            reading.stack.append(("if", place, ""))
        for path in _names(reading, place, f"{{% if {block.partition(' ')[2]} %}}{{% endif %}}"):
            _check_path(reading, place, path)
    elif keyword != "else":
        reading.add(place, f"不认识标签 {{% {block} %}}", "只用 for、if、elif、else、endfor、endif")


def _open_loop(reading: _Reading, place: str, block: str) -> None:
    match = _FOR.match(block)
    if not match:
        reading.stack.append(("for", place, ""))
        reading.add(place, f"循环 {{% {block} %}} 写法不对", "写成 {% for 项 in 变量 %}")
        return
    source = _resolved(reading, match[2])
    _check_path(reading, place, source)
    if source in reading.known and f"{source}[]" not in reading.known:
        reading.add(place, f"“{match[2]}”不是列表，不能循环", "循环要用说明里带 [] 的变量")
    reading.stack.append(("for", place, match[1]))
    reading.bound[match[1]] = f"{source}[]"


def _close(reading: _Reading, place: str, keyword: str) -> None:
    if not reading.stack:
        reading.add(place, f"多出一个 {{% end{keyword} %}}", "删去它，或在前面补上开头")
        return
    opened, where, variable = reading.stack.pop()
    if opened != keyword:
        reading.add(
            place, f"{{% end{keyword} %}} 与“{where}”的 {{% {opened} … %}} 不成对", "检查前后标签的次序"
        )
    reading.bound.pop(variable, None)


def _names(reading: _Reading, place: str, source: str) -> list[str]:
    """The variable paths of an expression, loop variables resolved; a syntax error is a fault."""
    try:
        tree = SandboxedEnvironment().parse(source)
    except TemplateSyntaxError:
        reading.add(place, f"标签写法不对：{source}", "对照说明改正")
        return []
    chains: list[str] = []
    inner: set[int] = set()
    for node in tree.find_all((nodes.Getattr, nodes.Name)):
        if id(node) in inner:
            continue
        chain, at = "", node
        while isinstance(at, nodes.Getattr):
            chain = f".{at.attr}{chain}"
            at = at.node
            inner.add(id(at))
        if isinstance(at, nodes.Name):
            chains.append(_resolved(reading, at.name + chain))
    return [chain for chain in chains if chain.partition(".")[0] != "loop"]


def _resolved(reading: _Reading, path: str) -> str:
    head, dot, tail = path.partition(".")
    return f"{reading.bound.get(head, head)}{dot}{tail}"


def _check_path(reading: _Reading, place: str, path: str) -> None:
    if path in reading.known:
        return
    near = process.extractOne(path, sorted(reading.known), scorer=fuzz.ratio, score_cutoff=50)
    hint = f"是不是“{near[0]}”？" if near else ""
    reading.add(place, f"没有“{path}”这个变量", f"{hint}全部变量见《简报模板说明》")
