"""The stages of a grant year in a browser, each by whoever takes it: from the key to the closed year."""

from __future__ import annotations

from playwright.sync_api import expect

from kompetenslyft.apps.grants.models import Offer
from kompetenslyft.apps.grants.queries import ledger
from tests.browser import grant_year
from tests.browser.grant_year import CODE, GrantYear, Municipality


def set_up(at: GrantYear) -> None:
    """An officer sets the year up."""
    at.as_(at.olle, "/bidrag/")
    at.press("Nytt bidragsår")
    at.page.get_by_label(
        "Statsbidrag för kompetensutveckling inom den sociala barn- och ungdomsvården 2013"
    ).check()
    at.press("Lägg upp", "button")
    at.told("Bidragsåret är upplagt")
    at.stands("Fördelning", "Nästa steg")


def take_in_a_key(at: GrantYear) -> None:
    """The key's file is checked before it is saved."""
    at.press("Ta fram och besluta fördelningen")
    at.press("Nycklar (0)")
    at.press("Läs in en fil …")
    at.page.get_by_label("Vilken nyckel är det?").select_option("children_in_vulnerable_families")
    at.page.get_by_label("Rubrik", exact=True).fill("Barn i ekonomiskt utsatta familjer 2010")
    at.page.get_by_label("Källa").fill("SCB, påhittade tal för prov")
    at.page.get_by_label("Dag som talen avser").fill("2010-12-31")
    at.page.get_by_label("Fil (.csv eller .xlsx)").set_input_files(at.key_file())
    at.press("Granska filen", "button")
    expect(at.page.get_by_text("4 kommuner har ett tal")).to_be_visible()
    at.press("Spara nyckeln", "button")
    at.told("Nyckeln är inläst")


def compare_and_decide(at: GrantYear) -> None:
    """Two scenarios of one purpose side by side, and a decision for each purpose."""
    for title, floor in (("Golv 50 000 kr", "50 000"), ("Golv 450 000 kr", "450 000")):
        at.visit("fordelning/nytt/competence/")
        at.page.get_by_label("Rubrik", exact=True).fill(title)
        at.page.get_by_label("Golv: ingen får mindre än, i kronor").fill(floor)
        at.press("Räkna ut och spara", "button")
        at.told("Alternativet är uträknat")
    at.visit("fordelning/")
    for title in ("Golv 50 000 kr", "Golv 450 000 kr"):
        at.page.get_by_label(f"Jämför {title}").press("Space")
    at.press("Jämför de valda", "button")
    expect(at.page.get_by_role("heading", name="Jämför alternativ")).to_be_visible()
    at.visit("fordelning/")
    at.press("Golv 50 000 kr")
    decide(at)
    at.visit("fordelning/nytt/inventory/")
    at.page.get_by_label("Rubrik", exact=True).fill("Bidragets modell")
    at.page.get_by_label("Tak", exact=False).fill("400 000")
    at.press("Räkna ut och spara", "button")
    decide(at)
    assert sum(Offer.objects.values_list("amount", flat=True)) == 4_800_000


def decide(at: GrantYear) -> None:
    at.press("Besluta …")
    at.page.get_by_label("Beslutets diarienummer").fill("S2013/03877/FST")
    at.press("Besluta och publicera", "button")
    at.told("Fördelningen är beslutad.")


def claim(at: GrantYear, of: Municipality, **amounts: str) -> None:
    """The coordinator finds the requisition on the start page and fills it in; the signatory signs it."""
    answer_to = at.claim(of)
    at.as_(of.coordinator, "/")
    at.press("Lämna in svaret: Rekvisition av statsbidrag för kompetensutveckling 2013", exact=False)
    at.section("claim")
    for purpose, amount in amounts.items():
        at.cell(f"claimed.{purpose}", amount)
    at.choose("wants_share", "yes")
    at.saved()
    at.section("authority")
    at.page.locator('[id="delegation_order"]').set_input_files(at.delegation_order())
    at.press("Bifoga filen", "button", exact=False)
    at.cell("contact", "Siv Berg, 023-830 00, siv@falun.example")
    at.saved()
    at.press("Det som återstår, och lämna in")
    at.submit_and_sign(of, answer_to)


def decline(at: GrantYear, of: Municipality) -> None:
    """The signatory says that the municipality does not want the grant."""
    at.as_(of.signatory, f"/bidrag/{CODE}/kommun/{of.code}/")
    at.press("Fyll i rekvisitionen")
    at.press("Anmäl att inget finns att redovisa …")
    at.page.get_by_label("Skäl").fill("Vi har ingen att sända på utbildning i år.")
    at.press("Anmäl", "button")


def accept_and_close(at: GrantYear) -> None:
    """All that is signed is accepted; after the window the requisition is closed."""
    at.as_(at.olle, f"/bidrag/{CODE}/")
    at.take("Godkänn 2 underskrivna …", "Godkänn alla underskrivna")
    at.on(11, 1)
    at.take("Avsluta rekvisitionen …", "Avsluta rekvisitionen")
    assert not ledger.check(at.year)


def enter_account(at: GrantYear, of: Municipality, number: str) -> None:
    """The coordinator writes it; whoever wrote it does not confirm it."""
    at.as_(of.coordinator, f"/bidrag/{CODE}/kommun/{of.code}/")
    at.press("Skriv in ett konto …")
    at.page.get_by_label("Bankgiro", exact=True).check()
    at.page.get_by_label("Nummer").fill(number)
    at.press("Spara kontot", "button")
    expect(at.page.get_by_role("button", name="Bekräfta kontot")).to_have_count(0)
    at.as_(of.signatory, f"/bidrag/konton/{of.code}/")
    at.press("Bekräfta kontot", "button")
    at.told("Kontot är bekräftat")


def pay(at: GrantYear, number: int, amount: str) -> None:
    """One officer prepares, another approves; sent, and the bank has paid."""
    at.as_(at.olle)
    at.press("Utbetalningar")
    at.press("Förbered utbetalning …")
    at.press("Förbered utbetalningen", "button")
    expect(at.page.get_by_role("link", name="Godkänn …")).to_have_count(0)
    at.as_(at.petra, f"/bidrag/{CODE}/utbetalning/{number}/")
    expect(at.page.locator(".facts")).to_contain_text(amount)
    at.press("Godkänn …")
    at.press("Godkänn", "button")
    at.press("Skicka till banken …")
    at.press("Bokför som skickad", "button")
    at.press("Bokför bankens svar …")
    at.press("Bokför svaret", "button")
    at.told("Bankens svar är bokfört")


def enter_activities(at: GrantYear) -> None:
    """Through the year: one breaks the cap, which shows while it is typed and where it is listed, and is put right."""
    at.as_(at.falun.coordinator, f"/bidrag/{CODE}/kommun/2080/")
    at.press("Insatser och kostnader")
    activity(at, "2080", "Utredningsmetodik", "credit_course", course_fees="1 900 000")
    activity(at, "2080", "Resor och vikarier till kurserna", "short_course", substitutes="1 200 000")
    over = at.page.locator(".panel-findings, main").filter(has_text="B102").first
    expect(over).to_contain_text("200\u00a0000 kr för mycket")
    at.press("Resor och vikarier till kurserna")
    at.cell("id_parts.2080.costs.competence.substitutes", "600 000")
    expect(at.page.locator('[data-role="preview"]')).not_to_contain_text("B102")
    at.press("Spara insatsen", "button")
    expect(at.page.get_by_role("main")).not_to_contain_text("B102")
    activity(at, "2080", "Inventering", "competence_inventory", purpose="inventory", inventory_work="380 000")
    at.as_(at.mora.coordinator, f"/bidrag/{CODE}/insatser/2062/")
    activity(at, "2062", "Samtal med barn", "short_course", course_fees="1 000 000")


def activity(
    at: GrantYear, code: str, title: str, kind: str, *, purpose: str = "competence", **costs: str
) -> None:
    """A carried out activity, from the list and back to it."""
    at.press("Ny insats")
    at.cell("id_title", title)
    at.page.locator(f"[name=kind][value={kind}]").check()
    at.page.locator("[name=state][value=carried_out]").check()
    at.cell("id_starts", "2013-09-09")
    at.cell("id_ends", "2013-09-13")
    for category, amount in costs.items():
        at.cell(f"id_parts.{code}.costs.{purpose}.{category}", amount)
    if purpose == "competence":
        at.cell(f"id_parts.{code}.participants.caseworker.with_degree.over_4", "9")
    at.press("Spara insatsen", "button")
    at.told("är sparad")


def divide_anew(at: GrantYear) -> None:
    """What nobody claimed goes to those who said yes; the rest of the other purpose goes back to the state."""
    at.as_(at.olle)
    at.press("Omfördelning")
    at.press("Utbildning och kompetensutveckling", exact=False)
    row = at.page.get_by_role("row").filter(has_text="Falun")
    expect(row).to_contain_text("1\u00a0000\u00a0000 kr")
    at.page.get_by_label("Beslutets diarienummer").fill("Dnr 7/2013")
    at.press("Besluta omfördelningen", "button")
    at.told("är omfördelat och väntar på utbetalning")


def report(at: GrantYear) -> None:
    """The report is filled in by the activities; the coordinator writes the rest, the signatory signs."""
    at.as_(at.olle)
    at.take("Öppna återrapporteringen …", "Öppna återrapporteringen")
    for of, words in ((at.falun, "Bättre utredningar."), (at.mora, "Fler samtal med barn.")):
        answer_to = at.report(of)
        at.as_(of.coordinator, f"/bidrag/{CODE}/kommun/{of.code}/")
        at.press("Fyll i redovisningen")
        if of is at.falun:
            at.section("money")
            expect(at.page.locator('[id="unused.competence"]')).to_contain_text("500\u00a0000")
            at.cell("why_unused", "En kurs blev billigare.")
            at.saved()
        at.section("results")
        for key in ("effects", "difficulties"):
            at.cell(key, words)
        for key in ("stewardship_caseworkers", "stewardship_leaders", "induction"):
            at.choose(key, "yes")
        at.saved()
        at.section("confirmation")
        at.choose("figures_confirmed", "yes")
        at.saved()
        at.press("Det som återstår, och lämna in")
        at.submit_and_sign(of, answer_to)


def complete(at: GrantYear) -> None:
    """The officer asks for more, the coordinator adds it, and the signatory signs again."""
    at.as_(at.petra)
    at.press("Redovisningarna")
    at.press("Falun")
    at.press("Begär komplettering …")
    at.page.get_by_label("Vad som ska kompletteras").fill("Skriv mer om effekterna.")
    at.press("Begär komplettering", "button")
    at.as_(at.falun.coordinator, "/")
    at.press("Komplettera svaret", exact=False)
    expect(at.page.get_by_text("Skriv mer om effekterna.").first).to_be_visible()
    at.left_open = at.page.context.new_page()
    at.left_open.goto(f"/bidrag/{CODE}/insatser/2080/1/")
    at.section("results")
    at.cell("effects", "Bättre utredningar. Färre omtag i ärenden.")
    at.saved()
    at.press("Det som återstår, och lämna in")
    at.submit_and_sign(at.falun, at.report(at.falun))


def settle(at: GrantYear) -> None:
    """Settled, invoiced, paid back, the rest returned to the state, and the year closed."""
    at.as_(at.olle)
    at.press("Slutreglering")
    at.press("Slutreglera de 2 som är klara …")
    at.press("Slutreglera 2 kommuner", "button")
    at.press("Falun")
    at.press("Notera faktura …")
    at.page.get_by_label("Fakturans nummer").fill("2014-17")
    at.page.get_by_label("Förfallodag").fill("2014-02-20")
    at.press("Notera fakturan", "button")
    for _purpose in grant_year.AMOUNTS:
        at.press("Bokför återbetalning …")
        at.press("Bokför", "button")
    for purpose in grant_year.AMOUNTS:
        at.visit(f"omfordelning/{purpose}/aterfor/")
        at.press("Återför", "button", exact=False)
        at.told("är återfört till staten")
    at.take("Stäng bidragsåret …", "Stäng bidragsåret")
    at.told("Bidragsåret är stängt")
