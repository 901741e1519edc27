"""Entering answers: every stage of the pipeline, and that nothing entered is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.callers import TokenCaller
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import CellChange
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME


@pytest.fixture
def falun(answer_to):
    return answer_to.unit


def enter(answer_to, by, entries, base=0, at=NOW, **more):
    return actions.enter(answer_to=answer_to, entries=entries, base=base, by=by, channel="web", at=at, **more)


def test_a_figure_is_stored_in_hundredths_with_who_and_when(answer_to, anna):
    outcome = enter(answer_to, anna, {"caseworkers.women": "12,5"})
    assert outcome.is_clean
    cell = outcome.saved["caseworkers.women"]
    assert (cell.value, cell.changed_by, cell.changed_at) == (1250, "Anna", NOW)
    answer_to.refresh_from_db()
    assert answer_to.state is Status.IN_PROGRESS
    assert answer_to.revision == 1
    assert [event.kind for event in queries.history(answer_to)] == ["started"]
    assert AuditRow.objects.filter(action="return.enter", actor=anna).count() == 1


def test_good_cells_are_saved_though_others_are_not(answer_to, anna):
    outcome = enter(
        answer_to,
        anna,
        {"caseworkers.women": "12,5 st", "caseworkers.men": "3", "caseworkers.total": "15", "nonsense": "1"},
    )
    assert set(outcome.saved) == {"caseworkers.men"}
    assert {key: finding.code for key, finding in outcome.rejected.items()} == {
        "caseworkers.women": "V401",
        "caseworkers.total": "K202",
        "nonsense": "K201",
    }


@pytest.mark.parametrize("raw", ["-1", "1e308", "12,5 st", "nan", "1,234", "=1+1", float("inf"), 1e308])
def test_what_is_no_figure_is_said_and_changes_nothing(answer_to, anna, raw):
    enter(answer_to, anna, {"caseworkers.women": "12"})
    outcome = enter(answer_to, anna, {"caseworkers.women": raw}, base=1)
    finding = outcome.rejected["caseworkers.women"]
    assert finding.cells == ("caseworkers.women",)
    assert finding.message.sv
    assert finding.message.en
    assert answer_to.cells.get().value == 1200


def test_all_or_nothing_saves_nothing_where_one_is_wrong(answer_to, anna):
    outcome = enter(answer_to, anna, {"caseworkers.women": "12", "caseworkers.men": "x"}, all_or_nothing=True)
    assert not outcome.saved
    assert not answer_to.cells.exists()


def test_somebody_elses_later_figure_is_not_overwritten_unseen(answer_to, anna, bo):
    enter(answer_to, anna, {"caseworkers.women": "10", "caseworkers.men": "1"})
    enter(answer_to, bo, {"caseworkers.women": "11"}, base=1)
    outcome = enter(answer_to, anna, {"caseworkers.women": "12", "caseworkers.men": "2"}, base=1)
    conflict = outcome.conflicts["caseworkers.women"]
    assert (conflict.mine, conflict.theirs, conflict.by) == (1200, 1100, "Bo")
    assert set(outcome.saved) == {"caseworkers.men"}, "a cell that nobody else touched is saved"
    agreed = enter(
        answer_to, anna, {"caseworkers.women": "12"}, base={"caseworkers.women": conflict.revision}
    )
    assert agreed.saved["caseworkers.women"].value == 1200
    assert [change.new for change in queries.changes(answer_to, "caseworkers.women")] == [1200, 1100, 1000]


def test_two_who_enter_the_same_do_not_conflict(answer_to, anna, bo):
    enter(answer_to, anna, {"caseworkers.women": "10"})
    assert enter(answer_to, bo, {"caseworkers.women": "10,0"}).unchanged == {"caseworkers.women"}


def test_clearing_is_a_change_and_blank_is_not_zero(answer_to, anna):
    enter(answer_to, anna, {"caseworkers.women": "0"})
    assert queries.situation(answer_to, anna, at=NOW).values["caseworkers.women"] == 0
    enter(answer_to, anna, {"caseworkers.women": ""}, base=1)
    answer_to.refresh_from_db()
    assert "caseworkers.women" not in queries.situation(answer_to, anna, at=NOW).values
    assert answer_to.answered == 0
    assert CellChange.objects.filter(answer_to=answer_to).count() == 2


def test_another_municipalitys_return_does_not_exist(answer_to):
    stranger = accounts.coordinator(organisations.municipality())
    with pytest.raises(Refused) as refused:
        enter(answer_to, stranger, {"caseworkers.women": "1"})
    assert refused.value.code == "E101"
    with pytest.raises(Refused):
        queries.return_for(stranger, answer_to.pk, NOW.date())


@pytest.mark.parametrize("role", ["manager", "reader"])
def test_readers_read(answer_to, falun, role):
    reader = accounts.person_with(falun, role)
    assert queries.return_for(reader, answer_to.pk, NOW.date()) == answer_to
    with pytest.raises(Refused) as refused:
        enter(answer_to, reader, {"caseworkers.women": "1"})
    assert refused.value.code == "E102"


def test_the_citys_coordinator_reaches_its_districts(falun):
    answer_to = collection.return_(organisations.district(falun))
    assert enter(answer_to, accounts.coordinator(falun), {"caseworkers.women": "1"}).saved
    other = accounts.coordinator(organisations.district(falun, "Södra"))
    with pytest.raises(Refused):
        enter(answer_to, other, {"caseworkers.women": "1"})


def test_a_key_of_the_organisation_enters_but_does_not_sign(answer_to, falun, anna):
    system = TokenCaller(falun.pk, "API: personalsystemet")
    assert enter(answer_to, system, {"caseworkers.women": "1"}).saved
    with pytest.raises(Refused):
        actions.sign(answer_to=answer_to, by=system, at=NOW)
    stranger = TokenCaller(organisations.municipality().pk, "API: annat")
    with pytest.raises(Refused) as refused:
        enter(answer_to, stranger, {"caseworkers.women": "2"})
    assert refused.value.code == "E101"


def test_each_lock_says_which_and_who_can_open_it(answer_to, anna):
    late = NOW + timedelta(days=16)
    with pytest.raises(Refused) as refused:
        enter(answer_to, anna, {"caseworkers.women": "1"}, at=late)
    assert refused.value.code == "T303"
    assert "2017-02-20" in refused.value.text("sv")
    assert "förlängd tid" in refused.value.text("sv")
    officer = accounts.officer()
    actions.extend(answer_to=answer_to, until=date(2017, 3, 10), reason="Sjukdom", by=officer, at=late)
    assert enter(answer_to, anna, {"caseworkers.women": "1"}, at=late).saved
    actions.close_round(round=answer_to.round, by=officer, at=late)
    with pytest.raises(Refused) as refused:
        enter(answer_to, anna, {"caseworkers.women": "2"}, base=1, at=late)
    assert refused.value.code == "T301"


def test_a_round_that_is_not_open_yet_says_when_it_opens(answer_to, anna):
    with pytest.raises(Refused) as refused:
        enter(answer_to, anna, {"caseworkers.women": "1"}, at=NOW.replace(year=NOW.year - 1))
    assert refused.value.code == "T302"
    assert refused.value.text("sv").startswith(f"Insamlingen öppnar {answer_to.round.opens.isoformat()}.")


def test_saving_a_cell_takes_a_constant_number_of_queries(answer_to, anna, django_assert_max_num_queries):
    enter(answer_to, anna, collection.complete_entries())
    with django_assert_max_num_queries(20):
        enter(answer_to, anna, {"caseworkers.women": "7"}, base=1)


def test_any_number_of_unknown_keys_is_answered_key_by_key(answer_to, anna):
    entries = {f"no_such_question_{number}": "1" for number in range(40_000)} | {"caseworkers.women": "11"}
    outcome = actions.enter(answer_to=answer_to, entries=entries, base=0, by=anna, channel="api", at=NOW)
    assert set(outcome.saved) == {"caseworkers.women"}
    assert len(outcome.rejected) == 40_000
