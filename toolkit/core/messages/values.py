"""Messages of reading one cell (1xx)."""

from __future__ import annotations

from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {}
