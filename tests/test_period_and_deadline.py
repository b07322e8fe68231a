"""Which month a command is about, and when its returns are due."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.collect_month import GRID, JUNE, Month, make_month
from toolkit.cli import main
from toolkit.config import Config, load_config
from toolkit.core.periods import Period
from toolkit.core.workdays import first_workday, is_workday, knows
from toolkit.pipeline.collect import collect
from toolkit.pipeline.folder.period import period_of
from toolkit.pipeline.folder.workspace import Workspace
from toolkit.pipeline.month.planning import FIRST_LINE

TEXT = (Path(__file__).parent.parent / "config.toml").read_text("utf-8")
NOVEMBER = datetime(2024, 11, 5, 9)


def settings(**changes: str) -> Config:
    text = TEXT
    for name, value in changes.items():
        line = next(line for line in text.splitlines() if line.startswith(f"{name} ="))
        text = text.replace(line, f"{name} = {value}")
    return load_config(text)


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return make_month(tmp_path_factory.mktemp("期") / "w")


def set_period(root: Path, text: str) -> None:
    path = root / "config.toml"
    path.write_text(path.read_text("utf-8").replace('period = ""', f'period = "{text}"', 1), "utf-8")


def test_the_period_is_given_or_set_or_the_newest_that_went_out_or_the_clock_s(
    june: Month, tmp_path: Path
) -> None:
    workspace = Workspace(june.root)
    assert workspace.config.period is None
    assert period_of(workspace, NOVEMBER) == JUNE
    assert period_of(workspace, NOVEMBER, sending=True) == Period(2024, 11)
    assert period_of(workspace, NOVEMBER, Period(2024, 3), sending=True) == Period(2024, 3)
    assert main(["init", str(tmp_path / "新")]) == 0
    fresh = Workspace(tmp_path / "新")
    assert period_of(fresh, NOVEMBER) == Period(2024, 11)
    set_period(fresh.root, "2024-08")
    fresh = Workspace(fresh.root)
    assert period_of(fresh, NOVEMBER) == period_of(fresh, NOVEMBER, sending=True) == Period(2024, 8)


def test_commands_follow_it(june: Month, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(june.root), "--now", "2024-11-05T09:00"]
    assert main([*root, "status"]) == 0
    assert main([*root, "remind"]) == 0
    assert "2024年6月" in capsys.readouterr().out
    assert main([*root]) == 0
    assert "收到的2024年6月填报表放进 inbox" in capsys.readouterr().out
    assert main([*root, "-p", "2024-07"]) == 0
    assert "2024年7月" in capsys.readouterr().out


def test_collect_without_a_period_takes_the_month_that_went_out(
    june: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A return that says no month belongs to the one that went out, not to the clock's."""
    seen: list[Period] = []
    import toolkit.pipeline.collect as module

    real = module.read_context

    def spy(ledger, config, checklist, period):  # type: ignore[no-untyped-def]
        seen.append(period)
        return real(ledger, config, checklist, period)

    monkeypatch.setattr(module, "read_context", spy)
    workspace = Workspace(june.root)
    collect(june.root, workspace.config, NOVEMBER)
    collect(june.root, workspace.config, NOVEMBER, period=Period(2024, 7))
    assert seen == [JUNE, Period(2024, 7)]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 6, 9), False),  # Sunday
        (date(2024, 6, 10), False),  # 端午节, a Monday
        (date(2024, 5, 11), True),  # a Saturday that was worked
        (date(2024, 10, 12), True),
        (date(2024, 10, 7), False),
        (date(2024, 6, 25), True),
        (date(2060, 6, 5), False),  # unknown year, Saturday
        (date(2060, 10, 1), True),  # unknown year: nobody has said
    ],
)
def test_working_days(day: date, worked: bool) -> None:
    assert is_workday(day) is worked


def test_unknown_years_are_known_as_such() -> None:
    assert knows(2024) and not knows(2060)
    assert first_workday(date(2060, 6, 5)) == date(2060, 6, 7)


@pytest.mark.parametrize(
    ("changes", "period", "deadline"),
    [
        ({}, Period(2024, 6), datetime(2024, 6, 25, 18)),
        ({}, Period(2024, 8), datetime(2024, 8, 26, 18)),  # F15: the 25th is a Sunday
        ({}, Period(2024, 5), datetime(2024, 5, 27, 18)),  # a Saturday
        ({"deadline_day": "11"}, Period(2024, 5), datetime(2024, 5, 11, 18)),  # a worked Saturday
        ({"deadline_day": "1"}, Period(2024, 10), datetime(2024, 10, 8, 18)),  # 国庆节
        ({"deadline_month": "1", "deadline_day": "5"}, Period(2024, 6), datetime(2024, 7, 5, 18)),
        ({"deadline_month": "1", "deadline_day": "1"}, Period(2024, 12), datetime(2025, 1, 2, 18)),
        ({"deadline_day": '"月末"'}, Period(2024, 2), datetime(2024, 2, 29, 18)),
        ({"holidays": '["2024-06-25"]'}, Period(2024, 6), datetime(2024, 6, 26, 18)),
        ({}, Period(2060, 9), datetime(2060, 9, 27, 18)),  # a Saturday of a year that nobody knows
    ],
)
def test_the_deadline_is_on_a_working_day(
    changes: dict[str, str], period: Period, deadline: datetime
) -> None:
    assert settings(**changes).deadline(period) == deadline


def test_an_unknown_year_is_said() -> None:
    config = settings(deadline_month="1", deadline_day="5")
    assert config.calendar_note(Period(2024, 6)) == ""
    assert "2060年" in config.calendar_note(Period(2060, 6))
    assert "2060年" in config.calendar_note(Period(2059, 12))


def test_the_unknown_year_is_one_line_of_generate_and_status(
    june: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "-p", "2060-06", "--root", str(june.root)]) == 0
    assert capsys.readouterr().out.count("程序里还没有2060年的放假和调休安排") == 1


def test_a_deadline_month_of_two_is_refused() -> None:
    from toolkit.errors import OperatorError

    with pytest.raises(OperatorError, match=r"deadline_month：应当不大于 1"):
        settings(deadline_month="2")
    with pytest.raises(OperatorError, match="data_until_day"):
        settings(data_until_day='"月中"')


@pytest.mark.parametrize(("day", "said"), [("25", "6月25日"), ('"月末"', "6月30日"), ("31", "6月30日")])
def test_every_word_of_the_form_follows_the_cut_off(june: Month, tmp_path: Path, day: str, said: str) -> None:
    import shutil

    import openpyxl

    from toolkit.forms.write import write_form

    root = Path(shutil.copytree(june.root, tmp_path / "w"))
    path = root / "config.toml"
    path.write_text(
        path.read_text("utf-8").replace("data_until_day = 25", f"data_until_day = {day}"), "utf-8"
    )
    form = Month(root).form("653101")
    file = tmp_path / "form.xlsx"
    file.write_bytes(write_form(form))
    book = openpyxl.load_workbook(file)
    sheet = book["指标数据"]
    assert f"今年1月1日至{said}的累计数" in sheet["A2"].value
    prompts = [rule.prompt or "" for rule in sheet.data_validations.dataValidation]
    assert any(f"填1月1日至{said}的累计数" in text for text in prompts)
    assert any(f"填{said}的数" in text for text in prompts)
    assert not [text for text in (*prompts, sheet["A2"].value) if "本月底" in text or "月底数" in text]
    cover = {cell.value for row in book["填报说明"].iter_rows() for cell in row}
    assert f"2024年{said}" in cover


def test_a_month_of_which_nothing_went_out_and_nothing_came_gets_no_papers(
    june: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    """A month typed wrong: nothing is written, and the sentence names the month and the way on."""
    for words in (["report"], ["verify"], ["issue", "--yes"]):
        assert main(["--root", str(june.root), "-p", "2042-06", *words]) == 2, words
        said = capsys.readouterr().err
        assert "2042" in said and "-p 2042-06" in said, words
    assert not (june.root / "outbox" / "2042-06").exists()


def test_a_first_form_is_not_said_to_be_the_same_as_last_months(june: Month) -> None:
    assert june.form(GRID).changes == (FIRST_LINE,)  # nothing went out in May
    assert FIRST_LINE not in june.form(GRID, JUNE.next).changes
