"""Old Word documents (.doc, .wps) as .docx, by the LibreOffice of this computer where it has one.

In: a name and bytes. Out: the same, or the document converted; without LibreOffice the bytes stay as they are, and
reading says how to save them anew. Nothing of the document is run: it is only converted.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0"
_SUFFIXES = (".doc", ".wps")
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
SECONDS = 120


def as_docx(name: str, data: bytes) -> bytes:
    """The document as .docx; unchanged when it is no old Word document or cannot be converted here."""
    if not (data.startswith(_OLE) and name.lower().endswith(_SUFFIXES)):
        return data
    program = find_office()
    return (_converted(program, data) or data) if program else data


def find_office() -> str:
    """LibreOffice's program, "" where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


def _converted(program: str, data: bytes) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "list.doc"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()  # its own: a running LibreOffice would refuse
        call = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx"]
        try:
            subprocess.run([*call, "--outdir", folder, str(source)], capture_output=True, timeout=SECONDS)  # noqa: S603
            return source.with_suffix(".docx").read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None
