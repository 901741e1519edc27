"""What is wrong in single cells of a workbook, in words that name the sheet and the cell."""

from __future__ import annotations

from dataclasses import replace

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.codes import WorkbookCode


def place(sheet: str, cell: object) -> Text:
    """«Bladet 1 Handläggare, cell D7», as it begins a message."""
    return Text(sv=f"Bladet «{sheet}», cell {cell}", en=f"Sheet “{sheet}”, cell {cell}")


def placed(finding: Finding, where: Text) -> Finding:
    """The finding with the place in front of its message."""
    message = Text(sv=f"{where.sv}: {finding.message.sv}", en=f"{where.en}: {finding.message.en}")
    return replace(finding, message=message)


def formula_refused(formula: str) -> Text:
    shown = quoted(f"={formula}")
    return Text(
        sv=f"Formeln «{shown}» läses inte, eftersom den hämtar sitt värde från andra celler. "
        "Kopiera cellen och välj Klistra in special, Värden, eller skriv talet.",
        en=f"The formula “{shown}” is not read, since it takes its value from other cells. "
        "Copy the cell and choose Paste Special, Values, or enter the number.",
    )


def formula_read(formula: str, result: str) -> Text:
    shown = quoted(f"={formula}")
    return Text(
        sv=f"Uträkningen «{shown}» är läst som {result.replace('.', ',')}.",
        en=f"The calculation “{shown}” was read as {result}.",
    )


def error_value(value: str) -> Text:
    return Text(
        sv=f"Cellen visar felet {quoted(value)}. Skriv talet, eller lämna cellen tom om uppgiften saknas.",
        en=f"The cell shows the error {quoted(value)}. Enter the number, or leave the cell blank if there is none.",
    )


TRUTH_VALUE = Text(
    sv="Cellen innehåller SANT eller FALSKT. Skriv ett tal, eller välj i listan.",
    en="The cell contains TRUE or FALSE. Enter a number, or choose from the list.",
)
DATE = Text(
    sv="Cellen innehåller ett datum; kalkylprogrammet kan ha gjort om det du skrev, till exempel 1-2. "
    "Töm cellen, välj talformat och skriv om uppgiften.",
    en="The cell contains a date; the spreadsheet program may have converted what you wrote, such as 1-2. "
    "Clear the cell, choose a number format and enter the figure again.",
)
PERCENT = Text(
    sv="Cellen innehåller ett procenttal. Frågan gäller antal: skriv antalet och välj talformat.",
    en="The cell contains a percentage. The question asks for a number: enter the number and choose a number format.",
)


def label_changed(label: str) -> Text:
    return Text(
        sv=f"Radens rubrik är ändrad, så det är osäkert vad svaret gäller. Skriv tillbaka «{label}», "
        "eller hämta en ny arbetsbok.",
        en=f"The row's heading was changed, so it is uncertain what the answer concerns. Restore “{label}”, "
        "or download a new workbook.",
    )


def merged(area: object) -> Text:
    return Text(
        sv=f"Cellerna {area} är sammanfogade, så det går inte att se vilken uppgift svaret gäller. "
        "Dela upp dem och fyll i varje cell.",
        en=f"The cells {area} are merged, so it cannot be seen which figure the answer concerns. "
        "Split them and fill in each cell.",
    )


def unclear_mark(entry: str) -> Text:
    return Text(
        sv=f"«{quoted(entry)}» går inte att tolka. Skriv x om alternativet gäller, annars lämna cellen tom.",
        en=f"“{quoted(entry)}” cannot be interpreted. Enter x if the option applies, otherwise leave the cell blank.",
    )


def outside_form(entry: str) -> Text:
    return Text(
        sv=f"«{quoted(entry)}» står utanför formuläret och läses inte. Skulle det vara ett svar: flytta det till "
        "rätt cell.",
        en=f"“{quoted(entry)}” is outside the form and is not read. If it was meant as an answer, move it to its "
        "cell.",
    )


def total_overwritten(entry: str) -> Text:
    return Text(
        sv=f"«{quoted(entry)}» står där summan räknas fram och läses inte. Fyll i delarna, så blir summan rätt.",
        en=f"“{quoted(entry)}” stands where the sum is computed and is not read. Fill in the parts, and the sum "
        "follows.",
    )


def given_overwritten(entry: str) -> Text:
    return Text(
        sv=f"«{quoted(entry)}» står där uppgiften redan är ifylld eller där en fil bifogas på webben, och läses inte. "
        "Är den ifyllda uppgiften fel, skriv till handläggaren vid myndigheten.",
        en=f"“{quoted(entry)}” stands where the figure is already filled in, or where a file is attached on the web, "
        "and is not read. If the figure is wrong, write to the programme officer at the agency.",
    )


def more_outside(sheet: str, count: int) -> Text:
    return Text(
        sv=f"Bladet «{sheet}»: ytterligare {count} ifyllda celler utanför formuläret läses inte.",
        en=f"Sheet “{sheet}”: another {count} filled-in cells outside the form are not read.",
    )


def other_sheet(sheet: str) -> Text:
    return Text(
        sv=f"Bladet «{sheet}» hör inte till formuläret och läses inte.",
        en=f"The sheet “{sheet}” does not belong to the form and is not read.",
    )


def finding(
    code: WorkbookCode, severity: Severity, message: Text, keys: tuple[str, ...], instance: str
) -> Finding:
    """A finding of the workbook, told apart from others of its code by ``instance``."""
    return Finding(code, severity, message, keys, f"{code}:{instance}")
