"""The pages of staff files: taking one in, choosing its columns, what it would do, applying it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kompetenslyft.apps.staff.actions import imports, mappings
from kompetenslyft.apps.staff.models import ColumnMapping, Person, StaffImport
from tests.factories import staff
from tests.factories.accounts import browser as as_
from tests.factories.staff import AT, Workplace
from tests.integration.staff.staff_import_files import MAPPING, checked, content, received

pytestmark = pytest.mark.django_db
BASE = "/personal/inlasning/"


@pytest.fixture(autouse=True)
def on_the_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def work(db) -> Workplace:
    return staff.workplace()


@pytest.fixture
def client(work: Workplace) -> Client:
    return as_(work.administrator)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def upload(client: Client, work: Workplace, data: bytes, **changed: str):
    file = SimpleUploadedFile("personal.csv", data)
    fields = {"employer": str(work.employer.pk), "as_of": "2016-11-01", "mapping": "", "file": file}
    return client.post(f"{BASE}ny/", fields | changed)


def posted(response) -> dict[str, str]:
    """What the mapping form would send as it stands."""
    form = response.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.html_name != "complete"}


def test_from_upload_over_columns_to_applied(client: Client, work: Workplace) -> None:
    sent = upload(client, work, content({"Befattning": "SOCSEKR"}))
    row = StaffImport.objects.get()
    assert sent.url == f"{BASE}{row.pk}/kolumner/"
    page = client.get(sent.url)
    assert "Till exempel «Nya Medarbetaren»" in text(page)
    fields = posted(page)
    word = next(name for name, value in fields.items() if name.startswith("word_role"))
    checked_page = client.post(sent.url, fields | {word: "social_worker", "name": "HR"}, follow=True)
    assert "Det här skulle ändras" in text(checked_page)
    assert "Utredning norr, 100 procent, från 1 februari 2016 läggs till" in text(checked_page)
    assert ColumnMapping.objects.get().definition["values"]["role"] == {"socsekr": "social_worker"}
    assert "Nya personer: 1." in text(client.get(f"{BASE}{row.pk}/infor/"))
    done = client.post(f"{BASE}{row.pk}/infor/", follow=True)
    assert "Filen är införd i registret" in text(done)
    assert client.post(f"{BASE}{row.pk}/infor/").url == f"{BASE}{row.pk}/"
    assert Person.objects.filter(number="2001").count() == 1
    assert client.get(sent.url).url == f"{BASE}{row.pk}/"


def test_with_a_saved_mapping_it_is_checked_at_once(client: Client, work: Workplace) -> None:
    saved = mappings.save_mapping(
        employer=work.employer, name="HR", mapping=MAPPING, by=work.administrator, at=AT
    )
    sent = upload(client, work, content({}), mapping=str(saved.pk))
    assert sent.url == f"{BASE}{StaffImport.objects.get().pk}/"
    assert "HR" in text(client.get("/personal/mappningar/"))
    assert "Ta bort mappningen?" in text(client.get(f"/personal/mappningar/{saved.pk}/ta-bort/"))
    client.post(f"/personal/mappningar/{saved.pk}/ta-bort/")
    assert not ColumnMapping.objects.exists()


def test_what_is_wrong_with_the_file_is_told_beside_it(client: Client, work: Workplace) -> None:
    sent = upload(client, work, content({"Personnummer": "x"}, headings=("Anställningsnr", "Personnummer")))
    assert sent.status_code == 422
    sent = upload(client, work, b"Nr;Personnummer\n1;811228-9874\n2;670919-9530\n")
    assert "«Personnummer» ser ut att innehålla personnummer" in text(sent)
    assert not StaffImport.objects.exists()
    assert client.post(f"{BASE}ny/", {"as_of": "2016-11-01"}).status_code == 422


def test_nothing_is_lost_when_the_mapping_has_errors(client: Client, work: Workplace) -> None:
    row = received(work, content({}), None)
    url = f"{BASE}{row.pk}/kolumner/"
    fields = posted(client.get(url)) | {"column_1": "number", "name": "Mitt namn", "share_format": "fraction"}
    page = client.post(url, fields)
    assert page.status_code == 422
    assert "Redan valt för kolumnen «Anställningsnr»" in text(page)
    assert "Mitt namn" in text(page)
    shown = posted(page)
    assert (shown["column_1"], shown["share_format"]) == ("number", "fraction")
    assert not ColumnMapping.objects.exists()
    words = client.post(url, fields | {"visa": "ja"})
    assert words.status_code == 200


def test_findings_and_changes_can_be_narrowed(client: Client, work: Workplace) -> None:
    rows = [{"Anställningsnr": f"3{number:02}", "Namn": f"Person {number}"} for number in range(60)]
    bad = [
        {"Anställningsnr": "900", "Enhet": "Öster"},
        {"Anställningsnr": "901", "Sysselsättningsgrad": "250"},
    ]
    row = checked(work, content(*rows, *bad))
    page = text(client.get(f"{BASE}{row.pk}/"))
    assert "2 fel måste rättas" in page
    assert "För in i registret" not in page
    only = text(client.get(f"{BASE}{row.pk}/?kod=N208"))
    assert "finns ingen enhet «Öster»" in only
    assert "«250» är ingen" not in only
    assert "Person 59" in text(client.get(f"{BASE}{row.pk}/?page=2"))
    assert "Person 7 " in text(client.get(f"{BASE}{row.pk}/?q=person+7&vad=new"))
    assert "Ingen stämmer med urvalet" in text(client.get(f"{BASE}{row.pk}/?vad=ended"))
    assert client.post(f"{BASE}{row.pk}/infor/").status_code == 422


def test_a_long_file_shows_how_far_it_has_come(client: Client, work: Workplace, monkeypatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    row = checked(work, content({}))
    client.post(f"{BASE}{row.pk}/infor/")
    page = client.get(f"{BASE}{row.pk}/")
    assert "Filen förs in" in text(page)
    assert f'hx-get="{BASE}{row.pk}/lage/"' in text(page)
    assert "HX-Refresh" not in client.get(f"{BASE}{row.pk}/lage/").headers
    imports.work_next()
    assert client.get(f"{BASE}{row.pk}/lage/").headers["HX-Refresh"] == "true"


def test_a_stale_check_is_told_and_the_file_kept(client: Client, work: Workplace) -> None:
    row = checked(work, content({}))
    staff.person(work.employer, work.unit, number="2001")
    page = client.post(f"{BASE}{row.pk}/infor/")
    assert page.status_code == 422
    assert "Registret har ändrats" in text(page)
    assert "Det här skulle ändras" in text(client.post(f"{BASE}{row.pk}/kontrollera/", follow=True))


def test_a_file_is_abandoned(client: Client, work: Workplace) -> None:
    row = checked(work, content({}))
    assert "Ta bort filen?" in text(client.get(f"{BASE}{row.pk}/avbryt/"))
    assert "Registret är som det var" in text(client.post(f"{BASE}{row.pk}/avbryt/", follow=True))
    assert not Person.objects.filter(number="2001").exists()


@pytest.mark.parametrize(
    "rest", ["", "ny/", "{pk}/", "{pk}/lage/", "{pk}/kolumner/", "{pk}/infor/", "{pk}/avbryt/"]
)
def test_others_are_told_that_nothing_is_there(work: Workplace, rest: str) -> None:
    row = checked(work, content({}))
    for user in (work.leader, work.coordinator, work.person_user, work.signatory):
        assert as_(user).get(BASE + rest.format(pk=row.pk)).status_code == 404
    assert as_(work.leader).get("/personal/mappningar/").status_code == 404


def test_the_number_of_queries_does_not_grow(
    client: Client, work: Workplace, django_assert_max_num_queries
) -> None:
    rows = [{"Anställningsnr": f"3{number:03}", "Namn": f"Person {number}"} for number in range(300)]
    row = checked(work, content(*rows))
    client.get(f"{BASE}{row.pk}/")
    with django_assert_max_num_queries(20):
        client.get(f"{BASE}{row.pk}/")
    for _ in range(3):
        received(work, content({"Namn": f"N {_}"}))
    with django_assert_max_num_queries(20):
        client.get(BASE)
