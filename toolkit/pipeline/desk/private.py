"""What of people may not stand on the desk: numbers of telephones and identity cards, addresses.

In: text that may quote a return. Out: the same with these masked. Contacts of the sheet 单位 are the only ones shown.
"""

from __future__ import annotations

import re

_CARD = re.compile(r"(?<![0-9])([1-9][0-9]{5})[0-9]{8}([0-9]{3}[0-9Xx]|[0-9])(?![0-9])")
_MOBILE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def masked(text: str) -> str:
    """The text without whole numbers of people."""
    text = _CARD.sub(r"\1********", text)
    text = _MOBILE.sub(r"\1****\2", text)
    return _MAIL.sub("（邮箱）", text)
