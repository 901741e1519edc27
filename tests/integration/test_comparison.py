"""Key figures: fetched one at a time, kept as they were, set beside what the municipality itself has answered."""

from __future__ import annotations

from fractions import Fraction
from html import unescape

import pytest
import requests
from django.urls import reverse

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.comparison import actions, queries
from kompetenslyft.apps.comparison.models import Source
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.definitions import comparison as definition
from kompetenslyft.project.cli.output import Exit
from kompetenslyft.project.cli.work import comparison as command
from kompetenslyft.project.cli.work.worker import round_of_work
from tests.factories import accounts, collection, comparison, organisations
from tests.factories.accounts import browser as logged_in
from tests.unit.exchange.test_kolada import Session, client, datum
from tests.unit.exchange.test_kolada_groups import GROUPS, Groups

pytestmark = pytest.mark.django_db


class Kolada(Session):
    """Answers for key figures and for groups."""

    def get(self, url, params=None, timeout=0):
        if "municipality_groups" in url:
            return Groups(GROUPS).get(url, params, timeout)
        return super().get(url, params, timeout)


def ordered() -> int:
    return actions.order(by=accounts.officer())


def test_what_is_ordered_is_fetched_one_at_a_time_until_nothing_waits():
    waiting = ordered()
    assert waiting == len(definition().kpis) + 1
    fetched = []
    while (source := actions.fetch_next(client=client(Kolada()))) is not None:
        fetched.append(source.code)
        assert queries.waiting() == waiting - len(fetched)
    assert sorted(fetched) == sorted([*definition().kpis, Source.SIMILAR])
    assert all(one.fetched_at for one in queries.all_sources())


def test_a_run_that_is_broken_off_goes_on_where_it_was():
    ordered()
    first = actions.fetch_next(client=client(Kolada()))
    again = ordered()
    assert again == len(definition().kpis) + 1
    second = actions.fetch_next(client=client(Kolada()))
    assert second.code != first.code


def test_only_what_is_old_is_ordered_by_a_schedule():
    comparison.series("N66077", {("2080", 2015): 10})
    at = comparison.FETCHED
    assert actions.order_stale(days=30, at=at) == len(definition().kpis)
    assert Source.objects.get(code="N66077").wanted_at is None


def test_what_fails_keeps_what_was_and_says_why():
    comparison.series("N66077", {("2080", 2015): 10})
    ordered()
    down = client(Session(fault=requests.ConnectionError("no route")))
    while actions.fetch_next(client=down) is not None:
        pass
    source = Source.objects.get(code="N66077")
    assert source.values.get().value == 10
    assert source.fetched_at == comparison.FETCHED
    assert "Försök igen senare" in source.error["sv"]
    page = logged_in(accounts.officer()).get(reverse("comparison:key_figures")).content.decode()
    assert page.count("Kolada går inte att nå just nu") == 1, "said once, though nothing was fetched"
    assert page.count("Gick inte att hämta på nytt") == Source.objects.count()


def test_the_audit_trail_tells_what_kolada_has_revised():
    comparison.series("N66077", {("2080", 2014): 10, ("2080", 2015): 11, ("2081", 2015): 12})
    comparison.series("N66077", {("2080", 2014): 10, ("2080", 2015): "11.5", ("2082", 2015): 9})
    detail = AuditRow.objects.filter(action="comparison.fetched").latest("pk").detail
    assert {name: detail[name] for name in ("new", "changed", "gone")} == {"new": 1, "changed": 1, "gone": 1}


def test_only_an_officer_orders():
    signatory = accounts.signatory(organisations.municipality())
    with pytest.raises(Refused) as caught:
        actions.order(by=signatory)
    assert caught.value.code == "E103"
    assert logged_in(signatory).post(reverse("comparison:order")).status_code == 403
    assert logged_in(accounts.officer()).post(reverse("comparison:order")).status_code == 302


def test_a_municipality_lies_among_similar_ones_and_in_the_nation():
    places = [organisations.municipality(code) for code in ("2080", "2081", "2082", "2083")]
    comparison.series("N66077", {("2080", 2014): 9, ("2080", 2015): 4, ("2081", 2015): 6, ("2082", 2015): 8})
    actions.keep_groups([comparison.group("2080", "2081", "2082", "2083")], at=comparison.FETCHED)
    found = queries.compared(places[0], accounts.officer(), collection.DEADLINE)
    line = found.themes[0][1][0]
    assert (line.figure.kpi, line.year, line.value) == ("N66077", 2015, 4)
    assert (line.similar.low, line.similar.median, line.similar.high) == (6, 7, 8)
    assert (line.similar.known, line.similar.asked) == (2, 3)
    assert line.nation.median == 6
    county = queries.compared(places[0], accounts.officer(), collection.DEADLINE, group=queries.COUNTY)
    assert set(county.among.names) == {"2081", "2082", "2083"}
    assert (
        queries.compared(places[0], accounts.officer(), collection.DEADLINE, group="G?").among == found.among
    )


def test_own_answers_are_counted_for_those_who_may_see_them():
    made = collection.cast()
    answers = collection.complete_answers(10) | {"no_degree.women": "2"}
    collection.signed(made, answers)
    year = made.round.year
    comparison.series("N01952", {(made.unit.code, year): 5000})
    comparison.series("N01953", {(made.unit.code, year): 10000})
    comparison.series("N01954", {(made.unit.code, year): 5000})
    seen = dict(queries.compared(made.unit, made.signatory, collection.DEADLINE).own)
    by_id = {figure.id: by_year for figure, by_year in seen.items()}
    assert by_id["caseworkers"] == {year: 10}
    assert by_id["caseworkers_with_degree"] == {year: 80}
    assert by_id["caseworkers_per_children"] == {year: 5}
    stranger = accounts.signatory(organisations.municipality())
    assert queries.compared(made.unit, stranger, collection.DEADLINE).own is None
    page = logged_in(stranger).get(reverse("comparison:municipality", args=[made.unit.code]))
    assert "Det ni har svarat" not in page.content.decode()


def test_nobody_is_told_of_answers_that_are_not_there():
    places = organisations.municipality("2080", "Falun"), organisations.municipality("2081", "Borlänge")
    comparison.every_series(["2080", "2081"])
    for reader in map(accounts.signatory, places):
        page = logged_in(reader).get(reverse("comparison:municipality", args=["2080"])).content.decode()
        file = logged_in(reader).get(reverse("comparison:csv", args=["2080"])).content.decode()
        assert "Det ni har svarat" not in page and "Egna svar" not in file


def test_a_part_of_a_city_is_not_taken_for_the_whole():
    made = collection.cast()
    collection.signed(made)
    district = organisations.district(made.unit)
    worker = accounts.coordinator(district)
    assert queries.compared(made.unit, worker, collection.DEADLINE).own is None


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_page_and_the_file_tell_the_same(language):
    place = organisations.municipality("2080", "Falun")
    organisations.municipality("2081", "Borlänge")
    comparison.every_series(["2080", "2081"])
    signatory = accounts.signatory(place)
    signatory.language = language
    signatory.save()
    client_ = logged_in(signatory)
    page = client_.get(reverse("comparison:municipality", args=["2080"])).content.decode()
    file = client_.get(reverse("comparison:csv", args=["2080"]))
    rows = file.content.decode("utf-8-sig").splitlines()
    assert "Källa: Kolada" in page or "Source: Kolada" in page
    for theme in definition().themes:
        for figure in theme.figures:
            assert figure.label.in_language(language) in unescape(page)
            assert any(figure.kpi in row for row in rows)
    assert "2015;2014;2013;2012" in rows[1]


@pytest.mark.parametrize("code", ["9999", "district", "agency"])
def test_only_municipalities_are_compared(code):
    place = organisations.municipality("2080", "Falun")
    codes = {"district": organisations.district(place).code, "agency": organisations.agency().code}
    answer = logged_in(accounts.officer()).get(
        reverse("comparison:municipality", args=[codes.get(code, code)])
    )
    assert answer.status_code == 404


def test_a_municipality_without_any_figures_says_so():
    place = organisations.municipality("2080", "Falun")
    page = logged_in(accounts.signatory(place)).get(reverse("comparison:municipality", args=["2080"]))
    assert "Inga nyckeltal är hämtade än" in page.content.decode()


def test_made_up_figures_say_so_on_the_page_and_in_the_file():
    place = organisations.municipality("2080", "Falun")
    comparison.series("N66077", {("2080", 2015): 10}, made_up=True)
    client_ = logged_in(accounts.signatory(place))
    assert (
        "Nyckeltalen är påhittade"
        in client_.get(reverse("comparison:municipality", args=["2080"])).content.decode()
    )
    assert "påhittad" in client_.get(reverse("comparison:csv", args=["2080"])).content.decode().lower()


def test_the_page_takes_as_many_queries_for_few_municipalities_as_for_many(django_assert_max_num_queries):
    codes = [f"20{number}" for number in range(10, 60)]
    places = [organisations.municipality(code) for code in codes]
    comparison.every_series(codes)
    actions.keep_groups([comparison.group(codes[0], *codes[1:8])], at=comparison.FETCHED)
    client_ = logged_in(accounts.signatory(places[0]))
    client_.get(reverse("comparison:municipality", args=[codes[0]]))
    with django_assert_max_num_queries(20):
        assert client_.get(reverse("comparison:municipality", args=[codes[0]])).status_code == 200


def test_the_command_fetches_and_tells_what_failed(monkeypatch, capsys):
    answers = Kolada([datum("0114", T=1)])
    monkeypatch.setattr("kompetenslyft.exchange.kolada.new_client", lambda: client(answers))
    monkeypatch.setattr("kompetenslyft.exchange.kolada_groups.new_client", lambda: client(answers))
    assert command.run(days=0) is Exit.OK
    assert capsys.readouterr().out.startswith(f"{len(definition().kpis) + 1} hämtade, 0 gick inte")
    down = client(Session(fault=requests.ConnectionError("no route")))
    monkeypatch.setattr("kompetenslyft.exchange.kolada.new_client", lambda: down)
    assert command.run(days=0) is Exit.FINDINGS
    told = capsys.readouterr().err
    assert told.count("Kolada går inte att nå just nu") == 1 and "N66077" in told


def test_the_worker_fetches_what_waits(monkeypatch):
    ordered()
    monkeypatch.setattr("kompetenslyft.exchange.kolada.new_client", lambda: client(Kolada()))
    monkeypatch.setattr("kompetenslyft.exchange.kolada_groups.new_client", lambda: client(Kolada()))
    round_of_work()
    assert queries.waiting() == 0
    assert Source.objects.get(code="N66077").values.get(municipality="0114").value == Fraction(40723)
