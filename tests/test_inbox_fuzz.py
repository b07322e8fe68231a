"""Mutated files of every kind: read, refused or waiting, but no crash, no hang, no other exception.

Seeds are fixed, so a failure can be repeated. The short run is part of every test run; the long one
is marked slow. Both work in child processes as the toolkit itself does, so that an abort is seen.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import inbox_samples as make
import py7zr
import pytest
import rar_samples as rar

from toolkit.inbox.containers.unpack import unpack
from toolkit.inbox.faults import Unreadable
from toolkit.inbox.sniff import (
    CONTAINERS,
    DOCUMENTS,
    LINK,
    NUMBERS,
    PROGRAM,
    SEALED,
    VOLUME,
    WORKBOOKS,
    sniff,
)
from toolkit.inbox.workbooks.reader import read_book
from toolkit.inbox.worker import run_isolated

DATA = Path(__file__).parent / "data" / "inbox"
RARS = Path(__file__).parent / "data" / "rar"
OTHERS = {"html", "xml", "text", "empty", "incomplete", "unknown", LINK, NUMBERS, PROGRAM, VOLUME, SEALED}
CONTAINED = {"E820", "E821", "E822"}  # a child that died: costs one file, but is worth knowing
_TOKENS = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xfe\xff\xff\xff",
    b"<",
    b'"',
    b"&a;",
    b"=?",
    b"'",
    b"--",
)


def seven() -> bytes:
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w") as archive:
        archive.writef(io.BytesIO(make.workbook()), "县/a.xlsx")
    return stream.getvalue()


def originals() -> dict[str, bytes]:
    """One good file of each kind that is parsed."""
    book = make.workbook()
    letter = make.mail(
        [(make.attached('"喀什市.xlsx"'.encode("gbk")), book), (make.attached(b"b.pdf"), b"%PDF-1")]
    )
    return {
        "xlsx": (DATA / "rich.xlsx").read_bytes(),
        "xls": (DATA / "rich.xls").read_bytes(),
        "ods": (DATA / "rich.ods").read_bytes(),
        "xlsb": make.xlsb(),
        "zip": make.zip_of({"a/b.xlsx": book, "c.eml": letter}),
        "7z": seven(),
        "eml": letter,
        "msg": make.ole(
            make.msg_tree([("喀什市.xlsx", book), ("内", make.msg_tree([("c.xlsx", book)], top=False))])
        ),
        "tnef": make.tnef([("喀什市.xlsx".encode("gbk"), "喀什市六月.xlsx", book)]),
    }


def rars() -> dict[str, bytes]:
    """rar archives, which native code reads: stored ones by us, compressed ones by RAR itself."""
    names = ("rar3-solid", "rar5-solid", "rar5-blake", "rar5-psw", "rar5-hpsw", "rar3-vols.part3")
    return {
        "rar5": rar.rar_of({"a/喀什市.xlsx": make.workbook(), "b.pdf": b"%PDF-1"}),
        "rar4": rar.rar4(
            rar.file4("喀什市.xlsx".encode("gbk"), make.workbook()), rar.file4(b"b.pdf", b"%PDF-1")
        ),
        **{name: (RARS / f"{name}.rar").read_bytes() for name in names},
    }


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A few random injuries: flipped bytes, telling tokens, cut, doubled or swapped stretches."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(out))
        injury = dice.randrange(6)
        if injury == 0:
            out[at] = dice.randrange(256)
        elif injury == 1:
            token = dice.choice(_TOKENS)
            out[at : at + len(token)] = token
        elif injury == 2:
            del out[at : at + dice.randrange(1, 64)]
        elif injury == 3:
            out[at:at] = out[at : at + dice.randrange(1, 64)]
        elif injury == 4:
            other = dice.randrange(len(out))
            out[at : at + 8], out[other : other + 8] = out[other : other + 8], out[at : at + 8]
        elif dice.random() < 0.2:
            del out[at:]
        if not out:
            break
    return bytes(out)


def inside_out(data: bytes, dice: random.Random) -> bytes:
    """A zip with one of its parts injured, repacked soundly: reaches the XML behind the checksums."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        infos = source.infolist()
        chosen = dice.choice(infos).filename
        for info in infos:
            content = source.read(info)
            hurt = mutated(content, dice) if info.filename == chosen and content else content
            target.writestr(info.filename, hurt)
    return out.getvalue()


def injured(files: dict[str, bytes], count: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for kind, data in files.items():
        for _ in range(count):
            if kind in ("xlsx", "ods", "xlsb") and dice.random() < 0.7:
                yield inside_out(data, dice)
            else:
                yield mutated(data, dice)


def take(data: bytes) -> list[str]:
    """What the toolkit does with one file: unpack, then read every workbook; the outcomes as codes."""
    assert sniff(data) in WORKBOOKS | CONTAINERS | DOCUMENTS | OTHERS
    outcomes = []
    for leaf in unpack("f", data).leaves:
        assert (leaf.kind == "refused") == (leaf.finding is not None)
        if leaf.finding is not None:
            assert leaf.finding.problem and leaf.finding.remedy
            outcomes.append(leaf.finding.code)
        elif leaf.kind == "workbook":
            try:
                read_book(leaf.data)
                outcomes.append("read")
            except Unreadable as fault:
                assert fault.finding(leaf.name).problem
                outcomes.append(fault.code)
    return outcomes


def fuzz(sound: dict[str, bytes], count: int, seed: int) -> dict[str, int]:
    files = list(injured(sound, count, seed))
    tally: dict[str, int] = {}
    half = -(-len(files) // 2)  # a child loads the libraries of the tests, too: few children
    batches = [files[:half], files[half:]]
    for number, result in enumerate(run_isolated(take, batches, timeout=20)):
        if result.error is not None and result.error.code not in CONTAINED:
            raise AssertionError(f"seed {seed} file {number}: {result.detail}")
        for code in [result.error.code] if result.error else result.value or []:
            tally[code] = tally.get(code, 0) + 1
    return tally


def test_short_run() -> None:
    tally = fuzz(originals(), 20, seed=20240706)
    assert tally["read"] > 15, "some injuries must leave readable files, else nothing deep was reached"
    assert len(tally) > 5
    assert not CONTAINED & set(tally), tally


def test_short_run_over_rars() -> None:
    tally = fuzz(rars(), 60, seed=20240707)
    assert tally["read"] > 3, "some injuries must leave readable files"
    assert {"E808", "E812", "E815", "E816", "E825"} < set(tally), tally
    assert not CONTAINED & set(tally), tally


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(8))
def test_long_run(seed: int) -> None:
    tally = fuzz({**originals(), **rars()}, 400, seed)
    assert sum(tally.get(code, 0) for code in CONTAINED) <= 10, tally
