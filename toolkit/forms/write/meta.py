"""Identity, marks of the fixed texts, lists: custom properties, the very hidden _meta, defined names."""

from __future__ import annotations

from toolkit.core.addresses import column_letter
from toolkit.core.area import said
from toolkit.core.form import META
from toolkit.forms.identity import FIXED_TEXTS_NAME, identity_of
from toolkit.forms.write.sheet import LISTS, Draft, Styles


def write_meta(draft: Draft, styles: Styles) -> None:
    """Write the identity twice, the marks, and the lists that have names; the last sheet."""
    page = draft.book.page(META)
    identity = identity_of(draft.form).as_properties()
    for row, (name, value) in enumerate(identity.items()):
        page.put(row, 0, name, styles.key)
        page.put(row, 1, value, styles.key)
        draft.book.workbook.set_custom_property(name, value, "text")
    page.put(len(identity), 0, FIXED_TEXTS_NAME, styles.key)
    page.put(len(identity), 1, draft.book.fixed_marks(), styles.key)
    for col, (name, words) in enumerate(LISTS.items(), 3):
        for row, word in enumerate(words):
            page.put(row, col, said(word), styles.key)
        letter = column_letter(col)
        draft.book.name(name, f"{META}!${letter}$1:${letter}${len(words)}")
    page.sheet.protect("")
    page.sheet.very_hidden()
