"""A programme year from its YAML text."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.definitions import DefinitionError, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.programmes.forms import form_problems
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.programmes.validation import programme_problems


def load_programme(
    source: str | bytes,
    file: str,
    instruments: Mapping[str, Instrument],
    frameworks: Mapping[str, Framework],
) -> Programme:
    """The programme in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken.

    ``instruments``: those that a requisition and a report-back can be, by ``id@version``. ``frameworks`` likewise.
    """
    document = read_document(source, file)
    programme = document.build(Programme, document.data)
    problems = [
        *programme_problems(programme, document),
        *form_problems(programme, document, instruments, frameworks),
    ]
    if problems:
        raise DefinitionError(problems)
    return programme
