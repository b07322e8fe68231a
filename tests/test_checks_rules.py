"""Each rule with a table of cases: what a unit wrote, and the codes that come of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.checks_case import (
    JUNE,
    Values,
    clean_values,
    codes,
    entries_of,
    findings,
    form_of,
    new_codes,
)
from toolkit.checks.data import CheckData, UnitData
from toolkit.checks.office_rules import compile_rules
from toolkit.checks.run import run_checks
from toolkit.core.findings import Severity
from toolkit.core.form import COVER, EXPERIENCE, INDICATORS, PROJECTS, TASKS, IndicatorRow
from toolkit.core.messages import CATALOGUE
from toolkit.core.model import Checklist, Kind, OfficeRule, Unit
from toolkit.core.periods import Period
from toolkit.core.places import Place
from toolkit.forms.places import asked_places
from toolkit.forms.selfchecks import is_share


def task(no: int, **cells: str | float | None) -> dict[Place, str | float | None]:
    return {(TASKS, str(no), name): value for name, value in cells.items()}


def figure(id: str, **cells: str | float | None) -> dict[Place, str | float | None]:
    return {(INDICATORS, id, name): value for name, value in cells.items()}


def project(number: int, **cells: str | float | None) -> dict[Place, str | float | None]:
    return {(PROJECTS, f"653101-2024-{number:03d}", name): value for name, value in cells.items()}


NEW_PROJECT: dict[str, str | float | None] = {
    "name": "新区道路", "task_no": 22.0, "category": "市政道路", "total": 800.0, "year_done": 200.0,
    "funded": 500.0, "year_plan": 400.0, "cumulative_done": 300.0, "status": "在建", "start": "2024-03-01", "planned_end": "2024-11-30",
}  # fmt: skip
BEHIND: dict[str, str | float | None] = {
    "status": "进度滞后", "problems": "管网改造资金缺口两百万元，批复未到。", "next_steps": "7月15日前由住建局办结批复。",
}  # fmt: skip
DONE: dict[str, str | float | None] = {"status": "已完成", "completion": 100.0, "evidence": "验收单3号"}
# A jump: January to May grow by 100, June by `step`.
GROWING = {month: figure("T08-1", ytd=100.0 * month) for month in range(1, 6)}
EXPLAINED = figure("T08-1", explanation="5月多报了一批，已核减。")

Months = Mapping[int, Values]
CASES: list[tuple[str, Values, Months, list[str]]] = [
    ("E201", task(1, status=None), {}, ["E201"]),
    ("E201", task(1, status=None, completion=None, progress=None), {}, ["E201"]),
    ("E201", task(1, completion=0.0), {}, []),
    ("E201", task(3, status="不涉及", completion=None, progress=None), {}, ["Q405"]),
    ("E207", figure("T08-1", ytd=None), {}, ["E207"]),
    ("E207", figure("T08-1", ytd="待统计"), {}, []),
    ("E207", figure("T08-1", ytd=0.0), {}, []),
    ("E207", figure("T07-1", numerator=None, denominator=None), {}, ["E207", "E207"]),
    ("E207", figure("T07-1", numerator="不涉及", denominator=None), {}, []),
    ("E207", figure("T02-5", numerator=None, denominator=None), {}, []),  # not due in June
    ("Q514", figure("T07-1", numerator=160.0, denominator="待统计"), {}, ["Q514"]),
    ("Q514", figure("T07-1", numerator="不涉及", denominator=200.0), {}, ["Q514"]),
    ("Q514", figure("T07-1", numerator="待统计", denominator="待统计"), {}, []),
    ("Q514", figure("T02-5", numerator=80.0, denominator=None), {}, ["Q514"]),  # not due in June
    ("Q514", figure("T07-1", numerator=160.0, denominator=None), {}, ["E207"]),
    ("E202", task(1, completion=101.0), {}, ["E202"]),
    ("E202", task(1, completion=-1.0), {}, ["E202"]),
    ("E202", task(1, completion=100.0), {}, []),
    ("E203", figure("T08-1", ytd=-5.0), {}, ["E203"]),
    ("E203", project(9, **{**NEW_PROJECT, "total": -800.0}), {}, ["E203", "Q306", "Q306", "Q306"]),
    ("Q411", figure("T08-1", ytd=13899001234.0), {}, ["Q411"]),
    ("Q411", figure("T07-1", numerator=5.0, denominator=13899001234.0), {}, ["Q411"]),  # no peers, no target of its parts
    ("Q411", figure("T07-1", numerator=5.0, denominator=999_999_999.0), {}, []),
    ("Q307", project(9, **{**NEW_PROJECT, "funded": 8_000_000.0}), {}, ["Q307"]),
    ("Q307", project(9, **{**NEW_PROJECT, "total": 50_000_000.0}), {}, ["Q307"]),  # nothing to hold it against
    ("Q307", project(9, **{**NEW_PROJECT, "total": 9_000_000.0}), {}, []),
    ("Q311", project(9, **{**NEW_PROJECT, "total": 50_000.0, "funded": 2.1, "year_plan": 8_000.0}), {}, ["Q311"]),
    ("Q311", project(9, **{**NEW_PROJECT, "total": 50_000.0, "funded": 2.0, "year_plan": 8_000.0}), {}, []),
    ("Q308", project(9, **{**NEW_PROJECT, "start": "1993-03-01"}), {}, ["Q308"]),
    ("Q308", project(9, **{**NEW_PROJECT, "planned_end": "2094-11-30"}), {}, ["Q308"]),
    ("E204", task(1, status="进度滞后"), {}, ["E204", "E204"]),
    ("E204", task(1, **{**BEHIND, "next_steps": None}), {}, ["E204"]),
    ("E204", task(1, **BEHIND), {}, []),
    ("E205", task(3, **{**DONE, "completion": 90.0}), {}, ["E205"]),
    ("E205", task(3, **DONE), {}, []),
    ("E206", task(3, **{**DONE, "evidence": None}), {}, ["E206"]),
    ("E208", project(9, name="新区道路"), {}, ["E208"] * 6),
    ("E208", project(9, **NEW_PROJECT), {}, []),
    ("E208", {(EXPERIENCE, "J005", "title"): "一窗通办"}, {}, ["E208", "E208"]),
    ("E303", project(9, **{**NEW_PROJECT, "cumulative_done": 100.0}), {}, ["E303"]),
    ("E304", project(9, **{**NEW_PROJECT, "planned_end": "2023-11-30"}), {}, ["E304"]),
    ("E304", project(9, **{**NEW_PROJECT, "planned_end": "待统计"}), {}, []),
    ("E304", project(9, **{**NEW_PROJECT, "planned_end": "2024-03"}), {}, []),
    ("Q306", project(9, **{**NEW_PROJECT, "cumulative_done": 900.0}), {}, ["Q306"]),
    ("Q306", project(9, **{**NEW_PROJECT, "funded": 8001.0}), {}, ["Q306"]),
    ("Q306", project(9, **{**NEW_PROJECT, "funded": 800.0, "year_plan": 800.0}), {}, []),
    ("Q306", project(9, **{**NEW_PROJECT, "year_plan": 801.0}), {}, ["Q306"]),
    ("Q306", project(9, **{**NEW_PROJECT, "cumulative_done": 100.0, "funded": 900.0}), {}, ["E303", "Q306"]),
    ("Q306", project(9, **{**NEW_PROJECT, "total": 0.0}), {}, ["Q306", "Q306", "Q306"]),
    ("Q311", project(9, **{**NEW_PROJECT, "total": 0.5, "funded": 0.3, "year_plan": 0.2, "year_done": 0.1, "cumulative_done": 0.2}), {5: project(9, **{**NEW_PROJECT, "total": 5000.0})}, ["Q311", "Q407"]),
    ("Q311", project(9, **{**NEW_PROJECT, "total": 6.0, "funded": 0.3, "year_plan": 0.2, "year_done": 0.1, "cumulative_done": 0.2}), {5: project(9, **{**NEW_PROJECT, "total": 5000.0})}, ["Q407"]),
    ("Q309", {**project(8, **NEW_PROJECT), **project(9, **{**NEW_PROJECT, "name": "新区 道路", "cumulative_done": 400.0})}, {}, ["Q309"]),
    ("Q309", {**project(8, **NEW_PROJECT), **project(9, **{**NEW_PROJECT, "total": 900.0})}, {}, []),  # two sections
    ("Q309", {**project(8, **NEW_PROJECT), **project(9, **{**NEW_PROJECT, "name": "新区道路二期"})}, {}, []),
    ("Q312", {**project(15, **{**NEW_PROJECT, "name": "供水", "total": 900.0, "funded": None, "year_plan": 300.0, "year_done": 270.0, "cumulative_done": 420.2}), **project(16, **{**NEW_PROJECT, "name": "一标段", "total": 400.0, "funded": None, "year_plan": 150.0, "year_done": 120.0, "cumulative_done": 200.0}), **project(17, **{**NEW_PROJECT, "name": "二标段", "total": 500.0, "funded": None, "year_plan": 150.0, "year_done": 150.0, "cumulative_done": 220.0})}, {}, ["Q312"]),
    ("Q312", {**project(15, **{**NEW_PROJECT, "name": "一标段", "total": 400.0, "funded": None, "year_plan": 150.0, "year_done": 120.0, "cumulative_done": 200.0}), **project(16, **{**NEW_PROJECT, "name": "二标段", "total": 500.0, "funded": None, "year_plan": 150.0, "year_done": 150.0, "cumulative_done": 220.0}), **project(17, **{**NEW_PROJECT, "name": "供水", "total": 900.0, "funded": None, "year_plan": 300.0, "year_done": 270.0, "cumulative_done": 420.0})}, {}, ["Q312"]),
    ("Q312", {**project(15, **{**NEW_PROJECT, "name": "供水", "total": 900.0, "funded": None, "year_plan": 300.0, "cumulative_done": 421.0}), **project(16, **{**NEW_PROJECT, "name": "一标段", "total": 400.0, "funded": None, "year_plan": 150.0, "year_done": 120.0, "cumulative_done": 200.0}), **project(17, **{**NEW_PROJECT, "name": "二标段", "total": 500.0, "funded": None, "year_plan": 150.0, "year_done": 80.0, "cumulative_done": 220.0})}, {}, []),
    ("Q313", {place: value for id in ("T07-1", "T35-2", "T37-1") for place, value in figure(id, numerator=85.0, denominator=100.0).items()}, {}, ["Q313"]),
    ("Q313", figure("T07-1", numerator=0.85, denominator=1.0), {}, ["Q313"]),
    ("Q313", figure("T07-1", numerator=85.0, denominator=100.0), {}, []),
    ("Q313", figure("T07-1", numerator=85.5, denominator=100.0), {}, ["Q313"]),
    ("Q313", figure("T35-2", numerator=85.5, denominator=100.0), {}, []),  # of an area there is half a one
    ("Q313", figure("T42-1", numerator=3.5, denominator=1.0), {}, ["Q313"]),
    ("Q508", figure("T08-1", data_department="人社局（实际为3500人）"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="上面填错了，实际为12人"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="单位：万人"), {}, ["Q508"]),
    ("Q508", figure("T36-1", ytd=20.0, explanation="累计完成1200米"), {}, ["N509"]),
    ("Q508", figure("T36-1", ytd=20.0, explanation="共1200米"), {}, ["N509"]),
    ("Q508", figure("T36-1", ytd=20.0, explanation="累计完成20000米"), {}, []),
    ("Q508", figure("T36-1", ytd=20.0, explanation="累计完成50000米"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="以上为2023年的数"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="本数为全地区合计数"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="6月数有误"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="请按25人计"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="应为35"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="填的是去年底数，请核"), {}, ["Q508"]),
    ("Q508", figure("T08-1", explanation="最终以统计局公布数为准"), {}, []),
    ("Q508", figure("T08-1", explanation="系统数据有误差，已核对无错误"), {}, []),
    ("Q508", figure("T08-1", explanation="含2023年结转的3人；培训是2023年开始的，到2025年底结束"), {}, ["N509"]),
    ("Q508", figure("T07-1", explanation="分母为2020年人口普查数"), {}, []),
    ("Q508", figure("T08-1", explanation="5月填错了，已核减。含2024年新认定的3人；牵头单位：地区人社局"), {}, ["N509"]),
    ("Q508", {**figure("T08-1", ytd=400.0), **task(8, problems="城镇新增就业数据有误，应为350人，下月更正。")}, {}, ["Q508"]),
    ("Q508", task(8, problems="就业岗位少，去年城镇新增就业数据有误，已于2月更正。"), {}, []),
    ("Q508", task(8, progress="城镇新增就业任务应为按月推进，数据来自人社局。"), {}, []),
    ("Q508", project(9, **{**NEW_PROJECT, "problems": "总投资应为950万元"}), {}, ["Q508"]),
    ("Q508", project(9, **{**NEW_PROJECT, "image": "金额单位为元"}), {}, ["Q508"]),
    ("Q508", project(9, **{**NEW_PROJECT, "problems": "总投资实为800万元；资金缺口应为500万元；概算已调整为900万元"}), {}, []),
    ("Q314", project(9, **{**NEW_PROJECT, "total": 8000.0, "year_plan": 4000.0}), {5: project(9, **NEW_PROJECT)}, ["Q314", "Q314"]),
    ("Q314", project(9, **NEW_PROJECT), {5: project(9, **{**NEW_PROJECT, "total": 8000.0})}, ["Q314"]),
    ("Q314", project(9, **{**NEW_PROJECT, "total": 1600.0}), {5: project(9, **NEW_PROJECT)}, []),
    ("N509", {(COVER, "", "filler"): "数据是估的，经办人休假"}, {}, ["N509"]),
    ("N509", {(COVER, "", "phone"): "本月数未经统计局核实"}, {}, ["N509"]),
    ("N509", {(COVER, "", "filler"): "阿不都热合曼·买买提", (COVER, "", "phone"): "0998-2520000转802"}, {}, []),
    ("N509", figure("T08-1", data_department="县人社局（老王给的数，没对过）"), {}, ["N509"]),
    ("N509", figure("T08-1", data_department="张三"), {}, []),
    ("N509", task(8, progress="召开推进会2次。以上数据均为6月20日前的快报数，尚未核定。"), {}, ["N509"]),
    ("N509", task(8, progress="召开推进会2次，加强数据统计和调度。"), {}, []),
    ("N509", {(EXPERIENCE, "J001", "category"): "意见建议", (EXPERIENCE, "J001", "title"): "统计口径", (EXPERIENCE, "J001", "content"): "城镇新增就业人数的统计口径与人社系统不一致，本表按台账填报。"}, {}, ["N509"]),
    ("N509", project(9, **{**NEW_PROJECT, "problems": "累计完成投资含征迁费用，按合同额填报"}), {}, ["N509"]),
    ("N210", {(COVER, "", "filled_on"): "2023-06-24"}, {}, ["N210"]),
    ("N210", {(COVER, "", "filled_on"): "2024-12-24"}, {}, ["N210"]),
    ("N210", {(COVER, "", "filled_on"): "2024-07-02"}, {}, []),
    ("Q310", project(9, **{**NEW_PROJECT, "task_no": 99.0}), {}, ["Q310"]),
    ("N209", {(COVER, "", "phone"): None, (COVER, "", "filler"): None}, {}, ["N209"]),
    ("E301", figure("T07-1", numerator=500.0, denominator=400.0), {}, ["E301"]),
    ("E301", figure("T07-1", numerator=400.0, denominator=400.0), {}, []),
    ("Q301", figure("T07-1", numerator=500.0, denominator=400.0, explanation="含外县"), {}, ["N509", "Q301"]),
    ("E301", figure("T07-1", numerator=500.0, denominator=40.0, explanation="含外县"), {}, ["E322", "N509"]),
    ("E301", figure("T42-1", numerator=500.0, denominator=4.0), {}, []),  # per thousand, no share
    ("E301", figure("T37-1", numerator=50.0, denominator=40.0), {}, ["E301"]),  # of all that were found, none more can be done
    ("E302", figure("T07-1", numerator=5.0, denominator=0.0), {}, ["E302"]),
    ("E302", figure("T07-1", numerator=0.0, denominator=0.0), {}, []),
    ("Q303", task(28, **DONE), {}, ["Q303"]),  # T28-5 stands at half
    ("Q303", {**task(28, **DONE), **figure("T28-5", ytd=2000.0)}, {}, []),
    ("Q304", figure("T28-5", ytd=700.0), {}, ["Q304"]),  # 35 % of 2000, pace 50
    ("Q304", {**figure("T17-2", ytd=1.0), **figure("T17-4", ytd=0.5)}, {}, ["Q304"]),  # two figures, one task
    ("Q304", figure("T28-5", ytd=800.0), {}, []),  # ten points behind are not more than ten
    ("Q304", {**figure("T28-5", ytd=700.0), **task(28, **BEHIND)}, {}, []),
    ("Q305", {**figure("T23-2", ytd=0.1), **project(9, **{**NEW_PROJECT, "task_no": 23.0, "total": 9000.0, "cumulative_done": 2000.0, "year_done": 1060.0})}, {}, ["Q305"]),
    ("Q305", {**figure("T23-2", ytd=0.1), **project(9, **{**NEW_PROJECT, "task_no": 23.0, "total": 9000.0, "cumulative_done": 2000.0, "year_done": 1040.0})}, {}, []),
    ("Q401", figure("T08-1", ytd=99.0), {5: figure("T08-1", ytd=100.0)}, ["Q401"]),
    ("Q401", figure("T08-1", ytd=101.0), {5: figure("T08-1", ytd=100.0)}, []),
    ("Q401", figure("T17-1", ytd=150.0), {5: figure("T17-1", ytd=155.0)}, []),  # a stock may fall
    ("Q401", figure("T05-3", ytd=2.0), {5: figure("T05-3", ytd=3.0)}, ["Q401"]),
    ("Q401", figure("T37-1", numerator=30.0, denominator=60.0), {5: figure("T37-1", numerator=31.0, denominator=60.0)}, ["Q401"]),
    ("Q401", figure("T08-1", ytd=99.0), {3: figure("T08-1", ytd=100.0)}, ["Q401"]),  # no return in April and May
    ("Q401", figure("T08-1", ytd=99.0), {4: figure("T08-1", ytd=100.0), 5: figure("T08-1", ytd="待统计")}, ["Q401"]),
    ("Q409", figure("T39-2", ytd="否"), {3: figure("T39-2", ytd="是")}, ["Q409"]),
    ("Q402", figure("T08-1", ytd=801.0), GROWING, ["Q402"]),
    ("Q402", figure("T08-1", ytd=800.0), GROWING, []),
    ("Q402", figure("T08-1", ytd=900.0), {5: figure("T08-1", ytd=100.0)}, []),  # too few months to say
    ("Q411", figure("T08-1", ytd=5000.0), {5: figure("T08-1", ytd=500.0)}, ["Q411"]),  # one digit more
    ("Q411", figure("T08-1", ytd=40.0), {5: figure("T08-1", ytd=4.0)}, []),
    ("Q411", figure("T22-1", ytd=42.1), {5: figure("T22-1", ytd=4.21)}, ["Q411"]),  # its point moved
    ("Q411", figure("T22-1", ytd=8.5), {5: figure("T22-1", ytd=0.85)}, ["Q411"]),
    ("Q411", figure("T22-1", ytd=12.9), {5: figure("T22-1", ytd=1.21)}, ["Q411"]),
    ("Q411", figure("T22-1", ytd=5.0), {5: figure("T22-1", ytd=0.5)}, []),
    ("Q411", figure("T22-1", ytd=7.4), {5: figure("T22-1", ytd=0.6)}, []),  # a start
    ("Q411", figure("T02-1", ytd=10.0), {5: figure("T02-1", ytd=1.0)}, ["Q411"]),  # all are to build 6
    ("Q411", figure("T24-3", ytd=12.0), {5: figure("T24-3", ytd=1.0)}, []),
    ("Q411", figure("T17-1", ytd=1500.0), {3: figure("T17-1", ytd=140.0), 4: figure("T17-1", ytd=145.0), 5: figure("T17-1", ytd=150.0)}, []),
    ("Q411", figure("T17-1", ytd=1500.0), {3: figure("T17-1", ytd="待统计"), 4: figure("T17-1", ytd=145.0), 5: figure("T17-1", ytd=150.0)}, ["Q411"]),
    ("Q411", figure("T07-1", numerator=3000.0, denominator=6000.0), {5: figure("T07-1", numerator=300.0, denominator=600.0)}, ["Q411", "Q411"]),
    ("N403", figure("T08-1", ytd=500.0), {4: figure("T08-1", ytd=500.0), 5: figure("T08-1", ytd=500.0)}, ["N403"]),
    ("N403", figure("T08-1", ytd=500.0), {4: figure("T08-1", ytd=400.0), 5: figure("T08-1", ytd=500.0)}, []),
    ("N403", figure("T08-1", ytd=500.0, explanation="正在组织实施，预计下月有新增"), {4: figure("T08-1", ytd=500.0), 5: figure("T08-1", ytd=500.0)}, []),
    ("N403", figure("T15-3", ytd=2.0), {4: figure("T15-3", ytd=2.0), 5: figure("T15-3", ytd=2.0)}, []),  # done
    ("Q404", task(3, status="未启动", completion=0.0), {5: task(3, status="正常推进")}, ["Q404"]),
    ("Q404", task(3, status="正常推进"), {5: task(3, status="已完成")}, ["Q404"]),
    ("Q404", task(3, **BEHIND), {5: task(3, status="正常推进")}, []),
    ("Q405", task(3, status="不涉及", completion=None), {}, ["Q405"]),
    ("Q406", figure("T08-1", ytd="待统计"), {5: figure("T08-1", ytd="待统计")}, ["Q406"]),
    ("Q406", figure("T08-1", ytd="待统计"), {5: figure("T08-1", ytd=3.0)}, ["Q419"]),
    ("Q406", figure("T08-1", ytd="待统计"), {5: figure("T08-1", ytd=0.0)}, []),
    ("Q315", project(9, **{**NEW_PROJECT, "name": "新区道路（总投资8000万元）"}), {}, ["Q315"]),
    ("Q315", project(9, **{**NEW_PROJECT, "name": "新区道路（总投资800万元）"}), {}, []),
    ("Q316", project(9, **{**NEW_PROJECT, "image": "总投资1200万元"}), {}, ["Q316"]),
    ("Q317", project(9, **{**NEW_PROJECT, "status": "未开工"}), {}, ["Q317"]),
    ("Q318", project(9, **{**NEW_PROJECT, "image": "已竣工验收"}), {}, ["Q318"]),
    ("Q320", project(9, **{**NEW_PROJECT, "name": "其他项目"}), {}, ["Q320"]),
    ("Q320", project(9, **{**NEW_PROJECT, "name": "其他垃圾处理厂"}), {}, []),
    ("Q321", project(9, **{**NEW_PROJECT, "cumulative_done": 500.0}), {}, ["Q321"]),
    ("Q321", project(9, **{**NEW_PROJECT, "cumulative_done": 500.0, "start": "2023-10-01"}), {}, []),
    ("Q407", project(9, **NEW_PROJECT), {5: project(9, **{**NEW_PROJECT, "cumulative_done": 301.0})}, ["Q407"]),
    ("Q408", task(3, completion=40.0), {5: task(3, completion=41.0)}, ["Q408"]),
    ("Q408", task(3, completion=41.0), {5: task(3, completion=41.0)}, []),
    ("Q409", figure("T39-2", ytd="否"), {5: figure("T39-2", ytd="是")}, ["Q409"]),
    ("Q409", figure("T39-2", ytd="是"), {5: figure("T39-2", ytd="否")}, []),
    ("Q501", {**task(2, progress="6月新建义务教育学校3所，6月20日验收。"), **figure("T02-1", ytd=2.0)}, {}, ["Q501"]),
    ("Q501", {**task(2, progress="6月新建义务教育学校2所，6月20日验收。"), **figure("T02-1", ytd=2.0)}, {}, []),
    ("Q501", {**task(2, progress="截至目前累计新增学位1200个。"), **figure("T02-3", ytd=1200.0)}, {}, []),
    ("Q501", {**task(2, progress="截至目前累计新增学位1200个。"), **figure("T02-3", ytd=1100.0)}, {}, ["Q501"]),
    ("Q501", {**task(2, progress="截至目前累计新增学位1200个。"), **figure("T02-3", ytd="待统计")}, {}, []),
    ("Q501", {**task(2, progress="截至目前新建学校3所。"), **figure("T02-1", ytd="待统计"), **figure("T02-2", ytd=2.0)}, {}, ["Q501"]),
    ("Q501", {**task(2, progress="截至目前新建学校2所。"), **figure("T02-1", ytd="待统计"), **figure("T02-2", ytd=2.0)}, {}, []),
    ("Q501", {**task(2, progress="下月计划新建义务教育学校3所。"), **figure("T02-1", ytd=2.0)}, {}, []),
    ("Q501", {**task(24, progress="召开推进会，重点抓好28个乡镇。"), **figure("T24-5", ytd=0.0)}, {}, []),
    ("Q501", {**task(2, progress="新增学位0.12万个。"), **figure("T02-3", ytd=1200.0)}, {}, []),
    ("Q502", task(3, progress="6月完成管网检测12公里，发现漏点3处。"), {5: task(3, progress="5月完成管网检测12公里，发现漏点3处。")}, ["Q502"]),
    ("Q502", task(3, progress="6月完成管网检测18公里，发现漏点3处。"), {5: task(3, progress="5月完成管网检测12公里，发现漏点3处。")}, []),
    ("Q502", task(3, status="不涉及", progress="本单位没有这类项目，经核实不涉及。"), {5: task(3, status="不涉及", progress="本单位没有这类项目，经核实不涉及。")}, ["Q405"]),
    ("Q508", figure("T02-3", ytd=1100.0, explanation="数据同上月"), {5: figure("T02-3", ytd=1100.0)}, []),
    ("Q508", figure("T02-3", ytd=1100.0, explanation="数据同上月"), {}, []),
    ("Q508", figure("T02-3", ytd=1100.0, explanation="数据同上月"), {5: figure("T02-3", ytd=1050.0)}, ["Q508"]),
    ("Q502", task(3, status="已完成", completion=100.0, evidence="验收文件", progress="已完成，转入常态化管理。"), {5: task(3, status="已完成", completion=100.0, evidence="验收文件", progress="已完成，转入常态化管理。")}, []),
    ("Q502", task(3, status="已完成", completion=100.0, evidence="验收文件", progress="3个项目已全部建成。"), {5: task(3, status="正常推进", progress="3个项目已全部建成。")}, ["Q502"]),
    ("Q502", task(3, progress="本月无新进展"), {5: task(3, progress="本月无新进展")}, []),
    ("Q504", task(3, progress="正在推进中。"), {}, ["Q504"]),
    ("Q504", task(3, progress="各项工作按计划有序推进，情况良好。"), {}, ["Q504"]),
    ("Q504", task(3, progress="本月无新进展"), {}, []),
    ("Q504", task(3, progress="召开专题会，印发实施方案。"), {}, []),
    ("Q505", task(3, **{**BEHIND, "problems": "资金不足"}), {}, ["Q505"]),
    ("Q505", task(3, **{**BEHIND, "problems": "配套资金缺口两百万元，批复未到。"}), {}, []),
    ("Q507", task(3, progress="6月与3家企业谈妥地价，本段为内部资料。"), {}, ["Q507"]),
    ("Q507", task(3, progress="6月修订内部资料管理办法，印发3份。"), {}, []),
    ("E601", figure("T17-3", ytd=156.0), {}, ["E601:R01", "Q601:R07"]),
    ("Q601", figure("T28-1", ytd=9000.0), {}, ["Q411", "Q601:R11"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "changes", "months", "expected"),
    CASES,
    ids=[f"{number}-{case[0]}" for number, case in enumerate(CASES)],
)
def test_a_case(
    checklist: Checklist,
    units: tuple[Unit, ...],
    code: str,
    changes: Values,
    months: Months,
    expected: list[str],
) -> None:
    found = findings(checklist, units[0], changes, months)
    before = findings(checklist, units[0], {}, {})
    assert new_codes(before, found) == expected


@pytest.mark.parametrize(
    ("denominator", "share"),
    [
        ("排查出的排污口总数", True),
        ("应登记发证宗数", True),
        ("下达改造计划数", False),
        ("年度目标任务数", False),
    ],
)
def test_what_was_done_of_a_plan_may_be_more_than_it(
    checklist: Checklist, denominator: str, share: bool
) -> None:
    own = next(one for one in checklist.indicators if one.id == "T37-1")
    row = IndicatorRow(replace(own, denominator=denominator), own.targets[2024], None, False, True, None)
    assert is_share(row) is share


def test_the_figure_that_a_text_is_held_against_is_one_that_there_is(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    """Two indicators fit the words alike, and the first of them waits."""
    changes = {
        **task(2, progress="截至目前新建学校3所。"),
        **figure("T02-1", ytd="待统计"),
        **figure("T02-2", ytd=2.0),
    }
    (found,) = [one for one in findings(checklist, units[0], changes, {}) if one.code == "Q501"]
    assert found.values["name"] == "新建普通高中学校数" and found.values["cell"] == "2所"


@pytest.mark.parametrize(
    ("whole", "code", "said"), [(400.0, "E301", "写明原因"), (40.0, "E322", "写了原因也要改")]
)
def test_a_reason_is_asked_for_only_where_one_will_do(
    checklist: Checklist, units: tuple[Unit, ...], whole: float, code: str, said: str
) -> None:
    changes = figure("T07-1", numerator=500.0, denominator=whole)
    (found,) = [one for one in findings(checklist, units[0], changes, {}) if one.key == "T07-1"]
    assert found.code == code and said in found.remedy


def test_a_sum_of_eleven_digits_is_written_out(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    changes = project(9, **{**NEW_PROJECT, "funded": 13_899_001_234.0})
    (found,) = [one for one in findings(checklist, units[0], changes, {}) if one.code == "Q307"]
    assert found.seen == "13899001234"


FIRST_MONTH = {
    "total": 123_400.0,
    "funded": 61_000.0,
    "year_plan": 50_000.0,
    "year_done": 25_000.0,
    "cumulative_done": 40_000.0,
}


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ({"image": "主体完成，累计完成投资4000万元。"}, "累计完成投资"),
        ({"name": "新区道路（总投资1.23亿元）"}, "总投资"),
        ({"image": "项目总投资12340万元，资金已到位6100万元。"}, "总投资"),
        (
            {"image": "项目总投资12.34亿元，今年以来完成投资2.5亿元，本年计划投资5亿元，累计完成投资4亿元。"},
            "",
        ),
        ({"problems": "专项债资金缺口5000万元，争取到位资金尚未下达。"}, ""),
        ({"image": "本月完成投资4000万元，二期计划总投资1.2亿元。"}, ""),
    ],
)
def test_sums_of_a_first_month_that_are_all_ten_times_too_large(
    checklist: Checklist, units: tuple[Unit, ...], words: dict[str, str], column: str
) -> None:
    """千元 in 万元: nothing but the project's own words is there to hold them against."""
    found = findings(checklist, units[0], project(9, **{**NEW_PROJECT, **FIRST_MONTH, **words}), {})
    asked = [one for one in found if one.code == "Q315"]
    assert [one.values["column"] for one in asked] == [column] * bool(column)


def test_a_text_of_the_task_that_names_the_project(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    changes = {
        **project(9, **{**NEW_PROJECT, **FIRST_MONTH}),
        **task(22, progress="新区道路已开工，总投资1.23亿元。新区道路以外的管网总投资5亿元。"),
    }
    assert "Q315" not in codes(findings(checklist, units[0], changes, {}))  # four letters may be any road
    changes |= {
        **project(9, **{**NEW_PROJECT, **FIRST_MONTH, "name": "新区一号道路"}),
        **task(22, progress="新区一号道路已开工，总投资1.23亿元。"),
    }
    (asked,) = [one for one in findings(checklist, units[0], changes, {}) if one.code == "Q315"]
    assert asked.values["where"] == "任务22的文字"


ALL_OF_IT = "总投资、到位资金、本年计划投资、本年完成投资、累计完成投资"


@pytest.mark.parametrize(
    ("code", "times", "columns"),
    [
        (
            "Q311",
            {"total": 1e-4, "funded": 1e-4, "year_plan": 1e-4, "year_done": 1e-4, "cumulative_done": 1e-4},
            ALL_OF_IT,
        ),
        (
            "Q307",
            {"total": 1e4, "funded": 1e4, "year_plan": 1e4, "year_done": 1e4, "cumulative_done": 1e4},
            ALL_OF_IT,
        ),
        ("Q311", {"total": 1e-4}, "总投资"),
        ("Q311", {"funded": 1e-4}, "到位资金"),
        ("Q311", {"funded": 1e-4, "year_done": 1e-4}, "到位资金、本年完成投资"),
        ("Q307", {"funded": 1e4, "year_done": 1e4}, "到位资金、本年完成投资"),
    ],
)
def test_a_row_of_a_project_in_another_measure_is_one_question(
    checklist: Checklist, units: tuple[Unit, ...], code: str, times: dict[str, float], columns: str
) -> None:
    """In a first month, with nothing but the row itself to hold it against."""
    sums = {
        "total": 12_340.0,
        "funded": 6_120.0,
        "year_plan": 5_010.0,
        "year_done": 2_470.0,
        "cumulative_done": 4_090.0,
    }
    row = {name: value * times.get(name, 1) for name, value in sums.items()}
    found = findings(checklist, units[0], project(9, **{**NEW_PROJECT, **row}), {})
    asked = [one for one in found if one.code in ("Q306", "Q307", "Q311")]
    assert [(one.code, one.values["column"]) for one in asked] == [(code, columns)]
    assert len(asked[0].seen.split("、")) == len(columns.split("、"))


@pytest.mark.parametrize("step", [1, -1])
def test_a_column_that_was_pasted_one_row_off_is_asked_about_in_the_first_month(
    checklist: Checklist, units: tuple[Unit, ...], step: int
) -> None:
    told = 0
    for unit in units:
        form = form_of(checklist, unit)
        ids = [row.indicator.id for row in form.indicators if not row.indicator.is_ratio_input]
        clean = clean_values(form)
        figures = [clean.get((INDICATORS, id, "ytd")) for id in ids]
        moved = figures[-step:] + figures[:-step]
        changes = {(INDICATORS, id, "ytd"): value for id, value in zip(ids, moved, strict=True)}
        told += "Q414" in codes(findings(checklist, unit, changes))
        for months in (1, 2, 12):
            assert "Q414" not in codes(findings(checklist, unit, {}, period=Period(2024, months)))
    assert told >= 13  # of the 22; the others have fewer figures than tell


@pytest.mark.parametrize("step", [1, -1, 0])
@pytest.mark.parametrize("terms", [("numerator", "denominator"), ("denominator",)])
def test_terms_of_ratios_one_row_off_are_asked_about_in_the_first_month(
    checklist: Checklist, units: tuple[Unit, ...], step: int, terms: tuple[str, ...]
) -> None:
    """What the others of the 类别 have is all that there is to hold them against: one asks, and none of the others."""
    dice = random.Random(5)
    usual: dict[str, float] = {}
    data = []
    for unit in [one for one in units if one.kind == units[0].kind]:
        form, size = form_of(checklist, unit), dice.uniform(0.5, 2)
        ids = [row.indicator.id for row in form.indicators if row.indicator.is_ratio_input]
        values = clean_values(form)
        for id in ids:
            below = round(size * usual.setdefault(id, 10 ** dice.uniform(1.5, 5)) * dice.uniform(0.7, 1.4))
            values |= {
                (INDICATORS, id, "denominator"): float(below),
                (INDICATORS, id, "numerator"): float(below * 9 // 10),
            }
        if unit is units[0]:
            for term in terms:
                was = [values[INDICATORS, id, term] for id in ids]
                now = was[-step:] + was[:-step] if step else was
                values |= {(INDICATORS, id, term): value for id, value in zip(ids, now, strict=True)}
        data.append(UnitData(unit, form, entries_of(unit, JUNE, values)))
    found = [one for one in run_checks(CheckData(checklist, JUNE, data)) if one.code == "Q414"]
    assert [(one.unit, one.field) for one in found] == ([(units[0].code, terms[0])] if step else [])
    alone = run_checks(CheckData(checklist, JUNE, data[:3]))
    assert "Q414" not in codes(alone)  # two others tell nothing


def test_figures_that_have_nothing_to_do_with_their_targets_stand_in_no_other_row(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    dice = random.Random(17)
    for unit in units:
        ids = [row.indicator.id for row in form_of(checklist, unit).indicators]
        changes = {(INDICATORS, id, "ytd"): float(dice.randint(3, 40)) for id in ids}
        assert "Q414" not in codes(findings(checklist, unit, changes))


def test_clean_returns_of_all_units_have_no_finding(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    assert {unit.name: codes(found) for unit in units if (found := findings(checklist, unit, {}))} == {}


def test_a_cell_that_could_not_be_read_is_not_called_blank(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    place = (INDICATORS, "T08-1", "ytd")
    assert codes(findings(checklist, units[0], {place: None}, rejected=frozenset({place}))) == []


def test_january_compares_with_no_month_of_the_old_year(
    checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    form = form_of(checklist, units[0], Period(2024, 1))
    values = clean_values(form)
    spent = {  # before the year
        place: float(values[place]) - float(values[PROJECTS, place.key, "year_done"])
        for place in map(Place._make, values)
        if place.field == "cumulative_done"
    }
    before = entries_of(units[0], Period(2023, 12), {**values, **spent, **figure("T08-1", ytd=99999.0)})
    now = entries_of(units[0], Period(2024, 1), values)
    data = UnitData(units[0], form, now, {Period(2023, 12): before})
    found = run_checks(CheckData(checklist, Period(2024, 1), [data]))
    assert [finding.code for finding in found if finding.code[1] == "4"] == []


def test_two_units_with_one_text(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    def of(unit: Unit, text: str) -> UnitData:
        form = form_of(checklist, unit)
        return UnitData(unit, form, entries_of(unit, JUNE, {**clean_values(form), **task(3, progress=text)}))

    def found(*texts: str) -> list[tuple[str, str]]:
        data = [of(unit, text) for unit, text in zip(units, texts, strict=False)]
        return [(one.code, one.unit) for one in run_checks(CheckData(checklist, JUNE, data))]

    text = "{}6月组织培训三期，乡村医生全部参加，考核合格率九成。"
    assert found(text.format("喀什市"), text.format("疏附县")) == [("Q503", "653121")]
    assert found(text.format("喀什市"), "疏附县完成村卫生室改造，通过验收，设备已安装到位。") == []
    assert found("喀什市培训12人，覆盖全部乡镇卫生院。", "疏附县培训15人，覆盖全部乡镇卫生院。") == []
    assert found("本月无新进展", "本月无新进展") == []


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("T17-3 <= T17-1", False),
        ("abs(T10-1 - T17-4) < 5", False),
        ("T17-3 / (T17-1 - T17-3) < 1", False),  # the trial values divide by zero, real ones may not
        ("T17-3 <= ", True),
        ("T17-3 <= 规上企业", True),
        ("__import__('os').system('true')", True),
        ("T17-1.__class__", True),
        ("9 ** 9 ** 9 ** 9 > T17-1", True),
        ("", True),
        ("1 < 2", True),
        ("len(状态) > 3", True),
        ('状态 is "已完成"', True),
        ("[x for x in 状态]", True),
        ("状态.upper() != 状态", True),
    ],
)
def test_office_rules_are_safe_and_a_wrong_one_is_named_with_its_row(expression: str, fault: bool) -> None:
    compiled, faults = compile_rules([OfficeRule("R9", expression, "错误", "说明", row=12)])
    assert [finding.code for finding in faults] == (["E602"] if fault else [])
    assert len(compiled) == (0 if fault else 1)
    if fault:
        assert (faults[0].sheet, faults[0].address) == ("校验规则", "第12行")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["E601:X"]),
        ({"severity": "疑问"}, ["Q601:X"]),
        ({"severity": "提示"}, ["N601:X"]),
        ({"trial": True}, ["N601:X"]),
        ({"months": (3, 12)}, []),
        ({"months": (6,)}, ["E601:X"]),
        ({"units": ("疏附县",)}, []),
        ({"expression": "T17-1 > T99-9"}, []),
    ],
)
def test_office_rules_have_months_units_severity_and_trial(
    checklist: Checklist, units: tuple[Unit, ...], change: dict[str, object], expected: list[str]
) -> None:
    values: dict[str, object] = {"expression": "T17-1 < 0", "severity": "错误", **change}
    rule = OfficeRule(id="X", message="试", **values)  # type: ignore[arg-type]
    form = form_of(checklist, units[0])
    data = UnitData(units[0], form, entries_of(units[0], JUNE, clean_values(form)))
    with_rule = Checklist(checklist.tasks, checklist.indicators, rules=(rule,))
    assert codes(run_checks(CheckData(with_rule, JUNE, [data]))) == expected


RULE_CODES = {code for code in CATALOGUE if code[1] in "23456"}  # the hundreds of the rules


def test_every_code_of_the_rules_is_in_the_table() -> None:
    planted = {code.partition(":")[0] for _, _, _, expected in CASES for code in expected}
    elsewhere = {
        "Q412",
        "Q413",
        "Q414",
        "Q319",
        "Q415",
        "Q416",
        "Q417",
        "Q418",
        "Q419",
        "Q420",
        "Q421",
        "Q422",
        "Q423",
        "Q424",
        "Q425",
        "Q503",
        "Q511",
        "Q512",
        "Q513",
        "N510",
        "N601",
        "E602",
        "N506",
        "N508",
    }  # tests of their own, here, in test_checks_copies, test_checks_last_month, test_checks_same_project, test_checks_tasks, test_nothing and test_private
    assert planted | elsewhere == RULE_CODES


def test_texts_are_never_an_error() -> None:
    assert {CATALOGUE[code].title for code in RULE_CODES if code.startswith("E5")} == set()


def test_findings_come_by_weight_then_by_unit(checklist: Checklist, units: tuple[Unit, ...]) -> None:
    data = []
    for unit in units[:3]:
        form = form_of(checklist, unit)
        changes = {**task(3, progress="正在推进中。", completion=None), (COVER, "", "phone"): None}
        data.append(UnitData(unit, form, entries_of(unit, JUNE, {**clean_values(form), **changes})))
    found = run_checks(CheckData(checklist, JUNE, data))
    order = [(list(Severity).index(one.severity), one.unit) for one in found]
    assert order == sorted(order)
    assert len(order) == 9


ODD: tuple[str | float | None, ...] = (
    None, "待统计", "不涉及", "已完成", "进度滞后", -1.0, 0.0, 1e15, 0.1 + 0.2, "x" * 5000, "2024-13-99", "７", "%s{seen}", "T1-1",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_no_value_makes_a_rule_fail(checklist: Checklist, units: tuple[Unit, ...], seed: int) -> None:
    rng = random.Random(seed)
    unit = units[rng.randrange(len(units))]
    form = form_of(checklist, unit)
    places = list(asked_places(form))
    months = {
        month: {place: rng.choice(ODD) for place in rng.sample(places, min(300, len(places)))}
        for month in (3, 4, 5)
    }
    changes = {place: rng.choice(ODD) for place in rng.sample(places, min(400, len(places)))}
    for finding in findings(checklist, unit, changes, months):
        assert finding.problem and finding.remedy and finding.id


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (lambda at: float(at + 1), ["Q412"]),
        (lambda at: 7.0, ["Q412"]),
        (lambda at: 0.0, []),
        (lambda at: float(at % 5 + 1), []),
        (lambda at: float(at * at + 3), ["Q412"]),  # the column was sorted alone
        (lambda at: float((60 - at) ** 2), ["Q412"]),
        (lambda at: float(at * at % 17 + 1), []),
    ],
)
def test_figures_that_were_dragged_are_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], figures: Callable[[int], float], expected: list[str]
) -> None:
    unit = units[0]
    rows = [row.indicator for row in form_of(checklist, unit).indicators if not row.indicator.is_ratio_input]
    asked = [one.id for one in rows if one.report_measure != "是/否"]
    changes = {(INDICATORS, id, "ytd"): figures(at) for at, id in enumerate(asked)}
    found = [one.code for one in findings(checklist, unit, changes)]
    assert [code for code in found if code == "Q412"] == expected


@pytest.mark.parametrize(("moved", "expected"), [(0, ["Q413"]), (1, []), (-1, [])])
def test_a_form_of_which_every_running_total_is_last_months_is_asked_about(
    checklist: Checklist, units: tuple[Unit, ...], moved: int, expected: list[str]
) -> None:
    form = form_of(checklist, units[0])
    sums = [row.indicator.id for row in form.indicators if row.indicator.kind in (Kind.FLOW, Kind.INVESTMENT)]
    figures = {(INDICATORS, id, "ytd"): float(at * 37 % 91 + 5) for at, id in enumerate(sums)}
    now = figures | {(INDICATORS, sums[3], "ytd"): figures[INDICATORS, sums[3], "ytd"] + moved}
    found = [one.code for one in findings(checklist, units[0], now, {5: figures})]
    assert [code for code in found if code == "Q413"] == expected
