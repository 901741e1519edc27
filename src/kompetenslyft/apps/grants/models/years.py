"""A programme year: one definition, run once."""

from __future__ import annotations

from django.db import models

from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.exchange.definitions import programme


class ProgrammeYear(models.Model):
    """A grant programme in one year, bound to one version of its definition for ever.

    Claims and reports are returns in its two rounds; both rounds are made by this context's actions.
    """

    code = models.SlugField(unique=True, max_length=60)
    definition = models.CharField(max_length=80, unique=True)
    """``id@version``."""
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    requisition_round = models.OneToOneField(
        "collection.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report_round = models.OneToOneField(
        "collection.Round", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    requisition_closed_at = models.DateTimeField(null=True, blank=True)
    """From when no more claims are taken: what was not claimed has been entered as such."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    made_up = models.BooleanField(default=False)
    """The figures are made up, for demonstration: said wherever they show."""

    class Meta:
        ordering = ["-code"]

    def __str__(self) -> str:
        return self.programme.title.sv

    @property
    def programme(self) -> Programme:
        return programme(self.definition)

    def title(self, language: str) -> str:
        return self.programme.title.in_language(language)
