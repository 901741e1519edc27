"""``allocate``: no database is needed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.allocation.model import AllocationModel
from kompetenslyft.exchange.definitions import programme
from kompetenslyft.project.cli.work import allocation

CODES = [code for code, _name in municipalities()]
YEAR = "competence-grant@2013"


@pytest.fixture
def children(tmp_path: Path) -> Path:
    """A key file as a spreadsheet with Swedish settings writes it: 290 rows, made-up numbers, and a total."""
    rows = [f"{code};{100 + 7 * number}" for number, code in enumerate(CODES)]
    file = tmp_path / "barn.csv"
    total = sum(100 + 7 * number for number in range(len(CODES)))
    file.write_text("\r\n".join(["Kommunkod;Barn", *rows, f"Riket;{total}"]), encoding="utf-8-sig")
    return file


def test_the_amount_and_every_step_as_csv(run, children: Path) -> None:
    result = run("allocate", YEAR, "--purpose", "inventory", "--keys", children)
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == ["code", "name", "amount", "1_proportional", "2_floor", "3_cap", "4_rounding"]
    assert [row["code"] for row in rows] == CODES
    assert sum(int(row["amount"]) for row in rows) == 20_000_000
    assert (rows[0]["name"], rows[0]["amount"], rows[0]["2_floor"]) == ("Upplands Väsby", "50000", "50000")
    assert rows[0]["1_proportional"] == "6204.72"
    assert "är en summarad och räknades inte" in result.stderr


def test_json_with_an_amount_of_ones_own(run, children: Path) -> None:
    result = run(
        "allocate", YEAR, "--purpose", "competence", "--keys",
        f"children_in_vulnerable_families={children}", "--amount", 30_000_000, "--format", "json",
    )  # fmt: skip
    told = json.loads(result.stdout)
    assert (told["programme"], told["purpose"], told["amount"]) == (YEAR, "competence", 30_000_000)
    assert sum(unit["amount"] for unit in told["units"]) + told["reserved"] + told["left_over"] == 30_000_000
    assert [step["step"] for step in told["steps"]] == ["proportional", "floor", "rounding"]
    first = told["units"][0]
    assert (first["code"], first["at_floor"], first["at_cap"]) == ("0114", True, False)
    assert first["after_steps"][-1] == "50000"


def test_equal_shares_need_no_key(run) -> None:
    result = run("allocate", "transition-grant@2024")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["amount"] for row in rows} == {"650000"}


def test_two_keys_are_told_apart_by_name(run, tmp_path: Path) -> None:
    file = tmp_path / "tal.csv"
    lines = [f"{code},{number},{290 - number}" for number, code in enumerate(CODES)]
    file.write_text(
        "\n".join(["code,inhabitants,asylum_seekers_and_newly_arrived", *lines]), encoding="utf-8"
    )
    keys = [f"--keys={key}={file}" for key in ("inhabitants", "asylum_seekers_and_newly_arrived")]
    result = run("allocate", "welfare-funds@2017", *keys)
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert sum(int(row["amount"]) for row in rows) == 7_700_000_000
    assert int(rows[0]["amount"]) > int(rows[-1]["amount"])
    for given in ([], [f"--keys={file}"], keys[:1]):
        wrong = run("allocate", "welfare-funds@2017", *given)
        assert wrong.exit_code == 2
        assert "asylum_seekers_and_newly_arrived" in wrong.stderr


def test_a_floor_that_the_amount_does_not_reach_is_refused_with_the_arithmetic(run, children: Path) -> None:
    result = run("allocate", YEAR, "--purpose", "inventory", "--keys", children, "--amount", 14_000_000)
    assert result.exit_code == 3
    assert "A242" in result.stderr
    assert "14 500 000 kr > 14 000 000 kr" in result.stderr.replace("\u00a0", " ")
    assert result.stdout == ""


def test_a_key_file_that_needs_correcting_names_file_and_row(run, children: Path) -> None:
    text = children.read_text(encoding="utf-8-sig")
    children.write_text(text.replace("0115;107", "0115;många"), encoding="utf-8")
    result = run("allocate", YEAR, "--purpose", "inventory", "--keys", children)
    assert result.exit_code == 1
    assert "barn.csv: A425 Rad 3: Vallentuna (0115): «många»" in result.stderr
    assert result.stdout == ""


def test_groups_are_a_column_of_the_key_file_or_the_counties(run, tmp_path: Path, monkeypatch) -> None:
    made = programme("transition-grant@2024")
    by_key = {"step": "proportional", "key": "children"}
    for grouping, weights in (("Grupp", {"stor": 3}), ("county", {"01": 3})):
        weighted = {"step": "group_weights", "grouping": grouping, "weights": weights}
        model = AllocationModel.model_validate({"steps": [weighted, by_key, {"step": "rounding"}]})
        changed = made.model_copy(
            update={"purposes": (made.purposes[0].model_copy(update={"allocation": model}),)}
        )
        monkeypatch.setattr(allocation, "all_programmes", lambda changed=changed: {"made@1": changed})
        file = tmp_path / "tal.csv"
        lines = [f"{code};{'stor' if code < '02' else 'liten'};10" for code in CODES]
        file.write_text("\n".join(["Kommunkod;Grupp;Barn", *lines]), encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(run("allocate", "made@1", "--keys", file).stdout)))
        amounts = {row["code"]: int(row["amount"]) for row in rows}
        assert abs(amounts["0114"] - 3 * amounts["0305"]) <= 3


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nothing@1"], 2, "Programmet nothing@1 finns inte. Det här finns: competence-grant@2013"),
        ([YEAR], 2, "Välj ett ändamål med --purpose: inventory, competence."),
        ([YEAR, "--purpose", "other"], 2, "inventory, competence"),
        ([YEAR, "--purpose", "inventory"], 2, "Nyckeln children_in_vulnerable_families saknas."),
        ([YEAR, "--purpose", "inventory", "--keys", "none.csv"], 4, "none.csv"),
        (["transition-grant@2024", "--keys", "none.csv"], 2, "utelämna --keys"),
        (["transition-grant@2024", "--format", "pdf"], 2, "csv, json"),
        (["transition-grant@2024", "--amount", "-1"], 2, "--amount"),
        (["transition-grant@2024", "--amount", "12.5"], 2, "--amount"),
    ],
)
def test_wrong_use(run, arguments: list[str], code: int, told: str) -> None:
    result = run("allocate", *arguments)
    assert result.exit_code == code
    assert told in result.stderr
