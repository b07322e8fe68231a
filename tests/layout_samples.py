"""Task lists as other offices have them, made small: one maker a layout, from the words that public lists use."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import docx
from openpyxl import Workbook

Rows = Sequence[Sequence[str | int]]


def word(*parts: str | Rows, merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A Word document of paragraphs and tables; ``merged`` cells are of its first table."""
    document = docx.Document()
    tables = []
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), max(map(len, part)))
        for row, texts in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = str(text)
        tables.append(table)
    for top, left, bottom, right in merged:
        text = tables[0].cell(top, left).text
        tables[0].cell(top, left).merge(tables[0].cell(bottom, right)).text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def excel(*sheets: tuple[str, Rows, Sequence[str]]) -> bytes:
    """A workbook: name, rows and merged areas of each sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for area in merged:
            page.merge_cells(area)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def group_rows() -> tuple[str, bytes]:
    """Leaders beside the lead units, group rows, units one a line, the head repeated, a note on who reports."""
    head = ["序\n号", "重点工作任务", "牵头领导", "牵头单位", "配合单位", "完成时限"]
    rows = [
        head,
        ["一、稳住经济大盘", "", "", "", "", ""],
        ["1", "地区生产总值增长5.5%以上。", "李某", "市发展改革委", "市统计局\n各区县政府", "全年"],
        head,
        ["二、办好民生小事", "", "", "", "", ""],
        [
            "2",
            "城镇新增就业5.2万人，调查失业率控制在5%以内。",
            "张某",
            "市人社局、财政局",
            "各区县政府",
            "11月底前",
        ],
    ]
    note = "注：各牵头单位于每月25日前将进展报市政府督查室，配合单位不单独报送。"
    data = word(
        "附件", "湖州市2024年政府工作报告重点工作任务分解表", rows, note, merged=[(1, 0, 1, 5), (4, 0, 4, 5)]
    )
    return "分解表.docx", data


def two_line_head() -> tuple[str, bytes]:
    """Subtotals, a second head row below a spanning cell, investment with its measure in a line above."""
    rows: Rows = [
        ["和田地区2024年重点建设项目投资计划表"],
        ["", "", "", "", "", "单位：亿元"],
        ["序号", "项目名称", "建设内容", "2024年计划", "", "责任单位"],
        ["", "", "", "年度投资", "形象进度目标", ""],
        ["总计（2项）", "", "", "5.4", "", ""],
        ["一、交通水利（2项）", "", "", "5.4", "", ""],
        [1, "皮山段改建", "公路改建68公里。", 4.2, "完成路基20公里", "皮山县人民政府\n地区交通运输局"],
        [2, "灌区改造", "渠道防渗110公里。", 1.2, "全面完工", "洛浦县人民政府"],
        ["填报说明：各县市人民政府、地直责任单位每月23日前报送项目进展。"],
    ]
    merged = ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "A5:C5", "A6:C6", "A9:F9"]
    return "计划表.xlsx", excel(("项目", rows, merged))


def pairs() -> tuple[str, bytes]:
    """One two-column table a task, with the problem, the aim and numbered measures."""
    table = [
        ["反馈问题", "部分乡镇生活污水直排。"],
        ["整改目标", "污水处理率达到85%以上。"],
        ["整改措施", "1.新建污水处理站14座。\n2.建立运维台账，每季度抽查1次。"],
        ["整改时限", "2025年6月底"],
        ["牵头单位", "市住建局"],
        ["责任单位", "甲县党委和政府，乙县委、县政府"],
        ["督导单位", "市生态环境局"],
    ]
    title = "某市督察反馈意见整改任务清单"
    return "整改.docx", word(title, "（甲县、乙县；各责任单位每月底前报送整改进展）", "整改任务一", table)


def matrix() -> tuple[str, bytes]:
    """Indicators in rows, counties in columns, ≥ and ≤ in the cells, quarterly; a second sheet that is no list."""
    rows: Rows = [
        ["某市2024年考核指标任务分解表"],
        ["类别", "序号", "指标名称", "计量单位", "全市目标", "各县（市、区）目标任务", "", "责任部门"],
        ["", "", "", "", "", "甲县", "丁市", ""],
        ["经济发展", 1, "新增规上工业企业", "户", 60, 22, 38, "市工信局"],
        ["", 2, "PM2.5年均浓度", "微克/立方米", "≤30", "≤28", "≤31", "市生态环境局"],
        ["注：县（市、区）每季度末月28日前自查报送。"],
    ]
    merged = ["A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:G2", "H2:H3", "A4:A5", "A6:H6"]
    scoring: Rows = [["计分办法"], ["完成目标得满分，每低1个百分点扣0.5分。"]]
    return "指标.xlsx", excel(("指标分解", rows, merged), ("计分办法", scoring, []))


def sideways() -> tuple[str, bytes]:
    """Counties in rows and indicators in columns, with measures in the heads and a row of totals."""
    rows: Rows = [
        ["某市2024年农村人居环境目标任务分解表"],
        ["序号", "县（区）", "农村户厕改造（户）", "污水治理率（%）", "清洁村庄（个）"],
        [1, "甲县", 1200, 45, 30],
        [2, "乙县", 800, 50, 20],
        ["", "合计", 2000, 47, 50],
        ["各县（区）每月25日前将进展报市农业农村局。"],
    ]
    return "目标表.xlsx", excel(("目标", rows, ["A1:E1", "A6:E6"]))


BRACKETS = """某市2024年优化营商环境重点任务

甲县、乙县人民政府，市政府各部门：
　　现印发给你们。各牵头单位、各县（市、区）人民政府请于每季度末月25日前将进展情况报市营商环境办。

　　一、优化准入环境
　　（一）企业开办更便利
　　1．压缩企业开办时间。企业开办时间压缩至0.5个工作日以内。（牵头单位：市市场监管局；责任单位：市公安局，各县（市、区）人民政府；完成时限：2024年6月底）
　　2．推行“拿地即开工”。办理项目不少于30个，其中每个县（市、区）不少于3个。（市住建局牵头，市自然资源局、财政局配合，9月底前完成）

　　二、保障措施
　　1．每季度召开1次推进会。
"""
LABELS = """大理白族自治州2023年乡村振兴重点工作责任分解

一、主要预期目标
1.粮食播种面积稳定在470万亩以上，产量保持在160万吨。
责任单位：州农业农村局、各县（市）人民政府（除标注“分别牵头”外，列第一位者为牵头单位，下同）
2.脱贫劳动力转移就业不少于12万人。
责任单位：州人社局、州农业农村局分别牵头
"""
PLAN = """喀什地区推进新型城镇化行动方案
(2024-2025年)
 一、总体要求
 推动26项重点目标任务落实。
 二、主要行动
 (一)实施城镇化空间布局和形态提升行动
 1.发展县城。一是建设道路。2024年新建道路12公里,2025年新建道路8公里。二是改造老旧小区170个。(地区住建局、发改委按职责分工牵头负责;各县市人民政府具体落实)
 2.推进“喀什城市圈”。建成区常住人口突破100万人。(地区发改委,喀什市人民政府牵头负责;疏附县人民政府,喀什经济开发区管委会配合)
 三、保障措施
 (一)加强领导。各县市要细化任务。
"""
MARKDOWN = """# 昌平区2025年重点任务清单

| 序号 | 重点任务 | 责任单位 | 完成时限 |
|---|---|---|---|
| 1 | 新增停车位3000个 | 区交通局、区城管委 | 10月底前 |
| 2 | 建设口袋公园6处 | 区园林绿化局 | 长期坚持 |
"""
