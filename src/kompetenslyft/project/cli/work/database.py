"""``setup``: a database with its tables and the official register of organisations."""

from __future__ import annotations

import os

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from kompetenslyft.apps.accounts import actions as accounts_actions
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import actions as organisations_actions
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.demo.scenario import check_is_demo_or_empty
from kompetenslyft.project.cli.output import Exit, say
from kompetenslyft.project.cli.text import _


def is_current() -> bool:
    """Whether the database has every migration, and the table that logins are counted in."""
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not behind and settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


def prepare() -> None:
    """Bring the database up to date and load the official organisations. Run again it changes nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    organisations_actions.load_official()


def check_current() -> None:
    """Raises Refused: D111 the database is not set up or lacks migrations, D112 it cannot be reached."""
    try:
        current = is_current()
    except DatabaseError as error:
        raise Refused.because(
            "D112",
            f"Databasen går inte att nå: {error}. Kontrollera DATABASE_URL.",
            f"The database cannot be reached: {error}. Check DATABASE_URL.",
        ) from error
    if not current:
        raise Refused.because(
            "D111",
            "Databasen är inte uppdaterad. Kör «kompetenslyft setup» först.",
            "The database is not up to date. Run “kompetenslyft setup” first.",
        )


def check_day() -> None:
    """Raises Refused (D101): a demonstration's day is set, and the database holds anything but a demonstration."""
    if settings.DEMO_DATE is not None:
        check_is_demo_or_empty()


def setup(*, officer: str | None) -> Exit:
    """Prepare the database and, if asked, add the first programme officer."""
    prepare()
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    name = database["HOST"] + "/" + str(database["NAME"]) if database["HOST"] else str(database["NAME"])
    say(_("Databasen {name} är klar.").format(name=name))
    if officer is not None:
        _add_officer(officer)
    return Exit.OK


def _add_officer(email: str) -> None:
    if accounts.user_by_email(email) is not None:
        raise Refused.because(
            "A107",
            f"{email} har redan ett konto. Roller ges på webbplatsen.",
            f"{email} has an account. Roles are given on the site.",
        )
    password = os.environ.get("KOMPETENSLYFT_OFFICER_PASSWORD") or typer.prompt(
        _("Lösenord (minst 10 tecken)"), hide_input=True, confirmation_prompt=_("En gång till")
    )
    user = accounts_actions.create_user(email=email, password=password, name="", by=None)
    accounts_actions.grant(
        user=user, organisation_id=organisations.agency().pk, role="programme_officer", by=None
    )
    say(_("{email} kan nu logga in som handläggare vid myndigheten.").format(email=email))
