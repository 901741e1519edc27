"""Which of several employments tells where somebody works, and what that place demands."""

from __future__ import annotations

from datetime import date

import pytest

from kompetenslyft.apps.competence.queries.profiles import demands_of, profiles_on
from kompetenslyft.apps.staff.queries.posts import main_post, main_posts
from kompetenslyft.core.staff.model import StaffRole
from tests.factories import staff as factory

pytestmark = pytest.mark.django_db


def test_the_largest_share_decides_role_and_unit_and_of_equals_the_oldest() -> None:
    work = factory.workplace()
    one = factory.person(work.employer, work.unit, share=50)
    factory.employment(one, work.other_unit, share=50, first_day=date(2014, 1, 1))
    factory.employment(
        one,
        work.district,
        share=60,
        role=StaffRole.TEAM_LEADER,
        first_day=date(2014, 1, 1),
        last_day=date(2014, 12, 31),
    )
    for day, unit, role in (
        (date(2013, 12, 31), work.unit, StaffRole.SOCIAL_WORKER),
        (date(2014, 12, 31), work.district, StaffRole.TEAM_LEADER),
        (date(2015, 1, 1), work.unit, StaffRole.SOCIAL_WORKER),
    ):
        post = main_post(one, day)
        assert post is not None
        assert (post.unit, post.role) == (unit.code, role)
        assert main_posts(work.employer, day)[one.pk][:2] == (role, unit.code)
        assert demands_of(one, day) == profiles_on(work.employer.pk, day)[role]
    before = date(2012, 2, 29)
    assert main_post(one, before) is None
