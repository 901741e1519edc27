"""What collection tells the contexts that build on it, inside the transaction in which it happens."""

from django.dispatch import Signal

returns_moved = Signal()
"""An event was added to each of some returns of one round.

Sent with ``returns`` (a list, with round and unit), ``event`` (core.workflow.returns.Event), ``by`` and ``at``. A
receiver that raises Refused stops it all.
"""
