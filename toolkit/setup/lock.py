"""The lock files: text in, requirements out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)\s*(?:;\s*(?P<marker>.*))?")


@dataclass(frozen=True)
class Requirement:
    """One locked component; ``marker`` says on which computers it is wanted ("" on all)."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    @property
    def line(self) -> str:
        """As pip reads it, without the marker."""
        return " ".join((f"{self.name}=={self.version}", *self.hashes))


def requirements(text: str) -> Iterator[Requirement]:
    """The components of a lock, in its order."""
    for line in text.replace("\\\n", " ").splitlines():
        head, *hashes = line.split(" --hash=")
        found = _LINE.fullmatch(head.strip())
        if found is not None:
            yield Requirement(
                found["name"],
                found["version"],
                found["marker"] or "",
                tuple(f"--hash={part.strip()}" for part in hashes),
            )


def pinned(text: str) -> dict[str, str]:
    """Name -> version of the components that every computer needs."""
    return {item.name: item.version for item in requirements(text) if not item.marker}


def importable(lock: Path) -> bool:
    """Whether this interpreter holds exactly the locked versions."""
    try:
        return all(version(name) == wanted for name, wanted in pinned(lock.read_text("utf-8")).items())
    except PackageNotFoundError:
        return False
