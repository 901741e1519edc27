"""Help and language, from a process of its own as an operator runs it."""

import os
import subprocess
import sys

import pytest

from kompetenslyft.project.cli.app import app
from kompetenslyft.project.cli.text import chosen

COMMANDS = [
    command.name or command.callback.__name__ for command in app.registered_commands if command.callback
]


def helped(*arguments: str, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if k not in {"KOMPETENSLYFT_LANGUAGE", "LC_ALL", "LANG"}}
    command = [sys.executable, "-m", "kompetenslyft.project.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=clean | environment)
    return done.stdout


def test_help_is_swedish_and_names_the_exit_codes() -> None:
    text = helped("--help", LANG="sv_SE.UTF-8")
    assert "Kommandon" in text
    assert "Slutkoder" in text
    for command in COMMANDS:
        assert f" {command} " in text


def test_every_command_is_described(run) -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Visa den här hjälpen." in result.output


def test_help_loads_neither_django_nor_the_definitions() -> None:
    code = (
        "import sys; from kompetenslyft.project.cli import app; "
        "print([m for m in ('django', 'ruamel', 'xlsxwriter', 'kompetenslyft.core.instruments') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "sv"),
        ([], {"LANG": "C.UTF-8"}, "sv"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "sv_SE.UTF-8"}, "sv"),
        (["--language", "en", "tables"], {"LANG": "sv_SE"}, "en"),
        (["--language=sv"], {"LANG": "en_US"}, "sv"),
        ([], {"KOMPETENSLYFT_LANGUAGE": "en", "LANG": "sv_SE"}, "en"),
    ],
)
def test_language(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert chosen(arguments, environment) == language


@pytest.mark.parametrize("arguments", [("nothing",), ("tables",), ("audit",), ("serve", "--port", "0")])
def test_wrong_use_is_exit_2(run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
