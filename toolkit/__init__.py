"""The checklist reporting toolkit: one folder a stage of the month (docs/architecture.md).

For analysts: ``toolkit.open(folder)`` reads a working folder and changes nothing in it (docs/analysis.md)::

    import toolkit

    office = toolkit.open("月报")
    office.periods                                # ("2024-05", "2024-06")
    frames = office.month("2024-06").frames()     # pandas: indicators, unit_values, tasks ...
    every = office.history()                      # the same over all months

Importing this loads nothing but the version: what is asked for is loaded then.
"""

from toolkit.version import __version__

TYPE_CHECKING = False  # typing itself is loaded by whoever needs it
if TYPE_CHECKING:
    from typing import Any

    from toolkit.api import Frames, MonthView, Office, OperatorError, open

__all__ = ["Frames", "MonthView", "Office", "OperatorError", "__version__", "open"]


def __getattr__(name: str) -> "Any":
    """The public names, loaded when they are asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from toolkit import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__
