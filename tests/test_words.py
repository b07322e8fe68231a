"""The words of states, kinds and natures (core/words) and the fields of the form (core/fields) have one home each.

A twin is a string literal elsewhere that is exactly such a word; docstrings, f-strings and longer texts are prose. The
words of the enums and the fields that are no everyday words are twins wherever they stand. Fields that are everyday words
(name, title, unit …) are twins only where a sheet of the form stands beside them, as in ``Place(PROJECTS, key, "total")``.

What means another thing is listed below with what it means there. A line of the list that is needed no more is a fault.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.core import fields, words
from toolkit.core.returns import Outcome
from toolkit.core.words import LightWord, Nature, NoValue, ReturnState, TaskStatus, UnitKind, texts
from toolkit.forms import layout

TOOLKIT = Path(__file__).resolve().parent.parent / "toolkit"
HOMES = {"core/words.py", "core/fields.py"}
ENUMS = (TaskStatus, ReturnState, NoValue, LightWord, UnitKind, Nature)
WORDS = {word for kind in ENUMS for word in texts(kind)}
FIELDS = {value for name, value in vars(fields).items() if name.isupper() and isinstance(value, str)}
EVERYDAY = {
    "no", "action", "item", "content", "measures", "leads", "person", "department", "same", "id", "name", "measure",
    "target", "quota", "previous", "new", "rate", "definition", "number", "category", "total", "start", "image", "title",
    "tasks", "lead", "form_name", "period", "unit", "data_until", "office", "deadline", "phone", "head",
}  # fmt: skip
SHEETS = {
    "TASKS", "INDICATORS", "PROJECTS", "EXPERIENCE", "COVER",
    "TASK_SHEET", "INDICATOR_SHEET", "PROJECT_SHEET", "EXPERIENCE_SHEET",
}  # fmt: skip

FIELD_OF_LIST = "a column of the checklist's own sheets"
COLUMN = "a column of a table of its own, by which others know it"
COMMAND = "the name of a command"
VARIABLE = "a variable of a template"
PROSE = "a word as people write it"
RULING = "the act of a person who takes a figure out"
OTHER_MEANINGS: dict[str, tuple[str, set[str]]] = {
    "checklist/columns.py": (FIELD_OF_LIST, {"task_no", "numerator", "denominator"}),
    "checklist/consistency.py": (FIELD_OF_LIST, {"task_no"}),
    "checklist/registers.py": (FIELD_OF_LIST, {"numerator", "denominator", "feedback"}),
    "checklist/rows.py": (FIELD_OF_LIST, {"task_no", "numerator", "denominator", "feedback"}),
    "checklist/importing/frame.py": ("how a list calls all its local units", {"县市"}),
    "checklist/importing/roster.py": ("a unit's name", {"本级"}),
    "checklist/importing/statistics.py": ("a part of an indicator's name", {"园区"}),
    "checks/explanation_words.py": (PROSE, {"正常推进", "实际"}),
    "checks/text_rules.py": (PROSE, {"正常推进"}),
    "commands/": (COMMAND, {"status"}),
    "commandline.py": (COMMAND, {"status"}),
    "lastrun.py": (COMMAND, {"status"}),
    "pipeline/coming.py": (COMMAND, {"status"}),
    "core/area.py": ("what the place is divided into, in the program's own texts", {"县市"}),
    "core/model.py": ("a comparison, in the enum Comparator", {"保持"}),
    "core/returns.py": ("the fate of a cell, in the enum Outcome", {"拒收"}),
    "core/value_hints.py": (PROSE, {"滞后"}),
    "core/value_numbers.py": (PROSE, {"未报"}),
    "figures/doubted/doubts.py": ("the attributes of an Amount", {"numerator", "denominator"}),
    "figures/library.py": ("投资完成率 of a project, a figure of its own", {"completion"}),
    "ledger/arrivals.py": (COLUMN, {"status"}),
    "ledger/judgements.py": (COLUMN, {"evidence"}),
    "ledger/schema.py": (COLUMN, {"evidence", "status", "feedback"}),
    "ledger/submissions.py": (COLUMN, {"evidence"}),
    "outputs/actions.py": (RULING, {"剔除"}),
    "outputs/briefing/context.py": (VARIABLE, {"县市"}),
    "outputs/briefing/sections/actions.py": (VARIABLE, {"已完成", "滞后", "待报齐", "未报"}),
    "outputs/briefing/sections/front.py": (VARIABLE, {"滞后"}),
    "outputs/briefing/sections/pagelines.py": (VARIABLE, {"县市"}),
    "outputs/briefing/sections/tables.py": ("a variable of a template; the sign of a comparison", {"已报", "保持"}),
    "outputs/briefing/sections/units.py": (VARIABLE, {"县市"}),
    "outputs/briefing/wording.py": ("a sentence on a milestone", {"已完成"}),
    "tables/formcolumns.py": (COLUMN, {"task_no"}),
    "tables/indicators.py": (COLUMN, {"numerator", "denominator", "status", "nature", "explanation"}),
    "tables/returns.py": (COLUMN, {"completion"}),
    "tables/tasks.py": (
        COLUMN, {"status", "completion", "progress", "problems", "next_steps", "evidence"},
    ),
    "outputs/packs/leadpacks.py": (COLUMN, {"status"}),
    "outputs/letters/mailvariables.py": (VARIABLE, {"未报"}),
    "outputs/summary/library.py": ("投资完成率 of a project, a figure of its own", {"completion"}),
    "papers/findingrulings.py": (RULING, {"剔除"}),
    "papers/historynames.py": ("headers of tables of the time before the tool", {"县市", "部门"}),
    "papers/leadreview.py": (
        COLUMN, {"ytd", "numerator", "denominator", "status", "nature", "completion", "progress", "problems"},
    ),
    "pipeline/collecting/newer.py": ("what a message is filled with", {"evidence"}),
    "pipeline/remind.py": (VARIABLE, {"未报"}),
    "pipeline/deciding/rulingwords.py": (RULING, {"剔除"}),
    "serve/runner.py": ("how far a command is, for the page", {"progress"}),
    "word/meaning.py": (
        PROSE,
        {
            "已完成", "未报", "正常推进", "未启动", "已报", "不涉及", "基本完成", "未完成", "达序时进度", "已达标", "未达标",
            "进度偏慢", "滞后", "待报齐",
        },
    ),
    "word/template/build.py": (VARIABLE, {"已完成", "滞后", "待报齐", "未报", "正常推进", "进度滞后", "未启动", "县市"}),
    "word/template/variables.py": (VARIABLE, {"已完成", "滞后", "待报齐", "未报", "已报", "正常推进", "进度滞后", "未启动"}),
}  # fmt: skip


def _is_beside_a_sheet(parent: ast.AST) -> bool:
    """In a tuple, a comparison or a call with a sheet of the form, or asked of one: ``TASK_SHEET.index("person")``."""
    if not isinstance(parent, ast.Call | ast.Tuple | ast.Compare):
        return False
    near = [*ast.iter_child_nodes(parent), getattr(getattr(parent, "func", None), "value", None)]
    return any(isinstance(one, ast.Name) and one.id in SHEETS for one in near)


def twins(source: str) -> Iterator[tuple[str, int]]:
    """Literals that are exactly a word with a home, with their lines."""
    for parent in ast.walk(ast.parse(source)):
        for node in ast.iter_child_nodes(parent):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if isinstance(parent, ast.Expr | ast.JoinedStr):
                continue
            distinct = node.value in WORDS or node.value in FIELDS - EVERYDAY
            if distinct or (node.value in FIELDS and _is_beside_a_sheet(parent)):
                yield node.value, node.lineno


def _found() -> Iterator[tuple[str, str, int]]:
    """Twins by module, those with another meaning among them."""
    for path in sorted(TOOLKIT.rglob("*.py")):
        name = path.relative_to(TOOLKIT).as_posix()
        if name not in HOMES:
            yield from ((name, *twin) for twin in twins(path.read_text("utf-8")))


def _listed(name: str) -> str:
    """Where its other meanings stand in the list: a module, or a folder of which all mean the same."""
    folder = f"{name.rpartition('/')[0]}/"
    return folder if folder in OTHER_MEANINGS else name


def test_words_and_fields_have_no_twins() -> None:
    allowed = {(name, word) for name, (_, listed) in OTHER_MEANINGS.items() for word in listed}
    found = [(name, word, line) for name, word, line in _found() if (_listed(name), word) not in allowed]
    assert [f"{name}:{line} {word}" for name, word, line in found] == []


def test_the_list_of_other_meanings_is_no_longer_than_needed() -> None:
    listed = {(name, word) for name, (_, words_) in OTHER_MEANINGS.items() for word in words_}
    assert listed - {(_listed(name), word) for name, word, _ in _found()} == set()


@pytest.mark.parametrize(
    "planted",
    [
        'BEHIND = "进度滞后"',
        'if report.state == "未报":\n    pass',
        'LOCAL = ("县市", "园区")',
        'Amount(nature="快报")',
        'row.get("ytd")',
        'SHARES = {"numerator": 1}',
        'Place(PROJECTS, key, "total")',
        '(TASKS, "person") in known',
        'TASK_SHEET.index("person")',
        'place == (COVER, "", "phone")',
    ],
)
def test_a_planted_twin_is_found(planted: str) -> None:
    assert len(list(twins(planted))) >= 1


@pytest.mark.parametrize(
    "prose",
    [
        '"""进度滞后"""',
        'f"{count}项进度滞后"',
        'f"{count}已完成"',
        'text = "状态为进度滞后时必填"',
        'row.unit.text("name")',
        'values = {"title": "标题", "number": 3}',
    ],
)
def test_prose_and_everyday_words_are_no_twins(prose: str) -> None:
    assert list(twins(prose)) == []


def test_every_name_is_that_of_a_column() -> None:
    columns = {column.field for spec in layout.SHEETS.values() for column in spec.columns}
    cover = {place.column.field for place in layout.COVER_PLACES}
    assert columns | cover | {layout.FEEDBACK.field} >= FIELDS > EVERYDAY


@pytest.mark.parametrize("kind", [*ENUMS, Outcome])
def test_a_word_is_stored_printed_and_compared_as_plain_text(kind: type[TaskStatus]) -> None:
    for word, text in zip(kind, texts(kind), strict=True):
        assert (word == text, hash(word) == hash(text), f"{word}", str(word)) == (True, True, text, text)
        assert type(str(word)) is type(text) is str


def test_what_a_form_offers_is_plain_text() -> None:
    for spec in layout.SHEETS.values():
        for column in spec.columns:
            assert {type(choice) for choice in column.choices} <= {str}


def test_each_word_is_declared_once_in_its_enum() -> None:
    assert all(len(set(texts(kind))) == len(kind.__members__) for kind in ENUMS)
    assert {kind.__module__ for kind in ENUMS} == {words.__name__}
