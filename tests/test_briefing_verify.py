"""verify: what staff do to a briefing by hand, and what the report says of it."""

from __future__ import annotations

import copy
import dataclasses
import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from briefing_month import demo_month
from docx.oxml.ns import qn
from lxml import etree
from test_briefing_document import ROOMY, written

from toolkit.core.results import MonthResult
from toolkit.core.returns import Figure
from toolkit.word.verification import VerifyReport, verify

Body = etree._Element


@pytest.fixture(scope="module")
def month() -> MonthResult:
    return demo_month()


@pytest.fixture(scope="module")
def original(month: MonthResult) -> bytes:
    return written(month, ROOMY)


@pytest.fixture(scope="module")
def figures(month: MonthResult) -> dict[str, Figure]:
    return month.figures


def edited(data: bytes, change: Callable[[Body], None]) -> bytes:
    document = docx.Document(io.BytesIO(data))
    change(document.element.body)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def control(body: Body, tag: str) -> etree._Element:
    return next(
        sdt for sdt in body.iter(qn("w:sdt")) if sdt.find(f".//{qn('w:tag')}").get(qn("w:val")) == tag
    )


def text_node(element: etree._Element) -> etree._Element:
    return next(element.iter(qn("w:t")))


RED = "overall/2024-06/all/tasks_red"


def check(original: bytes, figures: dict[str, Figure], change: Callable[[Body], None]) -> VerifyReport:
    return verify(edited(original, change), figures)


def test_untouched_paper_is_clean(original: bytes, figures: dict[str, Figure]) -> None:
    report = verify(original, figures)
    assert report.clean
    assert report.unchanged > 200
    assert report.cited == ()
    assert report.unlocked == 0


def test_one_digit_in_a_control_is_found(original: bytes, figures: dict[str, Figure]) -> None:
    def change(body: Body) -> None:
        text_node(control(body, RED)).text = "5项"

    report = check(original, figures, change)
    (found,) = report.changed
    assert (found.key, found.old, found.new, found.cause) == (RED, "4项", "5项", "edited")
    assert found.place == "提要"
    assert not report.clean


def test_every_single_planted_digit_is_found(original: bytes, figures: dict[str, Figure]) -> None:
    body = docx.Document(io.BytesIO(original)).element.body
    nodes = [sdt for sdt in body.iter(qn("w:sdt")) if any(ch.isdigit() for ch in text_node(sdt).text)]
    nodes = [
        sdt
        for sdt in nodes
        if not sdt.find(f".//{qn('w:tag')}").get(qn("w:val")).startswith(("q:", "issue:"))
    ]
    assert len(nodes) > 150
    for number in range(0, len(nodes), 12):

        def change(body: Body, number: int = number) -> None:
            wanted = [
                sdt for sdt in body.iter(qn("w:sdt")) if any(ch.isdigit() for ch in text_node(sdt).text)
            ]
            wanted = [
                s
                for s in wanted
                if not s.find(f".//{qn('w:tag')}").get(qn("w:val")).startswith(("q:", "issue:"))
            ]
            node = text_node(wanted[number])
            at = next(i for i, ch in enumerate(node.text) if ch.isdigit())
            node.text = node.text[:at] + str((int(node.text[at]) + 1) % 10) + node.text[at + 1 :]

        assert len(check(original, figures, change).changed) == 1


def unlock(sdt: etree._Element) -> etree._Element:
    """Delete the control, keep its run, as Word's 删除内容控件 does."""
    run = next(sdt.iter(qn("w:r")))
    sdt.addprevious(run)
    sdt.getparent().remove(sdt)
    return run


def test_control_deleted_text_kept(original: bytes, figures: dict[str, Figure]) -> None:
    report = check(original, figures, lambda body: void(unlock(control(body, RED))))
    assert report.clean
    assert report.unlocked == 1


def test_control_deleted_and_digit_changed(original: bytes, figures: dict[str, Figure]) -> None:
    def change(body: Body) -> None:
        text_node(unlock(control(body, RED))).text = "3项"

    (found,) = check(original, figures, change).changed
    assert (found.key, found.old, found.new) == (RED, "4项", "3项")


def test_sentence_removed(original: bytes, figures: dict[str, Figure]) -> None:
    def change(body: Body) -> None:
        sdt = control(body, "overall/2024-06/all/indicators_due")
        paragraph = next(up for up in sdt.iterancestors() if up.tag == qn("w:p"))
        paragraph.getparent().remove(paragraph)

    report = check(original, figures, change)
    assert "overall/2024-06/all/indicators_due" in {item.key for item in report.removed}
    assert report.changed == ()
    assert report.unsupported == ()


def test_split_runs_new_looks_and_tracked_insertions_do_not_matter(
    original: bytes, figures: dict[str, Figure]
) -> None:
    def change(body: Body) -> None:
        run = next(control(body, "overall/2024-06/all/units_asked").iter(qn("w:r")))
        other = copy.deepcopy(run)
        text_node(run).text, text_node(other).text = "1", "3个"
        other.insert(0, etree.SubElement(other, qn("w:rPr")))
        inserted = etree.Element(qn("w:ins"))
        run.addnext(inserted)
        inserted.append(other)

    assert check(original, figures, change).clean


def test_copied_paragraph_is_checked_too(original: bytes, figures: dict[str, Figure]) -> None:
    def copied(body: Body) -> etree._Element:
        sdt = control(body, "overall/2024-06/all/indicators_due")
        paragraph = next(up for up in sdt.iterancestors() if up.tag == qn("w:p"))
        twin = copy.deepcopy(paragraph)
        paragraph.addnext(twin)
        return twin

    assert check(original, figures, lambda body: void(copied(body))).clean

    def change(body: Body) -> None:
        twin = copied(body)
        text_node(next(twin.iter(qn("w:sdt")))).text = "99项"

    assert [item.new for item in check(original, figures, change).changed] == ["99项"]


def void(_: object) -> None:
    """Let a helper that returns something stand where nothing is expected."""


def append(body: Body, words: str) -> None:
    last = next(
        p for p in body.iter(qn("w:p")) if "会同承担单位" in "".join(t.text or "" for t in p.iter(qn("w:t")))
    )
    new = copy.deepcopy(last)
    for child in list(new):
        if child.tag != qn("w:pPr"):
            new.remove(child)
    run = etree.SubElement(new, qn("w:r"))
    etree.SubElement(run, qn("w:t")).text = words
    last.addnext(new)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("全年可完成投资88.8亿元。", ["88.8"]),
        ("力争９月底前完成７７个项目。", ["77"]),
        ("7月15日前报送，第7期通报，见附件2。", []),
        ("各单位要抓紧落实。", []),
        ("完成率达到-3.7%和1,234户。", ["-3.7", "1,234"]),
    ],
)
def test_numbers_of_new_sentences(
    original: bytes, figures: dict[str, Figure], words: str, numbers: list[str]
) -> None:
    report = check(original, figures, lambda body: append(body, words))
    assert [item.number for item in report.unsupported] == numbers
    assert report.clean is (numbers == [])


def test_new_sentence_that_repeats_a_figure_is_only_named(
    original: bytes, figures: dict[str, Figure]
) -> None:
    report = check(original, figures, lambda body: append(body, "要紧盯4项滞后任务。"))
    assert report.clean
    assert [said for said, _, _ in report.cited] == ["4项"]


def test_changed_words_of_a_county_are_no_longer_its_own(original: bytes, figures: dict[str, Figure]) -> None:
    changed: list[str] = []

    def change(body: Body) -> None:
        quotes = [
            s for s in body.iter(qn("w:sdt")) if s.find(f".//{qn('w:tag')}").get(qn("w:val")).startswith("q:")
        ]
        node = next(text_node(s) for s in quotes if "15天" in (text_node(s).text or ""))
        node.text = node.text.replace("15天", "45天")
        changed.append(node.text)

    found = [item.number for item in check(original, figures, change).unsupported]
    assert "45" in found
    assert found == re.findall(r"\d+", changed[0])  # none of its numbers is the county's any more


def test_ledger_that_moved_on_is_told_from_an_edit(original: bytes, figures: dict[str, Figure]) -> None:
    later = {**figures, RED: dataclasses.replace(figures[RED], value=6.0)}
    found = [item for item in verify(original, later).changed if item.key == RED]
    assert found
    assert {(item.old, item.new, item.cause) for item in found} == {("6项", "4项", "ledger")}


def test_without_the_manifest_controls_still_count(original: bytes, figures: dict[str, Figure]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                root = etree.fromstring(data)
                for node in [n for n in root if "customXml" in n.get("Target", "")]:
                    root.remove(node)
                data = etree.tostring(root)
            if not name.startswith("customXml/"):
                new.writestr(name, data)
    report = verify(out.getvalue(), figures)
    assert not report.has_manifest
    assert report.unchanged > 200
    assert report.changed == ()


def test_report_names_old_new_key_and_place(original: bytes, figures: dict[str, Figure]) -> None:
    def change(body: Body) -> None:
        text_node(control(body, RED)).text = "5项"

    line = check(original, figures, change).lines()[0]
    for part in ("提要", "4项", "5项", RED):
        assert part in line
