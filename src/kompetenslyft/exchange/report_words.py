"""The fixed words of a report in any format."""

from __future__ import annotations

from dataclasses import dataclass

from kompetenslyft.core.reports.document import ChartBlock, Run, Runs


@dataclass(frozen=True, slots=True)
class Words:
    """«Innehåll», «Tabell», «Figur» … in one language."""

    contents: str
    table: str
    figure: str
    page: str
    of: str
    source: str
    to_table: str
    figures: str
    and_: str

    def figures_of(self, number: int) -> str:
        """«Siffrorna i figur 2»."""
        return f"{self.figures} {self.figure.lower()} {number}"

    def figures_in(self, chart: ChartBlock) -> Runs:
        """«Siffrorna finns i tabell 4, tabell 5 och tabell 6.», with the tables as links."""
        runs: list[Run] = [Run(f"{self.to_table} ")]
        last = len(chart.figures_in) - 1
        for position, run in enumerate(chart.figures_in):
            if position:
                runs.append(Run(f" {self.and_} " if position == last else ", "))
            runs.append(run)
        return (*runs, Run("."))


_SV = Words(
    "Innehåll", "Tabell", "Figur", "Sida", "av", "Underlag", "Siffrorna finns i", "Siffrorna i", "och"
)
_EN = Words(
    "Contents", "Table", "Figure", "Page", "of", "Based on", "The figures are in", "The figures of", "and"
)


def words(language: str) -> Words:
    """The words in ``language``; Swedish where it is another."""
    return _EN if language.lower().startswith("en") else _SV
