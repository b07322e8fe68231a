"""Findings: what is wrong with data, as values. Faults of the data are never exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

from toolkit.core.area import said
from toolkit.core.messages import CATALOGUE
from toolkit.core.packing import packed_by_values
from toolkit.core.places import FilePlace, Place


class Severity(StrEnum):
    """错误 must be fixed, 疑问 fixed or explained, 提示 only informs."""

    ERROR = "错误"
    QUERY = "疑问"
    NOTE = "提示"


_BY_LETTER = {"E": Severity.ERROR, "Q": Severity.QUERY, "N": Severity.NOTE}

_OURS = ("column", "how", "since", "last")


@packed_by_values
@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; its words come from the catalogue, so tests assert the code, not the prose.

    ``sheet`` and ``address`` are the place in the file as received; ``form_sheet``, ``key`` and
    ``field`` the place in the form. ``values`` fill the message's placeholders; ``wanted`` says what the
    unit's explanation lacks, where it gave one that does not explain. ``effect`` is how far the prefecture's figure may be
    off by it, as a share of that figure (figures.doubted.effects); None where none hangs on it.
    """

    code: str
    unit: str = ""  # unit code
    sheet: str = ""
    address: str = ""
    form_sheet: str = ""
    key: str = ""
    field: str = ""
    seen: str = ""
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
    suggestion: str = ""
    file: str = ""
    wanted: str = ""
    effect: float | None = None

    @property
    def place(self) -> Place:
        """In the form."""
        return Place(self.form_sheet, self.key, self.field)

    @property
    def at(self) -> FilePlace:
        """In the file as received."""
        return FilePlace(self.file, self.sheet, self.address)

    @property
    def severity(self) -> Severity:
        """By the first letter of the code."""
        return _BY_LETTER[self.code[0]]

    @property
    def problem(self) -> str:
        """What is wrong, in Chinese."""
        return said(CATALOGUE[self.code].problem).format_map({"seen": self.seen, "more": "", **self._named})

    @property
    def remedy(self) -> str:
        """What to do, in Chinese; first why the explanation that was given is not enough."""
        return self.wanted + said(CATALOGUE[self.code].remedy).format_map({"seen": self.seen, **self._named})

    @property
    def advice(self) -> str:
        """The suggestion as it may be told: a word to choose (待统计, 正常推进), never a figure or a date to enter."""
        return "" if any(one.isdigit() for one in self.suggestion) else self.suggestion

    @property
    def _named(self) -> Mapping[str, str]:
        """Its values; columns of the form, what to do with them and how earlier months are called are words of ours."""
        return {name: said(value) if name in _OURS else value for name, value in self.values.items()}

    @property
    def id(self) -> str:
        """Stable over runs: the code and the place, e.g. E101@653101/指标数据/T02-3/ytd; office rules add theirs."""
        rule = f"/{self.values['rule']}" if "rule" in self.values else ""
        return f"{self.code}@{self.unit}/{self.form_sheet or self.sheet}/{self.key or self.address}/{self.field}{rule}"
