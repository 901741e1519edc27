"""Documents that answer cells: attached, replaced, taken away, and kept once they are submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import Attachment
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.codes import Code
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, claims, collection, documents, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME
KEY = "delegation"


@pytest.fixture(autouse=True)
def form(monkeypatch):
    claims.install(monkeypatch)


@pytest.fixture
def answer_to() -> Return:
    return claims.return_(organisations.municipality("2080", "Falun"))


def attach(answer_to, by, data=documents.PDF, filename="Delegationsordning.pdf", **more):
    found = actions.attach(
        **{"answer_to": answer_to, "key": KEY, "data": data, "filename": filename, "by": by, "channel": "web"}
        | {"at": NOW}
        | more
    )
    answer_to.refresh_from_db()
    return found


def refusal(call, *args, **more) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.code


def test_an_attached_document_answers_its_cell(answer_to, anna):
    attached = attach(answer_to, anna)
    situation = queries.situation(answer_to, anna, at=NOW)
    assert situation.values[KEY] == attached.value == f"{attached.sha256}/Delegationsordning.pdf"
    assert situation.attachments[KEY].filename == "Delegationsordning.pdf"
    assert KEY not in situation.completeness.missing
    assert (answer_to.state, answer_to.answered, answer_to.revision) == (Status.IN_PROGRESS, 1, 1)
    kept = queries.attachment_for(anna, answer_to.pk, attached.pk, NOW.date())
    assert bytes(kept.content) == documents.PDF
    assert (kept.size, kept.content_type, kept.by_label) == (len(documents.PDF), "application/pdf", "Anna")


def test_a_demanded_document_stops_the_submission_until_it_is_there(answer_to, anna):
    attach(answer_to, anna)
    actions.enter(
        answer_to=answer_to,
        entries={"claimed.inventory": 1, "claimed.training": 2},
        base=9,
        by=anna,
        channel="web",
        at=NOW,
    )
    actions.detach(answer_to=answer_to, key=KEY, by=anna, channel="web", at=NOW)
    assert KEY in queries.situation(answer_to, anna, at=NOW).completeness.missing
    with pytest.raises(Refused) as refused:
        actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert [finding.cells for finding in refused.value.findings] == [(KEY,)]
    attach(answer_to, anna)
    assert actions.submit(answer_to=answer_to, by=anna, at=NOW).number == 1


def test_a_document_that_was_never_submitted_is_forgotten_with_its_cell(answer_to, anna):
    attach(answer_to, anna, filename="fel.pdf")
    attach(answer_to, anna, data=documents.PNG, filename="rätt.png")
    assert [one.filename for one in queries.attachments_of(answer_to)] == ["rätt.png"]
    actions.detach(answer_to=answer_to, key=KEY, by=anna, channel="web", at=NOW)
    assert not Attachment.objects.exists()
    names = [(change.old or "").partition("/")[2] for change in queries.changes(answer_to, KEY)]
    assert names == ["rätt.png", "fel.pdf", ""], "the history keeps the names"


def test_a_submitted_document_is_kept_for_ever(answer_to, anna, bo, officer):
    first = attach(answer_to, anna)
    actions.enter(
        answer_to=answer_to,
        entries={"claimed.inventory": 1, "claimed.training": 2},
        base=9,
        by=anna,
        channel="web",
        at=NOW,
    )
    submission = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    assert submission.values[KEY] == first.value
    assert refusal(attach, answer_to, anna, filename="ny.pdf") == "T305"
    actions.withdraw(answer_to=answer_to, by=anna, at=NOW)
    second = attach(answer_to, anna, data=documents.PNG, filename="ny.png")
    assert set(queries.attachments_of(answer_to)) == {first, second}
    again = actions.submit(answer_to=answer_to, by=anna, at=NOW)
    changed = queries.submission_changes(again)
    assert [(change.before, change.after) for change in changed] == [(first.value, second.value)]


def test_the_same_document_again_changes_nothing(answer_to, anna):
    first = attach(answer_to, anna)
    assert attach(answer_to, anna) == first
    assert answer_to.revision == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"key": "nonsense"}, Code.UNKNOWN_KEY),
        ({"key": "claimed.total"}, Code.DERIVED_KEY),
        ({"key": "offered.inventory"}, Code.GIVEN_KEY),
        ({"key": "claimed.inventory"}, Code.NO_FILE_KEY),
        ({"data": b""}, Code.FILE_EMPTY),
        ({"data": b"#!/bin/sh"}, Code.FILE_TYPE),
    ],
)
def test_what_cannot_be_attached_is_refused_with_its_code(answer_to, anna, more, code):
    assert refusal(attach, answer_to, anna, **more) == code
    answer_to.refresh_from_db()
    assert answer_to.state is Status.NOT_STARTED


def test_the_order_of_the_pipeline_is_access_key_time_value(answer_to, anna, officer):
    stranger = accounts.coordinator(organisations.municipality())
    late = collection.at(collection.DEADLINE.replace(year=2030))
    assert refusal(attach, answer_to, stranger, key="nonsense", data=b"") == "E101"
    assert refusal(attach, answer_to, officer, key="nonsense", data=b"") == "E102"
    assert refusal(attach, answer_to, anna, key="nonsense", data=b"", at=late) == Code.UNKNOWN_KEY
    assert refusal(attach, answer_to, anna, data=b"", at=late) == "T303"


def test_somebody_elses_document_is_not_replaced_unseen(answer_to, anna):
    karin = accounts.coordinator(answer_to.unit, name="Karin")
    attach(answer_to, karin, filename="karins.pdf", base=0)
    assert refusal(attach, answer_to, anna, data=documents.PNG, base=0) == "C501"
    assert (
        refusal(actions.detach, answer_to=answer_to, key=KEY, by=anna, channel="web", base=0, at=NOW)
        == "C501"
    )
    attach(answer_to, anna, data=documents.PNG, filename="annas.png", base=answer_to.revision)
    assert queries.situation(answer_to, anna, at=NOW).attachments[KEY].filename == "annas.png"


def test_a_document_is_not_written_as_an_answer(answer_to, anna):
    outcome = actions.enter(
        answer_to=answer_to, entries={KEY: "a/b.pdf"}, base=0, by=anna, channel="api", at=NOW
    )
    assert outcome.rejected[KEY].code == Code.FILE_KEY


def test_others_do_not_reach_the_document(answer_to, anna, officer):
    attached = attach(answer_to, anna)
    assert queries.attachment_for(officer, answer_to.pk, attached.pk, NOW.date()) == attached
    stranger = accounts.coordinator(organisations.municipality())
    assert refusal(queries.attachment_for, stranger, answer_to.pk, attached.pk, NOW.date()) == "E101"
    elsewhere = claims.return_(stranger.memberships.get().organisation)
    assert refusal(queries.attachment_for, stranger, elsewhere.pk, attached.pk, NOW.date()) == "E101"
