"""Explanations: what closes a 疑问 on the unit's side, and for how long.

In: a finding and what the unit wrote about it. Out: the text that closes it, or what is still wanted. The
rule: without phrases that fit any figure, and without what the finding says itself, at least three different
characters or numbers of the unit's own must remain; a kind of reason alone (季节性) needs two more.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from toolkit.checks.data import UnitData
from toolkit.checks.explanation_words import (
    CHECKED,
    CLAUSE,
    EMPTY,
    HANGING,
    NO_FALL,
    NO_REASON,
    REASON_NAMES,
    REASONS,
    RESTATED,
)
from toolkit.checks.stated import PARTS, promises, states
from toolkit.core import fields
from toolkit.core.findings import Finding
from toolkit.core.form import INDICATORS, PROJECTS, TASKS
from toolkit.core.messages import CATALOGUE, Asks
from toolkit.core.patterns import lazy_regex
from toolkit.core.private import masked
from toolkit.core.remarks import SCALES

LEAST = 3  # 退租了 and 汛期停工 are short and say why; 属实 does not
LEAST_BESIDE_REASON = 2  # 核减3所
REPEATED = 6  # characters in a row that stand in the finding too are its words, not the unit's
TOLERANCE = 0.01  # of the value explained: a slip that is mended, no other figure
LEAST_TELLING = 2.0  # 0 and 1 stand in every text
QUOTED = 30  # characters of an explanation that are said again

_SCALES = (SCALES[""], SCALES["万"], SCALES["亿"])
_NUMBER = lazy_regex(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Explained:
    """``text`` closes the finding; else ``wanted`` says what is missing, "" when nothing was written."""

    text: str = ""
    wanted: str = ""


def explained(unit: UnitData, finding: Finding) -> Explained:
    """The first sufficient explanation of the unit, else what the first one lacks."""
    texts = [_text(unit, finding, name).strip() for name in CATALOGUE[finding.code].explained_in]
    asks = CATALOGUE[finding.code].asks
    judged = [
        (text, lacking(text, _said(finding), asks=asks) or _beside(text, finding)) for text in texts if text
    ]
    enough = next((text for text, lack in judged if not lack), "")
    return Explained(enough) if enough else Explained(wanted=judged[0][1] if judged else "")


def explanation_of(unit: UnitData, finding: Finding) -> str:
    """The unit's explanation of a 疑问, "" when it gave none that explains it."""
    return explained(unit, finding).text


def lacking(text: str, said: str = "", *, asks: Asks = Asks.REASON) -> str:
    """What an explanation lacks, as a sentence; "" when it is enough. ``said``: the finding's own words; ``asks``: what is wanted, so
    that clauses of another kind do not count."""
    reasons = _reasons(text, said, asks)
    own = _own(reasons, said)
    reason = next((word for word in REASONS if word in own), "")
    if reason:
        for word in (*REASONS, *HANGING):
            own = own.replace(word, "")
        left = _substance(own, said)
    else:
        bare = _own(NO_REASON.sub("", unicodedata.normalize("NFKC", reasons)), said)
        left = _substance(own, said)
        if not (
            asks is Asks.ARRANGED and any(map(promises, CLAUSE.split(reasons)))
        ):  # a day is what is asked for
            left = min(left, _substance(bare, said))
    if left >= (LEAST_BESIDE_REASON if reason else LEAST):
        return ""
    shown = _shown(text)
    if reason:
        return f"已写的“{shown}”只是原因的类别，请再写明是什么事、什么时候或多少。"
    return f"已写的“{shown}”没有说明原因。请写明原因（{'、'.join(REASON_NAMES)}）和具体的事、时间或数量。"


def _reasons(text: str, said: str, asks: Asks) -> str:
    """The clauses of a text that may be what is asked for."""
    folded = unicodedata.normalize("NFKC", text)
    if asks in (Asks.REASON, Asks.FALL):
        folded = PARTS.sub("", folded)
    return "，".join(one for one in CLAUSE.split(folded) if not _is_beside(one.strip(), said, asks))


def _is_beside(clause: str, said: str, asks: Asks) -> bool:
    """Whether a whole clause is of a kind that does not tell what is asked."""
    if CHECKED.fullmatch(clause):
        return True
    if asks in (Asks.STATE, Asks.MEANT):
        return False
    if asks is Asks.OTHER and {*_NUMBER.findall(clause)} & {*_NUMBER.findall(_plain(said))}:
        return False
    if states(clause) or (asks is not Asks.ARRANGED and promises(clause)):
        return True
    return asks is Asks.FALL and NO_FALL.fullmatch(clause) is not None


def _beside(text: str, finding: Finding) -> str:
    """What a text lacks that stands there for another reason; "" where it speaks of the figure that is asked about."""
    answer = CATALOGUE[finding.code].answer
    asks_of_a_name = finding.field == fields.NAME  # of which no number tells
    if not answer or re.search(answer, text) or (not asks_of_a_name and _names(text, finding.seen)):
        return ""
    return f"已写的“{_shown(text)}”没有说到所问的数。没有错的，请写明“属实”和原因，或者写出这个数和原因。"


def _names(text: str, seen: str) -> bool:
    """Whether one of the numbers asked about stands in the text, in ones, 万 or 亿."""
    numbers = {abs(float(one)) for one in _NUMBER.findall(_plain(text))}
    asked = {abs(float(one)) for one in _NUMBER.findall(_plain(seen)) if float(one) >= LEAST_TELLING}
    return any(
        abs(number * scale - one) <= TOLERANCE * one
        for number in numbers
        for one in asked
        for scale in _SCALES
    )


def _shown(text: str) -> str:
    return text if len(text) <= QUOTED else f"{masked(text)[:QUOTED]}…"


def still_explains(then: str, now: str) -> bool:
    """Whether what was said of the value seen then holds for the one seen now: the same but for 1 % of its numbers."""
    before, after = (_NUMBER.findall(seen.replace(",", "")) for seen in (then, now))
    if _NUMBER.sub("#", then.replace(",", "")) != _NUMBER.sub("#", now.replace(",", "")):
        return False
    pairs = zip(map(float, before), map(float, after), strict=True)
    return all(abs(new - old) <= TOLERANCE * abs(old) for old, new in pairs)


def moved_on(text: str, then: str, now: str) -> str:
    """What is asked when the explanation stands but the figure went on."""
    return f"“{_shown(text)}”说明的是{then}，现在是{now}，请按现在的数重新写明原因和具体的事、时间或数量。"


def _plain(text: str) -> str:
    """Letters and digits alone, in one width; a decimal point stays in its number."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        sign
        for at, sign in enumerate(folded)
        if sign.isalnum()
        or (sign == "." and folded[at - 1 : at].isdigit() and folded[at + 1 : at + 2].isdigit())
    )


def _own(text: str, said: str) -> str:
    """What is left of the text without empty phrases and without the finding's words."""
    own, words = _plain(text), _plain(said)
    start = 0
    while start + REPEATED <= len(own):
        end = start
        while end < len(own) and own[start : end + 1] in words:
            end += 1
        if end - start >= REPEATED:
            own = own[:start] + own[end:]
        else:
            start += 1
    return _HOLLOW.sub("", own)


_HOLLOW = lazy_regex(
    "|".join(sorted({*EMPTY, *RESTATED}, key=lambda word: (-len(word), word)))
)  # longest first


def _substance(own: str, said: str) -> int:
    """Different Chinese characters, and numbers that the finding does not name; digits alone are nothing."""
    characters = {sign for sign in own if "\u4e00" <= sign <= "\u9fff"}
    known = set(_NUMBER.findall(_plain(said)))
    numbers = {number for number in _NUMBER.findall(own) if number not in known}
    return len(characters) + len(numbers) if characters else 0


def _said(finding: Finding) -> str:
    return f"{CATALOGUE[finding.code].title}{finding.problem}{finding.seen}"


def _text(unit: UnitData, finding: Finding, name: str) -> str:
    """What stands in 说明 of the indicator or in 存在问题 of the row; a cell is no explanation of itself."""
    if name == fields.EXPLANATION:
        id = finding.key if finding.form_sheet == INDICATORS else finding.values.get("indicator", "")
        return unit.text(INDICATORS, id, name)
    if finding.form_sheet in (TASKS, PROJECTS) and finding.field != name:
        return unit.text(finding.form_sheet, finding.key, name)
    return ""
