"""校验报告.html in a real browser: filters, search, links, keyboard, phone width, print; nothing on the console."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chromium import PROGRAM, Tab, browser
from tests.page_month import page_month
from toolkit.core.model import Checklist, Unit
from toolkit.pages.validation import write_page

pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")]

SHOWN = "[...document.querySelectorAll('#rows tr')].filter(row => row.offsetParent).map(row => row.dataset.rule).sort().join()"
FOCUS = "document.activeElement.id || document.activeElement.getAttribute('href') || document.activeElement.tagName"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, checklist: Checklist, units: tuple[Unit, ...]) -> Path:
    given = page_month(checklist, units)
    path = tmp_path_factory.mktemp("page") / "2024-06_校验报告.html"
    path.write_bytes(write_page(given.result, given.findings, given.checklist, given.context, given.series))
    return path


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browser(tmp_path_factory.mktemp("profile")) as tab:
        tab.size(1280, 900)
        yield tab


def choose(tab: Tab, field: str, value: str) -> None:
    tab.run(
        f"(() => {{ const f = document.getElementById('{field}'); f.value = '{value}';"
        "f.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def test_it_opens_without_network_and_without_a_word_on_the_console(tab: Tab, path: Path) -> None:
    tab.open(path)
    assert tab.faults == []
    assert tab.requests == [path.as_uri()]
    assert tab.run("document.title") == "2024年6月校验报告（模拟数据）"
    assert len(tab.run(SHOWN).split(",")) == 21


def test_the_console_check_can_fail(tab: Tab, path: Path) -> None:
    tab.open(path)
    tab.run("console.error('x'), 1")
    tab.run("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://a.invalid/x.png\">'), 1")
    assert len(tab.faults) >= 1


def test_filters_narrow_and_are_kept_in_the_address(tab: Tab, path: Path) -> None:
    tab.open(path)
    choose(tab, "level", "错误")
    assert tab.run(SHOWN) == ",".join(["E201"] * 4 + ["E205"] * 4 + ["E602"])
    choose(tab, "unit", "653101")
    assert tab.run(SHOWN) == "E201,E205"
    choose(tab, "rule", "E205")
    assert tab.run(SHOWN) == "E205"
    assert tab.run("decodeURIComponent(location.hash)") == "#level=错误&unit=653101&rule=E205"
    assert "1 条，全部 21 条" in tab.run("document.getElementById('count').textContent")
    choose(tab, "rule", "N403")
    assert tab.run(SHOWN) == ""
    assert tab.run("document.getElementById('nothing').hidden") is False
    tab.run("document.getElementById('reset').click()")
    assert len(tab.run(SHOWN).split(",")) == 21
    assert tab.run("location.hash") == ""
    assert tab.faults == []


def test_search_takes_every_word_in_any_case(tab: Tab, path: Path) -> None:
    tab.open(path)
    choose(tab, "search", "喀什市 t02-3")
    assert tab.run(SHOWN) == "Q401"
    choose(tab, "search", "ONERROR")
    assert tab.run(SHOWN) == "E602,Q401,Q504,Q504,Q504,Q504"


def test_an_address_with_filters_opens_so(tab: Tab, path: Path) -> None:
    tab.open(path, "#level=%E7%96%91%E9%97%AE&state=open&unit=nobody")
    assert tab.run(SHOWN) == ",".join(["Q401"] * 3 + ["Q504"] * 4)  # an unknown unit filters nothing


def test_links_of_units_rules_and_tiles_filter_and_the_back_button_goes_back(tab: Tab, path: Path) -> None:
    tab.open(path)
    tab.run("document.querySelector('.reports a[href=\"#unit=653121\"]').click()")
    tab.run("new Promise(done => setTimeout(done, 50))")
    assert tab.run(SHOWN) == "E201,E205,N403,Q401,Q504"
    assert tab.run(FOCUS) == "findings"
    tab.run("document.querySelector('.rules a[href=\"#rule=E201\"]').click()")
    tab.run("new Promise(done => setTimeout(done, 50))")
    assert tab.run(SHOWN) == "E201,E201,E201,E201"
    tab.run("history.back()")
    tab.run("new Promise(done => setTimeout(done, 200))")
    assert tab.run(SHOWN) == "E201,E205,N403,Q401,Q504"
    inside = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1)).filter(id => !id.includes('='))"
    assert tab.run(f"{inside}.every(id => document.getElementById(id))") is True


def test_it_works_by_keyboard(tab: Tab, path: Path) -> None:
    tab.open(path)
    tab.press("Tab", 9)
    assert tab.run(FOCUS) == "#findings"  # the skip link comes first
    tab.press("Enter", 13, "\r")
    order = []
    while "reset" not in order and len(order) < 12:
        tab.press("Tab", 9)
        order.append(tab.run(FOCUS))
    assert order == ["level", "unit", "rule", "state", "search", "reset"]
    tab.run("document.getElementById('search').focus()")
    for letter in "754":
        tab.press(letter, ord(letter), letter)
    assert tab.run(SHOWN) == "Q401,Q401,Q401,Q401"
    assert tab.run(FOCUS) == "search"
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_late_change_of_the_address_leaves_the_cursor_in_the_field(tab: Tab, path: Path) -> None:
    tab.open(path)
    tab.run("document.getElementById('search').focus()")
    for letter in "754":
        tab.press(letter, ord(letter), letter)
    late = "new HashChangeEvent('hashchange', {oldURL: location.href, newURL: location.href.split('#')[0] + '#findings'})"
    tab.run(f"dispatchEvent({late})")
    assert tab.run(FOCUS) == "search"
    assert tab.run(SHOWN) == "Q401,Q401,Q401,Q401"


@pytest.mark.parametrize("width", [375, 320, 1280])
def test_no_sideways_scrolling_at_any_width(tab: Tab, path: Path, width: int) -> None:
    tab.size(width, 800)
    try:
        tab.open(path)
        assert tab.run("document.documentElement.scrollWidth") <= width
        small = (
            "[...document.querySelectorAll('select,input,button')].filter(e => e.offsetHeight < 36).length"
        )
        assert tab.run(small) == 0
    finally:
        tab.size(1280, 900)


def test_hostile_text_has_not_run(tab: Tab, path: Path) -> None:
    tab.open(path)
    assert "破" not in tab.run("document.title")
    assert tab.run("document.images.length") == 0


def test_words_stand_out_from_their_ground(tab: Tab, path: Path) -> None:
    """WCAG contrast of at least 4.5 for the text of every cell, tag and tile."""
    tab.open(path)
    worst = tab.run("""(() => {
      const parts = text => text.match(/[\\d.]+/g).map(Number);
      const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = element => {
        for (let e = element; e; e = e.parentElement) {
          const colour = parts(getComputedStyle(e).backgroundColor);
          if (colour.length < 4 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
      };
      return Math.min(...[...document.querySelectorAll('td, th, .tag, .sub, .tiles a, label, button, header *')].map(e => {
        const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      }));
    })()""")
    assert worst >= 4.5


def test_it_prints_the_filtered_rows_without_the_form(tab: Tab, path: Path, tmp_path: Path) -> None:
    tab.open(path, "#rule=E201")
    tab.send("Emulation.setEmulatedMedia", media="print")
    assert tab.run("getComputedStyle(document.getElementById('filters')).display") == "none"
    assert (
        tab.run("getComputedStyle(document.querySelector('.findings thead')).display") == "table-header-group"
    )
    tab.send("Emulation.setEmulatedMedia", media="")
    data = tab.pdf()
    assert data.startswith(b"%PDF")
    pages = io.BytesIO(data).getvalue().count(b"/Type /Page\n")
    assert 1 <= pages <= 8


def test_many_blanks_are_one_line_until_opened_or_looked_for(
    tab: Tab, tmp_path: Path, checklist: Checklist, units: tuple[Unit, ...]
) -> None:
    given = page_month(checklist, units)
    blank = next(one for one in given.findings if one.code == "E201")
    many = [replace(blank, key=str(number)) for number in range(1, 9)]
    path = tmp_path / "页.html"
    path.write_bytes(write_page(given.result, [*many, given.findings[2]], checklist, given.context, {}))
    tab.open(path)
    shown = "[...document.querySelectorAll('#rows tr')].filter(row => row.offsetParent).length"
    assert tab.run(shown) == 2  # the line, and what is wrong
    assert tab.run("document.getElementById('count').textContent") == "共 9 条。"
    tab.run("document.querySelector('#rows button').click(), 1")
    assert tab.run(shown) == 10
    tab.run("document.querySelector('#rows button').click(), 1")
    assert tab.run(shown) == 2
    choose(tab, "rule", "E201")
    assert tab.run(shown) == 8
    assert tab.faults == []
