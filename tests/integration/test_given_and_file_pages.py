"""The form's page with given figures and files, without a script: every way that a form posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from tests.factories import accounts, claims, collection, documents, organisations

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch) -> claims.Cast:
    claims.install(monkeypatch)
    return claims.cast()


@pytest.fixture
def browser(client: Client, made: claims.Cast) -> Client:
    client.force_login(made.coordinator)
    return client


def url(made: claims.Cast, section: str) -> str:
    return f"/uppgift/{made.answer_to.pk}/avsnitt/{section}/"


def post_file(browser: Client, made: claims.Cast, data: bytes, name: str, **more: object) -> HttpResponse:
    made.answer_to.refresh_from_db()
    sent = SimpleUploadedFile(name, data, content_type="text/html")
    fields = {"base": made.answer_to.revision, "attach": "delegation", "file.delegation": sent}
    return browser.post(url(made, "documents"), fields | more)


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def current(made: claims.Cast):
    made.answer_to.refresh_from_db()
    return queries.situation(made.answer_to, made.coordinator, at=clock.now())


def test_given_figures_are_read_and_cannot_be_typed_over(browser, made):
    before = words(browser.get(url(made, "claim")))
    assert "Uppgiften fylls i av myndigheten. Den är inte ifylld än." in before
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    page = words(browser.get(url(made, "claim")))
    assert "3 306 887" in page
    assert "Enligt årets fördelningsbeslut. Du kan inte ändra uppgiften här." in page
    assert "Uppgiften är ifylld av myndigheten. Du kan inte ändra den här." in page
    assert 'name="offered.inventory"' not in page
    forged = {"base": "99", "was.offered.inventory": "250 000", "offered.inventory": "1"}
    browser.post(url(made, "claim"), forged)
    assert current(made).values["offered.inventory"] == 250_000


def test_what_the_script_is_told_has_the_given_figures_beside_the_totals(browser, made):
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    told = browser.get(f"/uppgift/{made.answer_to.pk}/nytt/?sedan=0&avsnitt=claim").json()
    assert told["totals"]["offered.inventory"]["text"] == "250\u00a0000"
    assert told["totals"]["offered.total"]["text"] == "3\u00a0306\u00a0887"
    assert told["cells"] == {}


def test_a_file_is_attached_shown_fetched_and_taken_away(browser, made):
    assert "Ingen fil är bifogad." in words(browser.get(url(made, "documents")))
    response = post_file(browser, made, documents.PDF, "Delegationsordning é.pdf")
    assert response.status_code == 302
    page = words(browser.get(url(made, "documents")))
    assert "Delegationsordning é.pdf</a>" in page
    assert "Karin Samordnare i dag kl." in page
    attached = current(made).attachments["delegation"]
    address = f"/uppgift/{made.answer_to.pk}/fil/{attached.pk}/"
    assert address in page
    fetched = browser.get(address)
    assert fetched.content == documents.PDF
    assert fetched["Content-Type"] == "application/pdf", "what it is, not what the browser said"
    assert fetched["Content-Disposition"].startswith("attachment; ")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Security-Policy"].startswith("sandbox;")
    assert fetched["Cache-Control"] == "private, no-store"
    browser.post(url(made, "documents"), {"base": made.answer_to.revision + 1, "detach": "delegation"})
    assert "delegation" not in current(made).values
    assert browser.get(address).status_code == 404


def test_a_file_is_nobody_elses(browser, made, client):
    post_file(browser, made, documents.PDF, "a.pdf")
    address = f"/uppgift/{made.answer_to.pk}/fil/{current(made).attachments['delegation'].pk}/"
    client.force_login(accounts.coordinator(organisations.municipality()))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(made.officer)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.pdf", "«a.pdf» är tom"),
        (b"MZ", "a.pdf", "varken PDF, PNG, JPEG, DOCX eller ODT"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "a.pdf", "större än 10 MB"),
    ],
    ids=["empty", "wrong", "large"],
)
def test_a_file_that_cannot_be_taken_is_told_of_at_its_field(browser, made, data, name, says):
    response = post_file(browser, made, data, name)
    assert response.status_code == 422
    page = words(response)
    assert 'href="#delegation"' in page, "the summary leads to the field"
    assert says in page.partition('id="error-delegation"')[2].partition("</div>")[0]
    assert "delegation" not in current(made).values


def test_attaching_without_a_choice_is_told_of(browser, made):
    response = browser.post(url(made, "documents"), {"base": "0", "attach": "delegation"})
    assert response.status_code == 422
    assert "Ingen fil är vald." in words(response)


def test_somebody_elses_file_is_not_replaced_unseen(browser, made):
    actions.attach(
        answer_to=made.answer_to,
        key="delegation",
        data=documents.PNG,
        filename="annas.png",
        by=made.colleague,
        channel="web",
    )
    response = post_file(browser, made, documents.PDF, "min.pdf", base="0")
    assert response.status_code == 422
    assert "Anna Andersson har ändrat här" in words(response)
    assert current(made).attachments["delegation"].filename == "annas.png"


def test_a_submission_links_to_its_own_document(browser, made):
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    collection.enter(made.answer_to, made.coordinator, {"claimed.inventory": 1, "claimed.training": 2})
    post_file(browser, made, documents.PDF, "först.pdf")
    first = current(made).attachments["delegation"]
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    actions.withdraw(answer_to=made.answer_to, by=made.coordinator)
    post_file(browser, made, documents.PNG, "sedan.png")
    page = words(browser.get(f"/uppgift/{made.answer_to.pk}/inlamning/1/"))
    assert f'<a href="/uppgift/{made.answer_to.pk}/fil/{first.pk}/">först.pdf</a>' in page
    assert "Fördelat belopp, Inventering" in page
    assert "sedan.png" not in page


def test_history_and_the_locked_page_show_files_and_given_figures(browser, made):
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    collection.enter(made.answer_to, made.coordinator, {"claimed.inventory": 1, "claimed.training": 2})
    post_file(browser, made, documents.PDF, "beslut.pdf")
    actions.submit(answer_to=made.answer_to, by=made.coordinator)
    told = words(browser.get(f"/uppgift/{made.answer_to.pk}/andringar/offered/"))
    assert "Kompetenslyft" in told
    assert "myndigheten" in told
    assert "beslut.pdf" in words(browser.get(f"/uppgift/{made.answer_to.pk}/andringar/delegation/"))
    locked = words(browser.get(url(made, "documents")))
    assert "beslut.pdf</a>" in locked
    assert 'type="file"' not in locked
    assert "250 000" in words(browser.get(url(made, "claim")))
