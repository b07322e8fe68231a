"""config.toml: text in, a checked :class:`Config` out; all faults at once, in Chinese, with line and remedy."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from toolkit.core.periods import Period
from toolkit.core.words import UnitKind
from toolkit.core.workdays import first_workday, knows
from toolkit.errors import OperatorError
from toolkit.settingfaults import clashes, fault, syntax_hint

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


class Findings(_Section):
    """Which 疑问 units are asked: those that may move the prefecture's figure by so many percent or more; 0: all."""

    ask_from: float = Field(default=0, ge=0, le=2)


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


class People(_Section):
    """Who may decide for the office; nobody is named: whoever gives a name."""

    names: tuple[str, ...] = ()


_NO_SERVER = (
    "只能写 PostgreSQL 数据库的地址，如 postgresql://用户:密码@服务器:5432/库名；平时空着。台账文件只能是本文件夹自己的 archive/ledger.db，"
    "几台电脑、几个文件夹不能合用一个台账文件；原来写了别处的台账文件的，请把那个文件移到 archive、改名 ledger.db，再把 url 改成空的"
)


class LedgerSettings(_Section):
    """Where the ledger lives; "" is archive/ledger.db.

    ``archive`` is a folder over which computers with one ledger exchange originals, "" for none.
    """

    url: str = ""
    archive: str = ""

    @field_validator("url")
    @classmethod
    def _is_a_server(cls, value: str) -> str:
        """Nothing of it is told in a fault: it may hold a password."""
        value = value.strip()
        scheme, _, rest = value.partition("://")
        if value and not re.fullmatch(r"(?i)postgres(ql)?(\+psycopg)?", scheme):
            raise ValueError(_NO_SERVER)
        user, _, place = rest.partition("?")[0].rpartition("@")
        if "@" in user:
            raise ValueError("用户名或密码里有 @ 的，请把它写成 %40（# / : % 分别写成 %23 %2F %3A %25）")
        if not re.fullmatch(r"(\[[^\]]+\]|[^:\[\]]*)(:\d{1,5})?", place.partition("/")[0]):
            raise ValueError("服务器和端口写得不对，要像 192.168.1.5:5432 这样")
        return scheme.lower() + value[len(scheme) :]

    @field_validator("archive")
    @classmethod
    def _is_a_whole_path(cls, value: str) -> str:
        if value and not re.match(r"[/\\]|[A-Za-z]:[/\\]", value):
            raise ValueError("要写成 //服务器/共享文件夹 或 Z:/文件夹 这样的完整路径；空着就不互换")
        return value


class Engine(_Section):
    """Who reads many files: the scheduler of a Dask cluster; "" is this computer."""

    address: str = ""

    @field_validator("address")
    @classmethod
    def _names_a_scheduler(cls, value: str) -> str:
        if value and not re.fullmatch(r"(tcp|tls)://[^\s/:]+:\d+", value):
            raise ValueError("要写成 tcp://服务器:8786 这样的地址；空着就在这台电脑上读取")
        return value


class UnitSettings(_Section):
    """One [[units]] table, as config.toml had them before the sheet 单位 became the units' home."""

    code: str = Field(pattern=r"^[0-9A-Za-z]{2,12}$")
    name: str = Field(min_length=2)
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: UnitKind = UnitKind.COUNTY
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

    period: Period | None = None  # None: by what went out, and by the clock (pipeline.folder.period)
    watermark: str = ""
    office: Office
    schedule: Schedule = Schedule()
    lights: Lights = Lights()
    reminders: Reminders = Reminders()
    briefing: Briefing
    findings: Findings = Findings()
    errata: Errata = Errata()
    form: FormHead = FormHead()
    people: People = People()
    ledger: LedgerSettings = LedgerSettings()
    engine: Engine = Engine()
    old_units: tuple[UnitSettings, ...] = Field(default=(), alias="units")  # only to be moved over

    @property
    def secret(self) -> bool:
        """Whether the office's own papers bear a mark: then no mail is drafted and no page served."""
        return bool(self.briefing.secrecy)

    @property
    def marking(self) -> str:
        """What is printed on every sheet and page: 密级, and the watermark."""
        return "　".join(filter(None, (self.briefing.secrecy, self.watermark)))

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
        day = self.workday(self.deadline_wanted(period))
        return datetime(day.year, day.month, day.day, self.schedule.deadline_hour)

    def workday(self, day: date) -> date:
        """The day itself when the office works on it, else the next one."""
        return first_workday(day, self.schedule.holidays)

    def answer_by(self, asked: datetime) -> date:
        """By when what was sent back is to be answered: the first working day after two days."""
        return self.workday(asked.date() + timedelta(days=ANSWER_DAYS))

    def data_until(self, period: Period) -> datetime:
        """数据截至 of a period, at the end of that day."""
        day = _day_of(period.year, period.month, self.schedule.data_until_day)
        return datetime(day.year, day.month, day.day)

    def calendar_note(self, period: Period) -> str:
        """What to say where the deadline's year has no known calendar of public holidays, "" where it has."""
        year = self.deadline_wanted(period).year
        if knows(year):
            return ""
        return (
            f"程序里还没有{year}年的放假和调休安排，报送截止只避开周六、周日；"
            "请对照国务院办公厅的通知，把放假的工作日写进 config.toml 的 holidays。"
        )

    def deadline_wanted(self, period: Period) -> date:
        """The day of the schedule, whether it is worked or not."""
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
        raise OperatorError(syntax_hint(text, error)) from None
    faults = list(clashes(data.get("units")))
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        faults = [*(fault(text, data, item, Config) for item in error.errors()), *faults]
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
