"""The ledger as one thing: parts by concern (issued, arrivals, submissions ...) over one connection."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL

from toolkit.ledger.arrivals import ArrivalStore
from toolkit.ledger.connect import open_engine
from toolkit.ledger.entries import EntryStore
from toolkit.ledger.history import HistoryStore
from toolkit.ledger.issued import IssuedStore
from toolkit.ledger.judgements import JudgementStore
from toolkit.ledger.keepers import KeeperStore
from toolkit.ledger.packs import PackStore
from toolkit.ledger.register import RegisterStore
from toolkit.ledger.renaming import RenamingStore
from toolkit.ledger.rulingstore import RulingStore
from toolkit.ledger.runs import RunStore
from toolkit.ledger.seals import SealStore
from toolkit.ledger.submissions import SubmissionStore


class Ledger(
    IssuedStore,
    ArrivalStore,
    SubmissionStore,
    EntryStore,
    JudgementStore,
    RulingStore,
    SealStore,
    HistoryStore,
    PackStore,
    RegisterStore,
    RenamingStore,
    RunStore,
    KeeperStore,
):
    """All that is known and decided; each base class is one concern in a module of its own.

    Every method is one transaction, or joins the one that ``transaction()`` has begun.
    """


def open_ledger(url: str | URL, folder: Path | None = None, *, anew: bool = False) -> Ledger:
    """Open the ledger at a SQLAlchemy URL, made or upgraded if need be; raises OperatorError.

    ``folder`` is the archive, where the key and the journal have their home; ``anew`` begins an empty ledger
    there although the archive is not empty.
    """
    engine, recorder = open_engine(url, folder, anew=anew)
    return Ledger(engine, recorder, folder)
