"""The commands that begin an office's work: init, import, history, wheels; they print what was made of a list or table.

In: the call. Out: exit codes as in :mod:`toolkit.cli`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from toolkit import terminal
from toolkit.commands.call import Call, finish, say
from toolkit.errors import OperatorError
from toolkit.outputs.closing import after_import
from toolkit.pipeline.founding import fromlist, start
from toolkit.pipeline.founding.history import import_history
from toolkit.pipeline.founding.historyback import listed_history, withdraw_history
from toolkit.pipeline.founding.importing import Wishes, import_files
from toolkit.pipeline.founding.start import DOUBLE_CLICK
from toolkit.pipeline.founding.wheels import fetch_wheels


def _init(call: Call) -> int:
    folder = call.arguments.folder.resolve()
    if call.arguments.files:
        return _found(call, folder)
    if start.renew_starters(folder):
        print(
            f"{folder} 已经是工作文件夹，设置和数据没有改动，只换了新的 {start.LAUNCHER} 和双击用的“开始”。"
        )
        print(f"接下来做：{_opened()}。")
    else:
        start.init_folder(folder)
        print(f"工作文件夹已建好：{folder}")
        print("接下来做：")
        print("  1. 打开 templates/checklist.xlsx 的“单位”表，核对单位、邮箱和联系人；")
        print("  2. 打开 config.toml 核对办公室和截止日；")
        print(
            f"  3. {_opened()}，点“生成填报表”；用命令的，到这个文件夹里运行 python run_report.py generate。"
        )
    start.remember(folder)
    return 0


def _opened() -> str:
    """How the desk is opened on this system by a double click."""
    windows, mac, linux = DOUBLE_CLICK
    name = {"win32": windows, "darwin": mac}.get(sys.platform, linux)
    return f"双击这个文件夹里的 {name}，打开工作台"


def _found(call: Call, folder: Path) -> int:
    options = call.arguments
    founded = fromlist.found(folder, options.files, Wishes(options.year, options.reporters))
    start.remember(folder)
    print(f"工作文件夹已建好：{folder}")
    terminal.print_lines("", founded.lines)
    terminal.print_lines("需要留意：", terminal.finding_lines(founded.imported.findings))
    print(
        f"接下来做：{_opened()}，点“生成填报表”，就有可以发出去的填报表；用命令的，到这个文件夹里运行 "
        "python run_report.py generate。"
    )
    return 1 if any(finding.code.startswith("E") for finding in founded.imported.findings) else 0


def _import(call: Call) -> int:
    options = call.arguments
    files = [call.workspace.given(file) for file in options.files]
    result = import_files(call.workspace, files, Wishes(options.year, options.reporters))
    print(f"读到 {result.tasks} 项任务、{result.indicators} 条拟设指标，写入 {result.path}。")
    print(f"其中 {result.reviews} 处是推断的，表中已标色并注明理由，请逐处核对。")
    if options.columns:
        for table in result.imported.columns:
            said = [f"{header} → {meaning}" for header, meaning in table.meanings]
            terminal.print_lines(f"列对应表（{table.place}）：", said)
    terminal.print_lines("与现用清单的不同：", result.differences)
    terminal.print_lines("需要留意：", terminal.finding_lines(result.findings))
    say([after_import(result.path)])
    return 1 if any(finding.code.startswith("E") for finding in result.findings) else 0


def _history(call: Call) -> int:
    options = call.arguments
    if options.action == "list":
        return finish(call, 0, listed_history(call.workspace))
    if options.file is None:
        raise OperatorError(f"请写明文件，如 python run_report.py history {options.action} 去年6月.xlsx。")
    if options.action == "withdraw":
        told = withdraw_history(call.workspace, options.file, options.reason, options.name, call.now)
        return finish(call, 0, [*told, "接下来做：重新运行 python run_report.py report 后生效。"])
    lines, whole = import_history(call.workspace, options.file, options.period, call.now)
    step = (
        "接下来做：核对上面没有导入的数；再运行 python run_report.py report，累计同比和上月累计就用上这些数。"
    )
    return finish(call, 0 if whole else 1, [*lines, step])


def _wheels(call: Call) -> int:
    options = call.arguments
    terminal.print_lines("", fetch_wheels(options.folder.resolve(), options.target, options.python))
    return 0


def _test(call: Call) -> int:
    raise OperatorError("测试请在安装文件夹里运行：python run_report.py test")


COMMANDS: Mapping[str, Callable[[Call], int]] = {
    "init": _init,
    "import": _import,
    "history": _history,
    "wheels": _wheels,
    "test": _test,
}
