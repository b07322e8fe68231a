"""XML from outside: no entities, no DTD, no network; bounded reads out of a zip."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree

from toolkit.inbox.faults import Unreadable
from toolkit.inbox.limits import MB, PART_BYTES

OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ArithmeticError,
    RuntimeError,  # encrypted, or a method that Python lacks
    ValueError,
)


def parse_xml(data: bytes, part: str = "XML") -> etree._Element:
    """The root element; raises Unreadable, which names the part, when the XML is broken or declares entities."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("E813", {"part": part}) from error
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("E813", {"part": f"{part} DOCTYPE"})
    return root


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int = PART_BYTES) -> bytes:
    """One member, bounded by what is really unpacked; raises Unreadable when longer or damaged."""
    try:
        with archive.open(info) as stream:
            data = stream.read(limit + 1)
    except ZIP_FAULTS as error:
        raise Unreadable("E813", {"part": info.filename}) from error
    if len(data) > limit:
        raise Unreadable("E819", {"what": info.filename, "limit": f"{limit // MB}MB"})
    return data
