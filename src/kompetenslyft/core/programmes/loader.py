"""A programme year from its YAML text."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.definitions import read_document
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.programmes.model import Programme


def load_programme(source: str | bytes, file: str, instruments: Mapping[str, Instrument]) -> Programme:
    """The programme in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken.

    ``instruments``: those that a requisition and a report-back can be, by ``id@version``.
    """
    document = read_document(source, file)
    return document.build(Programme, document.data)
