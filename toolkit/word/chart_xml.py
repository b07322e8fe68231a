"""Chart XML for Word: xlsxwriter's made fit (defaults written out, East Asian fonts, a link to its table), and read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from toolkit.core.rounding import MINUS, shown_number

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_EMU_PER_MM = 36000
_LABEL_FLAGS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def finish_chart(xml: bytes, relation: str) -> bytes:
    """The chart part as Word wants it; ``relation`` leads to the embedded workbook."""
    root = etree.fromstring(xml)
    for node in root.findall(f"{{{_C}}}printSettings"):
        root.remove(node)
    if root.find(f"{{{_C}}}roundedCorners") is None:
        _flag(root, "roundedCorners", after=("date1904", "lang"))
    for plot in root.iter(f"{{{_C}}}barChart", f"{{{_C}}}lineChart"):
        if plot.find(f"{{{_C}}}varyColors") is None:
            _flag(plot, "varyColors", after=("barDir", "grouping"))
    for series in root.iter(f"{{{_C}}}ser"):
        _series(series)
    for labels in root.iter(f"{{{_C}}}dLbls"):
        _labels(labels)
    for axis in root.iter(f"{{{_C}}}catAx", f"{{{_C}}}valAx"):
        if axis.find(f"{{{_C}}}delete") is None:
            _flag(axis, "delete", after=("axId", "scaling"))
    _fonts(root)
    link = etree.SubElement(root, f"{{{_C}}}externalData")
    link.set(f"{{{_R}}}id", relation)
    etree.SubElement(link, f"{{{_C}}}autoUpdate").set("val", "0")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _flag(parent: etree._Element, name: str, *, after: tuple[str, ...], value: str = "0") -> None:
    """Insert a boolean behind the children named in ``after``."""
    tags = {f"{{{_C}}}{tag}" for tag in after}
    place = max((at + 1 for at, child in enumerate(parent) if child.tag in tags), default=0)
    node = etree.Element(f"{{{_C}}}{name}")
    node.set("val", value)
    parent.insert(place, node)


def _series(series: etree._Element) -> None:
    plot = series.getparent()
    if plot is None:
        return
    before = ("idx", "order", "tx", "spPr")
    if plot.tag == f"{{{_C}}}barChart" and series.find(f"{{{_C}}}invertIfNegative") is None:
        _flag(series, "invertIfNegative", after=before)
    if plot.tag == f"{{{_C}}}lineChart" and series.find(f"{{{_C}}}smooth") is None:
        _flag(
            series, "smooth", after=(*before, "marker", "dPt", "dLbls", "trendline", "errBars", "cat", "val")
        )


def _labels(labels: etree._Element) -> None:
    """All six flags, in their order."""
    if labels.find(f"{{{_C}}}delete") is not None:
        return
    known = {flag: labels.find(f"{{{_C}}}{flag}") for flag in _LABEL_FLAGS}
    earlier = ["dLbl", "numFmt", "spPr", "txPr", "dLblPos"]
    for flag in _LABEL_FLAGS:
        if known[flag] is None:
            _flag(labels, flag, after=tuple(earlier))
        earlier.append(flag)


def _fonts(root: etree._Element) -> None:
    for latin in root.iter(f"{{{_A}}}latin"):
        follower = latin.getnext()
        if follower is None or follower.tag != f"{{{_A}}}ea":
            asian = etree.Element(f"{{{_A}}}ea")
            asian.set("typeface", latin.get("typeface", ""))
            latin.addnext(asian)


def inline_chart(relation: str, number: int, title: str, width_mm: int, height_mm: int) -> etree._Element:
    """A run with the chart in line with text; ``number`` makes its docPr id unique."""
    extent = f'cx="{width_mm * _EMU_PER_MM}" cy="{height_mm * _EMU_PER_MM}"'
    run = etree.fromstring(
        f'<w:r xmlns:w="{_W}" xmlns:wp="{_WP}" xmlns:a="{_A}" xmlns:c="{_C}" xmlns:r="{_R}"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{500 + number}" name="图{number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_C}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        f"</wp:inline></w:drawing></w:r>"
    )
    about = run.find(f".//{{{_WP}}}docPr")
    if about is not None:
        about.set("descr", title)
    return run


@dataclass(frozen=True)
class Shown:
    """What a chart shows: its title, and "category series" -> value as text."""

    title: str
    points: dict[str, str]


def shown_charts(paper: bytes) -> dict[str, Shown]:
    """The charts of a paper by the names of their series: titles state findings, and move with the numbers."""
    found: dict[str, Shown] = {}
    with zipfile.ZipFile(io.BytesIO(paper)) as parts:
        for name in sorted(parts.namelist()):
            if name.startswith("word/charts/chart"):
                root = etree.fromstring(
                    parts.read(name), etree.XMLParser(resolve_entities=False, no_network=True)
                )
                title = "".join(node.text or "" for node in root.findall(f".//{{{_C}}}title//{{{_A}}}t"))
                series = ("".join(_cached(one, "tx").values()) for one in root.iter(f"{{{_C}}}ser"))
                found.setdefault("、".join(series) or title or name, Shown(title or name, _points(root)))
    return found


def _points(root: etree._Element) -> dict[str, str]:
    points: dict[str, str] = {}
    for series in root.iter(f"{{{_C}}}ser"):
        label = "".join(_cached(series, "tx").values())
        names = _cached(series, "cat")
        code = series.find(f"{{{_C}}}dLbls/{{{_C}}}numFmt")
        form = "" if code is None else code.get("formatCode", "")
        for at, value in _cached(series, "val").items():
            points[f"{names.get(at, '')} {label}".strip()] = _as_drawn(value, form)
    return points


def _as_drawn(value: str, form: str) -> str:
    """A value as its label in the drawing has it; ``form`` is the label's number format."""
    try:
        number = float(value)
    except ValueError:
        return value
    _, point, decimals = form.partition(";")[0].partition(".")
    told = shown_number(number, len(decimals)) if point else value
    return told.replace("-", MINUS)


def _cached(series: etree._Element, part: str) -> dict[str, str]:
    return {
        point.get("idx", ""): point.findtext(f"{{{_C}}}v", "")
        for point in series.findall(f"{{{_C}}}{part}//{{{_C}}}pt")
    }
