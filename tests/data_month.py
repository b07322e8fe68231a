"""The tables of a made-up month as the tests of outputs read them."""

from __future__ import annotations

from toolkit.core.model import Checklist
from toolkit.core.results import MonthResult
from toolkit.outputs.context import OutputContext
from toolkit.tables.csvfiles import csv_files
from toolkit.tables.month import month_tables


def csv_of(result: MonthResult, context: OutputContext) -> dict[str, bytes]:
    """File name -> bytes of every table but findings and entries, which no result holds."""
    tables = month_tables(result, (), (), (), Checklist((), ()), context)
    return csv_files([table for table in tables if table.records])
