"""Who a workbook belongs to, in a way that an altered identity is noticed.

In: the fields of a form's identity and the ledger's secret key. Out: a keyed digest, and the names
under which the identity stands in the text custom properties and on the sheet _meta. The key itself
is never written to a file.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from toolkit.core.form import Form
from toolkit.core.periods import Period
from toolkit.forms.layout import LAYOUT

FORM_VERSION = str(LAYOUT)  # of the forms that are made now

VERSION_NAME = "FormVersion"
UNIT_NAME = "UnitCode"
PERIOD_NAME = "Period"
DIGEST_NAME = "ChecklistDigest"
SIGNATURE_NAME = "KeyedDigest"
PART_NAME = "Part"
# Stands on _meta alone and is not signed: marks of the texts that the form itself brings along.
FIXED_TEXTS_NAME = "FixedTexts"


def sign(
    key: bytes, unit_code: str, period: Period, checklist_digest: str, part: str, version: str = FORM_VERSION
) -> str:
    """The keyed digest (HMAC-SHA-256, hex) over what identifies a form."""
    message = "\n".join((version, unit_code, str(period), checklist_digest, part))
    return hmac.new(key, message.encode("utf-8"), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Identity:
    """What a workbook says about itself; all text, as it stands in the file."""

    form_version: str
    unit_code: str
    period: str
    digest: str
    signature: str
    part: str

    def genuine(self, key: bytes) -> bool:
        """Whether the keyed digest fits the rest; False also when the period is no period."""
        try:
            period = Period.parse(self.period)
        except ValueError:
            return False
        expected = sign(key, self.unit_code, period, self.digest, self.part, self.form_version)
        return hmac.compare_digest(expected.encode(), self.signature.encode())

    @property
    def layout(self) -> int:
        """The layout that the form was made with, 0 where the file does not say."""
        return int(self.form_version) if self.form_version.isdecimal() else 0

    def as_properties(self) -> dict[str, str]:
        """Name to text, in a fixed order; the same pairs stand on _meta."""
        return {
            VERSION_NAME: self.form_version,
            UNIT_NAME: self.unit_code,
            PERIOD_NAME: self.period,
            DIGEST_NAME: self.digest,
            SIGNATURE_NAME: self.signature,
            PART_NAME: self.part,
        }


def identity_of(form: Form) -> Identity:
    """The signed identity of a form that is about to be written."""
    signature = sign(form.key, form.unit.code, form.period, form.checklist_digest, form.part)
    return Identity(
        FORM_VERSION, form.unit.code, str(form.period), form.checklist_digest, signature, form.part
    )


def identity_from(properties: Mapping[str, str]) -> Identity | None:
    """The identity in custom properties or in the pairs of _meta; None without a unit code."""
    if not properties.get(UNIT_NAME):
        return None
    names = (VERSION_NAME, UNIT_NAME, PERIOD_NAME, DIGEST_NAME, SIGNATURE_NAME, PART_NAME)
    return Identity(*(str(properties.get(name, "")) for name in names))


def made_at(period: Period) -> datetime:
    """The time that a form bears inside until a program saves it: by the period alone, so that the file can be
    made again byte for byte. It says nothing of when a return was written.
    """
    return datetime(period.year, period.month, 1)
