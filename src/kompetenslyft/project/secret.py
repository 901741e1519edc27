"""The key that signs sessions, where nobody has given one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_key(file: Path) -> str:
    """The key in the file, made the first time. Of several processes that start at once all get the same."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, written = tempfile.mkstemp(dir=file.parent)  # readable by its owner alone
        with os.fdopen(descriptor, "w") as stream:
            stream.write(get_random_secret_key())
        try:
            os.link(written, file)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            os.replace(written, file)
        Path(written).unlink(missing_ok=True)
    return file.read_text()
