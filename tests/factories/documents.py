"""Small documents for tests of attached files: what each kind must have, and no more."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0" + bytes(8)
ODT_KIND = "application/vnd.oasis.opendocument.text"


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP archive of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


DOCX = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})
ODT = packed({"mimetype": ODT_KIND, "content.xml": "<document/>"})
