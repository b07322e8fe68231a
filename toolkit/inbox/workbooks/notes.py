"""The words that a person wrote in a note.

In: the text of a note as a file holds it. Out: the same without the notice that Excel 365 puts before its
threaded comments for programs that do not know them, in whatever language.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex

# [Threaded comment], a sentence with a link, and a line of its own that says: Comment:
_NOTICE = lazy_regex(
    r"\s*\[[^\]\n]{1,60}\]\s.{1,900}?https?://go\.microsoft\.com/\S*linkid=870924\S*\s+\S[^\n]{0,40}[:：]\s*",
    re.DOTALL,
)


def own_words(text: str) -> str:
    """The note without Excel's notice."""
    match = _NOTICE.match(text)
    return (text[match.end() :] if match else text).strip()
