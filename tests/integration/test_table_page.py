"""The page of an open table, its pictures and the catalogue: what each address gives, also one that says nonsense."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kompetenslyft.apps.publishing import described
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.web.tables import layout, picture_views, views
from kompetenslyft.web.tables.drawings import Drawings
from tests.factories import cubes

pytestmark = pytest.mark.django_db

TABLE = f"/tabeller/{cubes.SLUG}-caseworkers/"
PICTURE = f"{TABLE}bild.svg?visa=diagram&Region=01,25&gender=total&Tid=2016"


@pytest.fixture(autouse=True)
def release():
    return cubes.published()


def page(client, query="", **kwargs):
    return client.get(f"{TABLE}{query}", **kwargs)


def heads(answer):
    return [row.heads[0] for row in answer.context["layout"].rows]


def test_the_address_says_what_is_shown(client):
    answer = page(client, "?Region=00,25*&gender=men,total&kolumner=gender")
    assert heads(answer) == ["Riket", "Öby län", "Arjeplog", "Arvidsjaur", "Jokkmokk", "Överkalix", "Kalix"]
    assert [column.label for column in answer.context["layout"].columns] == ["Män", "Totalt"]
    assert answer.context["layout"].held == ("År: 2016", "Tabellinnehåll: Årsarbetare")


def test_the_permanent_link_gives_the_same_page(client):
    first = page(client, "?Region=0103&visa=diagram")
    again = client.get(first.context["permanent"].removeprefix("http://testserver"))
    assert again.context["asked"].chosen == first.context["asked"].chosen
    assert again.context["layout"] == first.context["layout"] and again.context["asked"].view == "diagram"
    assert "gender=*" in first.context["permanent"]


def test_rows_are_ordered_by_a_column_with_what_is_missing_last(client):
    falling = page(client, "?Region=*&gender=*&kolumner=gender&ordna=-total").context["layout"]
    shown = [row.figures[2] for row in falling.rows]
    known = [float(one.replace("\u00a0", "").replace(",", ".")) for one in shown if one != ".."]
    assert (
        known == sorted(known, reverse=True)
        and shown[len(known) :] == [".."] * (len(shown) - len(known)) != []
    )
    assert [column.sorted for column in falling.columns] == ["", "", "descending"]
    assert page(client, "?ordna=nothing").context["layout"].rows == page(client).context["layout"].rows


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Region=9999", "Q402"),
        ("Region=0101,9999", "Q402"),
        ("Region=", "Q403"),
        ("Region=top(x)", "Q404"),
        ("Region=" + "*" * 300, "Q404"),
        ("Tid=2016&gender=%C3%A5%00x", None),
    ],
)
def test_what_the_address_names_in_vain_is_told(client, query, code):
    answer = page(client, f"?{query}")
    if code is None:
        assert answer.status_code == 404
        return
    assert answer.status_code == 400
    assert [one.code for one in answer.context["asked"].problems] == [code]
    assert answer.context["layout"].rows


@pytest.mark.parametrize(
    "query",
    [
        "visa=film",
        "kolumner=nothing",
        "niva=x&visa=karta",
        "karta.gender=x&visa=karta",
        "utm_source=x",
        "visa=karta&ordna=%F0",
    ],
)
def test_what_changes_no_figures_is_let_be(client, query):
    assert page(client, f"?{query}").status_code == 200


def test_boxes_lead_to_the_address_in_short(client):
    every = {"Region": list(cubes.NAMES), "gender": ["men", "women"], "Tid": "2016", "ContentsCode": "fte"}
    answer = client.post(f"{TABLE}valj/", every | {"visa": "diagram", "kolumner": "gender", "ordna": ""})
    assert answer.status_code == 302
    assert (
        answer.url
        == f"{TABLE}?Region=*&gender=women,men&Tid=*&ContentsCode=*&visa=diagram&kolumner=gender".replace(
            "Tid=*", "Tid=2016"
        )
    )
    level = next(one for one in page(client).context["choices"][0]["levels"] if "counties" in one[0])
    only = client.post(f"{TABLE}valj/", every | {"bara": f"Region:{level[0]}"})
    assert "Region=01,25&" in only.url
    assert "Region=*&" in client.post(f"{TABLE}valj/", {"bara": "Region:*"}).url
    assert "Region=&" in client.post(f"{TABLE}valj/", every | {"bara": "Region:nothing"}).url
    nothing = client.post(f"{TABLE}valj/", {})
    assert [one.code for one in client.get(nothing.url).context["asked"].problems] == ["Q403"] * 3
    assert client.get(f"{TABLE}valj/").status_code == 405


def test_a_file_says_in_its_name_that_it_is_made_up(client, release):
    Publication.objects.filter(pk=release.pk).update(made_up=True)
    files = page(client, "?Region=0103&gender=women").context["files"]
    url = next(url for url, label in files if label == "CSV")
    assert client.get(url)["Content-Disposition"].endswith('-made-up.csv"')


def test_the_files_and_the_call_are_of_what_is_shown(client):
    answer = page(client, "?Region=0101,0103&gender=men&visa=karta")
    call = answer.context["api"]
    assert call.startswith("http://testserver/api/v2/tables/") and "valueCodes[Region]=0101,0103" in call
    assert client.get(call).json()["size"] == [2, 1, 1, 1]
    for url, _label in answer.context["files"]:
        assert client.get(url).status_code == 200


def test_the_citation_tells_publisher_version_day_and_address(client):
    told = page(client).context["citation"]
    for words in (
        "Socialstyrelsen",
        "Handläggare",
        cubes.SLUG,
        "2017-02-06",
        "Påhittade uppgifter",
        "http://testserver/",
    ):
        assert words in told


def test_a_page_takes_as_many_queries_for_a_chart_as_for_a_table(client, django_assert_num_queries):
    page(client)
    for query in ("", "?visa=diagram", "?visa=karta"):
        with django_assert_num_queries(2):
            page(client, query)


def test_a_picture_is_drawn_once_and_known_again(client, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(picture_views, "drawings", Drawings())
    first = client.get(PICTURE)
    assert first.status_code == 200 and first.headers["Content-Type"] == "image/svg+xml"
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Content-Security-Policy"].startswith("default-src 'none'")
    with django_assert_num_queries(2):
        again = client.get(PICTURE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    monkeypatch.setattr(picture_views, "svg_of", lambda spec: 1 / 0)
    assert client.get(PICTURE).content == first.content


def test_tags_differ_by_what_is_drawn(client, monkeypatch):
    monkeypatch.setattr(picture_views, "svg_of", lambda spec: "<svg/>")
    monkeypatch.setattr(picture_views, "drawings", Drawings())
    changed = (PICTURE, f"{PICTURE}&lang=en", f"{PICTURE}&smal=1", PICTURE.replace("25", "0101"))
    assert len({client.get(one).headers["ETag"] for one in changed}) == 4


def test_while_much_is_drawn_others_are_asked_to_come_back_and_the_page_still_has_the_table(
    client, monkeypatch
):
    monkeypatch.setattr(picture_views, "drawings", Drawings(queue=-1))
    turned_away = client.get(PICTURE)
    assert turned_away.status_code == 503 and turned_away.headers["Retry-After"] == "3"
    assert turned_away.headers["Cache-Control"] == "no-store"
    assert len(heads(page(client, "?visa=diagram"))) == len(cubes.NAMES)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("bild.json?visa=diagram&gender=total&Tid=2016", 200),
        ("bild.png?visa=karta", 200),
        ("bild.json?visa=karta", 404),
        ("bild.gif?visa=karta", 404),
        ("bild.svg", 400),
        ("bild.svg?visa=diagram&Region=*&gender=*&Tid=*", 400),
        ("bild.svg?visa=karta&Region=00", 400),
        ("bild.svg?visa=diagram&Region=9999", 400),
        ("bild.svg?visa=diagram&Region=01&lang=xx", 200),
    ],
)
def test_addresses_of_pictures(client, address, status):
    assert client.get(f"{TABLE}{address}").status_code == status


def test_the_specification_has_the_figures(client):
    spec = client.get(f"{TABLE}bild.json?visa=diagram&Region=01,25&gender=total&Tid=2016").json()
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert "Aby län" in str(spec)


def test_a_table_that_is_not_public_has_no_picture(client, release):
    Publication.objects.filter(pk=release.pk).update(state=Publication.State.DRAFT)
    assert client.get(PICTURE).status_code == 404
    missing = page(client)
    assert missing.status_code == 404 and "Tabellen finns inte" in missing.content.decode()
    assert client.post(f"{TABLE}valj/").status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("q=HANDLÄGGARE+kommun", 1),
        ("q=överkalix", 1),
        ("q=kön", 1),
        ("q=women", 0),
        ("q=handläggare+finnsinte", 0),
        ("slag=utgavor", 1),
        ("slag=rapporter", 0),
        ("slag=okand", 1),
        ("ar=2015", 1),
        ("ar=2014", 0),
        ("q=%00", None),
        ("page=99", 1),
    ],
)
def test_the_catalogue_is_narrowed(client, query, number):
    answer = client.get(f"/tabeller/?{query}")
    if number is None:
        assert answer.status_code == 404
    else:
        assert answer.context["page"].paginator.count == number


def test_english_readers_search_in_english_and_read_the_titles_of_releases(client):
    client.cookies["django_language"] = "en"
    answer = client.get("/tabeller/?q=women")
    assert answer.context["page"].paginator.count == 1
    assert "Caseworkers and team leaders by municipality 2016" in answer.content.decode()


def test_replaced_tables_are_last_and_coming_ones_have_their_day(client, release):
    Publication.objects.filter(pk=release.pk).update(state=Publication.State.REPLACED)
    newer = cubes.published("ny", replaces=release, next_release=date(2017, 9, 1))
    cubes.published(
        "vantar",
        state=Publication.State.APPROVED,
        publish_at=datetime(2097, 5, 1, 7, 30, tzinfo=UTC),
    )
    answer = client.get("/tabeller/")
    rows = [row["table"] for row in answer.context["page"]]
    assert [(one.publication.slug, one.discontinued) for one in rows] == [
        (newer.slug, False),
        (cubes.SLUG, True),
    ]
    said = answer.content.decode()
    assert "1 maj 2097 09.30" in said and "1 september 2017" in said


def test_the_catalogue_reads_every_table_in_one_query_and_then_none(client, django_assert_num_queries):
    for number in range(4):
        cubes.published(f"flera-{number}")
    described._known.clear()
    with django_assert_num_queries(4):
        client.get("/tabeller/?q=kommun")
    with django_assert_num_queries(3):
        client.get("/tabeller/?q=kommun")


def test_a_selection_too_large_for_a_page_is_told_and_can_be_fetched(client, monkeypatch):
    monkeypatch.setattr(layout, "MOST_SHOWN", 5)
    monkeypatch.setattr(views, "MOST_SHOWN", 5)
    answer = page(client)
    said = answer.content.decode()
    assert answer.context["layout"].rows == () and "Urvalet har 36 celler, fler än 5 som visas" in said
    assert '<details class="section choose" open>' in said
    assert client.get(answer.context["files"][1][0]).status_code == 200
