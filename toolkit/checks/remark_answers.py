"""Words beside an answer of 是 or 否, and beside a ratio, that give another one.

In: the text beside it and what stands there. Out: the first sentence that does not go with it, or "".
"""

from __future__ import annotations

import re

from toolkit.core.remarks import sentences
from toolkit.core.values import YES_NO_CHOICES

_WRONG = re.compile(r"[填选写]错|误[填选]|[填选]反|有误")
_OTHER = re.compile(r"(?:应[该当]?|请|需)?(?:[为是]|[填选改报写]为?)?[“\"]?(?P<answer>[是否])[”\"]?")
_COMMA = re.compile("[，,]")
# Of the thing itself: a clause that has anything else in it speaks of the work on the way there.
_NOT_YET = re.compile(
    r"(?:目前|[此本该]项(?:工作)?|仍|还|尚)*(?:未|没有?)(?:经)?(?:完成|批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达[到标]|落实|开展|启动|实施|开通|设立)"
    r"|(?:预计|计划|力争|拟)\S{0,8}(?:完成|批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达标|开通|设立)"
)
_BY_NOW = re.compile(
    r"(?:目前|[此本该]项(?:工作)?)*已经?于?(?:\d{1,2}月(?:\d{1,2}日|底|份|初)?)?(?:完成|获?批[准复]|获批|通过|印发|出台|发布|建[成立]|实现|达标|开通|设立)"
)
_SHARE = re.compile(
    r"(?!目标|计划|任务|去年|上[年月]|同期|全|增)(?:目前|实际|[此本该]项?|应[该当]?)*(?:比[率例]|占比|[^，,\d]{0,6}(?<!速)(?<!成)(?<!长)率)?(?:实际)?(?:应?[为是]|达到?|已达到?|约|[:：])*(?P<share>\d+(?:\.(?P<decimals>\d+))?)[%％]"
)


def against_answer(text: str, answer: str) -> str:
    """The sentence that says the contrary of 是 or 否."""
    return next((one for one in sentences(text) if _is_contrary(one, answer)), "")


def _is_contrary(sentence: str, answer: str) -> bool:
    if _WRONG.search(sentence):
        return True
    event = _NOT_YET if answer == YES_NO_CHOICES[0] else _BY_NOW
    clauses = [one.strip() for one in _COMMA.split(sentence)]
    other = next((said["answer"] for one in clauses if (said := _OTHER.fullmatch(one))), answer)
    return other != answer or any(event.fullmatch(one) for one in clauses)


def against_share(text: str, share: float) -> str:
    """The sentence that gives the ratio as another one; ``share`` in per cent."""
    return next((one for one in sentences(text) if _is_another(one, share)), "")


def _is_another(sentence: str, share: float) -> bool:
    said = next((found for one in _COMMA.split(sentence) if (found := _SHARE.fullmatch(one.strip()))), None)
    if said is None:
        return False
    half = 0.5 * 10.0 ** -len(said["decimals"] or "")
    return abs(float(said["share"]) - share) > half + 1e-9
