"""A working folder of a shipped example, read like any office's list.

In: an example and an empty folder. Out: the folder as ``init --from`` makes it, with the doubts decided as an office would
decide them, so that the demo shows figures and lights.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from toolkit.checklist.load import load_checklist
from toolkit.checklist.reviewsheet import ACCEPT
from toolkit.checklist.workbook import write_checklist
from toolkit.core.model import Checklist, Indicator
from toolkit.demo.examples import Example
from toolkit.pipeline.folder.workspace import CHECKLIST
from toolkit.pipeline.founding.fromlist import found
from toolkit.pipeline.founding.importing import Wishes

# What the office wrote where a list does not say what a percentage is made of.
_TERMS = {"农村自来水普及率": ("用上自来水的农村人口", "农村常住人口", "人")}


def found_example(example: Example, folder: Path) -> None:
    """Make the folder from the list; raises OperatorError."""
    found(folder, [example.file], Wishes())
    path = folder / CHECKLIST
    checklist, _ = load_checklist(path.read_bytes())
    if checklist is not None:  # what was just written is in order
        path.write_bytes(write_checklist(_decided(checklist)))


def _decided(checklist: Checklist) -> Checklist:
    """Every doubt accepted, as after the office went through the sheet 待核对."""
    return replace(
        checklist,
        indicators=tuple(replace(_with_terms(one), confirmed=True) for one in checklist.indicators),
        doubts=tuple(replace(doubt, decision=doubt.decision or ACCEPT) for doubt in checklist.doubts),
    )


def _with_terms(one: Indicator) -> Indicator:
    if one.name not in _TERMS:
        return one
    numerator, denominator, measure = _TERMS[one.name]
    return replace(
        one,
        numerator=numerator,
        denominator=denominator,
        numerator_measure=measure,
        denominator_measure=measure,
    )
