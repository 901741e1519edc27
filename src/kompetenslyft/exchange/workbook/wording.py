"""What the workbook itself says to the person who fills it in."""

from __future__ import annotations

from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.text import Text

COVER_SHEET = Text(sv="Läs först", en="Read first")
FINDINGS_SHEET = Text(sv="Att rätta", en="To correct")
STAMP_SHEET = "_kompetenslyft"
LISTS_SHEET = "_listor"
OWN_SHEETS = frozenset(
    {COVER_SHEET.sv, COVER_SHEET.en, FINDINGS_SHEET.sv, FINDINGS_SHEET.en, STAMP_SHEET, LISTS_SHEET}
)

DEADLINE = Text(sv="Sista dag att lämna", en="Last day to submit")
UNIT = Text(sv="Uppgiftslämnare", en="Respondent")
EXPORTED = Text(sv="Hämtad", en="Downloaded")
VERSION = Text(sv="Formulär", en="Form")
HOW_TO = Text(sv="Så fyller du i", en="How to fill it in")
STEPS = (
    Text(
        sv="Fyll i de gula cellerna. Du kan arbeta utan nät och fortsätta en annan dag; spara som vanligt.",
        en="Fill in the yellow cells. You can work offline and in several sittings; save as usual.",
    ),
    Text(
        sv="Är svaret noll: skriv 0. En tom cell betyder att uppgiften inte är lämnad.",
        en="If the answer is zero, enter 0. A blank cell means that the figure is not given.",
    ),
    Text(
        sv="Summorna räknas fram när du fyller i delarna. Finns uppgifter från förra insamlingen står de till höger "
        "som jämförelse.",
        en="Sums are computed as you fill in their parts. Figures of the previous round, if any, stand to the right "
        "for comparison.",
    ),
    Text(
        sv="Behåll blad, rader och kolumner som de är. Egna beräkningar gör du i en annan arbetsbok; klistra in "
        "värden, inte formler.",
        en="Keep sheets, rows and columns as they are. Make calculations of your own in another workbook; paste "
        "values, not formulas.",
    ),
    Text(
        sv="Ladda upp filen på svarets sida. Innan något sparas visas varje ändring, cell för cell.",
        en="Upload the file on the page of the return. Before anything is saved, every change is shown, cell by "
        "cell.",
    ),
)
LEGEND = Text(sv="Cellernas färger", en="The colours of the cells")
LEGEND_INPUT = Text(sv="Fyll i", en="Fill in")
LEGEND_TOTAL = Text(sv="Räknas fram", en="Computed")
LEGEND_GIVEN = Text(sv="Fylls inte i här", en="Not filled in here")
LEGEND_PREVIOUS = Text(sv="Förra insamlingen", en="Previous round")
LEGEND_WRONG = Text(sv="Måste rättas", en="Must be corrected")
LEGEND_DOUBTFUL = Text(sv="Bör kontrolleras", en="Should be checked")
LEGEND_MANDATORY = Text(sv="* Uppgiften måste lämnas.", en="* The figure must be given.")
CONTENTS = Text(sv="Innehåll", en="Contents")
REMAINING = Text(sv="Obligatoriska kvar", en="Mandatory remaining")
SHEET = Text(sv="Blad", en="Sheet")
MADE_UP = Text(
    sv="Påhittade uppgifter: arbetsboken hör till ett exempel och beskriver ingen verklig kommun.",
    en="Made-up figures: the workbook belongs to an example and describes no real municipality.",
)
MADE_UP_SHORT = Text(sv="påhittade uppgifter", en="made-up figures")
ATTACH_ON_WEB = Text(sv="bifogas på webben", en="attach on the web")
ANSWERED_BY = Text(sv="Besvaras av", en="Answered by")
THIS_ROUND = Text(sv="Årets uppgifter", en="This round")
PREVIOUS_ROUND = Text(sv="Förra insamlingen", en="Previous round")
PREVIOUS_ANSWER = Text(sv="Förra insamlingen", en="Previous round")
UNIT_HEADING = Text(sv="Enhet", en="Unit")
PAGE = Text(sv="Sida &P av &N", en="Page &P of &N")

SEVERITY_HARD = Text(sv="Måste rättas", en="Must be corrected")
SEVERITY_SOFT = Text(sv="Rätta eller motivera", en="Correct or explain")
SEVERITY_INFO = Text(sv="Att känna till", en="For information")
FINDINGS_INTRO = Text(
    sv="Rätta i cellerna, spara och ladda upp arbetsboken igen. Allt du har skrivit finns kvar.",
    en="Correct the cells, save and upload the workbook again. Everything you entered is still here.",
)
WEIGHT, CODE, CELL, MESSAGE = (
    Text(sv="Vikt", en="Weight"),
    Text(sv="Kod", en="Code"),
    Text(sv="Cell", en="Cell"),
    Text(sv="Vad och vad du kan göra", en="What, and what you can do"),
)

ENTRY_TITLE = Text(sv="Kontrollera cellen", en="Check the cell")
NUMBER_RULES = {
    Unit.FTE: Text(
        sv="Skriv antalet årsarbetare som ett tal med högst två decimaler, till exempel 12,5. Lämna tomt om "
        "uppgiften saknas.",
        en="Enter the full-time equivalents as a number with at most two decimals, for example 12.5. Leave blank if "
        "unknown.",
    ),
    Unit.COUNT: Text(
        sv="Skriv antalet som ett heltal, till exempel 12. Lämna tomt om uppgiften saknas.",
        en="Enter the number as a whole number, for example 12. Leave blank if unknown.",
    ),
    Unit.SEK: Text(
        sv="Skriv beloppet i hela kronor, utan decimaler. Lämna tomt om uppgiften saknas.",
        en="Enter the amount in whole kronor, without decimals. Leave blank if unknown.",
    ),
    Unit.SCALE: Text(sv="Skriv ett heltal från 1 till 7.", en="Enter a whole number from 1 to 7."),
}
CHOICE_RULE = Text(
    sv="Välj ett av svaren i listan, eller lämna tomt.",
    en="Choose one of the answers in the list, or leave blank.",
)
MARK_RULE = Text(
    sv="Skriv x om alternativet gäller, annars lämna tomt.",
    en="Enter x if the option applies, otherwise leave blank.",
)
