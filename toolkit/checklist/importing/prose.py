"""Running text to entries: headings 一、（一）1., units in brackets or on lines of their own, 一是…二是… as parts of one.

In: paragraphs in their order. Out: entries, and the paragraphs that are no part of a task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.checklist.importing.clauses import Roles, names_units, read_roles
from toolkit.checklist.importing.entries import Entry
from toolkit.checklist.importing.grid import flat
from toolkit.core.patterns import lazy_regex

_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, lazy_regex(r"^第[一二三四五六七八九十]+(章|部分)[、　 ]*")),
    (1, lazy_regex(r"^([一二三四五六七八九十]{1,3})[、.．]\s*")),
    (2, lazy_regex(r"^[（(]([一二三四五六七八九十]{1,3})[)）][、.．]?\s*")),
    (3, lazy_regex(r"^——(?=[^。]{2,30}$)")),
    (4, lazy_regex(r"^(\d{1,3})[、.．]\s*(?!\d)")),
    (5, lazy_regex(r"^[（(](\d{1,3})[)）][、.．]?\s*")),
    (5, lazy_regex(r"^([①-⑳])\s*")),
)
_LINE = lazy_regex(
    r"^[（(【]?(?:牵头|责任|主要责任|主责|主办|配合|协办|协同|落实|承办|实施|部门|包抓|分管|项目)*(?:责任)?(?:单位|部门|分工|领导|责任人|科室)[:：]"
    r"|^[（(【]?(?:完成|整改|办结)(?:时限|时间|期限)[:：]"
)
_BRACKET = lazy_regex(r"[（(〔\[【]((?:[^（()）〔〕\[\]【】]|[（(][^（()）]*[)）])+)[)）〕\]】]")
_LAWFUL = lazy_regex(r"^第[一二三四五六七八九十百]+条")
_WHO_LEADS = lazy_regex(r"^\d+[项个件]$|主抓|分管|包抓")  # behind a heading: how many, or which leader
TITLE = 30
FEWEST = 2
ITEM = 4  # the level of 1. 2. 3.
_ANNEX = lazy_regex(r"^附[件表录]\s*\d*[:：]?$|^附[:：][^，。；]{2,20}$")


@dataclass
class _Node:
    """One numbered paragraph with the lines below it, up to the next number."""

    level: int
    number: str
    text: str
    parents: tuple[str, ...]
    roles: Roles = field(default_factory=Roles)
    lines: list[str] = field(default_factory=list)


@dataclass
class ProseRead:
    """What running text gave."""

    entries: list[Entry] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


def read_prose(paragraphs: Sequence[str], name: str) -> ProseRead:
    """The tasks of running text; none where fewer than two paragraphs say who does them."""
    read = ProseRead()
    nodes: list[_Node] = []
    stack: list[tuple[int, str]] = []
    titled = False  # the line behind 附件2 is the title of what follows
    for paragraph in paragraphs:
        mark = _mark(paragraph)
        if _ANNEX.match(paragraph) or (titled and mark is None):
            titled = bool(_ANNEX.match(paragraph))
            stack = [] if titled else [(0, paragraph)]
            read.outside.append(paragraph)
        elif mark is None and (not nodes or _LAWFUL.match(paragraph)):
            read.outside.append(paragraph)
        elif mark is None:
            nodes[-1].lines.append(paragraph)
        else:
            level, number, text = mark
            stack = [entry for entry in stack if entry[0] < level]
            nodes.append(_Node(level, number, text, tuple(title for _, title in stack)))
            stack.append((level, text))
    for node in nodes:
        _take_roles(node)
    tasks = list(_tasks(nodes))
    if len(tasks) < FEWEST:
        return ProseRead([], list(paragraphs))
    inside = {id(node) for node in tasks}
    read.entries = [_entry(node, name, index) for index, node in enumerate(tasks, start=1)]
    read.outside += [line for node in nodes if id(node) not in inside for line in (node.text, *node.lines)]
    read.outside += [rule for node in tasks for rule in node.lines if "下同" in rule]
    return read


def _mark(paragraph: str) -> tuple[int, str, str] | None:
    for level, pattern in _MARKS:
        if match := pattern.match(paragraph):
            number = match[1] if match.lastindex else ""
            return level, number, paragraph[match.end() :].strip()
    return None


def _take_roles(node: _Node) -> None:
    """Units out of the brackets and label lines; what is left is the task's own words."""
    texts: list[str] = []
    for line in (node.text, *node.lines):
        if _LINE.match(line) and line is not node.text:
            node.roles = node.roles.joined(read_roles(_unwrapped(line)))
            continue
        rest, labels = _labels_apart(line)
        for label in labels:
            node.roles = node.roles.joined(read_roles(label))
        for match in list(_BRACKET.finditer(rest)):
            if names_units(match[1]) and _closes(rest, match.end()):
                node.roles = node.roles.joined(read_roles(match[1]))
                rest = rest.replace(match[0], "", 1)
        if rest.strip():
            texts.append(rest.strip())
    rules = [line for line in node.lines if "下同" in line]
    node.text, node.lines = "\n".join(texts), rules


def _unwrapped(line: str) -> str:
    """A label line without the bracket around all of it."""
    return line[1:-1] if line[0] in "（(【" and line[-1] in "）)】" else line


def _labels_apart(line: str) -> tuple[str, list[str]]:
    """A line "1.修路5公里。责任单位：州交通局" as its text and its label."""
    match = re.search(
        r"(?<=[。\s　])(?:牵头单位|责任单位|主责单位|责任部门|牵头部门|部门分工|配合单位)[:：]", line
    )
    return (line[: match.start()], [line[match.start() :]]) if match else (line, [])


def _closes(text: str, end: int) -> bool:
    """A bracket of units closes a sentence, a paragraph or a title; one inside a sentence explains a word."""
    rest = text[end:].lstrip("。；;，, 　")
    return (
        not rest
        or text[end : end + 1] in "。；;\n"
        or end <= TITLE + 20
        or text[end - 2 : end - 1] in "责实合头施"
    )


def _tasks(nodes: Sequence[_Node]) -> Iterator[_Node]:
    """Numbered paragraphs that say who does them; below a heading that says it for all, those without."""
    for index, node in enumerate(nodes):
        below = list(_below(nodes, index))
        if node.roles.named:
            plain = [child for child in below if not child.roles.named and child.text]
            if (
                below
                and len(plain) == len(below)
                and len(flat(node.text)) <= TITLE
                and below[0].level <= ITEM
            ):
                for child in below:
                    child.roles = node.roles
                    child.parents = (*child.parents,)
                continue
            if below and len(plain) == len(below):
                node.text = "\n".join((node.text, *(f"{_shown(child)}{child.text}" for child in below)))
                for child in below:
                    child.text = ""
            yield node
        elif (
            below
            and node.text
            and below[-1].roles.named
            and below[0].level > ITEM
            and not any(child.roles.named for child in below[:-1])
        ):  # the last part of an item carries the units of all of it
            node.roles = below[-1].roles
            node.text = "\n".join((node.text, *(f"{_shown(child)}{child.text}" for child in below)))
            for child in below:
                child.roles, child.text = Roles(), ""
            yield node


def _below(nodes: Sequence[_Node], index: int) -> Iterator[_Node]:
    for node in nodes[index + 1 :]:
        if node.level <= nodes[index].level:
            return
        yield node


def _shown(node: _Node) -> str:
    return f"（{node.number}）" if node.level > ITEM and node.number.isdigit() else f"{node.number}."


def _entry(node: _Node, name: str, index: int) -> Entry:
    title = node.text.partition("。")[0] if "。" in node.text else node.text.partition("\n")[0]
    parents = [parent for parent in node.parents if parent]
    return Entry(
        number=node.number if node.number.isdigit() else "",
        action=heading(parents[-1]) if parents else "",
        item=flat(title) if len(flat(title)) <= TITLE and len(flat(title)) < len(flat(node.text)) - 2 else "",
        content=node.text,
        leads=node.roles.leads,
        responsible=node.roles.responsible,
        support=node.roles.support,
        deadline=node.roles.deadline,
        note=f"领导：{node.roles.person}" if node.roles.person else "",
        place=f"{name}，第{index}项",
        all_lead=node.roles.all_lead,
        implementing=node.roles.implementing,
        lead_is_first=node.roles.lead_is_first,
    )


def heading(text: str) -> str:
    """A heading without its units, its count of tasks and the verb that opens it."""
    bare = _BRACKET.sub(lambda m: "" if names_units(m[1]) or _WHO_LEADS.search(m[1]) else m[0], text)
    return re.sub(r"^(实施|开展)(?=.{4})", "", flat(bare).rstrip("。：:"))
