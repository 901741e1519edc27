"""Writes the pages of docs/reference that follow from the code. A test fails when one of them is stale."""

from __future__ import annotations

from pathlib import Path

from kompetenslyft.core.workflow import returns

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
GENERATED = "<!-- Generated from the code by `make reference`. Changes here are lost. -->\n\n"


def return_states() -> str:
    """The states of a return: their Swedish names, the picture, and who may take which step."""
    lines = ["# The states of a return\n", "| state | Swedish |", "|---|---|"]
    lines += [f"| {status.value} | {label.sv} |" for status, label in returns.STATUS_LABELS.items()]
    lines += [
        "",
        "```mermaid",
        returns.diagram().rstrip("\n"),
        "```",
        "",
        "| from | event | to | by |",
        "|---|---|---|---|",
    ]
    for step in returns.TRANSITIONS:
        actors = ", ".join(sorted(actor.value for actor in step.actors))
        lines.append(f"| {step.source.value} | {step.event.value} | {step.target.value} | {actors} |")
    return GENERATED + "\n".join(lines) + "\n"


PAGES = {"return-states.md": return_states}


def stale() -> list[str]:
    """The pages that are not what the code gives."""
    return [
        name
        for name, page in PAGES.items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != page()
    ]


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
