"""What a document that came along with a form says of the form's figures: stricter than of a mail, for most are evidence full of figures.

In: its name and its text; ``letter``: it is a short plain text, which people write as they write a mail. Out: the sentences that somebody
has to hold against the form, and whether they are to be asked about. A sentence of an account or of evidence counts where it corrects and
names the form or a place of it, and is no rule of how to fill it in; under a heading that says 更正, every sentence with a figure does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from toolkit.core.patterns import lazy_regex
from toolkit.core.remarks import sentences
from toolkit.inbox.containers.mailwords import corrects, says_more, tells

LOOKED_AT = 1 << 16  # characters of a text
LETTER = 1000  # characters of a text that is read as a letter
_MOST = 400  # characters that are quoted
_CUT = "……（以下略）"
_HEADING = 40  # characters of a first line that is one
_CORRECTIVE = lazy_regex(
    r"更正(?!后)|订正|勘误|补报|(?:数据|报表|填报表?|指标)[^。，,]{0,4}(?:修正|修改|调整|有误|错误)|(?:修正|修改|调整)[^。，,]{0,4}(?:数据|报表|填报表?|指标)"
)
_OF_FORM = lazy_regex(
    r"(?<![A-Za-z0-9])T\d{2}-\d{1,2}(?!\d)|填报(?:表|数|的数)|(?<!财务)(?<!会计)(?<!统计)(?<!审计)报表|[上所]报(?:的)?(?:数|表|指标)|报送(?:的)?(?:数|表|指标)"
    r"|本月累计|(?:分子|分母)累计|指标数据|“?任务进展”?表|本月所?[填报]"
)
_PLACE = lazy_regex(r"(?<![A-Za-z0-9])T\d{2}-\d{1,2}(?!\d)")
_MENDS = lazy_regex(
    r"更正|订正|勘误|(?:应当?[为是填改报]|改[为成])\D{0,6}\d+(?![\d年月日])|误[填报写]|漏[填报]|[多少]报了?|填[错反]|写错|(?<!重大)错[报填]|有误|[以按][此这本][^，,]{0,8}为准|作废|撤[回销]"
    r"|补报|暂按|预估|估算数|[是为]估|沿用|不[作算]数|勿用|不要用|别用|[没未]有?(?:出来|统计|核[实定准对])"
)
_RULE = lazy_regex(
    r"要求|必须|不得|严禁|[如若凡]|(?:有误|错误|[错漏误][报填]|填错)的|[及按]时|确保|避免|防止|杜绝|严格|认真|加强|制度|办法|规定|原则"
)


def told_of_form(name: str, text: str, *, letter: bool = False) -> tuple[str, bool]:
    """The words that tell of the form, "" for none; whether they are a question or a note."""
    text = text[:LOOKED_AT].replace("\xa0", " ")
    letter = letter and len(text) <= LETTER
    asked = list(dict.fromkeys(_asked(name, text, letter=letter)))
    if asked:
        return _quoted(asked), True
    said = [line.strip() for line in text.splitlines() if line.strip()] if letter and says_more(text) else []
    return _quoted(said), False


def is_corrective(title: str) -> bool:
    """Whether a document's name or its first line says that figures are corrected."""
    return _CORRECTIVE.search(title) is not None


def _asked(name: str, text: str, *, letter: bool) -> Iterator[str]:
    lines = text.strip().partition("\n")
    heading = lines[0].strip() if lines[1] and len(lines[0]) <= _HEADING else ""
    corrective = is_corrective(PurePosixPath(name).stem) or is_corrective(heading)
    for sentence in sentences(text):
        if sentence == heading:
            continue
        plain = _PLACE.sub("", sentence)
        of_form = _OF_FORM.search(sentence) and _MENDS.search(plain) and not _RULE.search(sentence)
        as_letter = corrects(sentence) or (plain != sentence and any(map(str.isdigit, plain)))
        if of_form or (letter and as_letter) or (corrective and tells(sentence)):
            yield sentence


def _quoted(told: list[str]) -> str:
    words = "；".join(told)
    return words if len(words) <= _MOST else words[:_MOST] + _CUT
