"""The papers of the demo: a delegation order to attach, and account numbers. All made up."""

from __future__ import annotations

from functools import cache

from kompetenslyft.demo.draws import number

DELEGATION_NAME = "delegationsordning.pdf"


@cache
def delegation_order() -> bytes:
    """A page that says that it is made up, as a PDF."""
    text = b"BT /F1 18 Tf 72 760 Td (P\xe5hittad delegationsordning, f\xf6r demonstration) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    file = b"%PDF-1.4\n"
    offsets = []
    for count, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (count, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return file + b"startxref\n%d\n%%%%EOF\n" % file.index(b"xref\n")


def bankgiro(code: str) -> str:
    """An eight-digit bankgiro number with a right check digit; whether anybody has it is not known."""
    digits = f"59{number(code, 'bankgiro', 100_000):05d}"
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    control = -sum(value // 10 + value % 10 for value in doubled) % 10
    return f"{digits}{control}"
