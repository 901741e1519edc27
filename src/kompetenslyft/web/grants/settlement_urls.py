"""Routes of settlements, redistribution and joint reports, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.grants import (
    joint_report_views,
    redistribution_views,
    settlement_unit_views,
    settlement_views,
)

_ONE = "<slug:code>/slutreglering/kommun/<str:unit>/"

urlpatterns: list[URLPattern] = [
    path("<slug:code>/slutreglering/", settlement_views.overview, name="settlement"),
    path("<slug:code>/slutreglering/alla/", settlement_views.settle_all, name="settle_all"),
    path("<slug:code>/slutreglering/aterkrav/", settlement_views.recover, name="recover"),
    path("<slug:code>/slutreglering/fakturaunderlag.xlsx", settlement_views.basis, name="invoice_basis"),
    path(_ONE, settlement_unit_views.unit, name="unit_settlement"),
    path(f"{_ONE}slutreglera/", settlement_unit_views.settle, name="settle_unit"),
    path(f"{_ONE}faktura/", settlement_unit_views.invoice, name="settlement_invoice"),
    path(f"{_ONE}aterbetalning/<str:purpose>/", settlement_unit_views.repayment, name="settlement_repayment"),
    path("<slug:code>/omfordelning/", redistribution_views.purposes, name="redistribution"),
    path("<slug:code>/omfordelning/<str:purpose>/", redistribution_views.pool, name="redistribute"),
    path("<slug:code>/omfordelning/<str:purpose>/aterfor/", redistribution_views.rest, name="return_rest"),
    path("<slug:code>/gemensam/<str:unit>/", joint_report_views.joint, name="joint"),
    path("<slug:code>/gemensam/<str:unit>/avsluta/", joint_report_views.end, name="joint_end"),
    path("<slug:code>/gemensam/<str:unit>/<int:pk>/", joint_report_views.answer, name="joint_answer"),
]
