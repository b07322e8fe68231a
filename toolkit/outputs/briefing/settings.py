"""What the office decides about its paper once; the pipeline fills it from config.toml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BriefingSettings:
    """Head and foot of the paper, and the few choices about its content.

    ``before`` is how many papers were issued before the first of this toolkit, so that 总第…期 can be
    said; None leaves it out. ``main_indicators`` are indicator ids for the table of section three, () lets
    the toolkit choose. ``ranking`` orders counties by their share of tasks on pace.
    """

    name: str = "推进新型城镇化行动专报"
    office: str = ""  # 编发单位
    contact: str = ""  # 联系人及电话
    secrecy: str = ""  # 密级
    signer: str = ""  # 签发人
    report_to: tuple[str, ...] = ()  # 报
    send_to: tuple[str, ...] = ()  # 送
    issue_to: tuple[str, ...] = ()  # 发
    copies: int = 0  # 印数, 0 leaves it out
    before: int | None = None
    ranking: bool = False
    main_indicators: tuple[str, ...] = ()
    body_limit: int = 4000  # characters of prose
    body_pages: int = 6  # with tables and charts, as sections/pagelines.py counts
