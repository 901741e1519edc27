"""The lock of dependencies: ``python tools/lock.py`` writes it, with ``--check`` it only says whether it is current.

``requirements/base.txt`` is what running the system takes, ``requirements/dev.txt`` adds what testing it takes. Both
name every package with its version and the digests of its files. The first line holds a digest of the lists that
the lock was made from, so that a forgotten update shows without a network.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "requirements" / "build.in"
LOCKS: dict[str, tuple[str, ...]] = {"base.txt": (), "dev.txt": ("--extra", "dev")}
COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--python-version", "3.11"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"),
)


def stamp() -> str:
    """The line that a current lock begins with."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made_from = {
        "requires-python": project["requires-python"],
        "dependencies": sorted(project["dependencies"]),
        "optional-dependencies": {name: sorted(p) for name, p in project["optional-dependencies"].items()},
        "build": BUILD.read_text(encoding="utf-8").split("\n"),
    }
    digest = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()
    return f"# Made by `make lock` from pyproject.toml and requirements/build.in: {digest}\n"


def stale() -> list[str]:
    """The lock files that were not made from the present lists."""
    first_line = stamp()
    return [
        name
        for name in LOCKS
        if not (ROOT / "requirements" / name).exists()
        or not (ROOT / "requirements" / name).read_text(encoding="utf-8").startswith(first_line)
    ]


def write(*, upgrade: bool) -> None:
    """Make both lock files. Versions already locked stay unless ``upgrade``."""
    for name, extra in LOCKS.items():
        path = ROOT / "requirements" / name
        more = ("--upgrade",) if upgrade else ()
        command = [*COMPILE, *more, *extra, "pyproject.toml", str(BUILD.relative_to(ROOT)), "-o", str(path)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        path.write_text(stamp() + path.read_text(encoding="utf-8"), encoding="utf-8")


def main() -> int:
    if "--check" in sys.argv:
        if names := stale():
            print(
                f"requirements/{', '.join(names)} is not made from the present pyproject.toml: run `make lock`."
            )
        return 1 if names else 0
    write(upgrade="--upgrade" in sys.argv)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
