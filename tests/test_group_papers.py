"""Pages and papers of more units than can be named: they speak by group, recounted from the returns by other libraries."""

from __future__ import annotations

import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from lxml import html

from tests.chromium import PROGRAM, browser
from tests.many_units import JUNE, LATE, MANY, SILENT, many_month, months
from tests.summary_month import context, file_of
from tests.test_group_figures import Paper
from tests.test_group_told import SILENT as SILENT_FIRST
from tests.test_group_told import told_month
from toolkit.core.findings import Finding
from toolkit.core.form import EXPERIENCE, INDICATORS
from toolkit.core.groups import MANY_UNITS
from toolkit.core.model import Checklist
from toolkit.core.results import FileAccount, MonthResult, UnitReport, UnitTask
from toolkit.core.returns import Entry, Light, Source
from toolkit.core.theme import LIGHT_FILL
from toolkit.figures.month import compute_month
from toolkit.outputs.briefing.other_papers import write_notice
from toolkit.outputs.briefing.render import write_briefing
from toolkit.outputs.briefing.settings import BriefingSettings
from toolkit.pages.validation import pages_of, write_group_page, write_page
from toolkit.pipeline.issue.unsettled import in_the_month
from toolkit.pipeline.month.assembling import assemble
from toolkit.pipeline.report import report
from toolkit.word.verification import verify

ROOT = Path(__file__).resolve().parent.parent
NAMED = 8  # units that one sentence names at most
STATUSES = ("已完成", "正常推进", "进度滞后", "未启动")
MEGABYTE = 2**20


def numbers(row: Any) -> list[str]:
    return [cell.text_content().strip() for cell in row.xpath("./td | ./th")]


def section(page: Any, name: str) -> Any:
    (found,) = page.xpath(f"//section[@aria-labelledby='{name}']")
    return found


def shown(element: Any) -> str:
    """All text of an element of a paper, that of its controls too."""
    return "".join(node.text or "" for node in element.iter("{*}t"))


# --- the month of the returns: files, page, paper -------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A month of 64 units as the command report wrote it."""

    paper: Paper  # by hand
    folder: Path  # 汇总
    result: MonthResult
    findings: int
    open: list[str]  # what issue lists before it seals
    said: dict[str, Counter[str]]  # group -> status of its units' tasks
    tasks: dict[str, dict[int, Counter[str]]]  # group -> task -> status, 未报 of who sent nothing

    def page(self, name: str) -> Any:
        return html.parse(self.folder / name).getroot()

    @property
    def briefing(self) -> Any:
        return docx.Document(str(self.folder / "2024-06_专报.docx"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    month = many_month(tmp_path_factory.mktemp("多") / "月报")
    now = datetime(2024, 6, 29, 9)
    report(month.workspace, JUNE, now, progress=lambda items, label, total: items)
    paper = Paper(month.root)
    said: dict[str, Counter[str]] = {name: Counter() for name in paper.upper.values()}
    tasks: dict[str, dict[int, Counter[str]]] = {name: {} for name in paper.upper.values()}
    for unit, group in paper.upper.items():
        path = paper.returns[JUNE].get(unit)
        held = statuses(path) if path else ((no, "未报") for no in held_by(paper, unit))
        for no, status in held:
            tasks[group].setdefault(no, Counter())[status] += 1
            said[group][status] += 1
    made = assemble(month.workspace, JUNE)
    folder = month.root / "outbox" / "2024-06" / "汇总"
    waits = [
        one.text for one in in_the_month(month.workspace, made, (folder / "2024-06_专报.docx").read_bytes())
    ]
    month.workspace.ledger.close()
    return Told(paper, folder, made.result, len(made.findings), waits, said, tasks)


def statuses(path: Path) -> Iterator[tuple[int, str]]:
    """(task, status) of each row of a return."""
    lines = [*openpyxl.load_workbook(path)["任务进展"].iter_rows(values_only=True)]
    at = next(number for number, line in enumerate(lines) if "本月状态" in line)
    head = lines[at]
    for line in lines[at + 1 :]:
        if isinstance(line[head.index("任务序号")], (int, float)):
            yield int(line[head.index("任务序号")]), str(line[head.index("本月状态")])


def held_by(paper: Paper, unit: str) -> Iterator[int]:
    """The tasks of a unit by the sheet 任务, where 全部县市 stands for all counties."""
    (kind,) = (row["类别"] for row in paper.units if row["单位"] == unit)
    for row in paper.tasks:
        if {unit, f"全部{kind}"} & set(str(row["填报单位"]).split("、")):
            yield int(row["任务序号"])


@pytest.mark.nightly
def test_the_first_page_counts_each_groups_returns_and_leads_to_its_page(told: Told) -> None:
    page, paper = told.page("2024-06_校验报告.html"), told.paper
    order = list(paper.upper)
    rows = section(page, "reports").xpath(".//tbody/tr")
    groups = [row.xpath("./th")[0].text_content() for row in rows]
    assert groups == [*dict.fromkeys(name for name in paper.upper.values() if name != "其他单位"), "其他单位"]
    heads = [head.text_content() for head in section(page, "reports").xpath(".//thead//th")]
    (whole,) = section(page, "reports").xpath(".//tfoot/tr")
    columns = list(zip(*(numbers(row)[1:9] for row in rows), strict=True))
    assert numbers(whole)[:9] == ["合计", *(str(sum(map(int, column))) for column in columns)]
    homeless = f"有 {len(paper.of('其他单位'))} 个单位没有填“上级”，列在“其他单位”"
    assert homeless in section(page, "reports").text_content()
    for group, row in zip(groups, rows, strict=True):
        line = dict(zip(heads, numbers(row), strict=True))
        units = paper.of(group)
        came = [unit for unit in units if unit in paper.returns[JUNE]]
        assert line["应报"] == str(len(units))
        assert line["已有报送"] == str(len(came))
        assert line["未报"] == str(sum(order.index(unit) % SILENT == 4 for unit in units))
        assert line["逾期报送"] == str(sum(order.index(unit) % LATE == 0 for unit in came))
        (link,) = row.xpath("./th/a/@href")
        own = told.page(unquoted(link))
        open_rows = own.xpath("//tr[@data-level='错误' and @data-state='open']")
        assert line["错误（处）"] == str(len(open_rows))
        assert [one.text_content() for one in section(own, "reports").xpath(".//tbody/tr/th")] == units
        for cell, key in zip(row.xpath("./td"), row.xpath("./td/@title"), strict=True):
            places = 1 if key.endswith("completeness") else 0
            assert cell.text_content() == f"{told.result.figures[key].value:.{places}f}"
    assert len(list((told.folder / "校验报告").glob("*.html"))) == len(groups) == 4


def unquoted(link: str) -> str:
    from urllib.parse import unquote

    return unquote(link.partition("#")[0])


@pytest.mark.nightly
def test_every_finding_file_and_unit_stands_on_the_page_of_its_group(told: Told) -> None:
    first = told.page("2024-06_校验报告.html")
    pages = {path.stem: told.page(f"校验报告/{path.name}") for path in (told.folder / "校验报告").glob("*")}
    assert sum(len(page.xpath("//tr[@data-rule]")) for page in (first, *pages.values())) == told.findings > 0
    found = [first.xpath(f"//a[@data-unit='{row['编码']}']") for row in told.paper.units]
    assert all(len(one) == 1 for one in found)
    files = 0
    for group, page in pages.items():
        accounts = section(page, "accounts").xpath(".//tbody/tr")
        files += len(accounts)
        assert {row.xpath("./th")[0].text_content() for row in accounts} == {
            unit for unit in told.paper.of(group) if unit in told.paper.returns[JUNE]
        }
        links = page.xpath("//a[not(starts-with(@href, '#'))]/@href")
        assert links and all((told.folder / "校验报告" / unquoted(link)).exists() for link in links)
    total = numbers(section(first, "accounts").xpath(".//tfoot/tr")[0])
    assert total[1] == str(files) == str(len(told.paper.returns[JUNE]))
    lines = [numbers(row) for row in section(first, "accounts").xpath(".//tbody/tr")]
    for column in range(1, 8):
        assert int(total[column]) == sum(int(line[column]) for line in lines)
    cells = sum(
        int(numbers(row)[3])
        for page in pages.values()
        for row in section(page, "accounts").xpath(".//tbody/tr")
    )
    assert int(total[2]) == cells > 0
    links = [link for link in first.xpath("//a/@href") if not link.startswith("#")]
    assert all((told.folder / unquoted(link)).exists() for link in links)


@pytest.mark.nightly
def test_annexes_and_the_table_of_units_are_by_group_and_recounted(told: Told) -> None:
    tables = told.briefing.tables
    groups = [group.title for group in told.result.groups]
    units, matrix, reports = (
        next(table for table in tables if told_heads(table)[: len(heads)] == heads)
        for heads in (["序号", "单位", "任务数"], ["序号", "任务", "全地区"], ["序号", "上级", "应报"])
    )
    lines = [[shown(cell._tc) for cell in row.cells] for row in units.rows]
    own = [line for line in lines if line[0].isdigit()]
    assert [line[1] for line in own] == groups
    for line in own:
        said = told.said[line[1]]
        expected = [said[word] for word in STATUSES] + [said["未报"]]
        assert [int(text) for text in line[3:8]] == expected, line
        assert int(line[2]) == sum(expected)
    whole = lines[lines.index(own[-1]) + 1]
    assert whole[:2] == ["", "合计"] and whole[2:8] == [
        str(sum(int(line[at]) for line in own)) for at in range(2, 8)
    ]

    heads, *lines = [[shown(cell._tc) for cell in row.cells] for row in matrix.rows]
    assert heads[3:] == groups and len(lines) == len(told.result.tasks)
    seen: Counter[str] = Counter()
    for line in lines:
        for group, text in zip(groups, line[3:], strict=True):
            said = told.tasks[group].get(int(line[0]), Counter())
            counts = {sign: int(number) for sign, number in re.findall(r"([红黄○])(\d+)", text)}
            assert counts.get("红", 0) + counts.get("黄", 0) == said["进度滞后"] + said["未启动"], (
                line[0],
                group,
            )
            assert counts.get("○", 0) == said["未报"], (line[0], group)
            assert bool(text) == any(said[word] for word in (*STATUSES, "未报"))
            seen.update(text)
    assert seen["红"] and seen["黄"] and seen["○"] and seen["绿"]

    _, *lines = [[shown(cell._tc) for cell in row.cells] for row in reports.rows]
    whole = lines.pop()
    assert whole[:2] == ["", "合计"] and whole[2:4] == [
        str(sum(int(line[at]) for line in lines)) for at in (2, 3)
    ]
    for line in lines:
        members = told.paper.of(line[1])
        came = [unit for unit in members if unit in told.paper.returns[JUNE]]
        assert line[2:4] == [str(len(members)), str(len(came))] and line[7] == str(len(members) - len(came))
    assert max(len(table.columns) for table in tables) <= 19
    assert sum(len(table.rows) for table in tables) < 100


def told_heads(table: Any) -> list[str]:
    return [shown(cell._tc) for cell in table.rows[0].cells]


@pytest.mark.nightly
def test_no_sentence_lists_the_units_and_every_number_is_locked_to_its_figure(told: Told) -> None:
    names = sorted(
        {row["简称"] or row["单位"] for row in told.paper.units} | set(told.paper.upper),
        key=len,
        reverse=True,
    )
    pattern = re.compile("|".join(map(re.escape, names)))
    body = told.briefing.element.body
    texts = [shown(one) for one in body.iter("{*}p") if not any(True for _ in one.iterancestors("{*}tbl"))]
    assert max(len(set(pattern.findall(text))) for text in texts) <= NAMED
    assert any("按上级汇总" in text for text in texts)
    silent = [unit for unit in told.paper.upper if unit not in told.paper.returns[JUNE]]
    (first,) = [text for text in texts if text.startswith("截至")]
    told_by_group = Counter(told.paper.upper[unit] for unit in silent)
    assert f"应报的{MANY}个单位中{MANY - len(silent)}个已报" in first
    if len(silent) > NAMED:
        assert f"其余{len(silent)}个未报（" in first
        for group, count in re.findall(
            r"([^（，、]+?)(?:各)?(\d+)个", first.partition("未报（")[2].partition("）")[0]
        ):
            assert told_by_group[group] == int(count)
    checked = verify((told.folder / "2024-06_专报.docx").read_bytes(), told.result.figures)
    assert checked.unchanged > 200 and checked.clean, checked.lines()


@pytest.mark.nightly
def test_what_is_open_before_the_seal_is_counted_by_group(told: Told) -> None:
    silent = Counter(
        told.paper.upper[unit] for unit in told.paper.upper if unit not in told.paper.returns[JUNE]
    )
    (line,) = [one for one in told.open if "个单位未报：" in one]
    head, _, counts = line.partition("：")
    assert head == f"{silent.total()} 个单位未报"
    assert dict(one.split(" ") for one in counts.split("、")) == {
        name: str(many) for name, many in silent.items()
    }


# --- without files --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(checklist: Checklist) -> MonthResult:
    """64 units in three groups, twelve of them silent, with the accounts of their files."""
    result = told_month(checklist)
    accounts = [
        FileAccount(row.unit.code, file_of(row.unit, JUNE), f"{at:064x}", 1, 20 + at, 18 + at, 1, 1, 0, 0)
        for at, row in enumerate(result.units)
        if at >= SILENT_FIRST
    ]
    return replace(result, accounts=tuple(accounts))


def many_findings(result: MonthResult, each: int) -> list[Finding]:
    """As many of each unit, and one of the office's own rules."""
    found = [
        Finding("Q401", unit=row.unit.code, file=file_of(row.unit, JUNE), sheet=INDICATORS, address=f"J{at}",
                form_sheet=INDICATORS, key=f"T02-{at}", field="ytd", seen="603", values={"last": "754"})
        for row in result.units
        for at in range(each)
    ]  # fmt: skip
    return [
        *found,
        Finding("E602", sheet="校验规则", address="第3行", seen="R9", values={"rule": "R9", "reason": "x"}),
    ]


def test_pages_of_many_findings_stay_small_and_hold_them_all(checklist: Checklist, made: MonthResult) -> None:
    """At 284 units in 14 groups a group has 21 units with 53 findings each: as many as here."""
    known, found = context([row.unit for row in made.units], made), many_findings(made, 53)
    first = write_page(made, found, checklist, known)
    pages = {group.name: write_group_page(made, found, checklist, known, group) for group in made.groups}
    assert max(map(len, pages.values())) < 2 * MEGABYTE and len(first) < 100_000
    for group in made.groups:
        page = html.fromstring(pages[group.name].decode())
        codes = Counter(row.get("data-unit") for row in page.xpath("//tr[@data-rule]"))
        assert codes == {unit.code: 53 for unit in group.units}
        assert page.xpath(f"//h1[contains(., '{group.title}')]")
        links = page.xpath("//td/a[@title='打开存档的填报表']/@href")
        assert links and all(link.startswith("../../../../archive/") for link in links)
        assert page.xpath("//nav/a[text()='全部']/@href") == [
            "../2024-06_%E6%A0%A1%E9%AA%8C%E6%8A%A5%E5%91%8A.html"
        ]
    page = html.fromstring(first.decode())
    assert [row.get("data-rule") for row in page.xpath("//tr[@data-rule]")] == ["E602"]
    told = page.xpath("//ul[@class='found']/li")[1].text_content()
    for group in made.groups:
        assert f"{group.title} {53 * len(group.units)} 条" in told


def test_a_month_of_few_units_has_one_page_that_names_each(checklist: Checklist) -> None:
    result = compute_month(months(checklist, MANY_UNITS))
    page = write_page(result, [], checklist, context([row.unit for row in result.units], result)).decode()
    assert result.groups == () and "上级" not in page and "groups" not in page
    assert all(row.unit.name in page for row in result.units)


def test_the_circular_counts_by_group(checklist: Checklist, made: MonthResult) -> None:
    known = context([row.unit for row in made.units], made)
    template = (ROOT / "templates" / "notice.docx").read_bytes()
    data = write_notice(template, made, known, BriefingSettings(office="办公室"))
    assert data is not None
    document = docx.Document(io.BytesIO(data))
    text = "".join(shown(one) for one in document.element.body.iter("{*}p"))
    silent = sum(row.state == "未报" for row in made.units)
    assert silent == SILENT_FIRST and f"未报的有{silent}个单位（" in text
    by_group = re.findall(
        r"(第\d地区)(?:、第\d地区)*各?(\d+)个", text.partition("未报的有")[2].partition("）")[0]
    )
    own = Counter(row.unit.upper for row in made.units if row.state == "未报")
    assert by_group and all(own[group] == int(number) for group, number in by_group)
    # Who is meant stands below, each once, in brackets behind the group.
    (line,) = [
        told for one in document.element.body.iter("{*}p") if (told := shown(one)).startswith("未报的单位：")
    ]
    there = {row.unit.name: row.unit.upper for row in made.units if row.state == "未报"}
    named = [
        (group, unit)
        for group, units in re.findall(r"([^（，]+)（(.+?)）", line.partition("：")[2])
        for unit in units.split("、")
    ]
    assert sorted(named) == sorted((group, unit) for unit, group in there.items())
    (table,) = document.tables
    assert [shown(row.cells[1]._tc) for row in table.rows][1:] == [
        *(group.title for group in made.groups),
        "合计",
    ]
    first = sum(int(column.w or 0) for column in table._tbl.tblGrid.gridCol_lst)
    (plain,) = docx.Document(io.BytesIO(template)).tables
    assert first == sum(int(column.w or 0) for column in plain._tbl.tblGrid.gridCol_lst)
    assert verify(data, made.figures).clean


@pytest.mark.slow
@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
def test_a_unit_is_found_among_the_groups_and_old_addresses_still_lead_to_it(
    tmp_path: Path, checklist: Checklist, made: MonthResult
) -> None:
    known, found = context([row.unit for row in made.units], made), many_findings(made, 2)
    first = tmp_path / "2024-06_校验报告.html"
    first.write_bytes(write_page(made, found, checklist, known))
    (tmp_path / "校验报告").mkdir()
    for group in made.groups:
        data = write_group_page(made, found, checklist, known, group)
        (tmp_path / "校验报告" / pages_of(made.groups)[group.name]).write_bytes(data)
    unit = made.groups[1].units[2]
    with browser(tmp_path / "profile") as tab:
        tab.open(first)
        assert tab.faults == []
        assert tab.run("document.documentElement.scrollWidth <= innerWidth")
        tab.run(
            f"(() => {{ const f = document.getElementById('find'); f.value = '{unit.name}';"
            "f.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        visible = "[...document.querySelectorAll('.units li')].filter(row => row.offsetParent).length"
        assert tab.run(visible) == 1
        tab.run(f"document.querySelector('a[data-unit=\"{unit.code}\"]').click()")
        rows = "[...document.querySelectorAll('#rows tr')].filter(row => row.offsetParent).map(row => row.dataset.unit).join()"
        tab.until("document.getElementById('rows') && location.pathname.includes('/%E6%A0%A1')")
        assert tab.run(rows) == f"{unit.code},{unit.code}"
        tab.send("Page.navigate", url=f"{first.as_uri()}#unit={unit.code}")
        time.sleep(1)  # the page that was asked for goes on to another
        tab.until(f"document.title.includes('{made.groups[1].title}')")
        assert tab.run(rows) == f"{unit.code},{unit.code}" and tab.faults == []


def texts_of(data: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(data)).element.body
    return [shown(one) for one in body.iter("{*}p") if not any(True for _ in one.iterancestors("{*}tbl"))]


def told_paper(checklist: Checklist, silent: Callable[[int], bool]) -> tuple[MonthResult, list[str]]:
    """The month and the texts of its paper."""
    result, paper = told_document(checklist, silent)
    return result, texts_of(paper)


def told_document(checklist: Checklist, silent: Callable[[int], bool]) -> tuple[MonthResult, bytes]:
    """The paper of 72 units under nine 上级; twenty ask for the same in their own words, three for another thing."""
    data = months(checklist, 72)
    units = [
        replace(unit, upper=f"第{at % 9 if at > 4 else 0}地区", short=unit.name)
        for at, unit in enumerate(data.units)
    ]
    told = {unit.code for at, unit in enumerate(units) if not silent(at)}
    asking = {unit.code: ("污水处理厂扩容资金", f"缺口{at}00万元") for at, unit in enumerate(units[30:50])}
    asking |= {unit.code: ("公租房水电接入", "尚未接入") for unit in units[50:53]}
    asked = [
        Entry(code, JUNE, EXPERIENCE, "1", field, value, None)
        for code, (title, content) in asking.items()
        for field, value in (("category", "需地区协调事项"), ("title", title), ("content", content))
    ]
    entries = [
        replace(
            one,
            source=Source(one.unit, f"archive/{one.unit}.xlsx", "ab" * 32, one.sheet, "J5", str(one.value)),
        )
        for one in (*data.entries[JUNE], *asked)
        if one.unit in told
    ]
    list_of = replace(
        checklist,
        tasks=data.checklist.tasks,
        indicators=data.checklist.indicators,
        units=tuple(units),
        quotas=(),
    )
    result = compute_month(replace(data, units=units, checklist=list_of, entries={JUNE: entries}))
    template = (ROOT / "templates" / "briefing.docx").read_bytes()
    paper = write_briefing(
        template, result, list_of, context(units, result), BriefingSettings(office="办公室")
    )
    assert verify(paper, result.figures).clean
    return result, paper


def test_where_most_are_is_said_only_where_few_groups_hold_half(checklist: Checklist) -> None:
    def first(silent: Callable[[int], bool]) -> str:
        return next(text for text in told_paper(checklist, silent)[1] if text.startswith("应报的"))

    # The first five units, of 第0地区, sent nothing in any of these months.
    assert "其余18个未报（其中第2地区7个，第0地区5个，第4地区4个）。" in first(
        lambda at: at % 9 == 2 or (at % 9 == 4 and at < 45) or at in (5, 6)
    )
    assert "其余23个未报。" in first(lambda at: 4 < at < 23)  # seven of 第0地区, two of each other
    assert "其余13个未报（第7地区8个，第0地区5个）。" in first(lambda at: at % 9 == 7)
    assert "72个单位中仅9个已报，不足半数" in first(lambda at: at > 13)
    assert first(lambda at: True) == "应报的72个单位均未报送，6月没有可汇总的数据。"


def test_who_asks_is_told_by_three_names_and_a_figure(checklist: Checklist) -> None:
    result, texts = told_paper(checklist, lambda at: False)
    (told,) = [text for text in texts if text.startswith("提请协调：污水处理厂扩容资金")]
    names = [row.unit.name for row in result.units[30:50]]
    assert told.startswith(f"提请协调：污水处理厂扩容资金（{'、'.join(names[:3])}等20个单位提出）。")
    assert told.count("反映：") == 3 and "公租房水电接入" not in told
    (few,) = [text for text in texts if text.startswith("提请协调：公租房水电接入")]
    assert "、".join(row.unit.name for row in result.units[50:53]) + "反映：“尚未接入”" in few
    counts = {key: figure for key, figure in result.figures.items() if key.startswith("asking-")}
    assert sorted(int(figure.value or 0) for figure in counts.values()) == [3, 20]
    assert all(
        len(figure.inputs) == figure.value and set(figure.inputs) <= result.figures.keys()
        for figure in counts.values()
    )
    few_units = compute_month(months(checklist, MANY_UNITS))
    assert not any(key.startswith("asking-") for key in few_units.figures)


def test_tables_of_the_paper_count_the_units_of_each_group(checklist: Checklist) -> None:
    """附件1 by light, 附件2 by state and the table of units by status, recounted from the units' own cells."""
    result, paper = told_document(checklist, lambda at: at < 14)
    document = docx.Document(io.BytesIO(paper))
    own, matrix, reports = (
        next(table for table in document.tables if told_heads(table)[: len(heads)] == heads)
        for heads in (["序号", "单位", "任务数"], ["序号", "任务", "全地区"], ["序号", "上级", "应报"])
    )
    groups: dict[str, list[UnitReport]] = {}
    for row in result.units:
        groups.setdefault(row.unit.upper, []).append(row)
    assert len(groups) == 9
    cells = {
        group: [task.units[row.unit.code] for task in result.tasks for row in rows]
        for group, rows in groups.items()
    }
    assert told_heads(matrix)[3:] == [*groups]
    seen: Counter[str] = Counter()
    for task, line in zip(result.tasks, list(matrix.rows)[1:], strict=True):
        assert shown(line.cells[0]._tc) == str(task.task.no)
        for group, cell in zip(groups, line.cells[3:], strict=True):
            held = [task.units[row.unit.code] for row in groups[group]]
            lights = Counter(one.light for one in held if one.status != "不涉及")
            signs = {"红": lights[Light.RED], "黄": lights[Light.YELLOW], "○": lights[Light.MISSING]}
            told = [f"{sign}{many}" for sign, many in signs.items() if many]
            word = "绿" if lights[Light.GREEN] else "蓝"
            assert re.findall("[红黄○]?[0-9]+|[绿蓝◇]", shown(cell._tc)) == (told or [word])
            first = told[0][0] if told else word
            fill = [value for shade in cell._tc.iter("{*}shd") for value in shade.values()]
            coloured = [light for light in list(Light)[:4] if LIGHT_FILL[light] in fill]
            assert [light.value[-1] for light in coloured] == [one for one in first if one != "○"]
            seen[first] += 1
    assert seen.keys() >= {"黄", "○"}

    cells["合计"] = [cell for held in cells.values() for cell in held]
    lines = [[shown(cell._tc) for cell in row.cells] for row in own.rows]
    lines = [line for line in lines if line[0].isdigit() or line[1] == "合计"]
    assert [line[1] for line in lines] == [*cells]
    for line in lines:
        said = Counter(cell.status or "未报" for cell in cells[line[1]])
        counts = [said[word] for word in ("已完成", "正常推进", "进度滞后", "未启动", "未报")]
        assert [int(text) for text in line[2:8]] == [sum(counts), *counts]
        good = sum(
            cell.light in (Light.BLUE, Light.GREEN) for cell in cells[line[1]] if cell.status != "不涉及"
        )
        told = sum(counts) - said["未报"]
        assert (line[8] == "—") if not told else abs(float(line[8].rstrip("%")) - good * 100 / told) < 0.0501

    _, *rows = [[shown(cell._tc) for cell in row.cells] for row in reports.rows]
    groups["合计"] = list(result.units)
    assert [row[1] for row in rows] == [*groups] and rows[-1][0] == ""
    for number, row in enumerate(rows, 1):
        states = Counter(one.state for one in groups[row[1]])
        asked = len(groups[row[1]])
        order = ("已报", "部分报送", "退回修改", "未报")
        assert row[0] == ("" if row is rows[-1] else str(number))
        assert row[1:3] == [row[1], str(asked)] and row[3] == str(asked - states["未报"])
        assert [int(text) for text in row[4:8]] == [states[word] for word in order]


def test_no_paper_compares_units_cell_by_cell(checklist: Checklist, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many units that would cost the square of them: who is meant is told by code."""

    def compared(one: UnitTask, other: object) -> bool:
        raise AssertionError("cells of units were compared")

    monkeypatch.setattr(UnitTask, "__eq__", compared)
    _, texts = told_paper(checklist, lambda at: at < 14)
    assert any("反映：" in text for text in texts)
