"""The catalogue of finding codes and docs/findings.md say the same, and every message can be acted on."""

from __future__ import annotations

import re
import string
from collections import Counter

import pytest

from tests.findings_table import BEGIN, END, PAGE, table
from toolkit.core.messages import CATALOGUE, checklist, files, rules, values, versions


def test_the_page_is_what_the_catalogue_makes() -> None:
    inside = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]
    assert inside == table(), "run: python -m tests.findings_table"


def test_every_code_has_exactly_one_row() -> None:
    rows = Counter(re.findall(r"^\| ([EQN]\d{3}) \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert rows == Counter(list(CATALOGUE))


def test_no_code_is_declared_twice() -> None:
    declared = Counter(
        code for module in (values, rules, files, versions, checklist) for code in module.MESSAGES
    )
    assert [code for code, count in declared.items() if count > 1] == []


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
