"""Reading organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.organisations.kinds import EMPLOYING_KINDS, Kind
from kompetenslyft.apps.organisations.models import County, Organisation
from kompetenslyft.apps.organisations.register import AGENCY_CODE

if TYPE_CHECKING:
    from kompetenslyft.apps.audit.models import AuditRow


def by_code(code: str) -> Organisation:
    """The organisation with the code. Raises Organisation.DoesNotExist (an ObjectDoesNotExist)."""
    return Organisation.objects.select_related("county", "parent", "successor").get(code=code)


def by_codes(codes: Collection[str]) -> dict[str, Organisation]:
    """Those of the codes that exist, by code. One query."""
    return {
        one.code: one
        for one in Organisation.objects.filter(code__in=codes).select_related("county", "parent")
    }


def by_id(organisation_id: int) -> Organisation:
    """The organisation with the id. Raises Organisation.DoesNotExist (an ObjectDoesNotExist)."""
    return Organisation.objects.select_related("county", "parent", "successor").get(pk=organisation_id)


def by_ids(organisation_ids: Collection[int]) -> QuerySet[Organisation]:
    """Those with the ids, by code, with what they belong to."""
    return Organisation.objects.filter(pk__in=organisation_ids).select_related("county", "parent")


def everything() -> QuerySet[Organisation]:
    """Every organisation that is or has been, by code."""
    return Organisation.objects.all()


def agency() -> Organisation:
    """The state agency that runs the collections. Raises Organisation.DoesNotExist before ``load_official``."""
    return by_code(AGENCY_CODE)


def counties() -> QuerySet[County]:
    """The counties by code."""
    return County.objects.all()


def reporting_units(on: date) -> QuerySet[Organisation]:
    """The municipalities, districts and joint boards that exist on the day, by code."""
    return Organisation.objects.reporting().valid_on(on).select_related("county", "parent")


def municipalities(on: date) -> QuerySet[Organisation]:
    """The municipalities that exist on the day, by code."""
    return reporting_units(on).filter(kind=Kind.MUNICIPALITY)


def municipality_codes(unit_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Which municipalities each unit answers for: official codes, sorted.

    A municipality answers for itself, a district or a unit for the municipality above it, a joint board for its
    members. At most one query for each level between unit and municipality, and one for the joint boards.
    """
    codes: dict[int, tuple[str, ...]] = {}
    waiting = {unit_id: {unit_id} for unit_id in unit_ids}
    boards: set[int] = set()
    while waiting:
        above: dict[int, set[int]] = defaultdict(set)
        rows = Organisation.objects.filter(pk__in=waiting).values_list("pk", "kind", "code", "parent_id")
        for organisation_id, kind, code, parent_id in rows:
            units = waiting[organisation_id]
            if kind == Kind.MUNICIPALITY:
                codes.update(dict.fromkeys(units, (code,)))
            elif kind == Kind.JOINT_BOARD and organisation_id in units:
                boards.add(organisation_id)
            elif parent_id is not None:
                above[parent_id] |= units
        waiting = above
    return codes | _member_codes(boards)


def _member_codes(board_ids: set[int]) -> dict[int, tuple[str, ...]]:
    members: dict[int, list[str]] = {board_id: [] for board_id in board_ids}
    links = Organisation.members.through.objects.filter(from_organisation_id__in=board_ids)
    for board_id, code in links.order_by("to_organisation__code").values_list(
        "from_organisation_id", "to_organisation__code"
    ):
        members[board_id].append(code)
    return {board_id: tuple(codes) for board_id, codes in members.items()}


def units_below(organisation: Organisation) -> QuerySet[Organisation]:
    """Everything below the organisation, at any depth, with its parent."""
    found: set[int] = set()
    level = {organisation.pk}
    while level:
        level = set(Organisation.objects.filter(parent_id__in=level).values_list("pk", flat=True)) - found
        found |= level
    return Organisation.objects.filter(pk__in=found).select_related("parent", "successor")


def parts_of(organisation: Organisation, on: date) -> QuerySet[Organisation]:
    """What lies next below the organisation on the day."""
    return Organisation.objects.valid_on(on).filter(parent=organisation)


def ids_above(organisation: Organisation) -> tuple[int, ...]:
    """The organisation's own id and the ids above it, nearest first."""
    ids = [organisation.pk]
    parent_id = organisation.parent_id
    while parent_id is not None and parent_id not in ids:
        ids.append(parent_id)
        parent_id = Organisation.objects.filter(pk=parent_id).values_list("parent_id", flat=True).first()
    return tuple(ids)


def ids_at_and_below(organisation_ids: Collection[int]) -> frozenset[int]:
    """The ids given and every id below them, at any depth. One query a level."""
    found = set(organisation_ids)
    level = set(organisation_ids)
    while level:
        below = Organisation.objects.filter(parent_id__in=level).values_list("pk", flat=True)
        level = set(below) - found
        found |= level
    return frozenset(found)


def ids_at_and_above(organisation_ids: Collection[int]) -> frozenset[int]:
    """The ids given and every id above them. One query a level."""
    found = set(organisation_ids)
    level = set(organisation_ids)
    while level:
        above = Organisation.objects.filter(pk__in=level, parent__isnull=False).values_list(
            "parent_id", flat=True
        )
        level = set(above) - found
        found |= level
    return frozenset(found)


def kinds_of(organisation_ids: Collection[int]) -> dict[int, str]:
    """The kind of each organisation, by id. One query; none where none is asked for."""
    if not organisation_ids:
        return {}
    return dict(Organisation.objects.filter(pk__in=organisation_ids).values_list("pk", "kind"))


def employer_of(organisation: Organisation) -> Organisation | None:
    """The municipality or joint board that employs those who work in the organisation; None at the agency."""
    for organisation_id in ids_above(organisation):
        above = organisation if organisation_id == organisation.pk else by_id(organisation_id)
        if above.kind in EMPLOYING_KINDS:
            return above
    return None


def joint_boards_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The joint boards that the municipality is a member of."""
    return organisation.joint_boards.order_by("name")


def members_of(organisation: Organisation) -> QuerySet[Organisation]:
    """The municipalities that a joint board consists of."""
    return organisation.members.order_by("code")


def predecessors_of(organisation: Organisation) -> QuerySet[Organisation]:
    """Those that the organisation took over from."""
    return organisation.predecessors.order_by("code")


def search(
    text: str = "", *, county: str = "", kind: str = "", on: date | None = None
) -> QuerySet[Organisation]:
    """Organisations whose name contains, or code begins with, the text; within a county, of a kind, on a day."""
    found = Organisation.objects.select_related("county", "parent")
    if on is not None:
        found = found.valid_on(on)
    if county:
        found = found.filter(Q(county_id=county) | Q(parent__county_id=county))
    if kind:
        found = found.filter(kind=kind)
    text = text.strip()
    if text:
        found = found.filter(_named(text) | Q(code__istartswith=text))
    return found


def _named(text: str) -> Q:
    """SQLite compares letters outside a–z by case alone; a few spellings of the text make up for it."""
    spellings = {text, text.lower(), text.capitalize(), text.title()}
    named = Q()
    for spelling in spellings:
        named |= Q(name__icontains=spelling)
    return named


def history(organisation: Organisation) -> QuerySet[AuditRow]:
    """What was done to the organisation, newest first."""
    return audit.rows_about(organisation)
