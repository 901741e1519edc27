"""Publications: a report with its tables, as it was published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.text import Text
from kompetenslyft.exchange.definitions import all_releases


class Publication(models.Model):
    """A report, or a release of protected tables, made from named rounds at a moment.

    Made once, kept as it was; a newer one replaces it openly. A release is published by nobody alone: another officer
    than the one who ordered it approves it, and it becomes public at its hour.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("rapport")
        RELEASE = "release", _("tabeller")

    class State(models.TextChoices):
        QUEUED = "queued", _("väntar")
        BUILDING = "building", _("tas fram")
        DRAFT = "draft", _("utkast")
        REFUSED = "refused", _("underkänd")
        """A release whose tables the audit did not find safe."""
        APPROVED = "approved", _("godkänd")
        """A release that waits for its hour."""
        PUBLISHED = "published", _("publicerad")
        REPLACED = "replaced", _("ersatt")
        FAILED = "failed", _("misslyckades")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPORT)
    slug = models.SlugField(max_length=80, unique=True)
    definition = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    round_codes = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    progress = models.TextField(blank=True)
    error = models.TextField(blank=True)
    ground = models.CharField(max_length=64, blank=True)
    """Digest of the answers that the files so far stand on."""
    held_until = models.DateTimeField(null=True, blank=True)
    """Until when the worker that builds the report has it to itself."""
    made_up = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True)
    """The hour from which an approved release is public."""
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    """What is new or changed, in words, for readers of a release."""
    contact = models.CharField(max_length=200, blank=True)
    next_release = models.DateField(null=True, blank=True)
    record = models.JSONField(default=dict, blank=True)
    """The judgement of a release's protection: what it was made with, and what was found of each table."""
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> Text:
        """The title in both languages, as its definition has it; a report's in the one that it is written in."""
        if self.kind == self.Kind.RELEASE and self.definition in all_releases():
            return all_releases()[self.definition].title
        return Text(sv=self.title, en=self.title)


class PublishedFile(models.Model):
    """One file of a publication, as bytes."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["publication", "name"], name="published_file_once")]

    def __str__(self) -> str:
        return self.name


class SavedQuery(models.Model):
    """A selection from a published table that somebody wants to come back to. Anybody may save one; it names nobody.

    The code follows from what is saved, so the same query saved twice is one.
    """

    code = models.CharField(max_length=16, unique=True)
    table = models.CharField(max_length=160)
    query = models.JSONField()
    """Selection, output format with its parameters and language, as PxAPI-2 has them."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
