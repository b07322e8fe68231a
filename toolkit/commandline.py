"""The command line: commands, options and their texts; heavy libraries stay out, for it runs first."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from toolkit.arguments import ChineseParser
from toolkit.core.periods import Period
from toolkit.demo.examples import EXAMPLES
from toolkit.setup.components import COMPUTERS

BEIJING = timezone(timedelta(hours=8))
Add = Callable[[str, str], argparse.ArgumentParser]


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"报送期要写成 2024-06 这样的年-月，不是 {text}") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"时间要写成 2024-06-26T09:00 这样，不是 {text}") from None
    if not 2000 <= moment.year <= 2099:
        raise argparse.ArgumentTypeError(f"年份要在 2000 到 2099 之间，不是 {text}")
    # Everywhere else times are Beijing's, without a zone.
    return moment.astimezone(BEIJING).replace(tzinfo=None) if moment.tzinfo else moment


def _whole(what: str, least: int, most: int) -> Callable[[str], int]:
    """A whole number in bounds; ``what`` begins the sentence that is said of anything else."""

    def read(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{what}，不是 {text}")

    return read


_year = _whole("年份要写成 2024 这样的四位数", 2000, 2099)
_version = _whole("版本要写成 1、2 这样的数", 1, 99999)
_number = _whole("编号要写成 1、2 这样的数", 1, 999999)


_TARGETS = [name for name, _ in COMPUTERS.values()]


def _target(text: str) -> str:
    if text in _TARGETS:
        return text
    raise argparse.ArgumentTypeError(f"要写成 {'、'.join(_TARGETS)} 中的一个，不是 {text}")


def _python(text: str) -> str:
    if re.fullmatch(r"3\.1[1-9]", text):
        return text
    raise argparse.ArgumentTypeError(f"Python 版本要写成 3.11、3.12 这样，3.11 以上，不是 {text}")


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(
            int(part) for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()
        )
    except ValueError:
        raise argparse.ArgumentTypeError(f"任务序号要写成 19,20 这样，不是 {text}") from None


def _common() -> ChineseParser:
    """Options that stand before or after the command. Made anew for each parser: defaults are shared otherwise."""
    common = ChineseParser(add_help=False)
    common.add_argument(
        "--root", type=Path, default=argparse.SUPPRESS, metavar="文件夹", help="工作文件夹，默认是当前文件夹"
    )
    common.add_argument(
        "-p",
        "--period",
        type=_period,
        default=argparse.SUPPRESS,
        metavar="年-月",
        help="报送期；不写时按 config.toml，那里也空着就按最近一次下发的月份（generate 按当月）",
    )
    common.add_argument(
        "--now",
        type=_moment,
        default=argparse.SUPPRESS,
        metavar="时间",
        help="当作现在的时间，默认取电脑时钟",
    )
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="按 JSON 输出，供其他程序读取"
    )
    common.add_argument(
        "--verbose", action="store_true", default=argparse.SUPPRESS, help="逐条显示，不只显示最后几行"
    )
    return common


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = ChineseParser(
        prog="python run_report.py",
        parents=[_common()],
        description="重点任务清单月报：下发填报表、收表、审核、汇总、出专报。不写命令就是收表并汇总。",
    )
    parser.set_defaults(root=Path(), period=None, now=None, json=False, verbose=False)
    commands: argparse._SubParsersAction[ChineseParser] = parser.add_subparsers(
        dest="command", metavar="命令", parser_class=ChineseParser
    )

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[_common()])

    for group in (_start, _history, _desk, _month, _decisions, _papers):
        group(add)
    return parser


def _start(add: Add) -> None:
    demo = add("demo", "用模拟数据走完一个月，看看会得到什么")
    demo.add_argument("folder", nargs="?", type=Path, default=Path("demo"), metavar="文件夹")
    demo.add_argument(
        "--months",
        type=_whole("月数要写成 1 到 13 的数", 1, 13),
        default=2,
        metavar="月数",
        help="走几个月，默认2个（2024年5、6月）；3个以上跨年，最后一个月是2025年1月",
    )
    demo.add_argument(
        "--example",
        choices=tuple(EXAMPLES),
        metavar="名称",
        help="换一份样例清单：" + "；".join(f"{one.name}（{one.about}）" for one in EXAMPLES.values()),
    )
    init = add("init", "新建一个工作文件夹")
    init.add_argument("folder", type=Path, metavar="文件夹")
    init.add_argument(
        "--from",
        dest="files",
        nargs="+",
        type=Path,
        default=(),
        metavar="文件",
        help="本办公室的任务清单（.docx .xlsx .xls .et .ods .txt .md），可以几个文件",
    )
    wheels = add("wheels", "在有网络的电脑上，为没有网络的电脑下载所需组件")
    wheels.add_argument("folder", type=Path, metavar="文件夹", help="放组件的文件夹，如 离线组件")
    wheels.add_argument(
        "--for", dest="target", type=_target, required=True, metavar="电脑", help="、".join(_TARGETS)
    )
    wheels.add_argument(
        "--python", type=_python, default="3.11", metavar="版本", help="那台电脑的 Python 版本，默认 3.11"
    )
    importing = add("import", "把 Word、Excel 或文本清单读成任务清单工作簿")
    importing.add_argument("files", nargs="+", type=Path, metavar="文件")
    importing.add_argument("--columns", action="store_true", help="列出每张表的列各认作什么")
    for command in (init, importing):
        command.add_argument("--year", type=_year, metavar="年份", help="清单里没有写年份时按哪一年")
        command.add_argument(
            "--reporters",
            choices=["lead", "responsible", "both"],
            default="",
            metavar="谁填报",
            help="lead 牵头单位，responsible 责任单位，both 都填；不写时按清单说的，清单没说的由承担任务的县市填，没有县市的由牵头单位填",
        )


def _history(add: Add) -> None:
    history = add("history", "导入用本工具以前各月的数，供累计同比等比较用")
    history.add_argument(
        "action",
        choices=["import", "list", "withdraw"],
        metavar="import|list|withdraw",
        help="导入；列出导入过的；撤回一份（要写 --reason、--name，原件留存）",
    )
    history.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="文件",
        help="以前的月报表（单位和指标各占行列，或一行一个数），或本工具的汇总表；月份表里没写的用 -p 写明",
    )
    history.add_argument("--reason", default="", metavar="原因", help="withdraw：为什么撤回")
    history.add_argument("--name", default="", metavar="姓名", help="withdraw：谁决定的")


def _desk(add: Add) -> None:
    add("start", "打开工作台：能开网页就开网页，不能就用文字菜单（双击“开始”就是它）")
    add("serve", "在浏览器里打开工作台，只在这台电脑上能看")
    add("menu", "工作台的文字菜单：按数字选要办的事")
    add("next", "开始下一期：看上一期还有什么没了结，排好日期，写出填报表、邮件和日程")
    add("changes", "上次汇总以来有什么变化：单位、状态灯、数字")


def _month(add: Add) -> None:
    generate = add("generate", "生成各单位的填报表和邮件草稿")
    generate.add_argument("--unit", metavar="单位", help="只生成这个单位的")
    generate.add_argument("--tasks", type=_numbers, metavar="序号", help="只含这些任务，如 19,20")
    generate.add_argument("--split", action="store_true", help="每个牵头系统一份")
    collect = add("collect", "收 inbox 里的来件，存档并记入台账")
    collect.add_argument("--as", dest="as_unit", metavar="单位", help="由人指定来件属于哪个单位")
    collect.add_argument("file", nargs="?", type=Path, metavar="文件")
    collect.add_argument(
        "--received",
        type=_moment,
        metavar="时间",
        help="由人认定来件是什么时候收到的（不写文件时指这次新来的全部）",
    )
    collect.add_argument("--name", default="", metavar="姓名", help="谁认定的")
    collect.add_argument(
        "--secret-to",
        type=Path,
        metavar="文件夹",
        help="把带国家秘密标志的来件移到工作文件夹以外的这个文件夹（先按保密工作人员的要求）",
    )
    report = add("report", "审核、汇总，写出汇总表和专报；--up 用本级的数填上级发来的填报表")
    report.add_argument(
        "--up",
        type=Path,
        metavar="填报表",
        help="上级发来的填报表（.xlsx），填好的在 上报 文件夹，原表不动；不写其他材料",
    )
    add("status", "看看谁报了、谁没报")
    add("remind", "给还没报、没报全、没改好的单位写催报")
    add("test", "准备测试环境并运行全部测试")
    evaluate = add("evaluate", "年度考核评分和各单位数据核对单")
    evaluate.add_argument("--year", type=_year, metavar="年份", help="默认取报送期所在年份")
    evaluate.add_argument("--until", type=_moment, metavar="日期", help="提出异议的截止日期，默认七天后")
    evaluate.add_argument("--ranks", action="store_true", help="在考核说明里写名次")


def _decisions(add: Add) -> None:
    rule = add("rule", "办公室裁定：认可、剔除、退回整份、指定版本、搁置来件、撤销")
    rule.add_argument(
        "action", choices=["list", "accept", "exclude", "withdraw", "pin", "aside", "revoke"], metavar="动作"
    )
    rule.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="对象",
        help="accept：唯一标识或编号；exclude：工作表/行编号/列名；aside：inbox/未识别 里的文件；revoke：裁定编号",
    )
    rule.add_argument("--version", type=_version, default=0, metavar="版本", help="withdraw、pin：第几版")
    adjust = add("adjust", "建议更正一个数，单位确认后才计入，原数保留")
    adjust.add_argument("place", nargs="?", default="", metavar="位置", help="如 指标数据/T02-3/本月累计")
    adjust.add_argument("value", nargs="?", default="", metavar="更正为")
    adjust.add_argument("--withdraw", type=_number, metavar="编号", help="撤回一条更正")
    adjust.add_argument("--list", action="store_true", help="列出本期全部更正和进展")
    adjust.add_argument("--number", type=_number, metavar="编号", help="与 --confirmed 连用：哪一条更正")
    adjust.add_argument(
        "--confirmed",
        nargs=3,
        default=(),
        metavar=("确认人", "方式", "日期"),
        help="单位已确认，如 李四 电话 2024-06-27",
    )
    unit = add("unit", "看一个单位今年的报送、亮灯、欠报、修订和督办；unit rename 把旧代码的数归到新代码")
    unit.add_argument("which", metavar="单位", help="单位的名称、简称或代码；写 rename 是改代码")
    unit.add_argument("old", nargs="?", default="", metavar="原代码", help="rename：原来的代码或名称")
    unit.add_argument(
        "new", nargs="?", default="", metavar="新代码", help="rename：清单“单位”表里现在的代码或名称"
    )
    for decision in (rule, adjust):
        decision.add_argument("--unit", default="", metavar="单位")
        decision.add_argument("--reason", default="", metavar="原因")
        decision.add_argument("--name", default="", metavar="姓名", help="谁决定的")


def _papers(add: Add) -> None:
    quota = add("quota", "把目标分解确认表写进任务清单的“分解”表；quota propose 先写出建议数")
    quota.add_argument(
        "file", type=Path, metavar="文件", help="发回的目标分解确认表；写 propose 是写出一张带建议数的"
    )
    quota.add_argument(
        "--by",
        default="均分",
        metavar="办法",
        help="propose 按什么分：均分（默认）、上年（上年各单位占比），或“单位”表里自己加的一列的列名，如 城镇人口",
    )
    verify = add("verify", "核对改过的专报里每个数是否还与台账一致")
    verify.add_argument("file", nargs="?", type=Path, metavar="文件", help="默认是本期的专报草稿")
    issue = add("issue", "给本期专报编号并封存")
    issue.add_argument("--list", action="store_true", help="列出全部封存记录")
    issue.add_argument("--reopen", metavar="原因", help="解除封存，要写明原因")
    issue.add_argument(
        "file", nargs="?", type=Path, metavar="文件", help="要封存的专报，默认是汇总文件夹里的送审稿"
    )
    issue.add_argument("--yes", action="store_true", help="还有未了事项也直接封存，不再询问")
    issue.add_argument("--despite", default="", metavar="原因", help="专报里的数还有错误未改，仍要封存的原因")
    issue.add_argument("--name", default="", metavar="姓名", help="谁决定解除封存，或有错误未改仍封存")
    add("doctor", "检查电脑、文件夹、设置、清单、模板、台账和存档，只看不改，每一条都说怎么办")
    backup = add("backup", "把存档、台账、设置、模板和已出的材料存成一个备份文件")
    backup.add_argument("file", type=Path, metavar="文件.zip")
    restore = add("restore", "从备份恢复；现在的文件挪到一旁留着")
    restore.add_argument("file", type=Path, metavar="文件.zip")
    restore.add_argument("--yes", action="store_true", help="不再询问（备份比现在旧时也照样恢复）")
    rebuild = add("rebuild", "按存档重建台账")
    rebuild.add_argument("--new-key", action="store_true", help="密钥找不回来时另做一把")
    add("burden", "看填报负担：各单位各栏目必填多少、带出多少、多少与上月相同、用在哪里")
    add("audit", "把一期的原件、印发稿、设置、裁定和每个数的推导存成一个审计包")
    template = add("template", "检查 Word 模板")
    template.add_argument("action", choices=["check"], metavar="check")
    figure = add("figure", "一个数是怎么算出来的")
    figure.add_argument(
        "key",
        nargs="+",
        metavar="编号",
        help="如 T02-3、新增义务教育学位数、T02-3 喀什市、T02-3/2024-06/653101/ytd",
    )
