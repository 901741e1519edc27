"""``setup``, ``serve``, ``worker``: what keeps the system running, and how commands end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.organisations.models import Organisation
from kompetenslyft.project.cli.work import database, worker
from tests.factories import accounts as accounts_factory


@pytest.mark.django_db
def test_setup_loads_the_register_and_can_be_run_again(run) -> None:
    for _ in range(2):
        assert run("setup").exit_code == 0
    assert Organisation.objects.filter(kind="municipality").count() == 290


@pytest.mark.django_db
def test_setup_adds_the_first_officer_once(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPETENSLYFT_OFFICER_PASSWORD", "ett-riktigt-långt-lösenord")
    assert run("setup", "--officer", "karin@example.se").exit_code == 0
    officer = accounts.user_by_email("karin@example.se")
    assert officer is not None
    assert officer.check_password("ett-riktigt-långt-lösenord")
    again = run("setup", "--officer", "karin@example.se")
    assert again.exit_code == 3
    assert "karin@example.se har redan ett konto" in again.stderr


@pytest.mark.django_db
def test_a_weak_password_is_refused(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPETENSLYFT_OFFICER_PASSWORD", "kort")
    result = run("setup", "--officer", "karin@example.se")
    assert result.exit_code == 3
    assert accounts.user_by_email("karin@example.se") is None


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["serve", "worker --once", "tables --round x", "report x --out x"])
def test_a_database_that_is_behind_is_not_used(run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.is_current()
    monkeypatch.setattr(database, "is_current", lambda: False)
    result = run(*command.split())
    assert result.exit_code == 3
    assert "kompetenslyft setup" in result.stderr


@pytest.mark.django_db
@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("command", [("serve",), ("worker", "--once")])
def test_a_real_database_is_not_served_as_a_demonstration(run, command: tuple[str, ...]) -> None:
    accounts_factory.officer()
    result = run(*command)
    assert result.exit_code == 3
    assert "D101" in result.stderr


@pytest.mark.django_db
def test_worker_does_what_waits_and_stops(run) -> None:
    result = run("worker", "--once")
    assert result.exit_code == 0, result.output
    assert "0 påminnelser" in result.stderr


@pytest.mark.django_db
def test_worker_goes_on_after_a_fault_and_ends_quietly_when_it_is_stopped(run, monkeypatch) -> None:
    rounds = []

    def work() -> tuple[int, int]:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise RuntimeError("the mail server is away")
        os.kill(os.getpid(), signal.SIGTERM)
        return 0, 0

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(worker, "round_of_work", work)
    monkeypatch.setattr(worker.time, "sleep", lambda seconds: None)
    try:
        result = run("worker")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (result.exit_code, rounds) == (0, [0, 1])


def test_a_reader_who_has_had_enough_gets_no_complaint() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "kompetenslyft.project.cli", "check", "--json", os.devnull]
    with os.fdopen(writing, "wb") as closed:
        ended = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (4, "")
