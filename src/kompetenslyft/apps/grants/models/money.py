"""What is owed, what is paid, and the ledger that every balance is derived from. Amounts are whole kronor."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.grants.models.years import ProgrammeYear


class Redistribution(models.Model):
    """A round in which money that was not claimed is divided among those who said yes to a share of it."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="redistributions")
    purpose = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    pool = models.BigIntegerField()
    left_over = models.BigIntegerField()
    decision_reference = models.CharField(max_length=120)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["year", "purpose", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "purpose", "number"], name="redistribution_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.purpose} {self.number}"


class StandingManager(models.Manager["Entitlement"]):
    """Entitlements that are owed."""

    def get_queryset(self) -> models.QuerySet[Entitlement]:
        return super().get_queryset().filter(undone_at__isnull=True)


class Entitlement(models.Model):
    """What the state owes a municipality: its claim as signed, or its share of a redistribution. Paid whole, once.

    ``standing`` are those that are owed; rows that were undone are kept beside them.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim", _("rekvisition")
        REDISTRIBUTION = "redistribution", _("omfördelning")

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="entitlements")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.PositiveSmallIntegerField(default=0)
    """0 for a claim, the redistribution's number for a share of it."""
    amount = models.BigIntegerField()
    submission = models.PositiveSmallIntegerField(null=True, blank=True)
    """The number of the submission that the claim stands in."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    """Set where the accepted claim was opened again before it was paid: nothing is owed by this row."""

    objects = models.Manager()
    standing = StandingManager()

    class Meta:
        ordering = ["year", "unit__code", "purpose", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "purpose", "kind", "number"],
                condition=Q(undone_at__isnull=True),
                name="entitlement_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="entitlement_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.purpose} {self.kind} {self.amount}"


class PayeeAccount(models.Model):
    """The account that a municipality is paid to. It holds from when a second person has confirmed it."""

    class Scheme(models.TextChoices):
        BANKGIRO = "bankgiro", _("bankgiro")
        PLUSGIRO = "plusgiro", _("plusgiro")
        IBAN = "iban", _("IBAN")

    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=10, choices=Scheme)
    number = models.CharField(max_length=34)
    """Digits (and letters of an IBAN) alone."""
    entered_at = models.DateTimeField()
    enterer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_by = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["unit__code", "-entered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
                name="payee_account_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="payee_account_one_to_confirm",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmer__isnull=True)
                | Q(confirmed_at__isnull=False, confirmer__isnull=False) & ~Q(confirmer=F("enterer")),
                name="payee_account_four_eyes",
                violation_error_message=_("Någon annan än den som skrev in kontot bekräftar det."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.scheme} {self.number}"


class PaymentBatch(models.Model):
    """Payments that go to the bank in one file. One officer prepares it, another approves it."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("förberedd")
        APPROVED = "approved", _("godkänd")
        SENT = "sent", _("skickad till banken")
        CONFIRMED = "confirmed", _("bekräftad av banken")
        WITHDRAWN = "withdrawn", _("återtagen")

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARED)
    message_id = models.CharField(max_length=35, unique=True)
    execution_date = models.DateField()
    file = models.TextField(blank=True)
    """The file for the bank, made when the batch is approved and never made again."""
    prepared_at = models.DateTimeField()
    preparer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.CharField(max_length=200)
    approved_at = models.DateTimeField(null=True, blank=True)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="payment_batch_number_unique"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approver__isnull=True)
                | Q(approved_at__isnull=False, approver__isnull=False) & ~Q(approver=F("preparer")),
                name="payment_batch_four_eyes",
                violation_error_message=_("Någon annan än den som förberedde utbetalningen godkänner den."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "withdrawn"]) | Q(approved_at__isnull=False) & ~Q(file=""),
                name="payment_batch_approved_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["sent", "confirmed"], sent_at__isnull=False)
                | ~Q(status__in=["sent", "confirmed"]) & Q(sent_at__isnull=True),
                name="payment_batch_sent_when_it_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.number}"


class Payment(models.Model):
    """One payment to one municipality, to the account as it stood when the batch was prepared."""

    class Status(models.TextChoices):
        PENDING = "pending", _("väntar")
        PAID = "paid", _("betald")
        REJECTED = "rejected", _("avvisad av banken")

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    account = models.ForeignKey(PayeeAccount, on_delete=models.PROTECT, related_name="payments")
    end_to_end_id = models.CharField(max_length=35, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    status_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["batch", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "unit"], name="payment_one_per_batch_and_unit"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.amount}"


class PaymentLine(models.Model):
    """An entitlement that a payment pays. It is in at most one payment that stands."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="lines")
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="lines")
    stands = models.BooleanField(default=True)
    """False where the payment was rejected or its batch withdrawn."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(stands=True), name="payment_line_entitlement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment} {self.entitlement}"


class LedgerEntry(models.Model):
    """An event that moved money. Added, never changed; a mistake is put right by an entry that moves it back."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="ledger")
    event = models.CharField(max_length=24)
    unit = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    """What the entry is about, the same whenever it is about the same: nothing is entered twice."""
    at = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["year", "reference"], name="ledger_entry_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"


class LedgerPosting(models.Model):
    """One side of an entry: ``amount`` is debited where positive, credited where negative. An entry sums to 0."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=24)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_posting_not_zero")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
