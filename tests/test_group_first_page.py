"""The first page of many units, read as HTML and recounted from the findings, files and units that it is made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from lxml import html

from tests.many_units import JUNE, MAY, months
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS
from toolkit.core.model import Checklist
from toolkit.core.results import FileAccount, MonthResult
from toolkit.figures.given.data import OpenFindings, SubmissionInfo
from toolkit.figures.month import compute_month
from toolkit.outputs.context import OutputContext
from toolkit.outputs.findingwords import concerned
from toolkit.pages.validation import write_group_page, write_page

DEADLINE = datetime(2024, 6, 25, 18)
HOMELESS = "其他单位"
UNEVEN = 20  # the unit whose file does not balance


def upper(at: int) -> str:
    return "" if at % 8 == 1 else f"第{at % 3}地区"


def finding(code: str, unit: str, row: int = 1) -> Finding:
    return Finding(code, unit=unit, sheet=INDICATORS, address=f"J{row}", form_sheet=INDICATORS, key=f"T02-{row}",
                   field="ytd", seen="603", values={"last": "754", "denominator": "0"}, file=f"archive/2024-06/{unit}/v1.xlsx")  # fmt: skip


@dataclass(frozen=True)
class Page:
    """The pages, and what they are made from."""

    result: MonthResult
    findings: list[Finding]
    first: Any
    groups: dict[str, Any]  # name -> its page
    explained: set[str]  # ids

    def members(self, group: str) -> list[int]:
        """Numbers of the units of a group."""
        return [at for at in range(64) if (upper(at) or HOMELESS) == group]


def code(at: int) -> str:
    return f"9{at:05d}"


@pytest.fixture(scope="module")
def page(checklist: Checklist) -> Page:
    """Units 0 to 4 silent; a query of every other unit, errors of every fifth; every third query explained."""
    data = months(checklist, deadline=DEADLINE)
    units = tuple(replace(unit, upper=upper(at)) for at, unit in enumerate(data.units))
    came = [at for at in range(64) if at >= 5]
    submissions = [
        SubmissionInfo(code(at), 1, DEADLINE.replace(day=26 if at % 10 == 0 else 24)) for at in came
    ]
    findings = [finding("Q401", code(at)) for at in came if at % 2 == 0]
    findings += [finding("E302", code(at), row) for at in came if at % 5 == 0 for row in (1, 2)]
    office = Finding(
        "E602", sheet="校验规则", address="第3行", seen="R9", values={"rule": "R9", "reason": "x"}
    )
    explained = {one.id for one in findings[:30:3] if one.code == "Q401"}
    accounts = tuple(
        FileAccount(code(at), f"archive/2024-06/{code(at)}/v1.xlsx", f"{at:064x}", 1, 20 + at + (at == UNEVEN), 10 + at, 4, 3, 2, 1)
        for at in came
    )  # fmt: skip
    opened = {code(at): OpenFindings(errors=2 * (at % 5 == 0), queries=int(at % 2 == 0)) for at in came}
    data = replace(
        data, units=units, checklist=replace(data.checklist, units=units), submissions=submissions,
        open_findings=opened, accounts=accounts, entries={JUNE: data.entries[JUNE], MAY: ()},
    )  # fmt: skip
    result = compute_month(data)
    known = OutputContext("办公室", JUNE, DEADLINE, units, handling=dict.fromkeys(explained, "已说明"))
    listed = [*findings, office]
    pages = {
        group.title: html.fromstring(write_group_page(result, listed, checklist, known, group).decode())
        for group in result.groups
    }
    first = html.fromstring(write_page(result, listed, checklist, known).decode())
    return Page(result, listed, first, pages, explained)


def part(page: Any, name: str) -> Any:
    return page.xpath(f"//section[@aria-labelledby='{name}']")[0]


def lines(part: Any) -> Iterator[list[str]]:
    for row in part.xpath(".//tbody/tr"):
        yield [cell.text_content().strip() for cell in row.xpath("./th|./td")]


GROUPS = ["第0地区", "第2地区", "第1地区", HOMELESS]  # in the order of units: 0, 2, 4; who has none last


def test_a_line_a_group_counts_its_units(page: Page) -> None:
    reports = part(page.first, "reports")
    heads = [head.text_content() for head in reports.xpath(".//thead//th")]
    assert heads[0] == "上级"
    told = {line[0]: dict(zip(heads, line, strict=True)) for line in lines(reports)}
    assert list(told) == GROUPS
    for group, line in told.items():
        own = page.members(group)
        came = [at for at in own if at >= 5]
        assert line["应报"] == str(len(own)) and line["已有报送"] == str(len(came))
        assert line["未报"] == str(len(own) - len(came))
        assert line["逾期报送"] == str(sum(at % 10 == 0 for at in came))
        assert line["错误（处）"] == str(2 * sum(at % 5 == 0 for at in came))
        assert line["疑问（处）"] == str(sum(at % 2 == 0 for at in came))
    text = reports.text_content()
    assert f"有 {len(page.members(HOMELESS))} 个单位没有填“上级”，列在“其他单位”" in text
    assert "要按上级汇总" not in text  # they are
    links = reports.xpath(".//th/a/@href")
    assert len(links) == len(set(links)) == 4 and "未报 5 个" in text


def test_tiles_count_what_is_open_and_who_came(page: Page) -> None:
    tiles = [tile.text_content().strip() for tile in page.first.xpath("//ul[@class='tiles']/li")]
    assert page.explained
    errors = [one for one in page.findings if one.code != "Q401"]
    queries = [one for one in page.findings if one.code == "Q401" and one.id not in page.explained]
    whose = {one.unit for one in errors if one.unit}  # the office's own rule is of no unit
    assert tiles[0] == f"● {len(errors)} 处错误待改，涉及 {len(whose)} 个单位和办公室"
    assert tiles[1] == f"▲ {len(queries)} 处疑问待说明，涉及 {len({one.unit for one in queries})} 个单位"
    assert tiles[2:] == ["○ 5 个单位未报", "● 59/64 个单位已有报送"]


def test_each_rule_says_in_which_groups_it_found_how_much(page: Page) -> None:
    said = [" ".join(one.text_content().split()) for one in part(page.first, "rules").xpath(".//li")]
    home = {code(at): upper(at) or HOMELESS for at in range(64)}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in page.findings:
        found[one.code][home.get(one.unit, "办公室")] += 1
    assert [line.split()[2] for line in said] == ["E302", "E602", "Q401"]  # errors first, of these the most
    for line in said:
        counts = dict(part.rsplit(" ", 2)[:2] for part in line.partition("：")[2].split("，"))
        expected = found[line.split()[2]]
        assert counts == {name: str(many) for name, many in expected.items()}
        assert [int(many) for many in counts.values()] == sorted(expected.values(), reverse=True)
    places = part(page.first, "rules").xpath(".//li[starts-with(normalize-space(.), '● 错误 E602')]/a/@href")
    assert places == ["#rule=E602"]  # on this page


def test_files_and_cells_are_added_by_group_and_what_does_not_balance_is_said(page: Page) -> None:
    accounts = part(page.first, "accounts")
    told = {line[0]: line[1:] for line in lines(accounts)}
    assert list(told) == GROUPS
    for group, line in told.items():
        came = [at for at in page.members(group) if at >= 5]
        taken = sum(10 + at for at in came)
        extra = int(UNEVEN in came)
        filled = taken + 10 * len(came) + extra
        assert line == [
            str(number) for number in (len(came), filled, taken, *(many * len(came) for many in (4, 3, 2, 1)))
        ] + ["× 不平" if extra else "√ 平"]
    total = [cell.text_content() for cell in accounts.xpath(".//tfoot/tr/*")]
    sums = [sum(int(line[at]) for line in told.values()) for at in range(7)]
    assert total == ["合计", *map(str, sums), "× 不平"] and "账不平" in accounts.text_content()


def test_every_unit_is_found_with_its_state_and_what_is_open_on_the_page_of_its_group(page: Page) -> None:
    rows = part(page.first, "units").xpath(".//li")
    assert len(rows) == 64
    heads = [one.text_content() for one in part(page.first, "units").xpath(".//summary")]
    assert heads == [f"{group}（{len(page.members(group))} 个单位）" for group in GROUPS]
    for row in rows:
        (link,) = row.xpath("./a")
        at = int(link.get("data-unit")[1:])
        text = " ".join(row.text_content().split())
        assert ("○ 未报" in text) == (at < 5)
        assert ("错误 2" in text) == (at >= 5 and at % 5 == 0)
        assert ("疑问 1" in text) == (at >= 5 and at % 2 == 0)
        group = row.xpath("ancestor::details/summary")[0].text_content().partition("（")[0]
        assert at in page.members(group)
    for group, own in page.groups.items():
        units = [row[0] for row in lines(part(own, "reports"))]
        assert len(units) == len(page.members(group))
        assert len(own.xpath("//tr[@data-rule]")) == sum(
            int(one.unit[1:]) in page.members(group) for one in page.findings if one.unit
        )


def test_each_finding_says_whether_it_is_to_be_mended_or_explained(page: Page) -> None:
    seen: Counter[str] = Counter()
    for own in page.groups.values():
        for row in own.xpath("//tr[@data-rule]"):
            words = {word for word in ("待修改", "待说明", "仅提示", "已说明") if word in row.text_content()}
            is_open = row.get("data-state") == "open"
            expected = "待修改" if row.get("data-rule") == "E302" else "待说明" if is_open else "已说明"
            assert words == {expected}
            seen[expected] += 1
    errors = sum(one.code == "E302" for one in page.findings)
    queries = sum(one.code == "Q401" for one in page.findings)
    told = len(page.explained)
    assert seen == {"待修改": errors, "待说明": queries - told, "已说明": told}


def test_the_paper_lists_whole_what_belongs_to_no_group(page: Page) -> None:
    assert [row.get("data-rule") for row in page.first.xpath("//tr[@data-rule]")] == ["E602"]
    assert "不属于各单位的校验问题" in page.first.text_content()


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ((), "涉及 0 个单位"),
        (("653101", "653121"), "涉及 2 个单位"),
        (("653101", ""), "涉及 1 个单位和办公室"),
        (("",), "涉及办公室"),
    ],
)
def test_the_office_is_no_unit(units: tuple[str, ...], told: str) -> None:
    assert concerned(units) == told
