"""The file for the bank, the bank's answer, and the list for people."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.payments import Credit, Payer, Scheme
from kompetenslyft.exchange import pain001
from kompetenslyft.exchange.pain001 import NotPayable, check_against_schema, payment_file, written
from kompetenslyft.exchange.pain002 import Unreadable, read_status
from kompetenslyft.exchange.payments_xlsx import PaymentRow, payments_workbook
from tests.factories.bank import answer, of_one

PAYER = Payer("Socialstyrelsen", "2021000555", "SE4550000000058398257466", "ESSESESS")
STOCKHOLM = Credit(
    "KL20130916-1-1-0180", "Stockholm", Scheme.BANKGIRO, "50501055", 3_056_887, "Statsbidrag 2013"
)
HEDEMORA = Credit("KL20130916-1-1-2083", "Hedemora", Scheme.PLUSGIRO, "9020033", 85_000, "Statsbidrag 2013")
FALUN = Credit("KL20130916-1-1-2080", "Falun", Scheme.IBAN, "SE4550000000058398257466", 1, "Statsbidrag 2013")
THREE = (STOCKHOLM, HEDEMORA, FALUN)
NS = {"p": pain001.NAMESPACE}


def file_of(*credits: Credit) -> str:
    return payment_file(
        credits,
        message_id="KL20130916-1-1",
        payer=PAYER,
        execution_date=date(2013, 9, 20),
        created=datetime(2013, 9, 16, 14, 5, 9, 123),  # noqa: DTZ001
    )


def texts(root: ET.Element, path: str) -> list[str]:
    return [one.text or "" for one in root.findall(path, NS)]


def test_the_file_has_who_what_and_where() -> None:
    root = ET.fromstring(file_of(*THREE).encode())
    header, information = root[0][0], root[0][1]
    assert texts(header, "p:MsgId") == ["KL20130916-1-1"]
    assert texts(header, "p:CreDtTm") == ["2013-09-16T14:05:09"]
    assert texts(root, ".//p:NbOfTxs") == ["3", "3"]
    assert texts(root, ".//p:CtrlSum") == ["3141888.00", "3141888.00"]
    assert texts(information, "p:ReqdExctnDt") == ["2013-09-20"]
    assert texts(information, "p:DbtrAcct/p:Id/p:IBAN") == [PAYER.iban]
    assert {one.get("Ccy") for one in root.findall(".//p:InstdAmt", NS)} == {"SEK"}
    bankgiro, plusgiro, iban = information.findall("p:CdtTrfTxInf", NS)
    assert texts(bankgiro, ".//p:MmbId") == ["9900"]
    assert texts(bankgiro, "p:CdtrAcct//p:Prtry") == ["BGNR"]
    assert texts(bankgiro, "p:CdtrAcct/p:Id/p:Othr/p:Id") == ["50501055"]
    assert texts(plusgiro, ".//p:MmbId") == ["9960"]
    assert texts(plusgiro, "p:CdtrAcct//p:Cd") == ["BBAN"]
    assert texts(iban, "p:CdtrAcct/p:Id/p:IBAN") == [FALUN.account]
    assert texts(iban, ".//p:MmbId") == []


def test_the_same_payments_give_the_same_file() -> None:
    assert file_of(*THREE) == file_of(*THREE)


CREDITS = st.lists(
    st.builds(
        Credit,
        reference=st.from_regex(r"[A-Za-z0-9\-]{1,35}", fullmatch=True),
        payee=st.text(min_size=1, max_size=90).map(lambda name: "K " + name),
        scheme=st.sampled_from([Scheme.BANKGIRO, Scheme.PLUSGIRO]),
        account=st.just("50501055"),
        amount=st.integers(1, 10**12),
        message=st.text(max_size=200).map(lambda words: "Statsbidrag " + words),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda credit: credit.reference,
)


@settings(max_examples=25, deadline=None)
@given(CREDITS)
def test_every_file_is_allowed_by_the_schema_and_adds_up(credits: list[Credit]) -> None:
    root = ET.fromstring(file_of(*credits).encode())
    amounts = [int(text.removesuffix(".00")) for text in texts(root, ".//p:InstdAmt")]
    assert amounts == [credit.amount for credit in credits]
    assert set(texts(root, ".//p:CtrlSum")) == {f"{sum(amounts)}.00"}
    assert set(texts(root, ".//p:NbOfTxs")) == {str(len(credits))}
    assert texts(root, ".//p:EndToEndId") == [credit.reference for credit in credits]


@given(st.text(max_size=300), st.integers(1, 140))
def test_what_is_written_is_short_and_in_the_banks_letters(text: str, longest: int) -> None:
    result = written(text, longest)
    assert len(result) <= longest
    assert all(one in "ÅÄÖåäö/-?:().,'+ " or (one.isascii() and one.isalnum()) for one in result)
    assert written(result, longest) == result
    assert not any(pair == (" ", " ") for pair in pairwise(result))


def test_names_keep_their_swedish_letters() -> None:
    assert written("Åsele & Malå – Sorsele", 70) == "Åsele + Malå - Sorsele"
    assert written("Müller é ñ Ærø «x»", 70) == "Muller e n Ärö x"


@pytest.mark.parametrize(
    ("credits", "why"),
    [
        ((), "no payment"),
        ((STOCKHOLM, STOCKHOLM), "twice"),
        ((Credit("a b", "X", Scheme.BANKGIRO, "50501055", 1, "m"),), "letters, digits and hyphens"),
        ((Credit("a" * 36, "X", Scheme.BANKGIRO, "50501055", 1, "m"),), "35 letters"),
        ((Credit("a", "X", Scheme.BANKGIRO, "50501055", 0, "m"),), "not positive"),
        ((Credit("a", "X", Scheme.IBAN, "SE45", 1, "m"),), "IBAN"),
        ((Credit("a", "«»", Scheme.BANKGIRO, "50501055", 1, "m"),), "Nm"),
    ],
)
def test_what_the_bank_would_not_take_is_never_written(credits: tuple[Credit, ...], why: str) -> None:
    with pytest.raises(NotPayable, match=why):
        file_of(*credits)


def test_a_file_that_somebody_changed_does_not_pass() -> None:
    with pytest.raises(NotPayable):
        check_against_schema(file_of(STOCKHOLM).replace("<PmtMtd>TRF</PmtMtd>", ""))


# The bank's answer


NO_ACCOUNT = "<StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>Bankgironumret saknas</AddtlInf></StsRsnInf>"
BOTH = [STOCKHOLM.reference, HEDEMORA.reference]


def test_an_answer_about_all() -> None:
    report = read_status(answer("KL20130916-1-1", "ACSC"))
    assert report.message_id == "KL20130916-1-1"
    assert (report.undecided(BOTH), report.rejected(BOTH)) == ([], {})


def test_an_answer_one_by_one() -> None:
    report = read_status(
        answer("KL20130916-1-1", "PART", of_one(BOTH[0], "ACSC"), of_one(BOTH[1], "RJCT", NO_ACCOUNT))
    )
    assert report.undecided(BOTH) == []
    assert report.rejected(BOTH) == {BOTH[1]: "AC01 Bankgironumret saknas"}


def test_what_the_bank_has_only_accepted_or_not_mentioned_is_undecided() -> None:
    assert read_status(answer("KL20130916-1-1", "ACCP")).undecided(BOTH) == BOTH
    assert read_status(answer("KL20130916-1-1", "PART", of_one(BOTH[1], "RJCT"))).undecided(BOTH) == BOTH[:1]


def test_a_file_that_was_rejected_whole() -> None:
    report = read_status(answer("KL20130916-1-1", "RJCT", reason=NO_ACCOUNT))
    assert report.rejected(BOTH) == dict.fromkeys(BOTH, "AC01 Bankgironumret saknas")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<Document/>",
        b"\xff\xfe\x00",
        b"<a><b></a>",
        file_of(STOCKHOLM).encode(),
        b'<!DOCTYPE a [<!ENTITY b "c">]><Document/>',
        b"<Document><CstmrPmtStsRpt/></Document>",
        b"x" * 5_000_001,
    ],
    ids=range(9),
)
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_status(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>'
    )
    with pytest.raises(Unreadable, match="document type"):
        read_status(text.encode(encoding))


# The list for people

ROWS = [
    PaymentRow(
        "0180",
        "Stockholm",
        Scheme.BANKGIRO,
        "50501055",
        {"competence": 3_056_887, "inventory": 250_000},
        "KL-0180",
        "väntar",
    ),
    PaymentRow(
        "2083",
        "Hedemora",
        Scheme.PLUSGIRO,
        "9020033",
        {"competence": 85_000},
        "KL-2083",
        "avvisad av banken",
        "=1+1",
    ),
]
PURPOSES = {"inventory": "Kompetensinventering", "competence": "Kompetensutveckling"}


def workbook(**changes: object) -> bytes:
    fixed = {"title": "Utbetalning 1", "facts": [("Betalningsdag", "2013-09-20")], "purposes": PURPOSES}
    return payments_workbook(ROWS, **(fixed | {"at": datetime(2013, 9, 16, tzinfo=UTC)} | changes))


def test_the_list_has_a_row_for_each_and_their_sums() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook()), data_only=True).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert rows[0][4:7] == ["Kompetensinventering", "Kompetensutveckling", "Belopp, kr"]
    assert rows[1][:7] == ["0180", "Stockholm", "Bankgiro", "5050-1055", 250_000, 3_056_887, 3_306_887]
    assert rows[2][:7] == ["2083", "Hedemora", "Plusgiro", "90 20 03-3", 0, 85_000, 85_000]
    assert rows[2][8] == "=1+1"
    assert rows[3][4:7] == [250_000, 3_141_887, 3_391_887]
    assert openpyxl.load_workbook(io.BytesIO(workbook())).active["G9"].value == "=SUM(G7:G8)"


def test_the_list_is_the_same_each_time_and_says_what_is_made_up() -> None:
    assert workbook() == workbook()
    marked = openpyxl.load_workbook(io.BytesIO(workbook(made_up=True))).active
    assert "åhitta" in marked["A2"].value
    assert "Municipality" in [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(workbook(language="en"))).active[6]
    ]
