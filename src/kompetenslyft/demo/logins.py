"""The people of the demo: whom to log in as, and what to try as each. None of them exists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from kompetenslyft.core.text import Text
from kompetenslyft.demo.participants import (
    ACCEPTED,
    AWAITING_SIGNATURE,
    CONFLICTING,
    IN_PROGRESS,
    STOCKHOLM,
)

DEMO_DAY = date(2017, 2, 6)
"""The Monday that the demo is set in: four days before the deadline of the round of 2016."""

PASSWORD = "kompetens-demo-2017"
DOMAIN = "demo.example"
"""A domain that is reserved for examples: nothing sent there reaches anybody."""

OFFICER_EMAIL = f"handlaggare@{DOMAIN}"
ECONOMIST_EMAIL = f"ekonom@{DOMAIN}"
COLLEAGUE_EMAIL = f"kollega@{DOMAIN}"
UNIT_MANAGER_EMAIL = f"enhetschef@{DOMAIN}"
EMPLOYEE_EMAIL = f"medarbetare@{DOMAIN}"
STAFF_ADMINISTRATOR_EMAIL = f"personaladmin@{DOMAIN}"
CITY_COORDINATOR_EMAIL = f"stockholm@{DOMAIN}"
UNIT_TO_TRY = f"{STOCKHOLM}-bromma-2"
"""The unit of the manager and the employee to log in as."""
AGENCY = "socialstyrelsen"


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody to log in as. ``roles``: organisation code and role. ``title`` and ``to_try`` are for the page."""

    email: str
    name: str
    title: Text
    to_try: Text
    roles: tuple[tuple[str, str], ...]


LOGINS: tuple[Login, ...] = (
    Login(
        OFFICER_EMAIL,
        "Demo Handläggare",
        Text(sv="Handläggare på Socialstyrelsen", en="Programme officer at Socialstyrelsen"),
        Text(
            sv="Följ insamlingen 2016 kommun för kommun, skriv till dem som är sena och ta fram rapporten.",
            en="Follow the 2016 round municipality by municipality, write to those who are late and prepare the "
            "report.",
        ),
        ((AGENCY, "programme_officer"),),
    ),
    Login(
        ECONOMIST_EMAIL,
        "Demo Ekonom",
        Text(sv="Ekonom på Socialstyrelsen", en="Economist at Socialstyrelsen"),
        Text(
            sv="Godkänn det som handläggaren har förberett: ingen betalar ut på egen hand. Läs huvudboken.",
            en="Approve what the programme officer has prepared: nobody pays out alone. Read the ledger.",
        ),
        ((AGENCY, "programme_officer"),),
    ),
    Login(
        f"samordnare@{DOMAIN}",
        "Demo Samordnare",
        Text(sv="Uppgiftssamordnare i Eslöv och Höör", en="Data coordinator in Eslöv and Höör"),
        Text(
            sv="Fyll i Eslövs påbörjade svar, med 2013 års siffror bredvid. I Höör väntar en arbetsbok som krockar "
            "med en kollegas ändringar.",
            en="Fill in the return that Eslöv has started, with the figures of 2013 beside it. In Höör a workbook "
            "is waiting that conflicts with a colleague's changes.",
        ),
        ((IN_PROGRESS, "data_coordinator"), (CONFLICTING, "data_coordinator")),
    ),
    Login(
        f"ombud@{DOMAIN}",
        "Demo Ombud",
        Text(sv="Ombud för Mjölby", en="Signatory for Mjölby"),
        Text(
            sv="Läs och skriv under svaret som väntar, eller lämna över rollen som ombud.",
            en="Read and sign the return that is waiting, or hand over the role of signatory.",
        ),
        ((AWAITING_SIGNATURE, "signatory"),),
    ),
    Login(
        f"chef@{DOMAIN}",
        "Demo Chef",
        Text(sv="Chef i Falkenberg", en="Manager in Falkenberg"),
        Text(
            sv="Se Falkenbergs svar 2013 och 2016 och vad som ändrades efter myndighetens fråga.",
            en="See the returns of Falkenberg in 2013 and 2016 and what changed after the agency's question.",
        ),
        ((ACCEPTED, "manager"),),
    ),
    Login(
        f"lasare@{DOMAIN}",
        "Demo Läsare",
        Text(sv="Läsare i Falkenberg", en="Reader in Falkenberg"),
        Text(
            sv="Se det som en facklig företrädare ser: svaren och tabellerna, inget att ändra.",
            en="See what a union representative sees: the returns and the tables, nothing to change.",
        ),
        ((ACCEPTED, "reader"),),
    ),
    Login(
        UNIT_MANAGER_EMAIL,
        "Demo Enhetschef",
        Text(sv="Enhetschef i Bromma, Stockholm", en="Unit manager in Bromma, Stockholm"),
        Text(
            sv="Se enhetens kompetens i matrisen, bedöm inför ett medarbetarsamtal, håll det och besluta planen.",
            en="See the unit's competence in the matrix, assess before an appraisal talk, hold it and decide the plan.",
        ),
        ((UNIT_TO_TRY, "manager"),),
    ),
    Login(
        EMPLOYEE_EMAIL,
        "Demo Medarbetare",
        Text(sv="Socialsekreterare i Bromma, Stockholm", en="Social worker in Bromma, Stockholm"),
        Text(
            sv="Gör egen bedömning inför samtalet som du är kallad till. Se dina uppgifter och vem som har läst dem.",
            en="Make your own assessment before the talk that you are called to. See your data and who has read it.",
        ),
        ((UNIT_TO_TRY, "employee"),),
    ),
    Login(
        STAFF_ADMINISTRATOR_EMAIL,
        "Demo Personaladministratör",
        Text(sv="Personaladministratör i Stockholm", en="Staff administrator in Stockholm"),
        Text(
            sv="Läs personalregistret som det var en viss dag, rätta en uppgift eller läs in personalfilen som väntar.",
            en="Read the staff register as of any day, correct an entry or read in the staff file that waits.",
        ),
        ((STOCKHOLM, "staff_administrator"),),
    ),
    Login(
        CITY_COORDINATOR_EMAIL,
        "Demo Samordnare, Stockholm",
        Text(sv="Uppgiftssamordnare i Stockholm", en="Data coordinator in Stockholm"),
        Text(
            sv="Se stadens svar 2016 räknat ur personalregistret, siffra för siffra, och stadsdelarnas planer.",
            en="See the city's return of 2016 derived from the staff register, figure by figure, and the districts' "
            "plans.",
        ),
        ((STOCKHOLM, "data_coordinator"),),
    ),
)


def logins_json() -> str:
    """The logins as JSON for the log-in page; role and what to try in both languages."""
    shown = [
        {
            "email": login.email,
            "password": PASSWORD,
            "name": login.name,
            "role": login.title.model_dump(),
            "to_try": login.to_try.model_dump(),
        }
        for login in LOGINS
    ]
    return json.dumps(shown, ensure_ascii=False)


def environment() -> dict[str, str]:
    """The environment that a demo runs in: its day, the logins to show, and an account to pay from, made up."""
    payer = {
        "PAYER_NAME": "Socialstyrelsen (demonstration)",
        "PAYER_NUMBER": "0000000000",
        "PAYER_IBAN": "SE45 5000 0000 0583 9825 7466",
        "PAYER_BIC": "ESSESESS",
    }
    return payer | {
        "KOMPETENSLYFT_DEMO_DATE": DEMO_DAY.isoformat(),
        "KOMPETENSLYFT_DEMO_LOGINS": logins_json(),
    }
