"""What a mail quotes of another letter, and whether that letter is the office's own.

In: subject and text of a mail, and whom it is sent to. Out: its own words. In an answer what is quoted is ours, and so it is where the
quoted letter was written by those whom the mail goes to now: who changes the subject answers as well. What is forwarded is the unit's.
"""

from __future__ import annotations

import re

from toolkit.core.patterns import lazy_regex

_ANSWER = lazy_regex(r"\s*(?:re|回复|答复|回覆)\s*[:：]", re.IGNORECASE)
_QUOTED = lazy_regex(
    r"^[ \t>]*(?:-{2,}[ \t]*(?:原始邮件|原邮件|邮件原件|回复的原邮件|Original Message|Replied Message)|_{10,}|(?:发件人|From)[ \t]*[:：]"
    r"|(?:在|On )[^\n]{4,160}(?:写道|wrote)[:：]|[^\n]{4,80}于[^\n]{4,40}写道[:：])",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWERED = lazy_regex(
    r"回复的原邮件|Replied Message|写道|wrote", re.IGNORECASE
)  # no program heads what it forwards so
_HEAD = 600  # characters of a quoted letter in which its sender stands
_SENDER = lazy_regex(r"^[ \t>]*(?:发件人|From)[ \t]*[:：]([^\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_ADDRESS = lazy_regex(r"[\w.+-]{1,64}@[\w.-]{1,190}")
_NAME_ENDS = lazy_regex(r"[<>\[\]()（）;；,，\"“”']")


def is_answer(subject: str) -> bool:
    """Whether the subject is that of a letter that is answered."""
    return _ANSWER.match(subject) is not None


def quotes_ours(body: str, to: str) -> bool:
    """Whether the letter that is quoted was written by those whom the mail is sent to, or under a head that only answers have."""
    quoted = _QUOTED.search(body)
    if quoted is None:
        return False
    if _ANSWERED.search(quoted[0]):
        return True
    sender = _SENDER.search(body, quoted.start(), quoted.start() + _HEAD)
    return sender is not None and bool(_called(sender[1]) & _called(to))


def _called(people: str) -> set[str]:
    """Addresses and names of people as a mail writes them."""
    text = people.replace("\xa0", " ").lower()
    names = (one.strip() for one in _NAME_ENDS.split(_ADDRESS.sub(" ", text)))
    return {*_ADDRESS.findall(text), *(one for one in names if len(one) > 1)}


def before_quoted(body: str) -> str:
    """What stands above the letter that is quoted."""
    quoted = _QUOTED.search(body)
    return body[: quoted.start()] if quoted else body


def own_words(body: str) -> str:
    """What an answer says itself; all of it where that is nothing."""
    own = before_quoted(body)
    kept = "\n".join(line for line in own.splitlines() if not line.lstrip().startswith(">"))
    return kept if kept.strip() else body
