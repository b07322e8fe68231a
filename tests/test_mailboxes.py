"""Addresses and names that break mail programs: what the sheet 单位 takes, and what a draft makes of it, read by others."""

from __future__ import annotations

import email
import email.policy
import subprocess
from email.utils import getaddresses
from pathlib import Path

import pytest

from toolkit.core.mailboxes import AddressBook, is_mailbox, meant
from toolkit.core.model import Unit
from toolkit.inbox.containers.unpack import unpack
from toolkit.outputs.letters.mails import Attachment, Recipients, Text, composed

TAKEN = (
    "zhangsan@example.cn",
    "zhang.san+biao@mail.xjks.gov.cn",
    "13900000000@163.com",
    "o'neil@example.cn",
    "a_b-c@x-y.gov.cn",
    f"{'a' * 64}@example.cn",
    "wang@xn--fiqs8s.cn",
)
REFUSED = {
    "张三@example.cn": "",
    "zhangsan＠example.cn": "zhangsan@example.cn",
    "ｚｓ@example.cn": "zs@example.cn",
    "zhangsan@喀什.cn": "zhangsan@xn--mmq67n.cn",
    "zhangsan@example.cn.": "",
    "zhangsan@example.cn。": "",
    "zhangsan@.example.cn": "",
    "zhangsan@example..cn": "",
    ".zhangsan@example.cn": "",
    "zhang..san@example.cn": "",
    "zhangsan.@example.cn": "",
    "zhangsan@qq": "",
    "zhangsan": "",
    "@example.cn": "",
    "a@b@example.cn": "",
    "a@-example.cn": "",
    "a@exam_ple.cn": "",
    "张三<a@example.cn>": "",
    '"张三" <a@example.cn>': "",
    "a b@example.cn": "",
    "a,b@example.cn": "",
    "a;b@example.cn": "",
    "a@example.cn\r\nBcc: b@example.cn": "",
    "a@example.cn\x00": "",
    f"{'a' * 65}@example.cn": "",
    f"a@{'b' * 64}.cn": "",
    f"a@{'b.' * 126}cn": "",
}


def parsed(data: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


@pytest.mark.parametrize("address", TAKEN)
def test_a_sound_address_stands_in_the_draft_as_it_was_typed(address: str) -> None:
    assert is_mailbox(address)
    data = composed(Text("甲", "乙"), Recipients((address,), (address,)), ())
    assert [one.addr_spec for one in parsed(data)["To"].addresses] == [address]
    plain = email.message_from_bytes(data)
    assert getaddresses([plain["Cc"]]) == [("", address)]


@pytest.mark.parametrize("address", REFUSED)
def test_what_no_server_takes_is_refused_and_mended_only_where_it_is_certain(address: str) -> None:
    assert not is_mailbox(address)
    assert meant(address) == REFUSED[address]


def unit(name: str, *email: str, cc: tuple[str, ...] = (), contact: str = "") -> Unit:
    return Unit(name, name, name, email=email, cc=cc, contact=contact)


def test_forty_recipients_and_copies_each_stand_once() -> None:
    many = tuple(f"user{number:02}@department{number}.xjks.gov.cn" for number in range(40))
    one = unit("甲", *many, many[3].upper(), cc=(*many[:2], "c@x.cn", "C@X.cn"))
    found = AddressBook([one]).addressed(one)
    assert (found.to, found.cc, found.doubts) == (many, ("c@x.cn",), ())
    data = composed(Text("甲", "乙"), Recipients.of(found), ())
    assert tuple(address.addr_spec for address in parsed(data)["To"].addresses) == found.to
    assert max(map(len, data.splitlines())) < 998


def test_an_address_of_two_units_goes_to_neither_unless_one_person_answers_for_both() -> None:
    first, second = unit("甲", "a@x.cn", "both@x.cn"), unit("乙", "BOTH@x.cn", cc=("a@x.cn",))
    book = AddressBook([first, second])
    assert book.addressed(first).to == ("a@x.cn",) and "乙" in book.addressed(first).doubts[0]
    assert book.addressed(second).to == () and book.addressed(second).cc == ("a@x.cn",)
    assert list(book.shared()) == ["both@x.cn（甲、乙）"]
    pair = [unit("甲", "both@x.cn", contact="张三"), unit("乙", "both@x.cn", contact="张三")]
    assert [AddressBook(pair).addressed(one).to for one in pair] == [("both@x.cn",)] * 2
    assert list(AddressBook(pair).shared()) == []


def test_what_an_older_sheet_let_in_is_left_out_and_said() -> None:
    one = unit("甲", "wang@qq", "a@x.cn", cc=("b@",))
    found = AddressBook([one]).addressed(one)
    assert (found.to, found.cc, len(found.doubts)) == (("a@x.cn",), (), 2)


NAMES = (
    "653131_塔什库尔干塔吉克自治县_2024-06_地区发展和改革委员会.xlsx",
    "“引号”、顿号；分号，逗号（括号）.xlsx",
    'a "quoted"; name=x.xlsx',
    "带 空格　的.xlsx",
    "𠮷野家㐂㛃.xlsx",
    "ئۇيغۇرچە.xlsx",
    "很长" * 60 + ".xlsx",
    "plain.xlsx",
    "=?utf-8?B?eA==?=.xlsx",
)


@pytest.mark.parametrize("name", NAMES)
def test_an_attachment_has_its_name_for_the_standard_library_and_for_our_own_reader(name: str) -> None:
    shown = " ".join(name.split())
    data = composed(Text(f"主题{name}", "乙"), Recipients(("a@x.cn",)), [Attachment(name, b"PK\x00" * 99)])
    mail = parsed(data)
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == shown and attached.get_payload(decode=True) == b"PK\x00" * 99
    assert mail["Subject"] == f"主题{shown}" and data.isascii()
    (found,) = unpack("信.eml", data).leaves
    assert found.name == shown


@pytest.mark.nightly
@pytest.mark.parametrize("name", NAMES)
def test_an_attachment_is_saved_whole_and_under_its_name_by_ripmime(name: str, tmp_path: Path) -> None:
    (tmp_path / "信.eml").write_bytes(
        composed(Text(f"主题{name}", "乙"), Recipients(("a@x.cn",)), [Attachment(name, b"PK\x00" * 99)])
    )
    saved = tmp_path / "取出"
    subprocess.run(["ripmime", "-i", tmp_path / "信.eml", "-d", saved], check=True)
    found = [path.name for path in saved.iterdir() if path.read_bytes() == b"PK\x00" * 99]
    plain = (
        '"' not in name and "=?" not in name and len(name) < 80
    )  # ripmime cuts names itself, and reads words twice
    assert (found == [" ".join(name.split())]) if plain else found
