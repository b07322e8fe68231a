"""Names that name no project: totals, counts, kinds alone, 同上, 待定, marks.

In: a name as it was read. Out: yes or no. Whole names only: 其他垃圾处理厂, 合计村道路 and 老旧小区改造等3个项目 are projects. What a
reader takes for no row at all (合计, 无, 注：…) stands in :mod:`toolkit.forms.reading.asides` and never comes here.
"""

from __future__ import annotations

from toolkit.core.patterns import lazy_regex
from toolkit.core.value_text import squeeze

_LONGEST = 20  # letters: who writes more says what it is
_NOUN = r"项目|工程|投资|建设"
_KIND = (
    r"全[县市区州部]|本[县市区州年]|今年|年度|所有|以上|上述|各|其[他它余]|剩余|另外?|零[星散]|小型|若干|部分|打捆|捆绑|打包|整合|合并"
    r"|新增|新建|续建|在建|拟建|已建|待建|新开工|已完工|竣工|完成|重点|重大|一般|民生|政府|等|共|约|的|类|子|及|和|与|、"
)
_WORDS = rf"(?:{_KIND}|{_NOUN})"
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})[个项]"
_SUM = r"(?:汇总|总和|加总|累[计加]|总[额数计]|[合小共]计)[数项行表]?"
_BLANK = (
    r"同[上前左](?:一?[行项格])?|上同|[见如]上|详?见附[件表]|附后|[待未暂]定|待(?:补充?|填报?|核实?|报|确定|明确|命名)|[暂未尚]*命名"
    r"|无名称?|未知|不[详明]|空[白行]?|省?略|名称|测试|预留|占位|test|null|none|n/?a|tbd"
)
_NO_PROJECT = lazy_regex(
    rf"{_WORDS}*{_SUM}{_WORDS}*|{_WORDS}*{_COUNT}{_WORDS}*|{_WORDS}+(?:实施|[上填申]报)?"
    rf"|(?:项目|工程|名称)*(?:{_BLANK})(?:项目|工程)?|[x×*某○]+(?:{_NOUN})?|\d{{1,3}}"
)
_BRACKETS = lazy_regex(r"[()\[\]【】<>《》]+")


def is_no_project(name: str) -> bool:
    """Whether a name says of no project which it is: 全部项目汇总, 2个项目, 其他项目(打捆), （空）, ……."""
    text = squeeze(name).lower()
    if not any(map(str.isalnum, text)):
        return bool(text)
    parts = filter(None, _BRACKETS.split(text))
    return len(text) <= _LONGEST and all(_NO_PROJECT.fullmatch(part) for part in parts)
