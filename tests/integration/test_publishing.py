"""Reports from the order to the published page: built in steps, resumed, replaced openly, seen by those who may."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.collection import actions as collection_actions
from kompetenslyft.apps.collection import queries as collection_queries
from kompetenslyft.apps.collection.models import Submission
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import actions, building, queries
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.exchange.report_files import (
    CONTENTS,
    FOLDER,
    HTML,
    PAGE,
    PDF,
    STEPS,
    ReportFile,
    table_files,
)
from kompetenslyft.exchange.report_html import contents, report_fragment
from tests.factories import accounts, collection, organisations
from tests.integration.at_once import together

pytestmark = pytest.mark.django_db
REPORT = "national-follow-up@2016"
NOW = collection.IN_TIME
DAY = NOW.date()
State = Publication.State


def answered(unit, round_, at=NOW):
    """A signed return of the unit."""
    answer_to = collection.return_(unit, round_)
    signatory = accounts.signatory(unit)
    collection_actions.enter(
        answer_to=answer_to,
        entries=collection.complete_entries(),
        base=0,
        by=accounts.coordinator(unit),
        channel="web",
        at=at,
    )
    answer_to.refresh_from_db()
    for finding in soft_findings(answer_to, signatory, at):
        collection_actions.explain(
            answer_to=answer_to, instance=finding.instance, text="Stämmer.", by=signatory, at=at
        )
    collection_actions.submit(answer_to=answer_to, by=signatory, at=at)
    collection_actions.sign(answer_to=answer_to, by=signatory, at=at)
    return answer_to


def soft_findings(answer_to, by, at):
    return [
        one for one in collection_queries.situation(answer_to, by, at=at).findings if one.severity == "soft"
    ]


def quick_page(material):
    """The report's page without the drawings, which take most of the time."""
    document = material.document
    return (
        ReportFile(PAGE, HTML, report_fragment(document, lambda anchor: f"{FOLDER}{anchor}.svg").encode()),
        ReportFile(CONTENTS, HTML, contents(document).encode()),
    )


def quick_pdf(material):
    return (ReportFile("rapport.pdf", PDF, b"%PDF-1.7 " + material.document.title.encode()),)


QUICK = ((STEPS[0][0], table_files), (STEPS[2][0], quick_page), (STEPS[4][0], quick_pdf))


@pytest.fixture
def quick(monkeypatch):
    """Reports of fewer files, for tests that look at something else than their contents."""
    monkeypatch.setattr(building, "STEPS", QUICK)


@pytest.fixture
def officer():
    return accounts.officer(name="Olle")


@pytest.fixture
def round_():
    one = collection.round_("inventering-2016", made_up=True)
    answered(organisations.municipality("2080", "Falun"), one)
    answered(organisations.municipality("2081", "Borlänge"), one)
    collection.return_(organisations.municipality("2082", "Säter"), one)
    return one


@pytest.fixture
def draft(officer, round_, quick):
    return actions.build(actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW))


def digests(publication):
    return dict(publication.files.values_list("name", "digest"))


def test_a_report_is_ordered_and_built_with_all_its_files(officer, round_):
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)
    assert (ordered.state, ordered.slug, ordered.made_up) == (State.QUEUED, "national-follow-up-2016", True)
    told = []
    built = actions.build_next()
    assert actions.build_next() is None
    assert built == ordered
    built.refresh_from_db()
    assert (built.state, built.step, built.error) == (State.DRAFT, len(STEPS), "")
    names = [one.name for one in queries.downloads(built)]
    assert names[:4] == ["rapport.html", "rapport.pdf", "rapport.docx", "tabeller.xlsx"]
    assert {"tabell-1.csv", "tabell-1-sv.csv", "tabell-14.csv", "figur-svar.svg"} <= set(names)
    assert not any(name.startswith("_") for name in names)
    for file in built.files.all():
        assert file.digest == hashlib.sha256(bytes(file.content)).hexdigest()
    actions.build(built, lambda *step: told.append(step))
    assert told == []


def test_every_file_of_made_up_answers_says_so(draft):
    mark = "Påhittade uppgifter"
    assert mark in queries.page_of(draft).body
    assert mark in queries.table_of(draft, "4")
    assert mark in bytes(queries.file_of(draft, "tabell-1-sv.csv").content).decode("utf-8-sig")


def test_the_map_tells_who_has_answered(draft):
    body = queries.page_of(draft).body
    assert "2 av 3 tillfrågade" in body.replace("\u00a0", " ")


@pytest.mark.parametrize("broken", range(len(QUICK)))
def test_a_build_that_was_broken_off_goes_on_where_it_was(officer, round_, quick, monkeypatch, broken):
    whole = actions.build(actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW))
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)
    done = []

    def stop(material):
        raise RuntimeError("the power went")

    def counting(step):
        return lambda material: done.append(step) or step(material)

    steps = list(QUICK)
    monkeypatch.setattr(building, "STEPS", (*steps[:broken], (steps[broken][0], stop), *steps[broken + 1 :]))
    with pytest.raises(RuntimeError):
        actions.build(ordered)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.step) == (State.FAILED, broken)
    assert "the power went" in ordered.error
    monkeypatch.setattr(building, "STEPS", tuple((label, counting(step)) for label, step in steps))
    actions.build_again(publication=ordered, by=officer, at=NOW)
    assert actions.build_next() == ordered
    ordered.refresh_from_db()
    assert ordered.state == State.DRAFT
    assert len(done) == len(QUICK) - broken
    assert digests(ordered) == digests(whole)


def test_answers_that_change_meanwhile_start_the_build_again(officer, round_, monkeypatch):
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)
    monkeypatch.setattr(building, "STEPS", QUICK[:1])
    actions.build(ordered)
    before = digests(ordered)
    Publication.objects.filter(pk=ordered.pk).update(state=State.BUILDING)
    submission = Submission.objects.order_by("pk").first()
    Submission.objects.filter(pk=submission.pk).update(
        values=submission.values | {"caseworkers.women": 90000}
    )
    actions.build(ordered)
    assert ordered.step == 1
    after = digests(ordered)
    assert before.keys() == after.keys()
    assert before["tabell-1.csv"] != after["tabell-1.csv"]


def test_of_two_workers_one_builds(officer, round_, monkeypatch):
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)
    other_worker = []

    def step_with_another_worker_about(material):
        other_worker.append(actions.build_next())
        with pytest.raises(Refused) as refused:
            actions.build(Publication.objects.get(pk=ordered.pk))
        other_worker.append(refused.value.code)
        return quick_pdf(material)

    monkeypatch.setattr(building, "STEPS", (*QUICK[:2], (QUICK[2][0], step_with_another_worker_about)))
    built = actions.build_next()
    assert other_worker == [None, "P106"]
    built.refresh_from_db()
    assert (built.state, built.held_until) == (State.DRAFT, None)


def test_what_a_worker_left_is_taken_over_and_the_late_one_writes_no_more(officer, round_, monkeypatch):
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)

    def step_that_hangs(material):
        monkeypatch.setattr(building, "STEPS", QUICK)
        Publication.objects.filter(pk=ordered.pk).update(held_until=NOW)
        taken_over = actions.build_next()
        actions.publish(publication=taken_over, by=officer, at=NOW)
        return (ReportFile("rapport.pdf", PDF, b"late"),)

    monkeypatch.setattr(building, "STEPS", (*QUICK[:2], (QUICK[2][0], step_that_hangs)))
    with pytest.raises(Refused) as refused:
        actions.build(ordered)
    assert refused.value.code == "P106"
    ordered.refresh_from_db()
    assert ordered.state == State.PUBLISHED
    assert bytes(queries.file_of(ordered, "rapport.pdf").content) != b"late"


def test_a_build_that_is_stopped_can_be_taken_up_at_once(officer, round_, monkeypatch):
    ordered = actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)

    def stop(material):
        raise KeyboardInterrupt

    monkeypatch.setattr(building, "STEPS", (QUICK[0], (QUICK[1][0], stop), QUICK[2]))
    with pytest.raises(KeyboardInterrupt):
        actions.build(ordered)
    monkeypatch.setattr(building, "STEPS", QUICK)
    assert actions.build_next() == ordered
    ordered.refresh_from_db()
    assert ordered.state == State.DRAFT


def test_publishing_replaces_the_former_report_openly(officer, round_, draft):
    actions.publish(publication=draft, by=officer, at=NOW)
    later = NOW + timedelta(hours=1)
    second = actions.build(actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=later))
    actions.publish(publication=second, by=officer, at=later)
    draft.refresh_from_db()
    second.refresh_from_db()
    assert (draft.state, second.state) == (State.REPLACED, State.PUBLISHED)
    assert second.replaces == draft
    assert queries.replaced_by(draft) == second
    assert list(queries.published()) == [second]
    assert queries.report_for(None, draft.slug, DAY) == draft
    assert AuditRow.objects.filter(action="report published").count() == 2
    with pytest.raises(Refused) as refused:
        actions.publish(publication=draft, by=officer, at=later)
    assert refused.value.code == "P103"


def test_what_cannot_be_ordered(officer, round_):
    coordinator = accounts.coordinator(organisations.municipality("2083", "Hedemora"))
    earlier = collection.round_("inventering-2013", 2013, "competence-inventory@2013")
    for code, call in (
        ("E103", {"definition": REPORT, "round_codes": [round_.code], "by": coordinator}),
        ("P101", {"definition": "no-such@1", "round_codes": [round_.code], "by": officer}),
        ("P102", {"definition": REPORT, "round_codes": ["finns-inte"], "by": officer}),
        ("P102", {"definition": REPORT, "round_codes": [], "by": officer}),
        ("P105", {"definition": REPORT, "round_codes": [earlier.code], "by": officer}),
    ):
        with pytest.raises(Refused) as refused:
            actions.order(**call, at=NOW)
        assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
def test_two_reports_ordered_at_once_get_an_address_each(officer, round_):
    made = together(
        *[lambda: actions.order(definition=REPORT, round_codes=[round_.code], by=officer, at=NOW)] * 2
    )
    assert sorted(one.slug for one in made) == ["national-follow-up-2016", "national-follow-up-2016-2"]


def test_a_report_of_rounds_without_answers_is_still_whole(officer):
    empty = collection.round_("tom-2016")
    built = actions.build(actions.order(definition=REPORT, round_codes=[empty.code], by=officer, at=NOW))
    assert built.state == State.DRAFT
    assert "Underlag saknas" in queries.page_of(built).body


def test_a_draft_is_the_officers_alone(client, officer, draft):
    address = reverse("publishing:report", args=[draft.slug])
    hidden = [
        address,
        reverse("publishing:table", args=[draft.slug, "1"]),
        reverse("publishing:file", args=[draft.slug, "rapport.pdf"]),
    ]
    for page in hidden:
        assert client.get(page).status_code == 404
    client.force_login(accounts.coordinator(organisations.municipality("2083", "Hedemora")))
    for page in hidden:
        assert client.get(page).status_code == 404
    assert client.post(reverse("publishing:publish", args=[draft.slug])).status_code == 403
    client.force_login(officer)
    for page in hidden:
        assert client.get(page).status_code == 200


def test_a_published_report_is_read_by_anybody(client, officer, draft):
    client.force_login(officer)
    assert client.get(reverse("publishing:publish", args=[draft.slug])).status_code == 200
    client.post(reverse("publishing:publish", args=[draft.slug]))
    client.logout()
    listed = client.get(reverse("publishing:list")).content.decode()
    assert reverse("publishing:report", args=[draft.slug]) in listed
    page = client.get(reverse("publishing:report", args=[draft.slug])).content.decode()
    assert 'id="tabell-14"' in page
    assert "filer/figur-nivaer.svg" in page
    for number in ("1", "14", "p1"):
        assert client.get(reverse("publishing:table", args=[draft.slug, number])).status_code == 200
    assert client.get(reverse("publishing:table", args=[draft.slug, "99"])).status_code == 404
    pdf = client.get(reverse("publishing:file", args=[draft.slug, "rapport.pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]
    assert client.get(reverse("publishing:file", args=[draft.slug, "_sida.html"])).status_code == 404


def test_a_published_file_is_sent_once_and_a_draft_kept_by_nobody(client, officer, draft):
    address = reverse("publishing:file", args=[draft.slug, "rapport.pdf"])
    client.force_login(officer)
    assert client.get(address)["Cache-Control"] == "private, no-store"
    actions.publish(publication=draft, by=officer, at=NOW)
    client.logout()
    first = client.get(address)
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200


def test_a_report_is_ordered_on_its_page_and_followed(client, officer, round_, quick):
    client.force_login(officer)
    form = client.get(reverse("publishing:order"))
    assert round_.title_sv in form.content.decode()
    empty = client.post(reverse("publishing:order"), {"definition": REPORT})
    assert empty.status_code == 200
    sent = client.post(reverse("publishing:order"), {"definition": REPORT, "rounds": [round_.code]})
    ordered = Publication.objects.get()
    assert sent["Location"] == reverse("publishing:report", args=[ordered.slug])
    progress = reverse("publishing:progress", args=[ordered.slug])
    waiting = client.get(progress)
    assert "hx-get" in waiting.content.decode()
    assert "HX-Refresh" not in waiting
    actions.build_next()
    assert client.get(progress)["HX-Refresh"] == "true"


def test_the_lists_read_no_file_contents(client, officer, draft, django_assert_max_num_queries):
    actions.publish(publication=draft, by=officer, at=NOW)
    with django_assert_max_num_queries(3):
        client.get(reverse("publishing:list"))
    with django_assert_max_num_queries(6):
        client.get(reverse("publishing:report", args=[draft.slug]))


def test_a_draft_waits_on_the_officers_start_page(client, officer, draft):
    client.force_login(officer)
    assert reverse("publishing:report", args=[draft.slug]) in client.get(reverse("desk")).content.decode()
    client.force_login(accounts.coordinator(organisations.municipality("2083", "Hedemora")))
    assert reverse("publishing:report", args=[draft.slug]) not in client.get(reverse("desk")).content.decode()
