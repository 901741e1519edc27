"""Two officers at the same moment, in two real connections: each claim is accepted and entered once."""

from __future__ import annotations

import pytest

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection.models import Submission
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import years
from kompetenslyft.apps.grants.models import Entitlement
from kompetenslyft.apps.grants.queries import ledger
from tests.factories import accounts, grants, organisations, settlements
from tests.integration.at_once import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT = settlements.IN_TIME


@pytest.mark.parametrize("_round", range(5))
def test_one_claim_and_all_claims_are_accepted_at_once_and_neither_waits_for_ever(_round):
    units = [organisations.municipality(name=name) for name in ("Falun", "Mora", "Orsa")]
    year = grants.year()
    grants.offers(year, {unit: {"inventory": 20, "competence": 100} for unit in units})
    officers = accounts.officer(name="Olle"), accounts.officer(name="Petra")
    years.open_requisition(year=year, by=officers[0], at=AT)
    year.refresh_from_db()
    claims = [settlements.signed(one) for one in year.requisition_round.returns.all()]
    Submission.objects.update(values={"claimed.inventory": 20, "claimed.competence": 100})
    results = together(
        lambda: years.accept_claims(year=year, by=officers[0], at=AT),
        lambda: collection.accept(answer_to=claims[0], by=officers[1], at=AT),
    )
    assert None not in results
    assert [one.code for one in results if isinstance(one, Refused)] in ([], ["T309"])
    assert Entitlement.standing.count() == 6
    assert ledger.check(year) == ()


def test_of_two_who_set_up_a_year_one_is_told():
    officers = accounts.officer(name="Olle"), accounts.officer(name="Petra")
    results = together(
        *(lambda by=by: years.open_year(definition=grants.DEFINITION, by=by, at=AT) for by in officers)
    )
    assert [one.code for one in results if isinstance(one, Refused)] == ["G702"]
    assert None not in results
