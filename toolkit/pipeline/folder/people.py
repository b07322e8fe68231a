"""Who may decide for the office: the list of config.toml, where there is one.

In: the settings and the name that was given. Out: whether that person may; an OperatorError with the list.
"""

from __future__ import annotations

from toolkit.config import Config
from toolkit.errors import OperatorError

_REFUSED = (
    "“{name}”不在可以定事的人员名单里，没有改动。名单（config.toml 的 [people] names）：{names}。"
    "名字写错了的请改正；确应由其定的，请先把名字加进名单。"
)


def may_decide(config: Config, name: str) -> bool:
    """Whether decisions of that name count; of everybody's where there is no list."""
    return not config.people.names or name.strip() in config.people.names


def check_person(config: Config, name: str) -> None:
    """Raises OperatorError for a name that is not in the list; for nobody's, which others ask for, it does not."""
    if name.strip() and not may_decide(config, name):
        raise OperatorError(_REFUSED.format(name=name.strip(), names="、".join(config.people.names)))
