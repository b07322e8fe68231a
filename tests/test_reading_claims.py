"""Words outside the cells of a form: those that take figures back are asked about, others are told as they were."""

from __future__ import annotations

import pytest
from corpus.sample import filled, form_for, saved
from openpyxl.comments import Comment

from toolkit.core.form import COVER, INDICATORS, TASKS
from toolkit.forms.layout import FIRST_ROW, HEADER_ROW, SHEETS
from toolkit.forms.reading.claims import claim, is_another_figure
from toolkit.forms.reading.form import read_form
from toolkit.inbox.workbooks.reader import read_book

FORM = form_for("疏附县")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        *(
            (text, True)
            for text in ("更正：T01-1应为15", "注：以上为5月底数据", "数据截至5月31日", "应为15", "作废")
        ),
        *(
            (text, True)
            for text in ("本表以盖章传真件为准", "本表数据为上月数", "T01-1改为15", "以上数均为预估数")
        ),
        *((text, True) for text in ("T01-1填错了", "表内数据有误，以后面补报的为准")),
        *(
            (text, False)
            for text in ("注：以上为入库数", "较5月数增加3个", "全年目标15个", "以上数据截至6月25日")
        ),
        *(
            (text, False)
            for text in ("数据更正后已核对", "如有误请联系", "请以本表为准", "填表日期：2024年6月24日")
        ),
        *((text, False) for text in ("本单位应填报58项指标", "6月比5月多报了3个项目", "填表时间：5月31日")),
        *(
            (text, False)
            for text in ("数据来源：2023年统计年鉴", "审核人：李四", "以工代赈项目3个", "5月20日现场核实")
        ),
    ],
)
def test_a_sentence_that_takes_figures_back(text: str, asked: bool) -> None:
    assert bool(claim(text, 6)) is asked


@pytest.mark.parametrize(
    ("text", "value", "another"),
    [
        ("15", 12.0, True),
        ("15个", 12.0, True),
        ("12", 12.0, False),
        ("15", None, False),
        ("图1", 12.0, False),
    ],
)
def test_a_box_with_a_number_over_another_one(text: str, value: float | None, another: bool) -> None:
    assert is_another_figure(text, value) is another


def test_what_takes_figures_back_is_asked_about_wherever_it_stands() -> None:
    book, _ = filled()
    page = book[INDICATORS]
    page.cell(page.max_row + 2, 1).value = "更正：T01-1应为15"
    page.cell(page.max_row + 2, 1).value = "以上由各股室汇总"
    page.cell(FIRST_ROW, 3).comment = Comment("这一项应为15", "李四")
    book[COVER].cell(book[COVER].max_row + 2, 2).value = "说明：以上为5月底数据"
    book.create_sheet("附页")["A1"] = "本表以盖章传真件为准"
    found = read_form(read_book(saved(book)), FORM).findings
    asked = [
        (one.sheet, one.values["notes"].split("“")[1].rstrip("”")) for one in found if one.code == "Q172"
    ]
    assert sorted(asked) == sorted(
        [
            (INDICATORS, "更正：T01-1应为15"),
            (INDICATORS, "这一项应为15"),
            (COVER, "说明：以上为5月底数据"),
            ("附页", "本表以盖章传真件为准"),
        ]
    )
    told = "".join(one.problem for one in found if one.code in ("N128", "N136"))
    assert all(words in told for words in ("以上由各股室汇总", *(words for _, words in asked)))


def test_the_words_of_an_added_column_are_told() -> None:
    book, _ = filled()
    page = book[TASKS]
    at = SHEETS[TASKS].index("problems") + 1
    page.insert_cols(at)
    page.cell(HEADER_ROW, at).value = "备注"
    page.cell(FIRST_ROW, at).value = "数字有误，应为15"
    found = read_form(read_book(saved(book)), FORM).findings
    assert ["数字有误，应为15" in one.problem for one in found if one.code == "Q129"] == [True]


def test_what_the_forms_own_formulas_showed_is_no_word_of_the_unit() -> None:
    book, _ = filled()
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = None
    book[TASKS].cell(3, 1).value = "必填项 2/2，有误 0 处"
    book[INDICATORS].cell(3, 1).value = "本单位本年度没有需要填报的指标，这张表不用填。"
    book["重点项目"].cell(3, 1).value = "必填项 0/0，有误 0 处　全部项目合计："
    book["重点项目"].cell(3, 5).value = 0
    book["经验与诉求"].cell(3, 1).value = "必填项 2/2，其中1处未核"
    found = read_form(read_book(saved(book)), FORM).findings
    assert [one.sheet for one in found if one.code == "N128"] == ["经验与诉求"]
