"""The key that an embedded installation keeps for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kompetenslyft.project.secret import kept_key


def test_the_key_is_made_once_whoever_comes_first_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret_key"
    with ThreadPoolExecutor(16) as many:
        keys = set(many.map(lambda _: kept_key(file), range(64)))
    assert keys == {file.read_text()}
    assert len(keys.pop()) == 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
