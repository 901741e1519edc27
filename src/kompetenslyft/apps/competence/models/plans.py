"""Plans, what they hold, what was decided, and how it went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.competence.models.talks import AppraisalTalk
from kompetenslyft.core.competence.plan import PlanState


class Plan(models.Model):
    """A development plan: of one person, or of an organisation (then ``person`` is null)."""

    kind = models.CharField(max_length=12)
    person = models.ForeignKey("staff.Person", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    talk = models.OneToOneField(AppraisalTalk, null=True, on_delete=models.PROTECT, related_name="plan")
    title = models.CharField(max_length=160)
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=12, default=PlanState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    summary = models.TextField(blank=True)
    """Needs and priorities in words."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="individual", person__isnull=False, organisation__isnull=True)
                | Q(kind="collective", person__isnull=True, organisation__isnull=False),
                name="plan_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="plan_ends_after_start",
                violation_error_message=_("Planen slutar innan den börjar. Rätta något av datumen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanItem(models.Model):
    """A goal with its activity. ``direction`` blank: a goal outside the framework."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    framework = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=14, blank=True)
    """The mark to reach."""
    goal = models.CharField(max_length=500)
    activity = models.CharField(max_length=500)
    responsible = models.CharField(max_length=160)
    due = models.DateField()
    priority = models.PositiveSmallIntegerField(default=2)
    """1 first, 2 next, 3 when there is room."""
    cost_sek = models.BigIntegerField(null=True, blank=True)
    people = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of an organisation's plan: how many take part."""
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_sek__isnull=True) | Q(cost_sek__gte=0),
                name="plan_item_cost_not_negative",
                violation_error_message=_("Kostnaden kan inte vara negativ."),
            )
        ]

    def __str__(self) -> str:
        return self.goal


class PlanDecision(models.Model):
    """The plan as it was decided, word for word, for ever."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    decided_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_decision_number_unique")]

    def __str__(self) -> str:
        return f"{self.plan} #{self.number}"


class PlanFollowUp(models.Model):
    """How an item went, as said on one occasion. Added, never changed; the last one stands."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="follow_ups")
    done = models.CharField(max_length=10)
    effect = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    followed_up_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{self.item}: {self.done}"


class PlanTemplate(models.Model):
    """Items to begin a plan with, at an employer. What comes with the product lies in ``definitions``."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    items = models.JSONField(default=list)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "kind", "name"],
                name="plan_template_name_unique",
                violation_error_message=_("Det finns redan en mall med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name
