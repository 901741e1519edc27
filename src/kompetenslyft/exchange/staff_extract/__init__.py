"""The register extract of a person as files: JSON for machines, tagged PDF (PDF/UA-1) for people."""

from kompetenslyft.exchange.staff_extract.write import extract_json, extract_pdf

__all__ = ["extract_json", "extract_pdf"]
