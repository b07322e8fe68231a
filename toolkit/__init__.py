"""The checklist reporting toolkit: one folder a stage of the month (docs/architecture.md)."""

__version__ = "0.1.0"
