"""Files that their owner alone may read: what tells of people, and is not for publication."""

from __future__ import annotations

import os
from pathlib import Path


def for_the_owner(path: str, flags: int) -> int:
    """An ``opener`` for ``open``."""
    return os.open(path, flags, 0o600)


def put(path: Path, text: str) -> None:
    """Write the file whole or not at all. OSError."""
    new = path.with_name(f"{path.name}.new")
    with open(new, "w", encoding="utf-8", newline="\n", opener=for_the_owner) as stream:
        stream.write(text)
    new.replace(path)
