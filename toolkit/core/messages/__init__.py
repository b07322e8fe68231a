"""The catalogue of finding codes: stable code, what is wrong, how to fix it (Chinese, for people).

The first letter is the severity: E 错误, Q 疑问, N 提示. Hundreds: 1 reading a value, 2 one sheet, 3
between cells and sheets, 4 over time and across units, 5 text, 6 office rules, 7 identity and
versions, 8 files, 9 checklist. One module a group of stages; the catalogue joins them.
Placeholders in braces are filled from ``Finding.values`` and ``seen``.
"""

from __future__ import annotations

from toolkit.core.messages import checklist, files, packs, rules, values, versions
from toolkit.core.messages.entry import Message

CATALOGUE: dict[str, Message] = {
    **values.MESSAGES,
    **rules.MESSAGES,
    **files.MESSAGES,
    **versions.MESSAGES,
    **packs.MESSAGES,
    **checklist.MESSAGES,
}
