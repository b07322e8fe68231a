"""Whether a paper may be sealed with what is open, asked as a person at a terminal, a script, and someone who insists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from toolkit.core.findings import Finding
from toolkit.core.periods import Period
from toolkit.errors import OperatorError
from toolkit.ledger.records import Seal
from toolkit.pipeline.archive.sealed import label_of
from toolkit.pipeline.issue.issued import corrects, label, next_number
from toolkit.pipeline.issue.issuing import Consent, Ready, settle
from toolkit.pipeline.issue.unsettled import Open, in_the_calendar, of_errors
from toolkit.pipeline.month.assembled import Month

JUNE, JULY = Period(2024, 6), Period(2024, 7)
MONTH = cast(Month, SimpleNamespace(result=SimpleNamespace(period=JUNE)))
SMALL, GRAVE = Open("2 个单位未报：甲、乙"), Open("专报里的数有未改的错误 1 处", grave=True)
YES, INSISTS = Consent(yes=True), Consent(despite="先印发", name="张三")


def tried(
    points: tuple[Open, ...], given: Consent, ask: Callable[[str], bool] | None
) -> tuple[list[str], str]:
    """What was said, and why it was refused, "" when it was not."""
    said: list[str] = []
    try:
        settle(Ready(Path("a.docx"), b"", MONTH, points), given, ask, said.append)
    except OperatorError as error:
        return said, str(error)
    return said, ""


def test_nothing_open_asks_nothing() -> None:
    assert tried((), Consent(), None) == ([], "")


def test_at_a_terminal_it_is_asked_and_no_changes_nothing() -> None:
    questions: list[str] = []

    def answers(*replies: bool) -> Callable[[str], bool]:
        left = iter(replies)
        return lambda question: (questions.append(question), next(left))[1]

    said, refused = tried((SMALL,), Consent(), answers(True))
    assert SMALL.text in said[-1] and not refused
    said, refused = tried((SMALL,), Consent(), answers(False))
    assert SMALL.text in said[-1] and "什么都没有改动" in refused
    assert len(questions) == 2


def test_a_script_must_say_yes() -> None:
    assert "--yes" in tried((SMALL,), Consent(), None)[1]
    assert tried((SMALL,), YES, None)[1] == ""


@pytest.mark.parametrize("given", [Consent(), YES, Consent(name="张三")])
def test_an_error_on_a_printed_figure_takes_a_reason(given: Consent) -> None:
    said, refused = tried((SMALL, GRAVE), given, lambda _: True)
    assert "--despite" in refused
    assert said[-1].strip().startswith("【须先改】") and not said[-2].strip().startswith("【须先改】")


def test_who_insists_gives_a_name() -> None:
    assert tried((GRAVE,), INSISTS, None)[1] == ""
    for name in ("", "  "):
        assert "--name" in tried((GRAVE,), Consent(despite="先印发", name=name), None)[1]


def seal(period: Period, number: int, file: str = "", reason: str = "") -> Seal:
    return Seal(period, str(number), datetime(2024, 6, 30, 10), "{}", "", file=file, reason=reason)


def test_numbers_go_on_and_a_corrected_paper_keeps_its_own() -> None:
    assert next_number([], JUNE) == (1, 0)
    assert next_number([seal(JUNE, 1)], JULY) == (2, 0)
    assert next_number([seal(JUNE, 1), seal(JULY, 2)], JUNE) == (1, 1)
    assert next_number([seal(JUNE, 1), seal(JUNE, 1)], JUNE) == (1, 2)
    assert [label(3, again) for again in range(3)] == ["第3期", "第3期（更正）", "第3期（更正2）"]


def test_a_clock_that_was_set_back_is_said() -> None:
    seals = [seal(JUNE, 1, "2024-06_专报_第1期.docx")]
    assert (
        list(in_the_calendar(seals, datetime(2024, 7, 2)))
        == list(in_the_calendar([], datetime(2024, 6, 1)))
        == []
    )
    (point,) = in_the_calendar(seals, datetime(2024, 6, 1))
    assert "2024年6月1日" in point.text and "2024年6月30日" in point.text and not point.grave


def test_a_corrected_paper_says_which_it_corrects() -> None:
    file = "2024-06_专报_第1期（更正）.docx"
    seals = [
        seal(JUNE, 1, "2024-06_专报_第1期.docx", "甲"),
        seal(JUNE, 1, file, "巴楚县补报。"),
        seal(JULY, 2),
    ]
    assert label_of(seals[1]) == "第1期（更正）"
    assert corrects(seals, JUNE) == (
        "本期更正2024年6月30日印发的第1期（更正），更正原因：巴楚县补报。原印发的专报以本期为准。"
    )


def test_errors_are_told_as_further_ones_only_behind_others() -> None:
    one, two = (Finding("E205", unit="1", sheet="任务进展", address=cell) for cell in ("J6", "J7"))
    names = {"1": "甲市"}
    alone, both = ([told.text for told in of_errors(grave, [two], names, names)] for grave in ([], [one]))
    assert len(alone) == 1 and alone[0].startswith("有未改的错误 1 处")
    assert both[0].startswith("专报里的数有未改的错误 1 处") and both[1].startswith("另有未改的错误 1 处")
