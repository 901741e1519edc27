"""Status reports as a bank sends them (pain.002)."""

from __future__ import annotations


def answer(message_id: str, group: str, *transactions: str, reason: str = "") -> bytes:
    """A report on the file ``message_id`` with the status ``group`` and what ``of_one`` says of single payments."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B1</MsgId><CreDtTm>2013-09-20T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>
<GrpSts>{group}</GrpSts>{reason}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId>{"".join(transactions)}</OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>""".encode()


def of_one(reference: str, status: str, reason: str = "") -> str:
    """What a report says of one payment."""
    return f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"
