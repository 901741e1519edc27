"""Routes of payments, accounts and the ledger, under /bidrag/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kompetenslyft.web.grants import account_views, ledger_views, payment_views

urlpatterns: list[URLPattern] = [
    path("konton/", account_views.accounts, name="accounts"),
    path("konton/<str:unit>/", account_views.unit_account, name="unit_account"),
    path("konton/<str:unit>/<int:pk>/bekrafta/", account_views.confirm, name="confirm_account"),
    path("<slug:code>/utbetalning/", payment_views.payments, name="payments"),
    path("<slug:code>/utbetalning/forbered/", payment_views.prepare, name="prepare_batch"),
    path("<slug:code>/utbetalning/<int:number>/", payment_views.batch, name="batch"),
    path("<slug:code>/utbetalning/<int:number>/svar/", payment_views.answer, name="batch_answer"),
    path("<slug:code>/utbetalning/<int:number>/fil/", payment_views.file, name="batch_file"),
    path("<slug:code>/utbetalning/<int:number>/lista/", payment_views.listing, name="batch_list"),
    path("<slug:code>/utbetalning/<int:number>/<slug:step>/", payment_views.take, name="batch_step"),
    path("<slug:code>/huvudbok/", ledger_views.ledger, name="ledger"),
    path("<slug:code>/huvudbok/<str:unit>/", ledger_views.unit_ledger, name="unit_ledger"),
]
