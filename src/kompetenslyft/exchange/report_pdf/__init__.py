"""A report as tagged PDF (PDF/UA-1), set with Typst."""

from kompetenslyft.exchange.report_pdf.write import report_pdf

__all__ = ["report_pdf"]
