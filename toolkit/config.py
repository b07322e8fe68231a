"""config.toml: text in, a checked :class:`Config` out; all faults at once, in Chinese, with line and remedy."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from toolkit.core.periods import Period
from toolkit.core.settings_text import syntax_fault
from toolkit.core.workdays import first_workday, knows
from toolkit.errors import OperatorError

ANSWER_DAYS = 2  # that a unit has at least for what was sent back to it


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Office(_Section):
    """The office that sends and gathers the forms."""

    name: str = Field(min_length=2)
    short: str = Field(min_length=1)
    area: str = Field(default="全地区", pattern=r"^全.{1,3}$")  # how its papers name all of it
    contact: str = ""
    phone: str = ""
    email: str = ""

    @property
    def contact_line(self) -> str:
        """Contact and telephone as one phrase, "" when neither is given."""
        return " ".join(part for part in (self.contact, self.phone) if part)


MONTH_END = 31
WORKING_FORM = "本表为工作调度用表，不作为统计调查表。"
# A day of the month; 月末 is its last one, as 31 is in a shorter month.
MonthDay = Annotated[
    int,
    BeforeValidator(lambda value: MONTH_END if value == "月末" else value),
    Field(ge=1, le=MONTH_END),
]


class Schedule(_Section):
    """Days of the period's month; the deadline may lie in the next one, and is never on a day off.

    ``holidays`` are days off beside the public ones.
    """

    cycle: Literal["月", "双月", "季", "半年"] = "月"  # of 季 a period is named by its last month
    data_until_day: MonthDay = 25
    deadline_month: int = Field(default=0, ge=0, le=1)
    deadline_day: MonthDay = 25
    deadline_hour: int = Field(default=18, ge=0, le=23)
    holidays: tuple[date, ...] = ()


class Lights(_Section):
    """Thresholds of the lights."""

    yellow: float = Field(default=10, ge=0, le=100)
    unit: Literal["百分点", "比例"] = "百分点"
    about_tolerance: float = Field(default=0, ge=0, le=100)
    carry_missing: bool = False


class Reminders(_Section):
    """Days before and after the deadline at which the tone of a reminder changes."""

    remind_days: tuple[int, ...] = (3, 1)
    supervise_after_days: int = Field(default=1, ge=0)
    circular_after_days: int = Field(default=5, ge=1)


class Errata(_Section):
    """When what changed since a paper was issued asks for a corrected one."""

    lights: bool = True  # any light of the prefecture changes
    percent: float = Field(default=1, ge=0, le=100)  # of a prefecture figure


class Briefing(_Section):
    """The red head, the distribution and the options of the briefing."""

    title: str = Field(min_length=2)
    secrecy: str = ""
    signer: str = ""
    report_to: str = ""
    send_to: str = ""
    copy_to: str = ""
    copies: int = Field(default=0, ge=0, le=9999)
    issues_before: int = Field(default=-1, ge=-1, le=99999)
    main_indicators: tuple[str, ...] = ()
    ranking: bool = False
    notice: bool = False
    unit_brief: bool = False


class FormHead(_Section):
    """What the head of a form says as statistical paperwork has it, where the office has it."""

    number: str = ""
    maker: str = ""
    document: str = ""
    valid_until: str = ""
    basis: str = ""
    openness: str = ""

    @property
    def text(self) -> str:
        """One or two lines; a form without a number of its own says that it is no statistical survey."""
        told = (
            ("表号", self.number), ("制定机关", self.maker), ("文号", self.document), ("有效期至", self.valid_until),
            ("报送依据", self.basis), ("公开属性", self.openness),
        )  # fmt: skip
        parts = [f"{name}：{value}" for name, value in told if value]
        if not (self.number and self.document):
            parts.append(WORKING_FORM)
        return "　".join(parts)


class LedgerSettings(_Section):
    """Where the ledger lives; "" is archive/ledger.db."""

    url: str = ""


class UnitSettings(_Section):
    """One [[units]] table, as config.toml had them before the sheet 单位 became the units' home."""

    code: str = Field(pattern=r"^[0-9A-Za-z]{2,12}$")
    name: str = Field(min_length=2)
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: Literal["县市", "园区", "部门", "企业", "本级"] = "县市"
    affiliation: Literal["下级", "平级", "垂管"] = "下级"
    email: str = Field(default="", pattern=r"^$|^[^@\s]+@[^@\s]+$")
    contact: str = ""

    @field_validator("name")
    @classmethod
    def _fit_for_file_names(cls, value: str) -> str:
        # The name is part of file names on Windows.
        if re.search(r'[\\/:*?"<>|]', value):
            raise ValueError('单位名称里不能有 \\ / : * ? " < > | 这些符号')
        return value


class Config(_Section):
    """All settings of an office."""

    period: Period | None = None  # None: by what went out, and by the clock (pipeline.period)
    watermark: str = ""
    office: Office
    schedule: Schedule = Schedule()
    lights: Lights = Lights()
    reminders: Reminders = Reminders()
    briefing: Briefing
    errata: Errata = Errata()
    form: FormHead = FormHead()
    ledger: LedgerSettings = LedgerSettings()
    old_units: tuple[UnitSettings, ...] = Field(default=(), alias="units")  # only to be moved over

    @field_validator("period", mode="before")
    @classmethod
    def _parse_period(cls, value: object) -> Period | None:
        if value == "":
            return None
        try:
            return Period.parse(str(value))
        except ValueError:
            raise ValueError("报送期要写成 2024-06 这样的年-月，平时空着") from None

    def deadline(self, period: Period) -> datetime:
        """报送截止 of a period: the day and hour of the schedule, moved to the next working day from a day off."""
        day = first_workday(self._deadline_day(period), self.schedule.holidays)
        return datetime(day.year, day.month, day.day, self.schedule.deadline_hour)

    def answer_by(self, asked: datetime) -> date:
        """By when what was sent back is to be answered: the first working day after two days."""
        return first_workday(asked.date() + timedelta(days=ANSWER_DAYS), self.schedule.holidays)

    def data_until(self, period: Period) -> datetime:
        """数据截至 of a period, at the end of that day."""
        day = _day_of(period.year, period.month, self.schedule.data_until_day)
        return datetime(day.year, day.month, day.day)

    def calendar_note(self, period: Period) -> str:
        """What to say where the deadline's year has no known calendar of public holidays, "" where it has."""
        year = self._deadline_day(period).year
        if knows(year):
            return ""
        return (
            f"程序里还没有{year}年的放假和调休安排，报送截止只避开周六、周日；"
            "请对照国务院办公厅的通知，把放假的工作日写进 config.toml 的 holidays。"
        )

    def _deadline_day(self, period: Period) -> date:
        month = period.year * 12 + period.month - 1 + self.schedule.deadline_month
        return _day_of(month // 12, month % 12 + 1, self.schedule.deadline_day)


def _day_of(year: int, month: int, day: int) -> date:
    """That day of the month, or its last day when the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def load_config(text: str) -> Config:
    """Read the text of config.toml; raises OperatorError with one line a fault."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        number = int(match[1]) if match else len(text.splitlines())
        raise OperatorError(syntax_fault(text, number)) from None
    faults = list(_clashes(data.get("units")))
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        faults = [*(_fault(text, data, item) for item in error.errors()), *faults]
    if faults:
        raise OperatorError("config.toml 有需要修改的地方：\n" + "\n".join(faults))
    return config


def decode_config(data: bytes) -> str:
    """Text of the file; raises OperatorError when Notepad saved it in another encoding than UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        saved_as = "Unicode（UTF-16）" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "ANSI"
        raise OperatorError(
            f"config.toml 不是 UTF-8 编码（多半是记事本另存成了 {saved_as}）。"
            "请用记事本打开，另存为时编码选 UTF-8。"
        ) from None


_EXPECTED = {
    "missing": "缺少这一项，请补上",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "float_type": "应当是数字",
    "float_parsing": "应当是数字",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "string_type": "应当是加英文引号的文字",
    "tuple_type": '应当是方括号括起的列表，如 ["甲", "乙"]',
    "date_from_datetime_parsing": '应当是日期，如 "2024-06-10"',
    "date_parsing": '应当是日期，如 "2024-06-10"',
    "string_pattern_mismatch": "格式不对（代码只用数字或字母；邮箱要有 @）",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
}


def _fault(text: str, data: dict[str, Any], item: Any) -> str:
    path = [str(part) for part in item["loc"]]
    where = _describe(path, data)
    kind = item["type"]
    context = item.get("ctx", {})
    if kind == "extra_forbidden":
        from rapidfuzz import process  # only for a fault: the import takes longer than all the rest

        near = process.extractOne(path[-1], _known_keys(path[:-1]), score_cutoff=60)
        expected = "没有这一项设置" + (f"，是不是想写 {near[0]}" if near else "，请删去")
    elif kind == "literal_error":
        expected = f"只能是 {context['expected'].replace(' or ', '、')} 之一"
    elif kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        expected = f"应当{'不小于' if kind.startswith('g') else '不大于'} {bound:g}"
    elif kind == "value_error":
        expected = str(context["error"])
    else:
        expected = _EXPECTED.get(kind, "写法不对")
    line = _line_of(text, path)
    return f"  {f'第 {line} 行，' if line else ''}{where}：{expected}。"


def _describe(path: list[str], data: dict[str, Any]) -> str:
    if path[0] == "units" and len(path) > 1:
        number = int(path[1])
        name = data["units"][number].get("name", "") if isinstance(data["units"][number], dict) else ""
        return f"第 {number + 1} 个单位{f'（{name}）' if name else ''}的 {'.'.join(path[2:]) or '内容'}"
    return ".".join(path)


def _known_keys(path: list[str]) -> list[str]:
    model: type[BaseModel] = Config
    for part in path:
        if part.isdigit():
            continue
        found = next((info for key, info in model.model_fields.items() if part in (key, info.alias)), None)
        inner = UnitSettings if part == "units" else found.annotation if found else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return [info.alias or key for key, info in model.model_fields.items()]


def _line_of(text: str, path: list[str]) -> int | None:
    """The line of a key, found by a small scanner (tomllib keeps no positions)."""
    section: list[str] = []
    count = -1
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if head := re.match(r"\[\[(\w+)\]\]", stripped):
            count += 1
            section = [head[1], str(count)]
        elif head := re.match(r"\[(\w+)\]", stripped):
            section = [head[1]]
        elif (key := re.match(r"([\w-]+)\s*=", stripped)) and [*section, key[1]] == path[: len(section) + 1]:
            return number
        if stripped.startswith("[") and section == path[: len(section)] and len(section) == len(path):
            return number
    return None


def _clashes(units: object) -> Iterator[str]:
    """Codes and names that several units share, from the file as it was read, whatever else is wrong in it."""
    tables = [unit for unit in units if isinstance(unit, dict)] if isinstance(units, list) else []
    codes = Counter(code for unit in tables if isinstance(code := unit.get("code"), str))
    names: Counter[str] = Counter()
    for unit in tables:
        aliases = unit.get("aliases")
        labels = [unit.get("name"), unit.get("short"), *(aliases if isinstance(aliases, list) else ())]
        names.update({label.strip() for label in labels if isinstance(label, str)} - {""})
    for code, count in codes.items():
        if count > 1:
            yield f"  单位代码 {code} 用了 {count} 次，每个单位的代码要各不相同。"
    for name, count in names.items():
        if count > 1:
            yield f"  名称“{name}”属于 {count} 个单位，无法据此认出来件，请只留一处。"
