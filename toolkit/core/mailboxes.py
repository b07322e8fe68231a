"""Mail addresses as the sheet 单位 has them: which are sound, which stand at two units, and who gets a unit's mail.

In: rows of 单位. Out: :class:`Addressed` for a unit. Pure; nothing here is guessed right: an address that is in doubt
is left out and said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.core.model import Unit
from toolkit.core.patterns import lazy_regex

_LOCAL = lazy_regex(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LABEL = lazy_regex(r"[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?")
_LONGEST_LOCAL, _LONGEST = 64, 254  # RFC 5321


def is_mailbox(text: str) -> bool:
    """Whether every mail program and server takes the address: plain ASCII, a domain of two labels or more."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    return bool(
        at
        and len(text) <= _LONGEST
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(len(label) <= 63 and _LABEL.fullmatch(label) for label in labels)
    )


def meant(text: str) -> str:
    """What somebody who typed no address may have meant (full-width letters, a Chinese domain); "" where that is open."""
    plain = unicodedata.normalize("NFKC", text)
    local, at, domain = plain.rpartition("@")
    if at and not domain.isascii():
        try:
            plain = f"{local}@{domain.encode('idna').decode()}"
        except UnicodeError:
            return ""
    return plain if plain != text and is_mailbox(plain) else ""


@dataclass(frozen=True)
class Addressed:
    """Who gets a unit's mail; ``doubts`` say which addresses were left out, and why."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddressBook:
    """The addresses of the units that serve in a period."""

    units: Sequence[Unit]
    _owners: Mapping[str, list[Unit]] = field(init=False)

    def __post_init__(self) -> None:
        """Look up whose each address is, once."""
        owners: dict[str, list[Unit]] = {}
        for unit in self.units:
            for address in dict.fromkeys(one.lower() for one in unit.email):
                owners.setdefault(address, []).append(unit)
        object.__setattr__(self, "_owners", owners)

    def addressed(self, unit: Unit) -> Addressed:
        """邮箱 and 抄送 of a unit, each address once; what is unsound or stands at another unit is left out."""
        to: dict[str, str] = {}
        doubts: list[str] = []
        for address in unit.email:
            others = self.also(unit, address)
            if not is_mailbox(address):
                doubts.append(f"“{address}”不是能用的邮箱地址")
            elif others:
                doubts.append(f"{address} 在“单位”表里也写在{'、'.join(others)}名下，不知道是谁的")
            else:
                to.setdefault(address.lower(), address)
        cc: dict[str, str] = {}
        for address in unit.cc:
            if is_mailbox(address) and address.lower() not in to:
                cc.setdefault(address.lower(), address)
        doubts += [f"抄送“{one}”不是能用的邮箱地址" for one in unit.cc if not is_mailbox(one)]
        return Addressed(tuple(to.values()), tuple(cc.values()), tuple(doubts))

    def also(self, unit: Unit, address: str) -> list[str]:
        """Other units under which the address stands, unless the same named person answers for both."""
        return [
            one.name
            for one in self._owners.get(address.lower(), ())
            if one.name != unit.name and not (unit.contact and one.contact == unit.contact)
        ]

    def shared(self) -> Iterator[str]:
        """A phrase for each address that stands at units with different contacts."""
        for address, owners in self._owners.items():
            if any(self.also(owner, address) for owner in owners):
                yield f"{address}（{'、'.join(one.name for one in owners)}）"
