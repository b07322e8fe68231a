"""The door for analysts and engineers: a working folder opened to be read, its months as results and as pandas frames.

In: a working folder as ``init`` makes it and the monthly commands fill it. Out: :class:`Office`, :class:`MonthView`,
:class:`Frames`. Nothing here writes into the folder: the ledger is read into memory when the folder is opened, and a
month is put together over that copy. What can be wrong is an :class:`OperatorError` with one Chinese sentence; nothing
else is raised on purpose. pandas is loaded by the first frame, pyarrow by ``to_parquet`` (``pip install
"checklist-reporting-toolkit[parquet]"``).

Numbers in frames are unrounded ``Float64`` and ``Int64``; where one may be missing, the category column beside it
(``total``, ``total_state``) says why: 待统计, 不涉及, 未报, 拒收, 待分解 … Columns with units and dtypes stand in
docs/analysis.md and in ``frames.dictionary``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.core.findings import Finding
from toolkit.core.model import Checklist, Unit
from toolkit.core.periods import Period
from toolkit.core.results import MonthResult
from toolkit.core.returns import Entry
from toolkit.errors import OperatorError, os_reason, os_remedy
from toolkit.pipeline.issue.briefing import told_month
from toolkit.pipeline.month.assembled import Month
from toolkit.pipeline.month.readonly import ReadOnlyWorkspace
from toolkit.pipeline.writing.rendering import data_tables
from toolkit.tables.csvfiles import csv_files

if TYPE_CHECKING:
    from pandas import DataFrame

    from toolkit.tables.columns import Table

__all__ = ["Frames", "MonthView", "Office", "OperatorError", "open"]

_MONTHS_KEPT = 2  # months that stay put together; one is some MB


def open(folder: str | Path) -> Office:
    """Open a working folder to read it; raises OperatorError where there is none, or its settings are at fault."""
    office = Office(Path(folder).resolve())
    office.checklist  # noqa: B018  (a fault of config.toml or of the checklist is said here, not at the first month)
    return office


class Office:
    """One working folder as it stood when it was opened; open it anew to see what came since."""

    def __init__(self, folder: Path) -> None:
        self._workspace = ReadOnlyWorkspace(folder)
        self._month = lru_cache(_MONTHS_KEPT)(self._assembled)

    def __repr__(self) -> str:
        return f"<Office {self.folder}>"

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._workspace.root

    @cached_property
    def checklist(self) -> Checklist:
        """Tasks, indicators with targets by year, quotas; raises OperatorError with every fault and its cell."""
        self._workspace.config  # noqa: B018  (its faults come first)
        return self._workspace.checklist

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that report, whatever the month; ``checklist.units_in(period)`` are those of a month."""
        return self.checklist.reporting

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The months whose forms went out or of which anything was returned, oldest first: ``("2024-05", "2024-06")``."""
        ledger = self._workspace.ledger
        known = ledger.issued_periods() | {one for one in ledger.states() if ledger.submissions(one)}
        return tuple(map(str, sorted(known)))

    def month(self, period: str) -> MonthView:
        """One month as its papers tell it, ``period`` as ``"2024-06"``; raises OperatorError for a month not in periods."""
        try:
            name = str(Period.parse(period))
        except ValueError:
            raise OperatorError(f"{period} 不是报送期。请写成 2024-06 这样。") from None
        if name not in self.periods:
            known = "、".join(self.periods) or "还没有"
            raise OperatorError(f"{name} 没有下发过填报表，也没有收到过。有数据的报送期：{known}。")
        return self._month(name)

    def history(self) -> Frames:
        """All months one under another, each as it stands today; the column ``period`` tells them apart.

        Raises OperatorError where there is no month. A month takes about as long as ``report`` takes to compute it.
        """
        if not self.periods:
            raise OperatorError("还没有下发过填报表，也没有收到过，没有可分析的。")
        return Frames.stacked([self.month(period).frames() for period in self.periods])

    def _assembled(self, period: str) -> MonthView:
        self._workspace.use_words()  # another office may have been read in between
        return MonthView(self._workspace, told_month(self._workspace, Period.parse(period)))


class MonthView:
    """One month: results with provenance, findings, accepted cells, and the same as frames. All of it is read-only."""

    def __init__(self, workspace: ReadOnlyWorkspace, month: Month) -> None:
        self._workspace, self._month = workspace, month

    def __repr__(self) -> str:
        return f"<MonthView {self.period}>"

    @property
    def period(self) -> str:
        """``"2024-06"``."""
        return str(self._month.result.period)

    @property
    def results(self) -> MonthResult:
        """Indicators, tasks, units, projects; ``results.figures`` is every number by its key, with the way back to its cells."""
        return self._month.result

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the month: code, unit, place, value seen, problem and remedy in Chinese."""
        return tuple(self._month.findings)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Those that neither an explanation nor a ruling closed."""
        return tuple(self._month.open)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every cell that counts: unit, sheet, row key, field, value, and the cell and file it comes from."""
        return tuple(self._month.reported)

    def frames(self) -> Frames:
        """The month as pandas frames, one a table; raises OperatorError where pandas is not installed."""
        return self._frames

    @cached_property
    def _frames(self) -> Frames:
        self._workspace.use_words()
        return Frames.of(data_tables(self._month))

    def to_excel(self, path: str | Path) -> Path:
        """Write all tables as one workbook, a sheet a table; returns where it is. Raises OperatorError.

        The file is yours: one of that name is written over, and it must not lie in the working folder.
        """
        from toolkit.tables.workbook import data_workbook

        self._workspace.use_words()
        context = self._month.context
        data = data_workbook(data_tables(self._month), context)
        return _written(self._outside(path), partial(_put, data))

    def to_csv(self, folder: str | Path) -> list[Path]:
        """Write all tables as CSV files with 字段说明.csv; returns where they are. Raises OperatorError."""
        self._workspace.use_words()
        files = csv_files(data_tables(self._month)).items()
        place = self._outside(folder)
        return [_written(place / name, partial(_put, data)) for name, data in files]

    def _outside(self, path: str | Path) -> Path:
        place = Path(path).resolve()
        if place.is_relative_to(self._workspace.root):
            raise OperatorError(f"{place} 在工作文件夹里，那里的文件由月报工具自己写。请写到别的文件夹。")
        return place


@dataclass(frozen=True)
class Frames:
    """The tables of one month, or of all, as pandas frames; the columns of each are declared in toolkit/tables.

    dtypes: text ``string``, numbers ``Float64``, counts ``Int64``, yes or no ``boolean``, times ``datetime64[us]``
    (Beijing time), words of a fixed list ``category``.
    """

    indicators: DataFrame  # one row an indicator, the whole area
    unit_values: DataFrame  # one row a unit and indicator
    tasks: DataFrame  # one row a task, the whole area
    unit_tasks: DataFrame  # one row a unit and task
    submissions: DataFrame  # one row a unit: what it returned, when, how complete
    projects: DataFrame  # one row a project
    figures: DataFrame  # every number under its key
    accounts: DataFrame  # one row a file: what became of its cells
    findings: DataFrame  # one row a finding
    entries: DataFrame  # every cell that counts, with where it comes from

    @classmethod
    def of(cls, tables: Sequence[Table[Any]]) -> Frames:
        """The frames of a month's tables."""
        frame_of = _with_pandas().frame_of
        return cls(**{table.name: frame_of(table) for table in tables})

    @classmethod
    def stacked(cls, parts: list[Frames]) -> Frames:
        """Several months one under another."""
        stacked = _with_pandas().stacked
        return cls(**{name: stacked([getattr(part, name) for part in parts]) for name, _ in parts[0]})

    def __iter__(self) -> Iterator[tuple[str, DataFrame]]:
        """(name, frame) of each."""
        return ((name, getattr(self, name)) for name in self.__dataclass_fields__)

    @property
    def dictionary(self) -> DataFrame:
        """One row a column: frame, column, header, meaning, unit, dtype."""
        made: DataFrame = _with_pandas().dictionary()
        return made

    def to_parquet(self, folder: str | Path) -> list[Path]:
        """Write one .parquet a frame; returns where they are. Raises OperatorError, also without pyarrow."""
        try:
            import pyarrow  # type: ignore[import-not-found,unused-ignore]  # noqa: F401
        except ImportError:
            raise OperatorError(
                '写 Parquet 要用 pyarrow。请运行 pip install "checklist-reporting-toolkit[parquet]"。'
            ) from None
        return [
            _written(Path(folder).resolve() / f"{name}.parquet", frame.to_parquet) for name, frame in self
        ]


def _with_pandas() -> Any:
    """The module that makes frames; raises OperatorError where pandas is not installed."""
    try:
        from toolkit.tables import frames
    except ImportError:
        raise OperatorError("数据表要用 pandas。请运行 pip install pandas，或重新安装本工具。") from None
    return frames


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _written(path: Path, write: Callable[[Path], object]) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        raise OperatorError(f"{path} 写不进去：{os_reason(error)}。{os_remedy(error)}") from None
    return path
