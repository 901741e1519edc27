"""Key figures and groups of similar municipalities from Kolada, kept as they were on the day they were fetched."""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """Something that is fetched from Kolada: a key figure by its id, or the groups of similar municipalities.

    ``wanted_at``: since when it waits to be fetched. ``error`` has the reason, by language, why the last try failed;
    what was fetched before stays.
    """

    SIMILAR = "similar"

    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    error = models.JSONField(default=dict, blank=True)
    made_up = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class KeyFigureValue(models.Model):
    """A municipality's figure of a year, as Kolada gives it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="values")
    municipality = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=24, decimal_places=6)

    class Meta:
        ordering = ["source", "municipality", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "municipality", "year"], name="key_figure_value_once_a_year"
            )
        ]
        indexes = [models.Index(fields=["source", "year"], name="key_figure_by_year")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"


class SimilarGroup(models.Model):
    """The municipalities that Kolada finds similar to one, in one respect."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    municipality = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    members = models.JSONField()

    class Meta:
        ordering = ["municipality", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind"], name="similar_group_once_a_kind")
        ]

    def __str__(self) -> str:
        return self.title
