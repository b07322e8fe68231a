"""Lists as other offices have them: what is read of each, and that a folder made of one runs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests import layout_samples as samples
from toolkit.checklist.importing import Imported, import_checklist
from toolkit.checklist.load import load_checklist
from toolkit.checklist.workbook import write_checklist
from toolkit.cli import main
from toolkit.config import load_config
from toolkit.core import area
from toolkit.core.model import Comparator, Kind, Target
from toolkit.demo.examples import EXAMPLES
from toolkit.errors import OperatorError
from toolkit.pipeline.folder import oldword
from toolkit.pipeline.founding.fromlist import found
from toolkit.pipeline.founding.importing import Wishes


@pytest.fixture(autouse=True)
def _own_word() -> object:
    yield
    area.use(area.STANDARD)


def read(name: str, data: bytes | str) -> Imported:
    got = import_checklist([(name, data if isinstance(data, bytes) else data.encode())])
    assert [finding for finding in got.findings if finding.code.startswith("E")] == []
    loaded, findings = load_checklist(write_checklist(got.checklist, got.reviews))
    assert findings == []
    assert loaded == got.checklist
    return got


def numbers(got: Imported) -> dict[tuple[int, str, int], tuple[float, Kind, Comparator]]:
    return {
        (one.task_no, one.measure, year): (target.low, one.kind, one.comparator)
        for one in got.checklist.indicators
        for year, target in one.targets.items()
    }


def units(got: Imported) -> dict[str, str]:
    return {unit.name: unit.code for unit in got.checklist.units}


def test_group_rows_leaders_and_units_one_a_line() -> None:
    got = read(*samples.group_rows())
    first, second = got.checklist.tasks
    assert (first.no, first.action, first.content) == (1, "稳住经济大盘", "地区生产总值增长5.5%以上。")
    assert (first.leads, first.support, first.deadline) == (("市发改委",), ("市统计局", "各区县政府"), "全年")
    assert "李某" in first.note
    assert "李某" not in units(got)
    assert (second.leads, second.reporters) == (("市人社局", "市财政局"),) * 2
    assert numbers(got) == {
        (1, "%", 2024): (5.5, Kind.RATIO, Comparator.GE),
        (2, "万人", 2024): (5.2, Kind.FLOW, Comparator.GE),
        (2, "%", 2024): (5, Kind.RATIO, Comparator.LE),
    }
    assert (got.frame.place.name, got.frame.office, got.frame.cycle) == ("湖州市", "湖州市政府督查室", "月度")  # type: ignore[union-attr]


def test_a_second_head_row_subtotals_and_investment_columns() -> None:
    got = read(*samples.two_line_head())
    first, second = got.checklist.tasks
    assert [(task.no, task.item, task.action) for task in (first, second)] == [
        (1, "皮山段改建", "交通水利"),
        (2, "灌区改造", "交通水利"),
    ]
    assert first.measures == {2024: "完成路基20公里"}
    assert first.reporters == ("皮山县", "地区交通运输局")
    assert units(got)["皮山县"] == "653223"
    money = [one for one in got.checklist.indicators if one.kind is Kind.INVESTMENT]
    assert [(one.measure, one.targets[2024]) for one in money] == [
        ("亿元", Target(4.2)),
        ("亿元", Target(1.2)),
    ]


def test_a_two_column_table_is_one_task() -> None:
    (task,) = read(*samples.pairs()).checklist.tasks
    assert task.content.splitlines()[0] == "污水处理率达到85%以上。"
    assert (task.leads, task.support, task.deadline) == (("市住建局",), ("市生态环境局",), "2025年6月底")
    assert task.reporters == ("甲县", "乙县")


def test_how_often_something_is_checked_is_no_target() -> None:
    got = read(*samples.pairs())
    assert {(one.measure, t.low) for one in got.checklist.indicators for t in one.targets.values()} == {
        ("%", 85.0),
        ("座", 14.0),
    }
    assert any("抽查1次" in left.words for left in got.left)


def test_indicators_in_rows_with_the_counties_shares() -> None:
    got = read(*samples.matrix())
    assert [(task.frequency, task.leads, task.reporters) for task in got.checklist.tasks] == [
        ("季度", ("市工信局",), ("甲县", "丁市")),
        ("季度", ("市生态环境局",), ("甲县", "丁市")),
    ]
    assert [(quota.unit, quota.target) for quota in got.checklist.quotas][:2] == [("甲县", 22), ("丁市", 38)]
    assert numbers(got)[2, "微克/立方米", 2024] == (30, Kind.RATIO, Comparator.LE)


def test_a_target_table_on_its_side() -> None:
    got = read(*samples.sideways())
    assert [(task.item, task.reporters) for task in got.checklist.tasks] == [
        ("农村户厕改造", ("甲县", "乙县")),
        ("污水治理率", ("甲县", "乙县")),
        ("清洁村庄", ("甲县", "乙县")),
    ]
    assert [(one.name, one.measure, one.targets[2024].low) for one in got.checklist.indicators] == [
        ("农村户厕改造", "户", 2000),
        ("污水治理率", "%", 47),
        ("清洁村庄", "个", 50),
    ]
    assert [
        (quota.indicator, quota.unit, quota.target)
        for quota in got.checklist.quotas
        if quota.indicator != "T02-1"
    ] == [
        ("T01-1", "甲县", 1200),
        ("T01-1", "乙县", 800),
        ("T03-1", "甲县", 30),
        ("T03-1", "乙县", 20),
    ]


def test_a_county_s_townships_are_meant_by_all_of_them_and_one_figure_is_asked_once() -> None:
    got = read("民生实事.xlsx", EXAMPLES["民生实事"].file.read_bytes())
    road, *_, each = got.checklist.tasks
    towns = ("城关镇", "石桥镇", "柳河镇", "双泉乡", "青坪乡", "河湾街道")
    assert road.reporters == (*towns, "县交通运输局")
    assert {one.reporters for one in got.checklist.indicators if one.task_no == road.no} == {towns}
    assert each.reporters == (*towns, "县政务服务局")
    assert (got.frame.office, got.frame.place and got.frame.place.area) == ("望川县政府督查室", "全县")


def test_bureaus_that_share_a_task_give_one_figure_and_a_lone_one_the_quotient_itself() -> None:
    got = read("分解表.docx", EXAMPLES["政府工作报告"].file.read_bytes())
    by_id = {one.id: one for one in got.checklist.indicators}
    assert got.checklist.tasks[0].reporters == ("市发改委", "市工信局")
    assert by_id["T01-1"].reporters == ("市发改委",)
    assert (by_id["T10-1"].kind, by_id["T10-1"].numerator) == (Kind.RATIO, "")
    assert [task.short for task in got.checklist.tasks][:2] == ["地区生产总值增长", "新增规模以上工业企业"]


def test_a_column_of_yearly_money_and_the_annex_s_own_title() -> None:
    rows: samples.Rows = [
        ["某县2024年民生实事项目清单"],
        ["序号", "项目名称", "2024年建设内容", "年度投资金额（万元）", "责任单位"],
        [1, "城北道路", "建成城北道路。", 300, "县住建局"],
    ]
    got = read("清单.xlsx", samples.excel(("表", rows, ["A1:E1"])))
    assert [(one.name, one.kind, one.targets[2024].low) for one in got.checklist.indicators] == [
        ("城北道路年度投资金额", Kind.INVESTMENT, 300)
    ]
    notice = [["序号", "民生实事", "责任单位"], ["1", "新建2座人行天桥。", "县住建局"]]
    text = "请各责任单位于每季度末月20日前书面报县政府督查室420室（联系电话：0000）。"
    data = samples.word(
        "大竹县人民政府办公室",
        "关于对2024年民生实事进行重点督办的通知",
        text,
        "2024年民生实事目标任务分解表",
        notice,
    )
    frame = read("通知.docx", data).frame
    assert (frame.subject, frame.office, frame.cycle) == ("民生实事", "大竹县政府督查室", "季度")


def test_units_and_deadlines_in_brackets() -> None:
    got = read("要点.txt", samples.BRACKETS)
    first, second = got.checklist.tasks
    assert (first.action, first.item) == ("企业开办更便利", "压缩企业开办时间")
    assert first.content == "压缩企业开办时间。企业开办时间压缩至0.5个工作日以内。"
    assert (first.leads, first.responsible) == (("市市场监管局",), "市公安局、各县（市、区）人民政府")
    assert (first.deadline, first.frequency) == ("2024年6月底", "季度")
    assert first.reporters == ("甲县", "乙县", "市市场监管局")
    assert (second.leads, second.support) == (("市住建局",), ("市自然资源局", "市财政局"))
    found = [(one.kind, one.comparator) for one in got.checklist.indicators]
    assert found == [
        (Kind.RATIO, Comparator.LE),
        (Kind.FLOW, Comparator.GE),
        (Kind.RATE_EACH, Comparator.GE),
    ]


def test_the_first_of_the_responsible_units_leads_where_the_paper_says_so() -> None:
    first, second = read("分解.txt", samples.LABELS).checklist.tasks
    assert (first.leads, first.responsible) == (("州农业农村局",), "各县（市）人民政府")
    assert len(first.reporters) == 12
    assert "漾濞彝族自治县" in first.reporters
    assert second.leads == ("州人社局", "州农业农村局")


def test_an_action_plan_of_running_text() -> None:
    got = read("方案.txt", samples.PLAN)
    first, second = got.checklist.tasks
    assert (first.action, first.item) == ("城镇化空间布局和形态提升行动", "发展县城")
    assert (first.leads, first.responsible) == (("地区住建局", "地区发改委"), "各县市人民政府")
    assert len(first.reporters) == 12
    assert second.reporters == ("喀什市", "疏附县", "喀什经济开发区")
    (road,) = [one for one in got.checklist.indicators if one.measure == "公里"]
    assert dict(road.targets) == {2024: Target(12), 2025: Target(8)}
    assert numbers(got)[2, "万人", 2025][2] is Comparator.GT


def test_a_table_drawn_in_text_without_a_lead_column() -> None:
    got = read("清单.md", samples.MARKDOWN)
    first = got.checklist.tasks[0]
    assert (first.leads, first.responsible) == (("区交通局",), "区交通局、区城管委")
    assert any("按责任单位的第一个推定" in review.note for review in got.reviews)
    assert got.frame.place is not None
    assert (got.frame.place.area, got.frame.place.code) == ("全区", "110114")


def test_what_was_inferred_of_an_indicator_waits_for_a_person() -> None:
    assert not any(one.confirmed for one in read(*samples.group_rows()).checklist.indicators)


def made(tmp_path: Path, sample: tuple[str, bytes]) -> Path:
    file = tmp_path / sample[0]
    file.write_bytes(sample[1])
    found(tmp_path / "w", [file], Wishes())
    return tmp_path / "w"


def test_a_folder_made_of_a_list_generates_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path, samples.group_rows())
    config = load_config((folder / "config.toml").read_text("utf-8"))
    assert (config.office.area, config.office.name) == ("全市", "湖州市政府督查室")
    assert config.briefing.title.startswith("湖州市政府工作报告")
    assert main(["--root", str(folder), "-p", "2024-06", "--now", "2024-06-20T09:00", "generate"]) == 0
    forms = sorted((folder / "outbox/2024-06/下发").glob("*.xlsx"))
    assert [form.name.split("_")[1] for form in forms] == ["市发改委", "市人社局", "市财政局"]
    with zipfile.ZipFile(forms[0]) as package:
        text = package.read("xl/sharedStrings.xml").decode()
    assert "全市年度目标" in text
    assert "需市协调事项" in text
    assert "全地区" not in text
    assert "喀什" not in text + (folder / "config.toml").read_text("utf-8")


def test_another_office_s_list_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(tmp_path, samples.two_line_head())
    other = tmp_path / "分解表.docx"
    other.write_bytes(samples.group_rows()[1])
    assert main(["--root", str(folder), "import", str(other)]) == 0
    printed = capsys.readouterr().out
    assert "另一个办公室的清单（湖州市）" in printed
    assert "新文件中没有" not in printed
    imported, _ = load_checklist((folder / "templates/checklist-imported.xlsx").read_bytes())
    assert imported is not None
    assert "皮山县" not in {unit.name for unit in imported.units}


def pictures() -> bytes:
    data = BytesIO(samples.word(""))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("word/media/image1.png", b"\x89PNG")
    return data.getvalue()


OLD = b"\xd0\xcf\x11\xe0" + bytes(900)
CONTRACT = "房屋租赁合同\n甲方：某市国有资产公司\n第一条 面积120平方米。\n1.年租金12万元。\n2.乙方按季支付（乙方负责）。\n"
PRICES: samples.Rows = [["序号", "品名", "单位", "单价（元）", "数量"], [1, "打印纸", "箱", 150, 10]]
LONG: samples.Rows = [["序号", "重点任务", "责任单位"], *([n, "修路", "市交通局"] for n in range(5000))]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.docx", samples.word(""), "没有找到任务清单"),
        ("图.docx", pictures(), "只有图片"),
        ("合同.txt", CONTRACT.encode(), "没有找到任务清单"),
        ("报价.xlsx", samples.excel(("表", PRICES, [])), "没有找到任务清单"),
        ("长.txt", ("这是一段很长的话。\n" * 6000).encode(), "太长"),
        (
            "三百页.txt",
            ("　　这是一份工作总结，讲述过去一年的体会，完成投资12万元。" * 3 + "\n").encode() * 3600,
            "没有找到任务清单",
        ),
        ("大.xlsx", samples.excel(("表", LONG, [])), "5001 行"),
        ("旧.doc", OLD, "另存为 .docx"),
        ("旧.wps", OLD, "另存为 .docx"),
        ("扫描.pdf", b"%PDF-1.4", "PDF"),
    ],
)
def test_what_is_no_list_is_said_in_one_sentence_and_nothing_is_written(
    tmp_path: Path, name: str, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oldword, "find_office", lambda: "")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(OperatorError) as refused:
        found(tmp_path / "w", [tmp_path / name], Wishes())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "w").exists()


def program(tmp_path: Path, *lines: str) -> str:
    """A stand-in for LibreOffice."""
    file = tmp_path / "soffice"
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]), "utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize("suffix", ["doc", "wps"])
def test_an_old_word_document_is_read_through_libreoffice_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    modern = tmp_path / "modern.docx"
    modern.write_bytes(samples.group_rows()[1])
    copies = program(tmp_path, "for last; do :; done", f'cp "{modern}" "$(dirname "$last")/list.docx"')
    monkeypatch.setattr(oldword, "find_office", lambda: copies)
    (tmp_path / f"分解表.{suffix}").write_bytes(OLD)
    founded = found(tmp_path / "w", [tmp_path / f"分解表.{suffix}"], Wishes())
    assert len(founded.imported.checklist.tasks) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_libreoffice_that_fails_leaves_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oldword, "find_office", lambda: program(tmp_path, "exit 1"))
    (tmp_path / "分解表.doc").write_bytes(OLD)
    with pytest.raises(OperatorError, match=r"另存为 \.docx"):
        found(tmp_path / "w", [tmp_path / "分解表.doc"], Wishes())
    assert not (tmp_path / "w").exists()


@pytest.mark.slow
@pytest.mark.skipif(not oldword.find_office(), reason="needs LibreOffice")
def test_a_real_doc_is_read_as_its_docx(tmp_path: Path) -> None:
    name, data = samples.group_rows()
    (tmp_path / name).write_bytes(data)
    call = [oldword.find_office(), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    call += ["--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(tmp_path / name)]
    subprocess.run(call, capture_output=True, timeout=120, check=True)
    old = found(tmp_path / "old", [tmp_path / "分解表.doc"], Wishes()).imported
    new = found(tmp_path / "new", [tmp_path / name], Wishes()).imported
    assert [task.content for task in old.checklist.tasks] == [task.content for task in new.checklist.tasks]
    assert [task.leads for task in old.checklist.tasks] == [task.leads for task in new.checklist.tasks]
