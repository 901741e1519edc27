"""Every write to rounds and returns. Each is atomic, takes ``by=`` (who) and ``at=`` (when; now by default),
checks access, and leaves an audit row in its own transaction. What cannot be done raises Refused."""

from kompetenslyft.apps.collection.actions.answers import Conflict, Outcome, enter, explain
from kompetenslyft.apps.collection.actions.attachments import attach, detach
from kompetenslyft.apps.collection.actions.given import give, give_all
from kompetenslyft.apps.collection.actions.idempotent import (
    REMEMBERED,
    Answer,
    carry_out_once,
    forget_old_requests,
)
from kompetenslyft.apps.collection.actions.reminders import send_due, write_to
from kompetenslyft.apps.collection.actions.returns import (
    accept,
    accept_signed,
    declare_nil,
    reopen,
    request_completion,
    sign,
    submit,
    withdraw,
)
from kompetenslyft.apps.collection.actions.rounds import ask, close_round, create_round, extend, reopen_round
from kompetenslyft.apps.collection.actions.uploads import apply_upload, receive

__all__ = [
    "REMEMBERED",
    "Answer",
    "Conflict",
    "Outcome",
    "accept",
    "accept_signed",
    "apply_upload",
    "ask",
    "attach",
    "carry_out_once",
    "close_round",
    "create_round",
    "declare_nil",
    "detach",
    "enter",
    "explain",
    "extend",
    "forget_old_requests",
    "give",
    "give_all",
    "receive",
    "reopen",
    "reopen_round",
    "request_completion",
    "send_due",
    "sign",
    "submit",
    "withdraw",
    "write_to",
]
