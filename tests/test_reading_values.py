"""cast(): accepted, normalised with before and after, or rejected with a finding; never a guess."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.core.findings import Finding
from toolkit.core.form import STATUSES
from toolkit.core.messages import CATALOGUE
from toolkit.core.messages.values import MESSAGES, REASONS
from toolkit.core.returns import Outcome, Scalar
from toolkit.core.value_formats import is_percent_format, tells_more
from toolkit.core.value_text import number_text, raw_text
from toolkit.core.values import cast
from toolkit.forms.layout import PROJECT_CATEGORIES

ACCEPTED, NORMALISED, REJECTED = Outcome.ACCEPTED, Outcome.NORMALISED, Outcome.REJECTED

NUMBERS: tuple[tuple[str, Scalar, float | str], ...] = (
    ("个", 1286.0, 1286.0),
    ("个", 0.0, 0.0),
    ("个", "0", 0.0),
    ("个", "１２", 12.0),
    ("个", "1,286", 1286.0),
    ("个", "1,286,000.5", 1286000.5),
    ("个", "+5", 5.0),
    ("个", "−5", -5.0),
    ("个", "5。", 5.0),
    ("个", "'540", 540.0),
    ("个", "540 个", 540.0),
    ("个", "共计30个", 30.0),
    ("个", "1.86万", 18600.0),
    ("万个", "1.86万", 1.86),
    ("万个", "18600个", 1.86),
    ("万人", "7.5万人", 7.5),
    ("人", "7.5万人", 75000.0),
    ("人", "30名", 30.0),
    ("户", "46家", 46.0),
    ("项", "85个", 85.0),
    ("亿元", "2000万元", 0.2),
    ("亿元", "2亿", 2.0),
    ("亿元", "3.5（亿元）", 3.5),
    ("亿元", "3.5(亿)", 3.5),
    ("亿元", "3.5亿圆", 3.5),
    ("亿元", "1200（万元）", 0.12),
    ("人", "30（人）", 30.0),
    ("人", "30[人]", 30.0),
    ("公里", "12.5【公里】", 12.5),
    ("亿元", "20000000元", 0.2),
    ("万元", "0.52亿元", 5200.0),
    ("万元", "¥1,200", 1200.0),
    ("万元", "1亿2000万", 12000.0),
    ("万元", "五百万", 500.0),
    ("万元", "一万", 1.0),
    ("亿元", "二十亿", 20.0),
    ("亿元", "三千万", 0.3),
    ("亿元", "2亿3000万", 2.3),
    ("亿元", "1亿2千万", 1.2),
    ("亿元", "1亿2千万元", 1.2),
    ("亿元", "12亿3千5百万", 12.35),
    ("万元", "3千5百万", 3500.0),
    ("人", "1万2千5百", 12500.0),
    ("亿元", "RMB 1.2", 1.2),
    ("万人", "七万五千", 7.5),
    ("亿元", "￥2亿", 2.0),
    ("公里", "3.5KM", 3.5),
    ("公里", "12500米", 12.5),
    ("公里", "3千米", 3.0),
    ("米", "1.2公里", 1200.0),
    ("分钟", "0.5小时", 30.0),
    ("%", "12.5%", 12.5),
    ("%", "125‰", 12.5),
    ("%", "百分之六十五", 65.0),
    ("张/千人", "2.5张/千人", 2.5),
    ("个", "三十", 30.0),
    ("个", "一百二十", 120.0),
    ("个", "两千零五", 2005.0),
    ("个", "十二点五", 12.5),
    ("个", "三万五千", 35000.0),
    ("元", "贰仟万元", 20_000_000.0),
    ("个", "二〇二四", 2024.0),
    ("个", "1万2千", 12000.0),
    ("个", "1亿2000万", 120_000_000.0),
    ("个", "零", 0.0),
    ("个", 0.1 + 0.2, 0.3),
    ("个", 2.9999999999999996, 3.0),
    ("个", "待统计", "待统计"),
    ("个", " 待 统计。", "待统计"),
    ("个", "统计中", "待统计"),
    ("个", "不涉及", "不涉及"),
    ("个", "待统计（教育局未报）", "待统计"),
    ("个", "不涉及（我县无此任务）", "不涉及"),
    ("个", "不涉及此项工作", "不涉及"),
    ("公里", "3公里500米", 3.5),
    ("公里", "3km200m", 3.2),
    ("公里", "3.5 公 里", 3.5),
    ("人次", "30 人 次", 30.0),
    ("所", "12 所", 12.0),
)
REJECTIONS: tuple[tuple[str, str, Scalar, str, str], ...] = (
    ("number", "个", "约30", "E103", "30"),
    ("number", "个", "30余个", "E103", "30"),
    ("number", "个", "三十多", "E103", "30"),
    ("number", "个", "30左右", "E103", "30"),
    ("number", "个", "超过30个", "E103", "30"),
    ("number", "个", "30+", "E103", "30"),
    ("number", "个", "≥30", "E103", "30"),
    ("number", "亿元", "2亿余元", "E103", "2"),
    ("number", "亿元", "3千余万元", "E103", "0.3"),
    ("number", "个", "几十", "E103", ""),
    ("number", "个", "十几个", "E103", ""),
    ("number", "个", "1.86E+04", "E168", "18600"),
    ("number", "个", "1e3", "E168", "1000"),
    ("number", "所", "达标", "E101", ""),
    ("number", "所", "12余3", "E104", ""),
    ("number", "所", "12所学校", "E101", "12"),
    ("number", "所", "12所在建", "E101", ""),
    ("number", "所", "三分之一", "E101", ""),
    ("percent", "%", "一半", "E101", ""),
    ("percent", "%", "5成", "E101", ""),
    ("number", "%", "12.5％左右", "E103", "12.5"),
    ("number", "所", "5所（其中在建2所）", "E104", "5"),
    ("number", "个", "30-40", "E104", ""),
    ("number", "个", "30至40", "E104", ""),
    ("number", "个", "12/15", "E104", ""),
    ("number", "个", "12→15", "E104", ""),
    ("number", "个", "12（另有3个在建）", "E104", "12"),
    ("number", "个", "12=>15", "E104", ""),
    ("number", "个", "12改15", "E104", ""),
    ("number", "个", "12+3", "E104", ""),
    ("number", "个", "=12+3", "E104", ""),
    ("number", "个", "＝12＋3", "E104", ""),
    ("number", "个", "SUM(J9:J10)", "E104", ""),
    ("number", "个", "3+4+5=12", "E104", ""),
    ("number", "个", "12;15", "E104", ""),
    ("number", "个", "12|15", "E104", ""),
    ("number", "个", "12（核实后15）", "E104", ""),
    ("number", "个", "12（局报15）", "E104", ""),
    ("number", "个", "12（原报10）", "E104", ""),
    ("number", "个", "12（应为15）", "E104", ""),
    ("number", "个", "县教育局12 县住建局15", "E104", ""),
    ("number", "个", "12*2", "E104", ""),
    ("number", "元", "1万2亿", "E104", ""),
    ("number", "元", "1千15百", "E104", ""),
    ("number", "个", "¥17", "E105", ""),
    ("number", "个", "\u202e71", "E101", ""),
    ("number", "个", "12 15", "E104", ""),
    ("number", "个", "12\n15", "E104", ""),
    ("number", "个", "2024.6.5", "E104", ""),
    ("number", "个", "1,2,3", "E104", ""),
    ("number", "个", "12,86", "E106", ""),
    ("number", "公里", "12。5", "E106", ""),
    ("number", "公里", "12·5", "E106", ""),
    ("number", "公里", "12..5", "E106", ""),
    ("number", "公里", "1'234", "E106", ""),
    ("number", "人", "数据未出", "E101", "待统计"),
    ("number", "人", "待统计（7月10日出）", "E101", "待统计"),
    ("number", "人", "正在统计", "E101", "待统计"),
    ("number", "人", "待统计，预计30", "E101", "30"),
    ("number", "人", "我县不涉及", "E101", "不涉及"),
    ("number", "人", "不适用", "E101", "不涉及"),
    ("number", "人", "不涉及或待统计", "E101", ""),
    ("number", "人", "不涉及（待统计）", "E101", ""),
    ("number", "人", "不涉及（已完成）", "E101", "不涉及"),
    ("number", "公里", "3公里1500米", "E104", ""),
    ("number", "公里", "3米500公里", "E104", ""),
    ("number", "所", "03:50:00", "E112", ""),
    ("number", "所", "3:50", "E104", ""),
    ("number", "人", "数十", "E103", ""),
    ("number", "人", "1O", "E101", ""),
    ("number", "人", "30①", "E101", "30"),
    ("number", "人", "30↑", "E101", "30"),
    ("number", "人", "30”", "E101", "30"),
    ("number", "人", "一、30", "E101", "30"),
    ("number", "人", "30（户）", "E105", ""),
    ("number", "人", "30（5）", "E104", "30"),
    ("number", "人", "第3名", "E101", ""),
    ("number", "个", "1,2860", "E106", ""),
    ("number", "个", "50%", "E105", ""),
    ("number", "所", "12月底前完成", "E101", ""),
    ("number", "所", "2024年9月30日前开工", "E101", ""),
    ("number", "所", "12月底前完成3所", "E104", ""),
    ("number", "人次", "30人", "E105", ""),
    ("number", "亿元", "30公里", "E105", ""),
    ("number", "%", "5万", "E105", ""),
    ("number", "%", "五百万", "E105", ""),
    ("number", "万元", "3千", "E105", ""),
    ("number", "亿元", "5百", "E105", ""),
    ("integer", "", "19项", "E105", "19"),
    ("number", "个", "—", "E102", ""),
    ("number", "个", "/", "E102", ""),
    ("number", "个", "无", "E102", ""),
    ("number", "个", "N/A", "E102", ""),
    ("number", "个", "l0", "E101", ""),
    ("number", "个", "1.286,5", "E101", ""),
    ("number", "个", "已完成30项", "E101", "30"),
    ("number", "个", "三五", "E101", ""),
    ("number", "个", "一万二", "E101", ""),
    ("number", "个", "正在办理", "E101", ""),
    ("number", "个", "部门未反馈", "E101", "待统计"),
    ("number", "个", "1O5", "E104", ""),
    ("number", "个", True, "E101", ""),
    ("number", "个", float("nan"), "E101", ""),
    ("number", "个", "9" * 400, "E101", ""),
    ("number", "个", "#REF!", "E110", ""),
    ("number", "个", "\u200b\ufeff", "E114", ""),
    ("number", "个", datetime(2024, 12, 5), "E112", ""),
    ("integer", "", 3.5, "E107", ""),
    ("integer", "", "3.5", "E107", ""),
    ("date", "", "6月5日", "E109", ""),
    ("date", "", "24.6.5", "E109", "2024-06-05"),
    ("date", "", "2024年12月底", "E109", "2024-12"),
    ("date", "", "2024年底", "E109", "2024-12"),
    ("date", "", "2024年11月30日前", "E109", "2024-11"),
    ("date", "", "2024-6-31", "E109", ""),
    ("date", "", "2024年", "E109", ""),
    ("date", "", 2024.1, "E109", ""),
    ("date", "", "/", "E102", ""),
    ("date", "", True, "E109", ""),
)
DATES: tuple[tuple[Scalar, str], ...] = (
    (datetime(2024, 6, 5), "2024-06-05"),
    (datetime(2024, 6, 5, 13, 30), "2024-06-05"),
    ("2024-06-05", "2024-06-05"),
    ("2024-06", "2024-06"),
    ("2024.6.5", "2024-06-05"),
    ("2024、6、5", "2024-06-05"),
    ("2024/6/5", "2024-06-05"),
    ("２０２４年６月５日", "2024-06-05"),
    ("2024年6月5号", "2024-06-05"),
    ("20240605", "2024-06-05"),
    (20240605.0, "2024-06-05"),
    ("2024年6月", "2024-06"),
    ("2024.10", "2024-10"),
    (2024.6, "2024-06"),
    (202406.0, "2024-06"),
    (45448.0, "2024-06-05"),
    ("45448", "2024-06-05"),
    (45448.75, "2024-06-05"),
    ("2024-06-05 00:00:00", "2024-06-05"),
    ("2024-06-05T00:00:00.000Z", "2024-06-05"),  # as strict workbooks keep dates
    ("待统计", "待统计"),
    ("不涉及", "不涉及"),
)


@pytest.mark.parametrize(("measure", "raw", "value"), NUMBERS)
def test_exact_numbers_are_read(measure: str, raw: Scalar, value: float | str) -> None:
    result = cast("number_or_word", raw, measure=measure)
    assert (result.value, result.code) == (value, None)
    untouched = raw == value or (isinstance(raw, float) and abs(raw - float(value)) < 1e-12)  # type: ignore[arg-type]
    assert result.outcome is (ACCEPTED if untouched else NORMALISED)
    assert untouched or (raw_text(raw) in result.note and str(raw_text(result.value)) in result.note)


@pytest.mark.parametrize(("kind", "measure", "raw", "code", "suggestion"), REJECTIONS)
def test_what_is_not_exact_is_rejected_and_says_how_to_write_it(
    kind: str, measure: str, raw: Scalar, code: str, suggestion: str
) -> None:
    result = cast(kind, raw, measure=measure)
    assert (result.outcome, result.value, result.code) == (REJECTED, None, code)
    assert result.suggestion == suggestion
    assert result.note == REASONS[code]


@pytest.mark.parametrize(("raw", "iso"), DATES)
def test_dates_and_months_in_all_spellings(raw: Scalar, iso: str) -> None:
    result = cast("date", raw)
    assert (result.value, result.code) == (iso, None)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("√", "是"),
        ("是的", "是"),
        (True, "是"),
        ("×", "否"),
        (False, "否"),
        (" 是", "是"),
        ("待统计", "待统计"),
        ("是（已批复）", "是"),
        ("否（正在编制）", "否"),
        ("☑是 □否", "是"),
        ("□是 ☑否", "否"),
        ("待统计（未批）", "待统计"),
    ],
)
def test_yes_and_no(raw: Scalar, value: str) -> None:
    assert cast("number_or_word", raw, measure="是/否").value == value


@pytest.mark.parametrize(
    "raw", [1.0, 0.0, "已建成", "1", "无", "是（未批复）", "否（已批复）", "☑是 ☑否", "□是 □否", "☑是 □是"]
)
def test_no_yes_or_no_is_made_of_a_number_or_of_a_sentence(raw: Scalar) -> None:
    assert cast("number_or_word", raw, measure="是/否").code == "E113"


@pytest.mark.parametrize(
    ("raw", "value", "code", "suggestion"),
    [
        ("已完成", "已完成", None, ""),
        ("已 完成", "已完成", None, ""),
        ("完成", "已完成", None, ""),
        ("滞后", "进度滞后", None, ""),
        ("有序推进", "正常推进", None, ""),
        ("推进中", None, "E108", "正常推进"),
        ("未完成", None, "E108", ""),
        ("正常推进中", None, "E108", "正常推进"),
        ("己完成", None, "E108", "已完成"),
        ("已经完成", None, "E108", "已完成"),
        ("正常推近", None, "E108", "正常推进"),
        ("暂未启动", None, "E108", "未启动"),
        # What a text says besides may change everything: nothing is proposed.
        ("已完成50%", None, "E108", ""),
        ("部分已完成", None, "E108", ""),
        ("基本已完成", None, "E108", ""),
        ("即将已完成", None, "E108", ""),
        ("预计年底已完成", None, "E108", ""),
        ("任务已完成一半", None, "E108", ""),
        ("前期工作已完成", None, "E108", ""),
        ("除1项外已完成", None, "E108", ""),
        ("完成中", None, "E108", ""),
        ("快完成", None, "E108", ""),
        ("没完成", None, "E108", ""),
        ("正常推进；个别滞后", None, "E108", ""),
        ("正常推进/进度滞后", None, "E108", ""),
        (3.0, None, "E108", ""),
    ],
)
def test_choices(raw: Scalar, value: str | None, code: str | None, suggestion: str) -> None:
    result = cast("choice", raw, choices=STATUSES)
    assert (result.value, result.code, result.suggestion) == (value, code, suggestion)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("是", "是", None),
        ("否", "否", None),
        ("×", "否", None),
        ("√", "是", None),
        (False, "否", None),
        ("同上", None, "E108"),
        ("待统计", None, "E108"),
    ],
)
def test_who_is_offered_yes_alone_may_say_no(raw: Scalar, value: str | None, code: str | None) -> None:
    result = cast("choice", raw, choices=("是",))
    assert (result.value, result.code) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value"), [("快报数", "快报"), ("核定数", "核定"), ("预计 数", "预计"), ("数", None)]
)
def test_a_kind_of_figures_may_be_called_so(raw: str, value: str | None) -> None:
    assert cast("choice", raw, choices=("实际", "预计", "快报", "核定")).value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *(("市政道路类", "市政道路"), ("教育类", "教育"), ("市政道路工程", "市政道路"), ("教育项目", "教育")),
        *(
            ("教育类项目", "教育"),
            ("市政道路建设工程项目", "市政道路"),
            ("数字化建设", "数字化建设"),
            ("其他类", "其他"),
        ),
        *(
            ("数字化建设类", "数字化建设"),
            ("学前教育", None),
            ("教育、医疗卫生类", None),
            ("工程", None),
            ("类", None),
        ),
    ],
)
def test_a_kind_of_projects_may_be_called_so(raw: str, value: str | None) -> None:
    result = cast("choice", raw, choices=PROJECT_CATEGORIES)
    assert result.value == value
    assert (result.outcome is Outcome.NORMALISED) == (value not in (None, raw))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (0.65, "Q116"),
        ("0.65", "Q116"),
        (" 0.65 ", "Q116"),
        ("0.65%", None),
        ("百分之0.65", None),
        ("65", None),
        ("1", None),
    ],
)
def test_a_fraction_for_a_percentage_is_asked_about_also_as_text(raw: Scalar, code: str | None) -> None:
    result = cast("percent", raw)
    assert result.code == code
    assert result.suggestion == ("65" if code else "")


@pytest.mark.parametrize(
    ("measure", "raw", "value", "code"),
    [
        ("万元", "5200万元整", 5200.0, None),
        ("亿元", "人民币4500万元整", 0.45, None),
        ("万元", "伍仟贰佰万元整", 5200.0, None),
        ("个", "1 286", 1286.0, None),
        ("个", "12 345 678.5 个", 12345678.5, None),
        ("个", "120\u00a0300", 120300.0, None),
        ("个", "1\u2009286", 1286.0, None),
        ("个", "120 300", None, "E104"),  # may be two numbers
        ("个", "12 86", None, "E104"),
        ("个", "1\n286", None, "E104"),
        ("个", "1 286 5", None, "E104"),
        ("个", "’1286", 1286.0, None),
        ("公里", "12.5㎞", 12.5, None),
        ("个", "廿三", 23.0, None),
        ("个", "1286？", None, "E103"),
        ("个", "?", None, "E102"),
    ],
)
def test_numbers_that_a_careful_person_reads(
    measure: str, raw: str, value: float | None, code: str | None
) -> None:
    result = cast("number", raw, measure=measure)
    assert (result.value, result.code) == (value, code)
    assert result.suggestion == ("1286" if code == "E103" else "")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("二〇二四年六月五日", "2024-06-05"),
        ("二○二四年十二月廿三日", "2024-12-23"),
        ("2024年六月", "2024-06"),
        ("2024年六月份", "2024-06"),
        ("2024 年 六 月 三十一 日", None),
        ("二十四年六月", None),
        ("2024年十三月", None),
    ],
)
def test_dates_in_chinese_numerals(raw: str, value: str | None) -> None:
    assert cast("date", raw).value == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("●正常推进", "正常推进"),
        ("正常推进✔", "正常推进"),
        ("●", None),
        ("×正常推进", None),
        ("✔正常推进 ●进度滞后", None),
    ],
)
def test_marks_around_a_choice_change_nothing(raw: str, value: str | None) -> None:
    assert cast("choice", raw, choices=STATUSES).value == value


def test_percent_formats() -> None:
    assert cast("percent", 0.125, number_format="0.0%").value == 12.5
    assert cast("percent", 0.07, number_format="0%").value == 7.0
    assert cast("number", 0.125, measure="%", number_format="0%").value == 12.5
    assert cast("number", 0.5, measure="个", number_format="0%").code == "E115"
    assert cast("number", 45448.0, measure="个", number_format="yyyy年m月d日").code == "E112"
    assert not is_percent_format('0.0"%"')
    assert not is_percent_format("0.0\\%")


@pytest.mark.parametrize(
    ("measure", "held", "number_format", "value", "code"),
    [
        ("亿元", 2000.0, '0"万元"', 0.2, None),
        ("人", 3.0, '"第"0"名"', None, "E101"),  # a place in an order
        ("人", 3.0, '0"年"', None, "E105"),
        ("人", 3.0, '0"（含2023年5）"', None, "E104"),
        ("个", 1.86, '0.00"万"', 18600.0, None),
        ("公里", 3500.0, '#,##0"米"', 3.5, None),
        ("人", 30.0, '0"人"', 30.0, None),
        ("个", 3.0, '"第"0"个"', 3.0, None),
        ("个", 18600.0, '0!.0,"万"', 18600.0, None),  # the format scales the number as well
        ("人", 30.0, '0"余人"', None, "E103"),
        ("户", 1.5, 'General"万人"', None, "E105"),
        ("个", 1.286, "0.000\\万", 12860.0, None),
        ("个", 1.286, "0.000万", 12860.0, None),
        ("个", 1.286, '0.000"万"_ ', 12860.0, None),
        ("个", 1.286, '#,##0.000"万"_', 12860.0, None),  # its last blank was lost on the way
        ("个", 1.286, '[Red][$-804]0.000"万"* ', 12860.0, None),
        ("个", 1.286, 'G/通用格式"万"', 12860.0, None),
        ("亿元", 4500.0, "#,##0.00\\万\\元", 0.45, None),
        ("亿元", 4500.0, "#,##0.00 [$万元-804]", 0.45, None),
        ("亿元", 45000000.0, '0!.0,"万元"', 0.45, None),  # scaled by a drawn point and by a comma
        ("个", 12000.0, '[>=10000]0!.0,"万";0"个"', 12000.0, None),
        ("个", 900.0, '0.0,"万"', 900.0, "Q145"),  # thousands are taken away, ten thousands said
        ("个", 900.0, '0!.0"万"', 900.0, "Q145"),
        ("人", 5000.0, '0,"人"', 5000.0, "Q145"),
        ("个", 12000.0, '0,"千"', 12000.0, None),
        ("个", 12000000.0, '0.0,,"百万"', 12000000.0, None),
        ("万元", 50000.0, '0!.0,"亿元"', 50000.0, None),
        ("万元", 9000.0, '0.0,"千万元"', 9000.0, None),
        ("万元", 5000.0, '0.0,"亿元"', 5000.0, "Q145"),
        ("个", 500.0, '[>=10000]0"万";0"个"', 500.0, None),
        ("个", 1286.0, '"约"0', None, "E103"),
        ("个", 1286.0, '0"%"', None, "E105"),
    ],
)
def test_words_in_a_number_format_count_as_they_are_shown(
    measure: str, held: float, number_format: str, value: float | None, code: str | None
) -> None:
    result = cast("number", held, measure=measure, number_format=number_format)
    assert (result.value, result.code) == (value, code)
    assert (result.seen != "") == (code is not None)


@pytest.mark.parametrize(
    ("kind", "measure", "held", "number_format", "value", "code", "seen"),
    [
        ("number_or_word", "个", 0.0, '0;-0;"待统计"', "待统计", None, ""),
        ("number_or_word", "个", 0.0, '0;-0;"不涉及"', "不涉及", None, ""),
        ("number_or_word", "个", 5.0, '0;-0;"待统计"', 5.0, None, ""),
        ("number_or_word", "个", 0.0, '0;-0;"无"', None, "E102", "无"),
        ("number_or_word", "个", 0.0, "0;-0;无", None, "E102", "无"),
        ("number_or_word", "个", 0.0, '0;-0;"/"', None, "E102", "/"),
        ("number_or_word", "个", 3.0, '[=3]"待统计";0', "待统计", None, ""),
        ("number_or_word", "个", 4.0, '[=3]"待统计";0', 4.0, None, ""),
        ("number_or_word", "个", 12.0, '"约一打"', None, "E103", "约一打"),
        ("number_or_word", "是/否", 1.0, '[=1]"是";[=0]"否";0', "是", None, ""),
        ("number_or_word", "是/否", 0.0, '[=1]"是";[=0]"否";0', "否", None, ""),
        ("number_or_word", "是/否", 1.0, '"是";;"否"', "是", None, ""),
        ("number_or_word", "是/否", 0.0, '"是";;"否"', "否", None, ""),
        ("number_or_word", "个", 7.0, ";;;", 7.0, "Q145", "7（显示为空白）"),
        ("number_or_word", "个", 0.0, "#,##0;-#,##0;", 0.0, "Q145", "0（显示为空白）"),
        ("number_or_word", "个", 0.0, "#,###", 0.0, "Q145", "0（显示为空白）"),
        ("number_or_word", "个", 7.0, "#,###", 7.0, None, ""),
        ("number_or_word", "个", 18600.0, "0!.0,", 18600.0, "Q145", "18600（显示为1.9）"),
        ("number_or_word", "个", 18600.0, "#,##0,", 18600.0, "Q145", "18600（显示为19）"),
        ("number_or_word", "个", 17.0, '"上月"0', 17.0, "Q145", "17（显示为上月17）"),
        ("number_or_word", "个", 17.0, '"计划"0', 17.0, "Q145", "17（显示为计划17）"),
        ("number_or_word", "个", 17.0, '"累计"0', 17.0, None, ""),
        ("number_or_word", "个", 17.0, '0"0"', 17.0, "Q145", "17（显示为170）"),
        ("number_or_word", "个", 17.0, '"1"0', 17.0, "Q145", "17（显示为117）"),
        ("number_or_word", "个", 17.0, "0*5", 17.0, "Q145", "17（显示为175）"),
        ("number_or_word", "个", 17.0, "*50", 17.0, "Q145", "17（显示为517）"),
        ("number_or_word", "个", 17.0, "**#,##0", 17.0, None, ""),
        ("number_or_word", "个", 17.0, "0-0", 17.0, "Q145", "17（显示为1-7）"),
        ("number_or_word", "个", 1234567.0, "000-0000", 1234567.0, "Q145", "1234567（显示为123-4567）"),
        ("number_or_word", "个", 123456.0, '0"万"0000', 123456.0, "Q145", "123456（显示为12万3456）"),
        ("number_or_word", "个", 3.0, "(0)", 3.0, "Q145", "3（显示为(3)）"),
        ("number_or_word", "个", 3.0, '0"-"', 3.0, "Q145", "3（显示为3-）"),
        ("number_or_word", "亿元", 1.2, "[$US$-409]0.0", 1.2, "Q145", "1.2（显示为US$1.2）"),
        ("number_or_word", "亿元", 1.2, '"$"0.00', 1.2, "Q145", "1.2（显示为$1.2）"),
        ("number_or_word", "个", 3.0, '"0"', 3.0, "Q145", "3（显示为0）"),
        ("number_or_word", "个", 3.0, "\\5", 3.0, "Q145", "3（显示为5）"),
        ("number_or_word", "个", 12345.0, "#,##0,", 12345.0, "Q145", "12345（显示为12）"),
        ("number_or_word", "公里", 12.5, "# ?/2", 12.5, None, ""),
        ("number_or_word", "公里", 0.125, "# ?/8", 0.125, None, ""),
        ("number_or_word", "公里", 12.5, "# ??/16", 12.5, None, ""),
        ("number_or_word", "个", 3.0, '0"/30"', 3.0, "Q145", "3（显示为3/30）"),
        ("number_or_word", "个", 17.0, "[DBNum1]", 17.0, None, ""),
        ("number_or_word", "个", 17.0, "[Red]", 17.0, None, ""),
        ("number_or_word", "个", 17.0, '"-"', None, "E102", "-"),
        ("number_or_word", "个", 17.0, "[h]:mm", None, "E112", ""),
        ("number_or_word", "个", 17.0, "[$-804]aaaa;@", None, "E112", ""),
        ("number_or_word", "个", 17.0, "e", None, "E112", ""),
        ("number_or_word", "个", 1234.0, "#\\ ##0", 1234.0, None, ""),
        # Accounting and other usual formats stay numbers.
        ("number_or_word", "个", 0.0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0.0, None, ""),
        ("number_or_word", "个", 0.0, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 0.0, None, ""),
        (
            "number_or_word",
            "个",
            0.0,
            '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
            0.0,
            None,
            "",
        ),
        ("number_or_word", "个", 8.0, "#,##0_);[Red](#,##0)", 8.0, None, ""),
        ("number_or_word", "个", 0.0, "# ?/?", 0.0, None, ""),
        ("number_or_word", "个", 8.0, "@", 8.0, None, ""),
        ("number_or_word", "个", 8.0, "[DBNum1][$-804]General", 8.0, None, ""),
        ("number_or_word", "个", 8.0, "0.00E+00", 8.0, None, ""),
        ("number_or_word", "个", 8.0, "General;General;General;@", 8.0, None, ""),
        ("choice", "", 1.0, '[=1]"正常推进";[=2]"进度滞后"', "正常推进", None, ""),
        ("number_or_word", "个", 9.0, '"减少"0', None, "E101", "减少9"),
        ("number_or_word", "个", 9.0, "\\-0", -9.0, None, ""),
        ("number_or_word", "个", 9.0, '"≥"0', None, "E103", "≥9"),
        ("number_or_word", "个", 9.0, '0"+"', None, "E103", "9+"),
        ("number_or_word", "个", 9.0, "0;-0", 9.0, None, ""),
        ("choice", "", 2.0, '[=1]"正常推进";[=2]"进度滞后"', "进度滞后", None, ""),
    ],
)
def test_a_word_in_place_of_the_number_counts_and_a_hidden_number_is_asked_about(
    kind: str,
    measure: str,
    held: float,
    number_format: str,
    value: float | str | None,
    code: str | None,
    seen: str,
) -> None:
    choices = STATUSES if kind == "choice" else ()
    result = cast(kind, held, measure=measure, choices=choices, number_format=number_format)
    assert (result.value, result.code, result.seen) == (value, code, seen)
    told = tells_more(number_format)
    assert told or (result.outcome is ACCEPTED and result.value == held and code is None)


@pytest.mark.parametrize(
    "code",
    [
        '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
        "#,##0.00_);[Red](#,##0.00)",
        "General",
        "yyyy/m/d",
        'yyyy"年"m"月"d"日"',
        "[$-804]yyyy-mm-dd;@",
        "h:mm:ss AM/PM",
        "@",
        "0.00E+00",
        "# ?/?",
        "",
        "#,##0.0###",
        '"▼"#,##0.0',
    ],
)
def test_usual_formats_are_not_looked_for_among_the_cells(code: str) -> None:
    assert not tells_more(code)


def test_a_fraction_in_a_percent_column_counts_and_is_asked_about() -> None:
    result = cast("percent", 0.85)
    assert (result.outcome, result.value, result.code, result.suggestion) == (ACCEPTED, 0.85, "Q116", "85")
    assert cast("percent", 1.0).code is None
    assert cast("percent", 0.0).code is None


def test_texts_keep_every_word() -> None:
    assert cast("text", "  首尾空格 \n").value == "首尾空格"
    assert cast("text", "中间\n换行").outcome is ACCEPTED
    assert cast("text", 13812345678.0).value == "13812345678"
    assert cast("text", 6531011990010112.0).code == "Q117"
    assert cast("text", datetime(2024, 6, 5)).value == "2024-06-05"


def test_a_blank_is_never_cast() -> None:
    for blank in (None, ""):
        with pytest.raises(ValueError, match="blank"):
            cast("number", blank)


def test_every_code_has_words_and_nothing_is_left_to_fill_in() -> None:
    values = dict.fromkeys(
        [
            "column",
            "measure",
            "row",
            "hidden",
            "fate",
            "line",
            "count",
            "what",
            "sheet_name",
            "confidence",
            "expected",
            "formula",
            "cells",
            "notes",
            "said",
            "columns",
            "hint",
            "bounds",
            "parts",
            "whole",
            "where",
            "sum",
            "rows",
            "sheets",
            "signals",
            "blank",
            "places",
            "unit",
            "period",
            "bounds",
        ],
        "甲",
    )
    for code, message in MESSAGES.items():
        finding = Finding(code, seen="乙", values=values)
        assert CATALOGUE[code] is message
        assert "{" not in finding.problem + finding.remedy
        assert message.title


KINDS = ("text", "number", "integer", "percent", "choice", "date", "number_or_word")
PIECES = st.sampled_from(
    list(
        "0123456789.,-+%/~()（）万亿千百十一二三五零点负约余多几个所人元公里米年月日号 　\u200b—#是否不涉及待统计"
    )
)
RAWS = st.one_of(
    st.text(max_size=40).filter(bool),
    st.lists(PIECES, min_size=1, max_size=12).map("".join),
    st.floats(),
    st.booleans(),
    st.datetimes(min_value=datetime(1900, 1, 1)),
)


@example(kind="number", raw=1.7976931348623151e308, measure="")  # infinite once rounded to 15 digits
@given(
    kind=st.sampled_from(KINDS),
    raw=RAWS,
    measure=st.sampled_from(["", "个", "万个", "亿元", "公里", "%", "是/否"]),
)
def test_anything_gets_one_fate_with_its_reason(kind: str, raw: Scalar, measure: str) -> None:
    result = cast(kind, raw, measure=measure, choices=STATUSES)
    if result.outcome is REJECTED:
        assert result.value is None
        assert result.code in CATALOGUE
    else:
        assert result.value is not None
        if result.outcome is NORMALISED:
            assert result.note
        if kind == "number" and isinstance(result.value, float):
            assert result.value == result.value and abs(result.value) != float("inf")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_number_written_out_as_text_reads_as_itself(value: float) -> None:
    exact = float(f"{value:.15g}")
    plain = f"{exact:f}".rstrip("0").rstrip(".") or "0"
    assert cast("number", plain, measure="个").value == float(plain)
    assert float(number_text(exact)) == exact
    assert "e" not in number_text(exact)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13_899_001_234.0, "13899001234"),
        (1_234_567.8, "1234567.8"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (603.0, "603"),
        (0.00002, "0.00002"),
        (653125199001011234.0, "6.53125199001011e+17"),
    ],
)
def test_a_number_is_written_with_all_its_digits(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_separators_and_full_width_change_nothing(value: int) -> None:
    wide = str(value).translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789"})
    for text in (f"{value:,}", wide, f" {value}\u00a0", f"{value}个"):
        assert cast("number", text, measure="个").value == float(value)


def _chinese(value: int) -> str:
    """Below 100 million, written as one reads it aloud; an independent way round."""
    digits, text, gap = "零一二三四五六七八九", "", False
    high, low = divmod(value, 10_000)

    def section(number: int) -> str:
        out, zero = "", False
        for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, number = divmod(number, scale)
            if digit:
                out += ("零" if zero and out else "") + digits[digit] + name
                zero = False
            else:
                zero = True
        return out

    if high:
        text = section(high) + "万"
        gap = 0 < low < 1000
    return (text + ("零" if gap else "") + section(low)) or "零"


@given(st.integers(min_value=0, max_value=99_999_999))
def test_chinese_numerals_read_back(value: int) -> None:
    assert cast("number", _chinese(value), measure="个").value == float(value)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("提前完成", "已完成"),
        ("超额完成", "已完成"),
        ("已投入使用", "已投用"),
        ("需要地区协调的事项", "需地区协调事项"),
        ("诉求", None),
        ("基本完成", None),
    ],
)
def test_a_state_in_other_words_that_can_mean_one_only(text: str, choice: str | None) -> None:
    assert (
        cast("choice", text, choices=("未启动", "正常推进", "已完成", "已投用", "需地区协调事项")).value
        == choice
    )
