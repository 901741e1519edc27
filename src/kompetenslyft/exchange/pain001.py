"""The file of payments that goes to the bank: ISO 20022 pain.001.001.03, in Swedish kronor.

Bankgiro numbers are written with the proprietary scheme BGNR at the clearing number 9900 of the Swedish system
(SESBA), plusgiro numbers as BBAN at 9960; see docs/decisions/0019. Everything counted and summed is computed here from
the payments, and the file is held against the published schema before anybody gets it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from xml.etree import ElementTree as ET

from sepaxml.validation import ValidationError, try_valid_xml

from kompetenslyft.core.payments import Credit, Payer, Scheme

VERSION = "pain.001.001.03"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{VERSION}"

_CLEARING_SYSTEM = "SESBA"
_CLEARING = {Scheme.BANKGIRO: "9900", Scheme.PLUSGIRO: "9960"}
_LONGEST_NAME = 70
_LONGEST_MESSAGE = 140
_REFERENCE = re.compile(r"[A-Za-z0-9\-]{1,35}")
_NOT_WRITTEN = re.compile(r"[^A-Za-z0-9ÅÄÖåäö/\-?:().,'+ ]")
_AS = str.maketrans(
    {"Æ": "Ä", "æ": "ä", "Ø": "Ö", "ø": "ö", "–": "-", "—": "-", "’": "'", "&": "+", "§": " "}
)


class NotPayable(ValueError):
    """The payments cannot be written as a file that the bank takes; the text says why, in English."""


def payment_file(
    credits: Sequence[Credit], *, message_id: str, payer: Payer, execution_date: date, created: datetime
) -> str:
    """The file as text, to be kept in UTF-8. The same payments give the same characters.

    ``created``: local time, as it is written. Raises NotPayable: no payment, an amount that is not positive, a
    reference used twice or not made of 1 to 35 letters, digits and hyphens, or a file that the schema does not allow.
    """
    _check(credits, message_id)
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    message = ET.SubElement(root, "CstmrCdtTrfInitn")
    header = ET.SubElement(message, "GrpHdr")
    _text(header, "MsgId", message_id)
    _text(header, "CreDtTm", created.strftime("%Y-%m-%dT%H:%M:%S"))
    _totals(header, credits)
    _party(header, "InitgPty", payer.name, payer.number)
    _payment_information(message, credits, message_id, payer, execution_date)
    ET.indent(root)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
    check_against_schema(text)
    return text


def check_against_schema(text: str) -> None:
    """Raises NotPayable where the published schema, as the package sepaxml has it, does not allow the file."""
    try:
        try_valid_xml(text.encode(), VERSION)
    except ValidationError as error:
        raise NotPayable(str(error.__cause__)) from error


def written(text: str, longest: int) -> str:
    """A text in the letters that Swedish banks pass on, at most ``longest``: «Åsa & Müller» is «Åsa + Muller»."""
    spelled = "".join(
        character if character in "ÅÄÖåäö" else unicodedata.normalize("NFKD", character)
        for character in unicodedata.normalize("NFC", text).translate(_AS)
    )
    plain = "".join(character for character in spelled if not unicodedata.combining(character))
    return " ".join(_NOT_WRITTEN.sub(" ", plain).split())[:longest].rstrip()


def _check(credits: Sequence[Credit], message_id: str) -> None:
    if not credits:
        raise NotPayable("there is no payment")
    references = [credit.reference for credit in credits]
    if any(not _REFERENCE.fullmatch(reference) for reference in (*references, message_id)):
        raise NotPayable("a reference is not made of 1 to 35 letters, digits and hyphens")
    if len(set(references)) != len(references):
        raise NotPayable("a reference is used twice")
    if any(credit.amount <= 0 for credit in credits):
        raise NotPayable("an amount is not positive")


def _payment_information(
    message: ET.Element, credits: Sequence[Credit], message_id: str, payer: Payer, execution_date: date
) -> None:
    information = ET.SubElement(message, "PmtInf")
    _text(information, "PmtInfId", message_id)
    _text(information, "PmtMtd", "TRF")
    _text(information, "BtchBookg", "true")
    _totals(information, credits)
    kind = ET.SubElement(information, "PmtTpInf")
    _text(ET.SubElement(kind, "SvcLvl"), "Cd", "NURG")
    _text(information, "ReqdExctnDt", execution_date.isoformat())
    _party(information, "Dbtr", payer.name, payer.number)
    account = ET.SubElement(information, "DbtrAcct")
    _text(ET.SubElement(account, "Id"), "IBAN", payer.iban)
    _text(account, "Ccy", "SEK")
    agent = ET.SubElement(information, "DbtrAgt")
    _text(ET.SubElement(agent, "FinInstnId"), "BIC", payer.bic)
    _text(information, "ChrgBr", "SHAR")
    for credit in credits:
        _transaction(information, credit)


def _transaction(information: ET.Element, credit: Credit) -> None:
    transaction = ET.SubElement(information, "CdtTrfTxInf")
    identification = ET.SubElement(transaction, "PmtId")
    _text(identification, "InstrId", credit.reference)
    _text(identification, "EndToEndId", credit.reference)
    amount = ET.SubElement(ET.SubElement(transaction, "Amt"), "InstdAmt", {"Ccy": "SEK"})
    amount.text = _kronor(credit.amount)
    if credit.scheme in _CLEARING:
        agent = ET.SubElement(transaction, "CdtrAgt")
        member = ET.SubElement(ET.SubElement(agent, "FinInstnId"), "ClrSysMmbId")
        _text(ET.SubElement(member, "ClrSysId"), "Cd", _CLEARING_SYSTEM)
        _text(member, "MmbId", _CLEARING[credit.scheme])
    creditor = ET.SubElement(transaction, "Cdtr")
    _text(creditor, "Nm", written(credit.payee, _LONGEST_NAME))
    _text(ET.SubElement(creditor, "PstlAdr"), "Ctry", "SE")
    _account(transaction, credit)
    remittance = ET.SubElement(transaction, "RmtInf")
    _text(remittance, "Ustrd", written(credit.message, _LONGEST_MESSAGE))


def _account(transaction: ET.Element, credit: Credit) -> None:
    identification = ET.SubElement(ET.SubElement(transaction, "CdtrAcct"), "Id")
    if credit.scheme is Scheme.IBAN:
        _text(identification, "IBAN", credit.account)
        return
    other = ET.SubElement(identification, "Othr")
    _text(other, "Id", credit.account)
    scheme = ET.SubElement(other, "SchmeNm")
    if credit.scheme is Scheme.BANKGIRO:
        _text(scheme, "Prtry", "BGNR")
    else:
        _text(scheme, "Cd", "BBAN")


def _party(parent: ET.Element, name: str, who: str, number: str) -> None:
    party = ET.SubElement(parent, name)
    _text(party, "Nm", written(who, _LONGEST_NAME))
    other = ET.SubElement(ET.SubElement(ET.SubElement(party, "Id"), "OrgId"), "Othr")
    _text(other, "Id", number)
    _text(ET.SubElement(other, "SchmeNm"), "Cd", "BANK")


def _totals(parent: ET.Element, credits: Sequence[Credit]) -> None:
    _text(parent, "NbOfTxs", str(len(credits)))
    _text(parent, "CtrlSum", _kronor(sum(credit.amount for credit in credits)))


def _kronor(amount: int) -> str:
    return f"{amount}.00"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
