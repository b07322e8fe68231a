"""校验报告.html: everything is in it, nothing of it comes from elsewhere, text of returns stays text."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.page_month import HOSTILE, PageMonth, page_month
from toolkit.core.model import Checklist, Unit
from toolkit.pages.validation import write_page
from toolkit.pages.validation.sparkline import sparkline


class Reader(HTMLParser):
    """Tags with attributes, and the text of the body outside style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open not in ("style", "script"):
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def given(checklist: Checklist, units: tuple[Unit, ...]) -> PageMonth:
    return page_month(checklist, units)


def made(given: PageMonth) -> bytes:
    return write_page(given.result, given.findings, given.checklist, given.context, given.series)


@pytest.fixture(scope="module")
def html(given: PageMonth) -> str:
    return made(given).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    return Reader(html)


def test_the_same_month_gives_the_same_bytes_also_through_a_pickle(given: PageMonth) -> None:
    assert made(pickle.loads(pickle.dumps(given))) == made(given)


def test_nothing_comes_from_the_network(page: Reader, html: str) -> None:
    assert not page.all("link") and not page.all("img") and not page.all("iframe")
    assert [attributes for attributes in page.all("script") if attributes] == []
    for _, attributes in page.tags:
        for name in ("src", "href"):
            target = attributes.get(name) or ""
            assert not re.match(r"[a-z]+:|//", target), target
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style and "url(" not in style[1] and "@import" not in style[1]
    policy = next(attributes["content"] for attributes in page.all("meta") if "http-equiv" in attributes)
    assert policy and policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_hostile_text_comes_out_as_text(page: Reader, html: str) -> None:
    assert len(page.all("script")) == 1
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert HOSTILE.replace("\x00", "").replace("\u202e", "")[:40] in "".join(page.words)
    assert "\x00" not in html and "\u202e" not in html


def test_every_unit_finding_and_file_has_its_row(given: PageMonth, page: Reader) -> None:
    text = "".join(page.words)
    for unit in given.context.units:
        assert unit.name in text
    assert len([row for row in page.all("tr") if "data-rule" in row]) == len(given.findings)
    for account in given.result.accounts:
        assert account.sha256 in text
        assert str(account.filled) in text


def test_many_blanks_stand_below_one_line(given: PageMonth) -> None:
    blank = next(one for one in given.findings if one.code == "E201")
    many = [replace(blank, key=str(number), address=f"K{number}") for number in range(1, 9)]
    html = write_page(given.result, [*many, *given.findings[2:]], given.checklist, given.context, {}).decode()
    parts = html.split("<tr ")
    (line,) = [part for part in parts if "data-opens" in part]
    assert "：还有8处必填项空着（任务1、任务2、任务3、任务4、任务5等8行）。" in line
    rows = [part for part in parts if "data-rule" in part]
    assert sum("data-fold" in row for row in rows) == len(many)
    assert len(rows) == len(many) + len(given.findings) - 2  # each has its row


def test_each_finding_has_place_value_history_and_remedy(given: PageMonth, html: str) -> None:
    row = next(part for part in html.split("<tr ") if 'data-rule="Q401" data-state="closed"' in part)
    for expected in ("指标数据!J9", "603", "<polyline", "4月 300，5月 754，6月 603", "T02-3", "已说明"):
        assert expected in row
    assert f'href="../../../{given.findings[3].file}"' in row
    assert "建议值" not in next(part for part in html.split("<tr ") if 'data-rule="E205"' in part)


def test_states_are_closed_or_open(page: Reader) -> None:
    states = [(row["data-rule"], row["data-state"]) for row in page.all("tr") if "data-rule" in row]
    assert states.count(("Q401", "closed")) == 1
    assert states.count(("Q401", "open")) == 3
    assert states.count(("N403", "closed")) == 4


def test_the_watermark_is_in_title_head_and_foot(page: Reader, html: str) -> None:
    assert "".join(page.words).count("模拟数据") >= 3
    assert "模拟数据" in html.split("<title>")[1].split("</title>")[0]


def test_every_field_has_a_label_and_every_head_a_scope(page: Reader, html: str) -> None:
    inside = re.findall(r"<label.*?</label>", html, re.DOTALL)
    fields = re.findall(r'<(?:select|input) id="(\w+)"', html)
    assert fields == ["level", "unit", "rule", "state", "search"]
    assert all(any(f'id="{field}"' in label for label in inside) for field in fields)
    assert all(attributes.get("scope") for attributes in page.all("th"))


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([5.0], None),
        ([1.0, 3.0], "4.0,24.0 104.0,4.0"),
        ([2.0, 2.0, 2.0], "4.0,14.0 54.0,14.0 104.0,14.0"),
    ],
)
def test_sparklines(values: list[float], points: str | None) -> None:
    line = sparkline([(f"2024-{number + 1:02d}", value) for number, value in enumerate(values)])
    assert (line.points if line else None) == points


def test_figures_that_the_office_corrected_are_named(given: PageMonth) -> None:
    key = "T28-5/2024-06/653101/ytd"
    figure = replace(
        given.result.figures[key], value=1100.0, mark="办公室更正", formula="原填报“700”，更正人：某某"
    )
    result = replace(given.result, figures={**given.result.figures, key: figure})
    html = made(replace(given, result=result)).decode()
    section = html.partition('id="corrected"')[2].partition("</section>")[0]
    assert "1,100套" in section and "原填报“700”" in section
    assert 'id="corrected"' not in made(given).decode()


def test_what_waits_for_the_office_is_open(given: PageMonth) -> None:
    noted = next(finding for finding in given.findings if finding.code == "N403")
    context = replace(given.context, handling={noted.id: "待裁定"})
    states = [
        row
        for row in Reader(made(replace(given, context=context)).decode()).all("tr")
        if row.get("data-rule") == "N403"
    ]
    assert [row["data-state"] for row in states].count("open") == 1
