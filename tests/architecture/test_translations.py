"""English is complete: every text of code and templates has a translation, and the compiled file is current."""

import gettext
import shutil
import subprocess
from pathlib import Path

import pytest

import kompetenslyft
from tools import messages

PACKAGE = Path(kompetenslyft.__file__).parent
CATALOGUE = Path("locale") / "en" / "LC_MESSAGES" / "django.po"

pytestmark = pytest.mark.gettext


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue as gathering the texts now would make it, in a copy of the package."""
    copy = tmp_path_factory.mktemp("messages") / "kompetenslyft"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "fonts", "*.yaml"))
    messages.gather(copy)
    return copy / CATALOGUE


@pytest.mark.parametrize("kind", ["--untranslated", "--only-fuzzy"])
def test_every_text_is_translated(gathered: Path, kind: str) -> None:
    command = ["msgattrib", kind, "--no-wrap", str(gathered)]
    left = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    texts = [line.removeprefix("msgid ") for line in left.splitlines() if line.startswith("msgid ")]
    assert [text for text in texts if text != '""'] == []


def test_compiled_translations_are_current(tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check", "-o", str(fresh), str(PACKAGE / CATALOGUE)], check=True)
    with fresh.open("rb") as new, (PACKAGE / CATALOGUE).with_suffix(".mo").open("rb") as kept:
        assert _texts(gettext.GNUTranslations(kept)) == _texts(gettext.GNUTranslations(new))


def _texts(translations: gettext.GNUTranslations) -> dict[object, str]:
    return {key: text for key, text in vars(translations)["_catalog"].items() if key != ""}
