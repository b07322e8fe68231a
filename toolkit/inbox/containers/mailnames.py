"""Names and texts of mail headers, as their senders meant them.

In: raw header values of the standard library's compat32 parser (surrogates for raw bytes); out: text.
The order matters: bytes are decoded first (strict UTF-8, else GB18030, since the second byte of a GBK
character may be a backslash), parameters are parsed second, encoded-words and RFC 2231 last. Every
GB label is read as GB18030, because senders put gb2312 on characters that it does not have.
"""

from __future__ import annotations

import binascii
import re
from email.header import Header
from urllib.parse import unquote_to_bytes

from toolkit.core.patterns import lazy_regex
from toolkit.inbox.bytetext import guess

_WORD = lazy_regex(r"=\?([^?\s]*?)(?:\*[^?]*)?\?([bBqQ])\?([^?]*?)(\?=|$)")
_WORD_GAP = lazy_regex(r"(\?=)\s+(=\?)")
_SEGMENT = lazy_regex(r"^(.*?)\*(?:(\d{1,3})(\*?))?$")
_LATIN = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "unknown-8bit"}
)
_EXTENDED = lazy_regex(r"^([A-Za-z0-9_.:-]*)'([A-Za-z0-9-]*)'(.*)$", re.DOTALL)


def header_text(value: str | Header | None) -> str:
    """A header value as text: raw bytes decoded, encoded-words decoded, folds joined."""
    return decode_words(_raw_text(value)).strip()


def parameters(value: str | Header | None) -> dict[str, str]:
    """The parameters of Content-Type or Content-Disposition by lower-case name, decoded.

    The best of several forms of one parameter wins: RFC 2231 and plain are both decoded, and the one
    that carries Chinese without damage is taken.
    """
    text = _raw_text(value)
    plain: dict[str, str] = {}
    segments: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, content in _split(text):
        match = _SEGMENT.match(name)
        if match and match[1]:
            number = int(match[2] or 0)
            encoded = match[2] is None or bool(match[3])
            segments.setdefault(match[1], {}).setdefault(number, (content, encoded))
        else:
            plain.setdefault(name, decode_plain(content))
    found = dict(plain)
    for name, pieces in segments.items():
        found[name] = better(_join_segments(pieces), plain.get(name, ""))
    return found


def better(first: str, second: str) -> str:
    """The more telling of two names for one thing; the first when they are equal in that."""
    return second if _worth(second) > _worth(first) else first


def _worth(text: str) -> int:
    if not text:
        return 0
    if "\ufffd" in text or "??" in text or "__" in text:
        return 1
    return 3 if any("\u3400" <= ch <= "\u9fff" for ch in text) else 2


def _raw_text(value: str | Header | None) -> str:
    if value is None:
        return ""
    raw = str(value) if isinstance(value, Header) else value
    return guess(raw.encode("utf-8", "surrogateescape"))


def decode_bytes(raw: bytes, label: str) -> str:
    """Bytes with a label that may be wrong or unknown."""
    name = label.strip().lower().replace("_", "-")
    if name in _LATIN:
        return guess(raw)
    if name.startswith(("gb", "x-gb", "cp936", "ms936", "936", "windows-936", "euc-cn", "hz-gb", "chinese")):
        name = "hz" if name.startswith("hz") else "gb18030"
    try:
        return raw.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return guess(raw)


def decode_words(text: str) -> str:
    """Text with its encoded-words decoded; neighbours of one charset are joined as bytes first,
    since some mailers cut in the middle of a character."""
    text = _WORD_GAP.sub(r"\1\2", re.sub(r"\r?\n[ \t]*", " ", text))
    out: list[str] = []
    pending, label, end = b"", "", 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if pending and (between or match[1].lower() != label):
            out.append(decode_bytes(pending, label))
            pending = b""
        out.append(between)
        label = match[1].lower()
        pending += _word_bytes(match[2], match[3])
        end = match.end()
    if pending:
        out.append(decode_bytes(pending, label))
    out.append(text[end:])
    return "".join(out)


def _word_bytes(kind: str, payload: str) -> bytes:
    if kind in "bB":
        return lenient_base64(payload.encode("utf-8", "replace"))[0]
    payload = payload.replace("_", " ")
    return re.sub(
        rb"=([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), payload.encode("utf-8", "replace")
    )


def lenient_base64(text: bytes) -> tuple[bytes, bool]:
    """Decoded bytes, and whether the text was whole; stray characters and lost padding are mended.

    Padding within the text (parts encoded one by one) is honoured.
    """
    whole = True
    out = []
    for piece in re.findall(rb"[A-Za-z0-9+/]+=*", re.sub(rb"[^A-Za-z0-9+/=]", b"", text)):
        bare = piece.rstrip(b"=")
        if len(bare) % 4 == 1:
            bare, whole = bare[:-1], False
        elif (len(bare) + len(piece) - len(bare)) % 4 and len(piece) == len(bare):
            whole = False
        out.append(binascii.a2b_base64(bare + b"=" * (-len(bare) % 4)))
    return b"".join(out), whole


def decode_plain(content: str) -> str:
    """A plain parameter: encoded-words (against the rules, but usual) or percent escapes decoded."""
    if "=?" in content:
        return decode_words(content)
    if re.search(r"%[89A-Fa-f][0-9A-Fa-f]", content):
        match = _EXTENDED.match(content)
        raw = unquote_to_bytes(match[3] if match else content)
        text = decode_bytes(raw, match[1] if match else "")
        return content if "\ufffd" in text else text
    return content


def _join_segments(pieces: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 continuations: escapes are undone only after joining, since they may be cut in two."""
    ordered = [pieces[number] for number in sorted(pieces)]
    if not any(encoded for _, encoded in ordered):
        return decode_plain("".join(content for content, _ in ordered))
    match = _EXTENDED.match(ordered[0][0])
    label = match[1] if match else ""
    first = match[3] if match else ordered[0][0]
    joined = first + "".join(content for content, _ in ordered[1:])
    text = decode_bytes(unquote_to_bytes(joined.encode("utf-8")), label)
    return decode_words(text) if "=?" in text else text


def _split(text: str) -> list[tuple[str, str]]:
    """(lower-case name, value) of the parameters after the first ';'; quotes and escapes undone."""
    found = []
    at = text.find(";")
    while 0 <= at < len(text):
        equals = re.compile(r"[;\s]*([^=;\s]+)\s*=\s*").match(text, at)
        if equals is None:
            following = text.find(";", at + 1)
            if following < 0:
                break
            at = following
            continue
        content, at = _value(text, equals.end())
        found.append((equals[1].lower(), content))
    return found


def _value(text: str, at: int) -> tuple[str, int]:
    """One parameter's value from ``at`` and where the next begins (-1 at the end)."""
    if text[at : at + 1] == '"':
        match = re.compile(r'"((?:[^"\\]|\\.)*)("|$)', re.DOTALL).match(text, at)
        if match is not None:
            content = re.sub(r'\\(["\\])', r"\1", match[1])
            return _unfold(content), text.find(";", match.end())
    end = text.find(";", at)
    return _unfold(text[at:] if end < 0 else text[at:end]).strip(), end


def _unfold(text: str) -> str:
    return re.sub(r"\r?\n[ \t]?", " ", text) if "=?" in text else re.sub(r"\r?\n[ \t]+", " ", text)
