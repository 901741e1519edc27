"""People and what is known of them, dated."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A person at an employer: a municipality or a joint board. Known by employment number, never by identity number.

    A user whose address is ``email`` is the person, and sees what the register holds of them.
    """

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    gender = models.CharField(max_length=10, blank=True)
    social_work_since = models.PositiveSmallIntegerField(null=True, blank=True)
    """The first year in social work."""
    made_up = models.BooleanField(default=False)
    """Made up for demonstration: said wherever the person shows."""
    revision = models.PositiveIntegerField(default=1)
    """Counts the changes of the person and of all that is dated below."""
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "number"],
                name="person_number_unique",
                violation_error_message=_("Anställningsnumret finns redan hos arbetsgivaren."),
            ),
            models.UniqueConstraint(
                "employer",
                Lower("email"),
                condition=~Q(email=""),
                name="person_email_unique",
                violation_error_message=_("E-postadressen hör redan till en annan person hos arbetsgivaren."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """An employment, or a stretch of one: see ``core.staff.model.Employment``."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    service = models.CharField(max_length=30)
    share = models.PositiveSmallIntegerField()
    """Hundredths of full time."""
    permanent = models.BooleanField()
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    leaving_reason = models.CharField(max_length=30, blank=True)
    role_since = models.PositiveSmallIntegerField(null=True, blank=True)
    first_management_job = models.BooleanField(null=True, blank=True)
    needs_supervision_training = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["person", "first_day", "id"]
        indexes = [models.Index(fields=["unit", "first_day", "last_day"], name="employment_unit_days")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="employment_ends_after_start",
                violation_error_message=_("Anställningen slutar innan den börjar. Rätta något av datumen."),
            ),
            models.CheckConstraint(
                condition=Q(share__gte=1) & Q(share__lte=100),
                name="employment_share_of_full_time",
                violation_error_message=_("Sysselsättningsgraden ska vara 1–100 procent."),
            ),
            models.CheckConstraint(
                condition=Q(leaving_reason="") | Q(last_day__isnull=False),
                name="employment_reason_needs_last_day",
                violation_error_message=_("En avgångsorsak kräver ett slutdatum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day or ''}"


class Credential(models.Model):
    """A degree, a course or a certificate: see ``core.staff.model.Credential``."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, blank=True)
    awarded_on = models.DateField()
    credits = models.PositiveIntegerField(null=True, blank=True)
    """Tenths of higher education credits."""
    subjects = models.JSONField(default=list)

    class Meta:
        ordering = ["person", "awarded_on", "id"]

    def __str__(self) -> str:
        return self.title or self.kind


class Leave(models.Model):
    """A full leave of absence."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person", "first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="leave_ends_after_start",
                violation_error_message=_("Ledigheten slutar innan den börjar. Rätta något av datumen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day}–{self.last_day or ''}"


class PeopleDecision(models.Model):
    """The employer's decision that coordinators see people, and not numbers alone. ``ended_on``: first day without."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=200)
    """The decision: body, day, number."""
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["employer", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer"], condition=Q(ended_on__isnull=True), name="people_decision_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.reference
