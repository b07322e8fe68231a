"""Working folders of a small month on any ledger: commands in this process, and forms filled and sent back."""

from __future__ import annotations

import gc
import shutil
import warnings
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

from small_checklist import cut

from toolkit.cli import main
from toolkit.core.form import INDICATORS
from toolkit.core.model import Unit
from toolkit.core.periods import Period
from toolkit.demo.returns import made_up_values
from toolkit.forms.write import write_form
from toolkit.pipeline.folder.workspace import CHECKLIST, Workspace
from toolkit.pipeline.founding.start import init_folder
from toolkit.pipeline.month.planning import FormPlanner

JUNE = Period(2024, 6)
UNITS = ("喀什市", "疏附县", "莎车县", "叶城县")
TASKS = (2, 7, 10, 28)


def folder(root: Path, url: str = "", key: Path | None = None) -> Path:
    """A working folder of a small month, its ledger at ``url``, signing with the key of another."""
    init_folder(root)
    cut(root / CHECKLIST, TASKS, UNITS)
    settings = root / "config.toml"
    settings.write_text(settings.read_text("utf-8").replace('url = ""', f'url = "{url}"', 1), "utf-8")
    if key is not None:
        (root / "archive").mkdir(exist_ok=True)
        shutil.copy(key / "archive/identity.key", root / "archive/identity.key")
    return root


def run(root: Path, *words: str, now: str) -> str:
    """What a command says, and its exit code. Connections that end with a command's process end here with the command."""
    said = StringIO()
    with redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        code = main([*words, "-p", str(JUNE), "--root", str(root), "--now", now])
        gc.collect()
    return f"{said.getvalue()}\n{code}".replace(str(root), "月")


def returned(root: Path, unit: Unit, **changed: float | str) -> bytes:
    """The unit's form, filled."""
    workspace = Workspace(root)
    form = FormPlanner(workspace, JUNE).plan(unit)
    values = made_up_values(form)
    for place in [place for place in values if place[0] == INDICATORS and place[2] in changed][:1]:
        values[place] = changed[place[2]]
    workspace.ledger.close()
    return write_form(replace(form, values=values))
