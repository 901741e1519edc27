"""Reporting together, and settling what each municipality received. Amounts are whole kronor."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kompetenslyft.apps.grants.models.years import ProgrammeYear


class JointReport(models.Model):
    """One report for several municipalities: the lead's return answers for those who have agreed to it."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="joint_reports")
    lead = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["year", "lead__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "lead"], condition=Q(ended_at__isnull=True), name="joint_report_one_per_lead"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.lead}"


class JointReportMember(models.Model):
    """A municipality asked to be reported for by the lead; it is from when its signatory has agreed."""

    report = models.ForeignKey(JointReport, on_delete=models.PROTECT, related_name="members")
    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["report", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit"],
                condition=Q(agreed_at__isnull=False, left_at__isnull=True),
                name="joint_report_member_once_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.unit}"


class Settlement(models.Model):
    """What became of the money for one purpose: received = used + unused + not permitted; the two last are repaid.

    A settlement that is made again gets the next ``number``; the one with the highest stands.
    """

    class Basis(models.TextChoices):
        REPORT = "report"
        NO_REPORT = "no_report"

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="settlements")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    basis = models.CharField(max_length=10, choices=Basis)
    report_of = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whose report it rests on: its own or the lead's. None where there was no report."""
    submission = models.PositiveSmallIntegerField(null=True, blank=True)
    """The number of the submission that it rests on."""
    received = models.BigIntegerField()
    used = models.BigIntegerField()
    unused = models.BigIntegerField()
    not_permitted = models.BigIntegerField()
    findings = models.JSONField(default=list)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField()
    settled_by = models.CharField(max_length=200)
    invoice_number = models.CharField(max_length=60, blank=True)
    invoiced_at = models.DateTimeField(null=True, blank=True)
    invoice_due = models.DateField(null=True, blank=True)
    repaid = models.BigIntegerField(default=0)
    """What has come in by now; carried over from an earlier settlement of the same purpose."""
    repaid_at = models.DateTimeField(null=True, blank=True)
    """When the last of what is to be repaid had come in."""

    class Meta:
        ordering = ["year", "unit__code", "purpose", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "purpose", "number"], name="settlement_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(received=F("used") + F("unused") + F("not_permitted"))
                & Q(used__gte=0)
                & Q(unused__gte=0)
                & Q(not_permitted__gte=0),
                name="settlement_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(repaid__gte=0) & Q(repaid__lte=F("unused") + F("not_permitted")),
                name="settlement_repaid_at_most_what_is_owed",
            ),
            models.CheckConstraint(
                condition=Q(basis="report", submission__isnull=False, report_of__isnull=False)
                | Q(basis="no_report", submission__isnull=True, report_of__isnull=True, used=0),
                name="settlement_rests_on_its_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.purpose} #{self.number}"

    @property
    def to_repay(self) -> int:
        return self.unused + self.not_permitted


class Repayment(models.Model):
    """Money that has come back for a settlement. Added, never changed."""

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="repayments")
    number = models.PositiveSmallIntegerField()
    """Counts the municipality's repayments for the purpose in the year, from 1."""
    amount = models.BigIntegerField()
    on = models.DateField()
    """The day that the money came in."""
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["settlement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="repayment_number_unique"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement} {self.amount}"
