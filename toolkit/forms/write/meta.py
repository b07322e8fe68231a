"""Identity and lists: text custom properties, the very hidden sheet _meta, defined names."""

from __future__ import annotations

from toolkit.core.model import META, NATURES, STATUSES
from toolkit.forms.identity import identity_of
from toolkit.forms.layout import EXPERIENCE_CATEGORIES, PROJECT_CATEGORIES, PROJECT_STATUSES, YES_NO_CHOICES
from toolkit.forms.write.sheet import Draft, Styles

LISTS = {
    "list_status": STATUSES,
    "list_nature": NATURES,
    "list_yes_no": YES_NO_CHOICES,
    "list_project_category": PROJECT_CATEGORIES,
    "list_project_status": PROJECT_STATUSES,
    "list_experience": EXPERIENCE_CATEGORIES,
}


def write_meta(draft: Draft, styles: Styles) -> None:
    """Write the identity twice, and the lists that drop-downs draw on."""
    page = draft.book.page(META)
    for row, (name, value) in enumerate(identity_of(draft.form).as_properties().items()):
        page.put(row, 0, name, styles.key)
        page.put(row, 1, value, styles.key)
        draft.book.workbook.set_custom_property(name, value, "text")
    for col, (name, words) in enumerate(LISTS.items(), 3):
        for row, word in enumerate(words):
            page.put(row, col, word, styles.key)
        letter = chr(65 + col)
        draft.book.name(name, f"{META}!${letter}$1:${letter}${len(words)}")
    page.sheet.protect("")
    page.sheet.very_hidden()
