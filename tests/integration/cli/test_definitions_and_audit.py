"""``check`` and ``audit``: no database is needed."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests import machine

DEFINITIONS = Path(str(files("kompetenslyft") / "definitions"))
NO_DEFINITIONS = "organisations"
"""Districts by name and day: the register of organisations."""


def test_the_definitions_of_the_product_are_right(run) -> None:
    found = [path for path in sorted(DEFINITIONS.rglob("*.yaml")) if path.parent.name != NO_DEFINITIONS]
    assert {path.parent for path in found} >= {
        path for path in DEFINITIONS.iterdir() if path.is_dir() and path.name != NO_DEFINITIONS
    }
    result = run("check", *found)
    assert result.exit_code == 0, result.output
    assert f"{len(found)} filer kontrollerade, 0 fel." in result.output


def test_a_broken_definition_is_told_with_file_line_and_remedy(run, tmp_path: Path) -> None:
    text = (DEFINITIONS / "instruments" / "competence-inventory-2016.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace("unit: fte", "unit: fet", 1), encoding="utf-8")
    line = 1 + text[: text.index("unit: fte")].count("\n")
    result = run("check", broken)
    assert result.exit_code == 1
    assert f"{broken}:{line}: " in result.output
    as_json = json.loads(run("check", "--json", broken).stdout)
    assert (as_json[0]["file"], as_json[0]["line"]) == (str(broken), line)
    assert as_json[0]["remedy"]


@pytest.mark.parametrize(
    ("file", "written", "instead"),
    [
        (
            "derivations/competence-inventory-2016.yaml",
            "instrument: competence-inventory@2016",
            "instrument: no@1",
        ),
        ("profiles/child-welfare-start.yaml", "framework: child-welfare@2013", "framework: no@1"),
        ("plan_templates/5-unit-plan.yaml", "framework: child-welfare@2013", "framework: no@1"),
        ("qualification/child-cases-2006.yaml", "binding: false", "binding: maybe"),
        ("retention.yaml", "counted_from: ", "counted_from: no_"),
        (
            "releases/staff-by-municipality-2016.yaml",
            "instrument: competence-inventory@2016",
            "instrument: no@1",
        ),
    ],
)
def test_a_broken_definition_is_told_as_what_it_is(
    run, tmp_path: Path, file: str, written: str, instead: str
) -> None:
    text = (DEFINITIONS / file).read_text(encoding="utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(text.replace(written, instead, 1), encoding="utf-8")
    line = 1 + text[: text.index(written)].count("\n")
    result = run("check", broken)
    assert result.exit_code == 1
    assert f"{broken}:{line}: " in result.output
    assert "Det går inte att se" not in result.output


@pytest.mark.parametrize("content", [b"", b"- 1", b"a: [", b"x: 1", b"\xff\xfe\x00", b"sections: 3"])
def test_what_is_no_definition_is_told_too(run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    result = run("check", file)
    assert result.exit_code == 1
    assert f"{file}:1: " in result.output


def test_a_file_that_is_not_there(run, tmp_path: Path) -> None:
    for command in ("check", "audit"):
        result = run(command, tmp_path / "none")
        assert result.exit_code == 4
        assert "none" in result.stderr


def test_audit_finds_what_does_not_add_up(run, tmp_path: Path) -> None:
    sound = "women_fte,men_fte,total_fte\n"
    right, wrong = tmp_path / "table_1_right.csv", tmp_path / "table_1_wrong.csv"
    right.write_text(sound + "10.0,2.0,12.0\n", encoding="utf-8")
    wrong.write_text(sound + "10.0,2.0,13.0\n", encoding="utf-8")
    assert run("audit", right).exit_code == 0
    result = run("audit", wrong)
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("table_1_wrong.csv:2: A101 motsägelse, tabell 1")
    (found,) = json.loads(run("audit", "--json", wrong).stdout)
    assert (found["code"], found["line"], found["column"]) == ("A101", 2, "total_fte")


def test_audit_of_something_else(run, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes("å".encode("latin-1"))
    assert run("audit", other).exit_code == 4
    assert run("audit", other, "--set", "no@1").exit_code == 2


@pytest.mark.reference
def test_audit_of_the_published_tables(run) -> None:
    folder = machine.reference()
    assert folder is not None
    result = run("audit", *sorted(folder.glob("table*.csv")))
    assert result.exit_code == 1
    assert "61 + 32 + 9 = 102 procent" in result.stdout
    assert "59,0 procent, publicerat 61" in result.stdout
