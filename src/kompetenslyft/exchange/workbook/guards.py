"""What a file must be before anybody opens it: a small, sound, unencrypted .xlsx without macros.

Nothing is unpacked here. The zip directory tells sizes and names; ``read_member`` holds each part to what it promised.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused, refused

MEGABYTE = 1_000_000
MAX_FILE = 10 * MEGABYTE
"""Bytes of an uploaded file. Our own workbooks are about 0.1 MB."""
MAX_UNPACKED = 32 * MEGABYTE
"""Bytes of all parts together, unpacked."""
MAX_RATIO = 150
"""Unpacked to packed size of a part; sheets with many formatted, empty rows reach about 60."""
RATIO_FREE = 2 * MEGABYTE
"""Parts smaller than this unpacked may have any ratio."""
MAX_PARTS = 2_000

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError)
_MACRO_NAMES = (".xlsm", ".xlsb", ".xltm", ".xlam")
_SAVE_AS = (
    "Öppna den i Excel eller LibreOffice, välj Spara som och formatet Excel-arbetsbok (.xlsx), "
    "och ladda upp den nya filen."
)
_SAVE_AS_EN = (
    "Open it in Excel or LibreOffice, choose Save as and the format Excel workbook (.xlsx), "
    "and upload the new file."
)
_AGAIN = "Hämta arbetsboken på nytt från svarets sida och fyll i den."
_AGAIN_EN = "Download the workbook again from the page of the return and fill it in."


def inspect(data: bytes, filename: str) -> None:
    """Raise WorkbookRefused, with a code W101–W109, unless ``data`` looks like a workbook that is safe to open."""
    name = PurePath(filename).name
    if len(data) > MAX_FILE:
        raise _too_large(len(data), name)
    if not data.strip(b"\x00 \t\r\n"):
        raise refused(
            WorkbookCode.EMPTY_FILE,
            sv=f"Filen «{name}» är tom. Kontrollera att den sparades klart och ladda upp den igen.",
            en=f"The file “{name}” is empty. Check that it was saved completely and upload it again.",
        )
    if data.startswith(_OLE):
        raise _old_format(data, name)
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        raise _not_a_workbook(data, name)
    _inspect_archive(open_archive(data, name), name)


def open_archive(data: bytes, filename: str) -> zipfile.ZipFile:
    """The zip archive in ``data``; WorkbookRefused (W105) where its directory is damaged or cut off."""
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as error:
        raise damaged(filename) from error


def read_member(archive: zipfile.ZipFile, part: str, filename: str) -> bytes:
    """One part unpacked, never more than the directory promised; KeyError where there is no such part."""
    info = archive.getinfo(part)
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except _BROKEN as error:
        raise damaged(filename) from error
    if len(data) != info.file_size:
        raise damaged(filename)
    return data


def damaged(filename: str) -> WorkbookRefused:
    """The file is cut off or broken."""
    return refused(
        WorkbookCode.DAMAGED,
        sv=f"Filen «{filename}» är skadad eller avbruten och går inte att öppna. Spara den på nytt och ladda upp "
        "den igen.",
        en=f"The file “{filename}” is damaged or cut off and cannot be opened. Save it again and upload it anew.",
    )


def _inspect_archive(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if name.lower().endswith(_MACRO_NAMES) or any(part.lower().endswith("vbaproject.bin") for part in names):
        raise refused(
            WorkbookCode.MACROS,
            sv=f"Filen «{name}» innehåller eller kan innehålla makron och öppnas därför inte. {_SAVE_AS}",
            en=f"The file “{name}” contains or may contain macros and is therefore not opened. {_SAVE_AS_EN}",
        )
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or len(names) < len(parts) or total > MAX_UNPACKED or any(map(_is_bomb, parts)):
        raise refused(
            WorkbookCode.ZIP_BOMB,
            sv=f"Filen «{name}» blir orimligt stor när den packas upp och öppnas därför inte. {_AGAIN}",
            en=f"The file “{name}” becomes unreasonably large when unpacked and is therefore not opened. {_AGAIN_EN}",
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise _encrypted(name)
    if not any(part.startswith("xl/") for part in names):
        raise refused(
            WorkbookCode.NOT_A_WORKBOOK,
            sv=f"Filen «{name}» är ett dokument av annat slag än en Excel-arbetsbok. {_AGAIN}",
            en=f"The file “{name}” is a document of another kind than an Excel workbook. {_AGAIN_EN}",
        )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FREE and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _too_large(size: int, name: str) -> WorkbookRefused:
    return refused(
        WorkbookCode.TOO_LARGE,
        sv=f"Filen «{name}» är {size // MEGABYTE} MB. Högst {MAX_FILE // MEGABYTE} MB tas emot. "
        "Ta bort bilder och egna blad ur arbetsboken, eller hämta en ny och fyll i den.",
        en=f"The file “{name}” is {size // MEGABYTE} MB. At most {MAX_FILE // MEGABYTE} MB is accepted. "
        "Remove pictures and sheets of your own from the workbook, or download a new one and fill it in.",
    )


def _old_format(data: bytes, name: str) -> WorkbookRefused:
    if _ENCRYPTED_STREAM in data:
        return _encrypted(name)
    return refused(
        WorkbookCode.OLD_FORMAT,
        sv=f"Filen «{name}» är i det äldre formatet .xls, som inte tas emot. {_SAVE_AS}",
        en=f"The file “{name}” is in the older format .xls, which is not accepted. {_SAVE_AS_EN}",
    )


def _encrypted(name: str) -> WorkbookRefused:
    return refused(
        WorkbookCode.ENCRYPTED,
        sv=f"Filen «{name}» är skyddad med lösenord och går inte att läsa. "
        "Ta bort lösenordet (i Excel: Arkiv, Info, Skydda arbetsbok) och ladda upp den igen.",
        en=f"The file “{name}” is protected with a password and cannot be read. "
        "Remove the password (in Excel: File, Info, Protect Workbook) and upload it again.",
    )


def _not_a_workbook(data: bytes, name: str) -> WorkbookRefused:
    head = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"<html" in head or b"<!doctype html" in head or b"<table" in head:
        kind, kind_en = "en webbsida", "a web page"
    elif b"\x00" not in data[:4096] and (b";" in head or b"," in head or b"\t" in head):
        kind, kind_en = "en textfil (CSV)", "a text file (CSV)"
    else:
        kind, kind_en = "något annat", "something else"
    return refused(
        WorkbookCode.NOT_A_WORKBOOK,
        sv=f"Filen «{name}» är ingen Excel-arbetsbok utan {kind}. {_AGAIN}",
        en=f"The file “{name}” is no Excel workbook but {kind_en}. {_AGAIN_EN}",
    )
