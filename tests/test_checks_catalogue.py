"""The catalogue of finding codes and docs/findings.md say the same, and every message can be acted on."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checks_case import JUNE, Values, clean_values, entries_of, form_of
from tests.findings_table import BEGIN, END, PAGE, table
from toolkit import checks
from toolkit.checks import explain, rule, run
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.finding import at
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import TASKS
from toolkit.core.messages import CATALOGUE, Message, declare
from toolkit.core.model import Checklist, Unit


def test_the_page_is_what_the_catalogue_makes() -> None:
    inside = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert inside == table(), "run: python -m tests.findings_table"


def test_every_code_has_exactly_one_row() -> None:
    rows = Counter(re.findall(r"^\| ([EQN]\d{3}) \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert rows == Counter(list(CATALOGUE))


def test_no_code_is_declared_twice() -> None:
    with pytest.raises(ValueError, match="E201"):
        declare({"E201": Message("必填项空着", "还空着。", "请填写。")})


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_message_says_what_and_how(code: str) -> None:
    message = CATALOGUE[code]
    assert re.fullmatch(r"[EQN]\d{3}", code)
    assert 2 <= len(message.title) <= 24
    assert len(message.problem) >= 6
    assert len(message.remedy) >= 4
    for text in (message.problem, message.remedy):
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(text))
        assert text.endswith(("。", "}", "）")), "problem and remedy stand one behind the other"
        assert not re.search(r"(?<!run_report\.py )collect --as", text), "a command as it is typed"
        assert not re.search(r"非法|无效|违规|严禁|ERROR|None|null", text), "not how a colleague speaks"


def test_what_a_unit_is_told_is_where_its_explanation_is_looked_for() -> None:
    """Rules that ask for a line in 说明 or 存在问题 are closed by it, and no others."""
    rules = {code: message for code, message in CATALOGUE.items() if code[0] == "Q" and code[1] in "3456"}
    told = {
        code
        for code, one in rules.items()
        if "“说明”" in one.problem + one.remedy or "存在问题" in one.remedy
    }
    assert told == {code for code, one in rules.items() if one.explained_in}
    assert {code for code, message in CATALOGUE.items() if message.explained_in and code[0] != "Q"} == set()


def test_a_new_rule_is_one_declaration(
    checklist: Checklist, units: tuple[Unit, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words, its line in docs/findings.md, its findings and what closes them need no second edit."""
    monkeypatch.setitem(CATALOGUE, "Q499", Message("", "", ""))  # takes the new code out again afterwards
    del CATALOGUE["Q499"]
    monkeypatch.setattr(rule, "UNIT_RULES", [])
    monkeypatch.setattr(run, "UNIT_RULES", rule.UNIT_RULES)

    @rule.rule(
        Q499=Message("责任人是某人", "责任人填的是{seen}。", "请核对。", explained_in=(fields.PROBLEMS,))
    )
    def not_somebody(data: CheckData, unit: UnitData) -> Iterator[Finding]:
        if unit.text(TASKS, "3", "person") == "某人":
            yield at(unit, "Q499", TASKS, "3", "person")

    form = form_of(checklist, units[0])
    values: Values = {(TASKS, "3", "person"): "某人", (TASKS, "3", "problems"): "7月调整分工"}
    data = UnitData(units[0], form, entries_of(units[0], JUNE, {**clean_values(form), **values}))
    [found] = [one for one in run.run_checks(CheckData(checklist, JUNE, [data])) if one.code == "Q499"]
    assert found.problem == "责任人填的是某人。"
    assert explain.explanation_of(data, found) == "7月调整分工"
    assert "| Q499 | 疑问 | 责任人是某人 | 责任人填的是⟨seen⟩。 | 请核对。 | 存在问题 |" in table()


def test_a_module_of_rules_is_found_by_its_name() -> None:
    folder = Path(checks.__file__).parent
    written = {f"toolkit.checks.{path.stem}" for path in folder.glob("*_rules.py")}
    assert written == {find.__module__ for find in (*rule.UNIT_RULES, *rule.MONTH_RULES)}


@pytest.mark.parametrize("first", ["toolkit.outputs", "toolkit.pipeline.folder.workspace"])
def test_whoever_prints_findings_knows_all_words(first: str) -> None:
    """Children that write papers begin with outputs, every command with the workspace."""
    program = f"import {first}; from toolkit.core.messages import CATALOGUE; print(*sorted(CATALOGUE))"
    words = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert words.split() == sorted(CATALOGUE)
