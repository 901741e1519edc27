"""The pages of payments, accounts and the ledger."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kompetenslyft.apps.grants.actions import payments as actions
from kompetenslyft.apps.grants.models import LedgerEntry, PayeeAccount, Payment, PaymentBatch
from kompetenslyft.exchange.pain001 import check_against_schema
from tests.factories import accounts, grants, organisations
from tests.factories import payments as factory
from tests.factories.bank import answer
from tests.factories.payments import ANSWERED, PAY_DAY, PREPARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings):
    settings.DEMO_DATE = PREPARED.date()
    return factory.cast()


@pytest.fixture
def anna(client, made):
    client.force_login(made.anna)
    return client


def page(client, name, *arguments, **query) -> str:
    return client.get(reverse(f"grants:{name}", args=arguments), query).content.decode()


def press(client, name, *arguments, data=None):
    return client.post(reverse(f"grants:{name}", args=arguments), data or {}, follow=True)


def test_a_payment_from_what_waits_to_the_banks_answer(client, made):
    code = made.year.code
    client.force_login(made.anna)
    assert "360\u00a0000\u00a0kr" in page(client, "payments", code)
    form = page(client, "prepare_batch", code)
    assert "3 kommuner får sammanlagt 360\u00a0000\u00a0kr" in form
    assert 'value="2013-09-17"' in form
    sent = press(client, "prepare_batch", code, data={"number": "1", "execution_date": PAY_DAY.isoformat()})
    assert "Utbetalningen är förberedd" in sent.content.decode()
    again = press(client, "prepare_batch", code, data={"number": "1", "execution_date": PAY_DAY.isoformat()})
    assert "var redan förberedd" in again.content.decode()
    assert PaymentBatch.objects.count() == 1
    assert "Godkänn …" not in page(client, "batch", code, 1)
    own = press(client, "batch_step", code, 1, "godkann")
    assert (own.status_code, "En annan handläggare godkänner den" in own.content.decode()) == (422, True)

    client.force_login(made.bo)
    assert "Godkänn …" in page(client, "batch", code, 1)
    assert "360\u00a0000\u00a0kr till 3 kommuner" in page(client, "batch_step", code, 1, "godkann")
    assert "Utbetalningen är godkänd" in press(client, "batch_step", code, 1, "godkann").content.decode()
    assert "redan godkänd" in press(client, "batch_step", code, 1, "godkann").content.decode()
    assert client.get(reverse("grants:batch_file", args=[code, 1])).status_code == 404
    assert "bokförd som skickad" in press(client, "batch_step", code, 1, "skicka").content.decode()
    assert "redan skickad" in press(client, "batch_step", code, 1, "skicka").content.decode()
    assert LedgerEntry.objects.filter(event="sent").count() == 6
    file = client.get(reverse("grants:batch_file", args=[code, 1]))
    check_against_schema(file.content.decode())
    assert ".xml" in file["Content-Disposition"]
    assert press(client, "batch_step", code, 1, "aterta").status_code == 422

    reference = Payment.objects.get(unit__code="2083").end_to_end_id
    form = page(client, "batch_answer", code, 1)
    assert reference in form
    done = press(client, "batch_answer", code, 1, data={reference: "Kontot är avslutat"})
    assert "Bankens svar är bokfört" in done.content.decode()
    assert "Kontot är avslutat" in page(client, "batch", code, 1)
    waiting = page(client, "payments", code)
    assert "Avvisades förra gången av banken: Kontot är avslutat" in waiting
    assert "1 avvisad" in waiting


def test_the_banks_own_file_is_uploaded_and_what_is_none_is_said(anna, made):
    batch = factory.sent(made)
    code = made.year.code

    def upload(data: bytes):
        file = SimpleUploadedFile("svar.xml", data, content_type="application/xml")
        return press(anna, "batch_answer", code, 1, data={"how": "file", "report": file})

    wrong = upload(b"inte xml")
    assert (wrong.status_code, "ingen statusrapport" in wrong.content.decode()) == (422, True)
    assert upload(answer(batch.message_id, "ACCP")).status_code == 422
    assert press(anna, "batch_answer", code, 1, data={"how": "file"}).status_code == 422
    assert upload(answer(batch.message_id, "ACSC")).status_code == 200
    batch.refresh_from_db()
    assert batch.status == "confirmed"


def test_what_was_typed_stays_when_it_is_refused(anna, made):
    code = made.year.code
    wrong = press(anna, "prepare_batch", code, data={"number": "1", "execution_date": "2013-09-21"})
    assert wrong.status_code == 422
    assert "lördag eller söndag" in wrong.content.decode()
    assert 'value="2013-09-21"' in wrong.content.decode()
    batch = factory.approved(made)
    reference = batch.payments.first().end_to_end_id
    wrong = press(anna, "batch_answer", code, 1, data={reference: "Fel konto"})
    assert wrong.status_code == 422
    assert 'value="Fel konto"' in wrong.content.decode()


def test_who_is_left_out_is_told_with_the_reason(anna):
    PayeeAccount.objects.filter(unit__code="2085").update(ended_at=PREPARED)
    code = grants.ProgrammeYear.objects.get().code
    for name in ("payments", "prepare_batch"):
        text = page(anna, name, code)
        assert "Ludvika" in text
        assert "Kommunen har inget konto." in text


def test_an_account_changed_meanwhile_is_told_on_the_batch(anna, made):
    factory.prepared(made)
    factory.account(
        made.units[0], "90 20 03-3", scheme="plusgiro", entered_by=made.bo, confirmed_by=made.anna
    )
    assert "Kontot har bytts" in page(anna, "batch", made.year.code, 1)


def test_the_list_of_payments_is_a_workbook(anna, made):
    factory.prepared(made)
    response = anna.get(reverse("grants:batch_list", args=[made.year.code, 1]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"Falun", "5050-1055", 120_000} <= set(values)


def test_only_officers_see_payments(client, made):
    factory.sent(made)
    code = made.year.code
    for person in (accounts.signatory(made.units[0]), accounts.user()):
        client.force_login(person)
        for name, *more in (
            ("payments",), ("prepare_batch",), ("batch", 1), ("batch_answer", 1), ("batch_file", 1),
            ("batch_list", 1), ("batch_step", 1, "aterta"),
        ):  # fmt: skip
            assert client.get(reverse(f"grants:{name}", args=[code, *more])).status_code == 403
        for name in ("ledger",):
            assert client.get(reverse(f"grants:{name}", args=[code])).status_code == 403
        assert client.get(reverse("grants:accounts")).status_code == 403


def test_what_does_not_exist_is_not_found(anna, made):
    code = made.year.code
    assert anna.get(reverse("grants:batch", args=[code, 7])).status_code == 404
    factory.prepared(made)
    assert anna.get(reverse("grants:batch_step", args=[code, 1, "nagot"])).status_code == 404
    assert anna.get(reverse("grants:payments", args=["finns-inte"])).status_code == 404
    assert anna.get(reverse("grants:unit_account", args=["9999"])).status_code == 404


# Accounts


def test_a_municipality_enters_its_account_and_another_there_confirms_it(client, made):
    unit = organisations.municipality("2061", "Smedjebacken")
    coordinator, signatory = accounts.coordinator(unit), accounts.signatory(unit)
    client.force_login(coordinator)
    wrong = press(client, "unit_account", unit.code, data={"scheme": "bankgiro", "number": "5050-1056"})
    assert wrong.status_code == 422
    assert "kontrollsiffra" in wrong.content.decode()
    assert 'value="5050-1056"' in wrong.content.decode()
    press(client, "unit_account", unit.code, data={"scheme": "bankgiro", "number": "5050-1055"})
    account = PayeeAccount.objects.get(unit=unit)
    own = page(client, "unit_account", unit.code)
    assert "Bankgiro 5050-1055" in own
    assert "Bekräfta kontot" not in own
    assert "inte den som skrev in det" in own
    refused = press(client, "confirm_account", unit.code, account.pk).content.decode()
    assert "Bara ombudet" in refused
    client.force_login(signatory)
    assert "Bekräfta kontot" in page(client, "unit_account", unit.code)
    assert "Kontot är bekräftat" in press(client, "confirm_account", unit.code, account.pk).content.decode()
    client.force_login(made.anna)
    assert "Smedjebacken" not in page(client, "accounts", visa="saknas")
    assert "Smedjebacken" in page(client, "accounts")


def test_others_accounts_are_said_not_to_exist(client, made):
    falun, hedemora, _ = made.units
    client.force_login(accounts.signatory(hedemora))
    account = PayeeAccount.objects.get(unit=falun)
    assert client.get(reverse("grants:unit_account", args=["2080"])).status_code == 404
    assert client.post(reverse("grants:confirm_account", args=["2080", account.pk])).status_code == 404
    assert client.post(reverse("grants:confirm_account", args=["2083", account.pk])).status_code == 404
    client.force_login(accounts.person_with(falun, "reader"))
    assert "Spara kontot" not in page(client, "unit_account", "2080")
    assert (
        press(client, "unit_account", "2080", data={"scheme": "bankgiro", "number": "991-2346"}).status_code
        == 403
    )


# The ledger


def test_the_ledger_shows_balances_and_entries_and_gives_them_as_csv(anna, made):
    factory.paid(made)
    code = made.year.code
    text = page(anna, "ledger", code)
    assert "Utbetalat, inte slutreglerat" in text
    assert "360\u00a0000\u00a0kr" in text
    assert "26 poster" in text
    assert "1 post<" in page(anna, "ledger", code, kommun="Falun", andamal="inventory", handelse="paid")
    assert "0 poster" in page(anna, "ledger", code, kommun="Ingenstans")
    file = anna.get(
        reverse("grants:ledger", args=[code]), {"format": "csv", "kommun": "2080", "handelse": "paid"}
    )
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Tidpunkt;Händelse;Kod;Kommun;Ändamål;Kronor")
    assert sorted(line.split(";")[5] for line in lines[1:]) == ["100000", "20000"]


def test_made_up_figures_are_marked(client, settings):
    settings.DEMO_DATE = PREPARED.date()
    made = factory.cast(made_up=True)
    factory.prepared(made)
    client.force_login(made.anna)
    for name, *more in (("payments",), ("batch", 1), ("ledger",), ("unit_ledger", "2080")):
        assert "påhittade uppgifter" in page(client, name, made.year.code, *more)
    file = client.get(reverse("grants:ledger", args=[made.year.code]), {"format": "csv"})
    assert "pahittade-uppgifter" in file["Content-Disposition"]
    workbook = client.get(reverse("grants:batch_list", args=[made.year.code, 1]))
    assert "åhitta" in openpyxl.load_workbook(io.BytesIO(workbook.content)).active["A2"].value


def test_a_municipality_reads_its_own_ledger(client, made):
    factory.paid(made)
    falun, hedemora, _ = made.units
    client.force_login(accounts.person_with(falun, "reader"))
    text = page(client, "unit_ledger", made.year.code, "2080")
    assert "Utbetalat, inte slutreglerat" in text
    assert "Hela huvudboken" not in text
    assert client.get(reverse("grants:unit_ledger", args=[made.year.code, hedemora.code])).status_code == 404


def test_the_pages_take_as_many_queries_however_many_they_are(anna, made, django_assert_max_num_queries):
    extra = [organisations.municipality() for _ in range(30)]
    for number, unit in enumerate(extra):
        grants.entitlement(made.year, unit, "competence", 10_000 + number)
        entered = PayeeAccount.objects.create(
            unit=unit,
            scheme="bankgiro",
            number="50501055",
            entered_at=PREPARED,
            enterer=made.anna,
            entered_by="A",
        )
        actions.confirm_account(account=entered, by=made.bo, at=PREPARED)
    factory.sent(made)
    actions.confirm_batch(batch=PaymentBatch.objects.get(), rejected={}, by=made.anna, at=ANSWERED)
    code = made.year.code
    for name, *more in (
        ("payments",), ("batch", 1), ("batch_answer", 1), ("batch_list", 1), ("ledger",), ("unit_ledger", "2080"),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert anna.get(reverse(f"grants:{name}", args=[code, *more])).status_code == 200
    with django_assert_max_num_queries(12):
        assert anna.get(reverse("grants:accounts")).status_code == 200


# The start page


def test_what_waits_is_on_the_start_page_of_whoever_can_do_it(client, made, settings):
    def sees(by, words: str) -> bool:
        client.force_login(by)
        return words in client.get(reverse("desk")).content.decode()

    batch = factory.prepared(made)
    assert sees(made.bo, "Godkänn utbetalning 1")
    assert not sees(made.anna, "Godkänn utbetalning 1")
    actions.approve_batch(batch=batch, by=made.bo, at=PREPARED)
    assert sees(made.anna, "Skicka utbetalning 1 till banken")
    actions.send_batch(batch=batch, by=made.bo, at=PREPARED)
    assert not sees(made.anna, "utbetalning 1")
    settings.DEMO_DATE = ANSWERED.date()
    assert sees(made.anna, "Bokför bankens svar på utbetalning 1")
    actions.confirm_batch(batch=batch, rejected={}, by=made.anna, at=ANSWERED)
    assert not sees(made.anna, "utbetalning 1")


def test_a_municipality_is_told_to_enter_and_to_confirm_its_account(client):
    made = factory.cast(paid_to=0)
    falun = made.units[0]
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    reader = accounts.person_with(falun, "reader")

    def told(by) -> set[str]:
        client.force_login(by)
        text = client.get(reverse("desk")).content.decode()
        return {one for one in ("Skriv in ett konto för Falun", "Bekräfta kontot för Falun") if one in text}

    assert told(coordinator) == told(signatory) == {"Skriv in ett konto för Falun"}
    assert told(reader) == set()
    entered = actions.set_account(unit=falun, scheme="bankgiro", number="5050-1055", by=coordinator)
    assert (told(coordinator), told(signatory)) == (set(), {"Bekräfta kontot för Falun"})
    actions.confirm_account(account=entered, by=signatory)
    assert told(signatory) == set()
