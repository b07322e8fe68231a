"""What the mail templates of an office may use, and what is wrong with one that uses anything else.

In: the name and the text of a template. Out: a phrase for people, "" for a sound one.
"""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import TemplateError, meta

from toolkit.outputs.letters.mails import ENVIRONMENT
from toolkit.outputs.templatefaults import template_fault
from toolkit.outputs.templatewords import in_our_words

COMMON = frozenset(
    (
        "单位",
        "联系人",
        "联系人电话",
        "期数",
        "请",
        "数据截至",
        "报送截止",
        "日期",
        "回复截止",
        "办公室",
        "联系",
    )
)
_READ = frozenset(("版次", "收到时间", "读到", "主要数", "缺", "改报截止", "未计入"))
OWN: Mapping[str, frozenset[str]] = {
    "下发.txt": frozenset(),
    "退回.txt": frozenset(("错误数", "疑问数", "主要问题")) | _READ,
    "催报.txt": frozenset(("附表", "阶段", "逾期天数", "所差", "未报", "只需说明", "督办事项", "下级")),
    "更正确认.txt": frozenset(("更正数", "更正")),
    "核对.txt": frozenset(),
    "回执.txt": _READ,
    "督办.txt": frozenset(("督办单号", "事项数", "事项")),
    "印发.txt": frozenset(("专报名称", "期号", "报", "送", "发")),
}


def mail_template_fault(name: str, text: str) -> str:
    """Why drafts cannot be written by the template, without writing one."""
    try:
        used = meta.find_undeclared_variables(ENVIRONMENT.parse(in_our_words(text)))
    except TemplateError as error:
        return template_fault(error)
    unknown = sorted(used - COMMON - OWN[name] - set(ENVIRONMENT.globals))
    return f"没有“{'”“'.join(unknown)}”这个变量" if unknown else ""
