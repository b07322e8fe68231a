"""What a ruling is called, and what it is about, for the list of rulings and for the log of the desk.

In: a ruling of the ledger. Out: words.
"""

from __future__ import annotations

from toolkit.ledger.records import Ruling
from toolkit.pipeline.folder.workspace import Workspace

KINDS = {
    "accept": "认可",
    "withdraw": "退回整份",
    "pin": "指定采用",
    "exclude": "剔除",
    "unimport": "撤回历史导入",
    "aside": "搁置",
}


def file_ruled(workspace: Workspace, ruling: Ruling) -> str:
    """The file that it is about, in words; "" for one about a finding or a figure."""
    if ruling.kind == "unimport":
        pack = workspace.ledger.pack(ruling.target)
        return pack.name if pack else ruling.target[:12]
    if ruling.kind == "aside":
        return ruling.seen
    if ruling.kind not in ("withdraw", "pin"):
        return ""
    file = workspace.ledger.submission(ruling.target)
    return f"第{file.version}版" if file else ruling.target[:12]
