"""A plan as tagged PDF (PDF/UA-1), set with Typst."""

from kompetenslyft.exchange.plan_pdf.write import Paper, Table, plan_pdf

__all__ = ["Paper", "Table", "plan_pdf"]
