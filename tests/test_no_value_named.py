"""No text that a unit reads names a value to enter: not the catalogue, not a mail, not the form.

A target, a pace and what is needed a month may stand where the unit's own target stands; how a figure is written may be
shown by an example; the range of a percentage and the meaning of 0 and of 已完成 are the form's own rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit.checks  # noqa: F401  (declares the words of the rules)
from toolkit.core.findings import Finding
from toolkit.core.messages import CATALOGUE
from toolkit.core.words import NoValue
from toolkit.forms import selfchecks
from toolkit.forms.labels import __file__ as labels_file
from toolkit.forms.layout import COVER_PLACES, FEEDBACK, SHEETS

ROOT = Path(__file__).resolve().parent.parent
TO_UNITS = [code for code in sorted(CATALOGUE) if code[1] in "123456"]
# What a remedy may fill in: names of columns, rows, sheets and measures, and who is to be asked; never a figure.
NAMES = {"measure", "row", "what", "how", "unit", "column", "sheet_name"}
VALUE = re.compile(
    r"(?:应填|应写|应为|须为|须填|请填|请写|填成|改成|改为|填|写|报)[“\s]?(?:约|不低于|不少于|至少)?\s*(?:\{|\d)"
)
RULES = (
    "填 0 到 100", "填的 0", "零的填 0", "零的写“0”", "完成度须为100", "完成度应为 100", "填 2024-06-01", "填2024-06",
    "写成 2024-06-05", "写成“2024-06-05”",
)  # fmt: skip


def named(text: str) -> list[str]:
    """What of a text names a value to enter."""
    for rule in RULES:
        text = text.replace(rule, "")
    text = re.sub(r"\{(?:head|until)[^}]*\}", "", text)  # what the cover is called, up to which day
    text = re.sub(r"例如[：:]?[^；。]*|（1\.86万写 18600）", "", text)
    return VALUE.findall(text)


@pytest.mark.parametrize("code", TO_UNITS)
def test_a_remedy_fills_in_names_alone(code: str) -> None:
    remedy = CATALOGUE[code].remedy
    assert set(re.findall(r"\{(\w+)\}", remedy)) <= NAMES
    assert not named(re.sub(r"\{\w+\}", "", remedy))
    assert not re.search(r"应(?:填|写|报)(?:为|成)?\s*[{\d]", CATALOGUE[code].problem)


@pytest.mark.parametrize("suggestion", ["3200", "100", "2024-06-05", "12.86万", "１００"])
def test_a_figure_is_never_advised_and_a_word_is(suggestion: str) -> None:
    assert Finding("E103", seen="约3200", suggestion=suggestion).advice == ""
    assert Finding("E101", seen="正在统计", suggestion=NoValue.PENDING).advice == NoValue.PENDING


MAILS = sorted((ROOT / "templates" / "mails").glob("*.txt"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_a_mail_names_none(path: Path) -> None:
    text = re.sub(r"\{%.*?%\}", "", path.read_text("utf-8"))
    text = re.sub(r"\{\{ (?:请|期数|单位|报送截止|回复截止) \}\}", "", text)
    assert not named(text)
    assert not re.search(r"(?:应填|应报|应写|应为|填)\s*\{\{", text)


def form_texts() -> Iterator[str]:
    for spec in SHEETS.values():
        yield from (column.prompt for column in spec.columns)
        yield from (text for text in vars(spec).values() if isinstance(text, str))
    yield from (place.column.prompt for place in COVER_PLACES)
    yield FEEDBACK.prompt
    for module in (selfchecks.__file__, labels_file):
        yield from re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', Path(str(module)).read_text("utf-8"))


def test_the_form_names_none() -> None:
    assert {text: found for text in form_texts() if (found := named(text))} == {}


def test_the_test_can_fail() -> None:
    for text in ("请填 {needed}。", "本月应填 1286", "完成度请改为100", "至少填 95", "应为{expected}"):
        assert named(text)
