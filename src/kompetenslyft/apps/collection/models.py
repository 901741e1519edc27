"""Collection rounds and returns. What a return has been through is kept for ever; what it stands at is derived."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.workflow.locks import RoundDates
from kompetenslyft.core.workflow.returns import STATUS_LABELS, Event, Status
from kompetenslyft.exchange.attachments import LARGEST, LONGEST_NAME


class Channel(models.TextChoices):
    WEB = "web", _("webbformulär")
    WORKBOOK = "workbook", _("Excel")
    API = "api", _("API")
    AGENCY = "agency", _("myndigheten")
    """Figures that are given: by an officer, or by another part of the system."""
    REGISTER = "register", _("personalregistret")
    """Figures that the unit's staff register gives, entered by a respondent."""


class Round(models.Model):
    """A collection round: one version of an instrument, asked of some units, between certain dates."""

    code = models.SlugField(unique=True, max_length=60)
    title_sv = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    """The year that the answers are about."""
    instrument = models.CharField(max_length=80)
    """``id@version``."""
    opens = models.DateField()
    deadline = models.DateField()
    last_start = models.DateField()
    last_change = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    made_up = models.BooleanField(default=False)
    """The answers are made up, for demonstration: said wherever they show."""

    class Meta:
        ordering = ["-year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lte=F("deadline"))
                & Q(deadline__lte=F("last_change"))
                & Q(opens__lte=F("last_start"))
                & Q(last_start__lte=F("last_change")),
                name="round_dates_in_order",
                violation_error_message=_(
                    "Datumen ska komma i ordningen öppnar, svarsdag och sista start, sista ändring."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title_sv

    def title(self, language: str) -> str:
        return self.title_en if language.startswith("en") else self.title_sv

    @property
    def dates(self) -> RoundDates:
        return RoundDates(self.opens, self.deadline, self.last_start, self.last_change)


class Return(models.Model):
    """What one unit is asked in one round. It exists from the moment the unit is asked.

    ``status``, ``status_since`` and ``counted_number`` are derived from the events, the numbers of findings and of
    answered cells from the answers; all are kept here for lists, and set by the action that changes what they
    derive from. ``revision`` counts the changes of answers, given figures included.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="returns")
    joined_year = models.PositiveSmallIntegerField()
    """The year that the unit joined the programme: the cohort."""
    extended_to = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    status = models.CharField(max_length=24, default=Status.NOT_STARTED, db_index=True)
    status_since = models.DateTimeField(null=True, blank=True)
    counted_number = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    hard_findings = models.PositiveSmallIntegerField(default=0)
    soft_findings = models.PositiveSmallIntegerField(default=0)
    """Those that still want a reason."""
    trial_findings = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    """Cells answered."""
    given = models.JSONField(default=dict, blank=True)
    """The figures that nobody enters here, by cell key; a blank one is absent."""

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="return_one_per_round_and_unit"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""),
                name="return_extension_has_reason",
                violation_error_message=_("Ange varför tiden förlängs."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round}"

    @property
    def newcomer(self) -> bool:
        """The unit joined in the year that the round is about."""
        return self.joined_year == self.round.year

    @property
    def state(self) -> Status:
        return Status(self.status)

    def status_label(self, language: str) -> str:
        return STATUS_LABELS[self.state].in_language(language)

    @property
    def dates(self) -> RoundDates:
        return self.round.dates.extended_to(self.extended_to)


class Cell(models.Model):
    """The present answer in one cell. ``value`` null: it was answered once and cleared."""

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="cells")
    key = models.CharField(max_length=160)
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer_to", "key"], name="cell_one_per_key")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class CellChange(models.Model):
    """Every change of an answer, for ever."""

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="changes")
    key = models.CharField(max_length=160)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)

    class Meta:
        ordering = ["answer_to", "revision", "key"]
        indexes = [models.Index(fields=["answer_to", "revision"], name="cellchange_revision")]

    def __str__(self) -> str:
        return f"{self.key}: {self.old} → {self.new}"


class Attachment(models.Model):
    """A document that answers a cell. Kept for ever once it is submitted; the cell's value is ``value``."""

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=160)
    filename = models.CharField(max_length=LONGEST_NAME)
    content_type = models.CharField(max_length=100)
    """What the bytes are, whatever the name says."""
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["answer_to", "key", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer_to", "key", "sha256", "filename"], name="attachment_once_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0) & Q(size__lte=LARGEST), name="attachment_size_allowed"
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def value(self) -> str:
        """What stands in the cell: which bytes, under which name."""
        return f"{self.sha256}/{self.filename}"


class Submission(models.Model):
    """What was submitted, word for word, for ever.

    ``values`` are the entered and the given cells; totals are derived anew.
    """

    answer_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField()
    explanations = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    submitted_by = models.CharField(max_length=200)
    submitted_at = models.DateTimeField()
    signed_by = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["answer_to", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer_to", "number"], name="submission_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.answer_to} #{self.number}"


class ReturnEvent(models.Model):
    """An event in a return's life. Added, never changed."""

    answer_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24, choices=[(event.value, event.value) for event in Event])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, choices=Channel)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="events")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_label} {self.kind}"


class Explanation(models.Model):
    """The written reason for a soft finding that stands."""

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="explanations")
    instance = models.CharField(max_length=200)
    """The finding's ``instance``."""
    text = models.TextField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer_to", "instance"], name="explanation_one_per_finding")
        ]

    def __str__(self) -> str:
        return f"{self.instance}: {self.text}"


class Upload(models.Model):
    """A workbook that was read and is waiting for its difference to be applied."""

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=255)
    raw = models.JSONField()
    """What stood in the input cells, as written: by key, or by ``key#option`` where a mark could not be taken."""
    values = models.JSONField()
    """The entries that are answers, by key."""
    faulty = models.JSONField()
    """The keys whose entries are no answers: neither answered nor cleared."""
    base = models.JSONField()
    """The answers that the workbook was written with, by key."""
    findings = models.JSONField()
    """What is wrong or worth knowing, each with sheet and cell."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.filename


class Reminder(models.Model):
    """A reminder that was sent: each kind once to each return (a written message as often as it is written)."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("öppnad")
        SOON_DUE = "soon_due", _("snart svarsdag")
        OVERDUE = "overdue", _("försenad")
        MESSAGE = "message", _("meddelande")

    answer_to = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    sent_at = models.DateTimeField()
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer_to", "kind"], condition=~Q(kind="message"), name="reminder_each_kind_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.answer_to}"


class IdempotentRequest(models.Model):
    """An API request that was carried out, with its answer: the same key gives the same answer again."""

    token = models.ForeignKey("accounts.ApiToken", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_digest = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="idempotent_key_once")]

    def __str__(self) -> str:
        return self.key
