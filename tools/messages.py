"""Gathers the texts to translate into locale/en and compiles them. Swedish is the language of the source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "kompetenslyft"
GATHER = ("makemessages", "--locale", "en", "--no-wrap", "--no-location", "--no-obsolete", "--verbosity", "0")


def gather(package: Path) -> None:
    """Bring ``package``/locale/en up to date with the code and the templates below ``package``."""
    (package / "locale").mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-m", "django", *GATHER], cwd=package, check=True)


def main() -> None:
    gather(PACKAGE)
    subprocess.run(
        [sys.executable, "-m", "django", "compilemessages", "--locale", "en", "--verbosity", "0"],
        cwd=PACKAGE,
        check=True,
    )
    catalogue = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
    for kind in ("--untranslated", "--only-fuzzy"):
        subprocess.run(["msgattrib", kind, "--no-wrap", str(catalogue)], check=True)


if __name__ == "__main__":
    main()
