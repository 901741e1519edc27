"""Destroying what the register no longer keeps. Whoever calls has asked who may, and writes the protocol."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.staff.models import Person, StaffImport


def hold(person_ids: Collection[int]) -> None:
    """Let nobody write of these people until the transaction ends."""
    list(Person.objects.select_for_update().filter(pk__in=person_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def destroy_people(person_ids: Collection[int]) -> None:
    """The people with their employments, credentials and leaves, and what the audit trail says of their records."""
    Person.objects.filter(pk__in=person_ids).delete()
    audit.forget(Person, person_ids)


@transaction.atomic
def empty_files(file_ids: Collection[int]) -> None:
    """What the files and their rows said of people. That they were read, when and by whom remains."""
    files = StaffImport.objects.filter(pk__in=file_ids)
    files.filter(settled_at__isnull=True).update(
        state=StaffImport.State.ABANDONED, content=None, settled_at=clock.now(), settled_by=audit.SYSTEM
    )
    files.update(findings=[], difference={})
