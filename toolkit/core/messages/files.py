"""Messages of files, identity and versions (7xx, 8xx)."""

from __future__ import annotations

from toolkit.core.messages.entry import Message

MESSAGES: dict[str, Message] = {}
