"""The one exception that stops a command: the operator must do something first (exit code 2)."""

from __future__ import annotations


class OperatorError(Exception):
    """A fault that only a person can mend; the message is one clear Chinese sentence a line."""
