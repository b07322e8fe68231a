"""The corpus of damaged and odd returns: what was misread, lost, wrongly attributed, rightly read."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator

import pytest
from corpus.case import Case, Score, read_case, score
from corpus.damage import cell_cases, column_cases, heading_cases, row_cases, sheet_cases, stacked_cases
from corpus.odd import project_cases, value_cases
from corpus.variants import variant_cases
from corpus.whose import identity_cases

from toolkit.inbox.workbooks.reader import read_book

GROUPS: tuple[Callable[[], Iterator[Case]], ...] = (
    row_cases,
    column_cases,
    heading_cases,
    sheet_cases,
    stacked_cases,
    cell_cases,
    value_cases,
    project_cases,
    identity_cases,
    variant_cases,
)


def check(item: Case) -> Score:
    """Read one case and hold it against the truth."""
    result = score(item)
    assert not result.misread, (item.name, result.misread)
    assert not result.lost, (item.name, result.lost)
    assert not result.attributed, (item.name, result.attributed)
    assert not result.missing_codes, (item.name, result.missing_codes)
    return result


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_the_first_returns_of_each_kind(group: Callable[[], Iterator[Case]]) -> None:
    for item in itertools.islice(group(), 2):
        check(item)


@pytest.mark.nightly
def test_each_return_of_the_corpus_is_read_as_it_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    scores = [check(item) for group in GROUPS for item in group()]
    names = [result.case for result in scores]
    assert len(names) == len(set(names)) >= 180
    right, readable = sum(s.right for s in scores), sum(s.readable for s in scores)
    with capsys.disabled():
        sys.stdout.write(
            f"\ncorpus: {len(scores)} returns, {readable} readable cells; "
            f"misread {sum(len(s.misread) for s in scores)}, silently lost {sum(len(s.lost) for s in scores)}, "
            f"wrongly attributed {sum(bool(s.attributed) for s in scores)}, "
            f"rightly read {right / readable:.2%}\n"
        )
    assert right / readable >= 0.99


def test_the_score_notices_a_misread_and_a_lost_cell() -> None:
    item = next(row_cases())
    place, value = next((p, v) for p, v in item.truth.items() if isinstance(v, float))
    item.truth[place] = value + 1
    item.written.add("任务序号")  # a header: never a filled cell
    result = score(item)
    assert result.misread
    assert any("not accounted for" in line for line in result.lost)


@pytest.mark.nightly
def test_doubt_lowers_the_confidence_that_is_kept_with_the_cell() -> None:
    reading, _ = read_case(named(row_cases, "行：隐藏的编号被清空（指标数据）"))
    figures = {cell.confidence for cell in reading.cells if cell.form_sheet == "指标数据"}
    assert figures == {0.95}
    reading, _ = read_case(named(column_cases, "列：列名改为“本月累计数”"))
    assert {cell.confidence for cell in reading.cells if cell.field == "ytd"} == {0.94}


def named(group: Callable[[], Iterator[Case]], name: str) -> Case:
    return next(item for item in group() if item.name == name)


def test_notes_of_the_form_itself_are_no_finding_whoever_saved_it() -> None:
    for item in variant_cases():
        notes = [note for sheet in read_book(item.data).sheets for note in sheet.comments]
        assert notes or item.name.endswith("xls")  # whose notes are not read
        assert "N136" not in [finding.code for finding in read_case(item)[0].findings], item.name
