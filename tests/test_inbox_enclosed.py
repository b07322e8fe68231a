"""What lies beside a form: corrections and other figures are told, evidence and ordinary papers are not."""

from __future__ import annotations

from io import BytesIO

import docx
import inbox_samples as make
import pytest

from toolkit.core.returns import Cell, Outcome
from toolkit.inbox.containers.documentwords import told_of_form
from toolkit.inbox.enclosed import Enclosed, differing, in_book, in_text
from toolkit.inbox.workbooks.reader import read_book

IDS = dict.fromkeys(("T01-1", "户籍业务事项数"), "T01-1") | {"T02-3": "T02-3"}
ORDINARY = {
    "佐证材料1": "2024年6月新建幼儿园3所，新增学位1200个，总投资5600万元。\n照片拍摄于6月12日。",
    "T02-3佐证材料": "T02-3 新增学位数佐证：\n1.第一小学，新增学位450个；\n2.第二小学，新增学位300个，验收合格。",
    "竣工验收报告": "工程名称：老旧小区改造（二期）\n合同价1260.5万元，审定价1198.3万元。\n工程质量合格，同意验收。\n设计变更3处，已按变更通知单调整。",
    "审计报告": "我们审计了财务报表，包括资产负债表。财务报表不存在重大错报。本年收入调增12万元，更正前期差错后期初数为300万元。",
    "关于印发实施方案的通知": "各乡镇：现将方案印发给你们，原方案作废，以此为准。目标由30个调整为35个。",
    "会议纪要": "会议要求，各单位要认真核对填报表，有误的及时更正，漏报的要补报。填报表数据以统计局核定数为准。",
    "填报说明": "本月累计应填1月1日至本月底的累计数。填报数有误的，请及时更正后再报。没有的填“/”。",
    "整改报告": "针对审批时限过长的问题，已将办理时间由5个工作日改为3个工作日，撤销2项证明事项。",
    "项目批复": "项目总投资估算8600万元，建设内容为新建教学楼1栋，应为框架结构。建设期应为12个月。",
    "滞后任务情况说明": "任务5因资金未到位进度滞后，预计9月完成。项目名称由“一期”变更为“二期”。",
    "新闻稿": "6月15日，县委召开专题会议，研究新型城镇化工作。全县上半年新增就业3200人，误差较小。",
    "承诺书": "我单位承诺所报数据真实、准确、完整。如有错误，愿承担责任。",
    "审核意见": "经审核，填报表数据真实，同意上报。",
    "统计台账说明": "台账按乡镇汇总，上报数与台账一致。",
    "上月意见落实": "已按退回清单逐条核实，填报表格式已按要求调整，情况说明附后。",
    "工作总结": "上半年共完成投资3.2亿元，占年度计划的64%。上报项目12个，漏报率为零。下一步，沿用成熟做法，加快推进。",
}
CORRECTING = {
    "更正说明": ("更正：T01-1 户籍业务事项数本月累计应为77，请以此为准。", "应为77"),
    "情况说明": ("关于指标数据的说明\nT02-3 上月多报了2所，本月累计应为33所。\n特此说明。", "应为33所"),
    "函": ("城镇化办：\n我县6月填报表中新增就业人数填错，应为1200人，请予更正。", "应为1200人"),
    "补充说明": ("我县上报数据有误。T05-1应改为15。", "T05-1应改为15"),
    "数据说明": ("填报数为预估数，待统计局核定后再报。", "预估数"),
    "更正表": ("指标 原报 更正后\n新建学校 12所 15所", "12所 15所"),
    "通知": ("6月25日报送的报表作废，以这份为准。", "作废"),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_evidence_and_ordinary_papers_tell_nothing(name: str) -> None:
    assert told_of_form(f"{name}.docx", ORDINARY[name]) == ("", False)


@pytest.mark.parametrize("name", CORRECTING)
def test_what_corrects_the_form_is_asked_about(name: str) -> None:
    text, told = CORRECTING[name]
    words, asked = told_of_form(f"{name}.docx", text)
    assert told in words and asked


def test_a_short_text_is_read_as_a_letter_and_a_long_one_as_a_paper() -> None:
    for text in ("T02-3：35", "表中空着的都是0", "第二行的数改为12"):
        assert told_of_form("说明.txt", text, letter=True) == (text, True)
        assert told_of_form("说明.docx", text) == ("", False)
    for text in ("密码：123456", "请查收，联系人张三13812345678", "材料共3份，见文件夹"):
        assert told_of_form("说明.txt", text, letter=True) == ("", False)
    note = "做这张表的人休假了，是我代填的，心里没底。"
    assert told_of_form("说明.txt", note, letter=True) == (note, False)
    evidence = "新建学校今年累计35所，改造小区12个。"
    assert told_of_form("佐证.txt", evidence, letter=True) == (evidence, False)
    assert told_of_form("说明.txt", f"表中空着的都是0。{'工程进展顺利。' * 200}", letter=True) == ("", False)


def test_long_words_are_cut() -> None:
    words, asked = told_of_form("更正.docx", "".join(f"第{n}处应为{n}人。" for n in range(500)))
    assert asked and words.endswith("……（以下略）") and len(words) < 420


def _word(*rows: tuple[str, ...], before: str = "补充") -> bytes:
    document = docx.Document()
    document.add_paragraph(before)
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _of_word(data: bytes) -> Enclosed:
    return in_book("补充.docx", read_book(data), IDS, data)


FORM = [
    Cell("指标数据", "J5", "16", Outcome.ACCEPTED, "指标数据", "T01-1", "ytd", 16.0),
    Cell("指标数据", "J6", "12.345", Outcome.ACCEPTED, "指标数据", "T02-3", "ytd", 12.345),
    Cell("任务进展", "K5", "开了专题会", Outcome.ACCEPTED, "任务进展", "a1", "progress", "开了专题会"),
]


def _told(enclosed: Enclosed) -> list[tuple[str, str, str]]:
    return [(one.row, one.text, own) for one, own in differing(enclosed.shown, FORM)]


def test_a_table_of_the_form_in_a_document_is_held_against_the_form() -> None:
    head = ("指标编号", "任务序号", "指标名称", "计量单位", "本月累计")
    other = _of_word(
        _word(head, ("T01-1", "1", "户籍业务事项数", "项", "77"), ("T02-3", "2", "学位", "个", "12.3"))
    )
    assert _told(other) == [("T01-1", "77", "16")]  # 12.3 is the form's figure as the paper shows it
    assert _told(_of_word(_word(("指标名称", "本月累计"), ("户籍业务事项数", "16.0")))) == []
    assert _told(_of_word(_word(("指标名称", "本月累计"), ("不认识的指标", "3")))) == []
    assert _told(_of_word(_word(("序号", "学校", "学位"), ("1", "一小", "300")))) == []
    task = _of_word(_word(("任务序号", "本月进展"), ("2", "开了专题会"), ("3", "没有开工"), ("4", "/")))
    assert _told(task) == [("3", "没有开工", "")]


def test_text_pages_and_workbooks_are_held_against_it_too() -> None:
    page = "<table><tr><th>指标编号</th><th>本月累计</th></tr><tr><td>T01-1</td><td>77</td></tr></table>"
    assert _told(in_text("a.html", f"<html><body>{page}</body></html>".encode(), IDS)) == [
        ("T01-1", "77", "16")
    ]
    for encoding in ("utf-8", "gbk", "utf-16"):
        text = "指标编号\t本月累计\r\nT01-1\t77\r\n".encode(encoding)
        assert _told(in_text("a.txt", text, IDS)) == [("T01-1", "77", "16")]
    book = read_book(
        make.workbook({"A2": "指标编号", "B2": "指标名称", "C2": "本月累计", "A3": "T01-1", "C3": 77})
    )
    assert _told(in_book("补充.xlsx", book, IDS)) == [("T01-1", "77", "16")]
    listed = read_book(make.workbook({"A1": "序号", "B1": "进展情况", "A2": 1, "B2": "已完工"}))
    assert in_book("明细.xlsx", listed, IDS) == Enclosed()
    mended = read_book(make.workbook({"A1": "T01-1 应更正为77"}))
    assert in_book("明细.xlsx", mended, IDS) == Enclosed("T01-1 应更正为77", asked=True)


def test_words_of_a_document_stand_in_paragraphs_and_in_tables() -> None:
    told = _of_word(
        _word(("指标", "说明"), ("T01-1", "原填16有误")),
    )
    assert told.words == "T01-1 原填16有误" and told.asked
    assert (
        _of_word(
            _word(("指标", "说明"), ("新建", "3所")),
        ).words
        == ""
    )
    data = _word(("a", "b"), before="填报表中T02-3填错了，应为35。")
    assert _of_word(data).words == "填报表中T02-3填错了，应为35"
