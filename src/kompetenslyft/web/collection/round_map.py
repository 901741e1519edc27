"""The round on a map: each municipality by how far its return has come. The list says the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.exchange.map import municipal_outlines

HEIGHT = 560

# Light to dark as the return comes along; what is stopped or goes backwards has a pattern, so that shades alone
# need not be told apart.
FILLS: dict[Status | None, str] = {
    None: "#ffffff",
    Status.NOT_STARTED: "#f1d9a8",
    Status.IN_PROGRESS: "url(#begun)",
    Status.COMPLETION_REQUESTED: "url(#back)",
    Status.REOPENED: "url(#back)",
    Status.SUBMITTED: "#7fb2c5",
    Status.SIGNED: "#2f7f99",
    Status.ACCEPTED: "#0d3a49",
    Status.NIL: "#9a9a9a",
}
_PATTERNS = (
    '<pattern id="begun" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#cfe3ea"/>'
    '<circle cx="1.5" cy="1.5" r="0.9" fill="#155a70"/></pattern>'
    '<pattern id="back" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#f7c9b6"/><rect width="2" height="5" fill="#8c2f0b"/></pattern>'
)


def draw(statuses: Mapping[str, Status], names: Mapping[str, str]) -> str:
    """The map as SVG. ``statuses`` and ``names`` by municipality code; a municipality that is not asked is white."""
    outlines = municipal_outlines(HEIGHT)
    shapes = "".join(
        f'<path d="{path}" fill="{FILLS[statuses.get(code)]}"><title>{escape(names.get(code, code))}</title></path>'
        for code, path in outlines.paths.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outlines.width} {outlines.height}" '
        f'width="{outlines.width}" height="{outlines.height}"><defs>{_PATTERNS}</defs>'
        f'<g stroke="#5b6b7a" stroke-width="0.35" stroke-linejoin="round">{shapes}</g></svg>'
    )


def swatch(status: Status | None) -> str:
    """A sample of a fill for the key, as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f'<rect x="0.5" y="0.5" width="15" height="15" fill="{FILLS[status]}" stroke="#5b6b7a"/></svg>'
    )


def patterns() -> str:
    """The patterns that the samples use, once a page."""
    return f'<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>{_PATTERNS}</defs></svg>'
