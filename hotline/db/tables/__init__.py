"""Every table, one module a noun. A column says what it holds: plain, sealed to a key, a keyed hash (decision 0006)."""

from hotline.db.tables.base import Base
from hotline.db.tables.board import Handover, HandoverLine, Presence, Release, SavedFilter
from hotline.db.tables.content import Grant, Item
from hotline.db.tables.edge import Delivery, Inbound, ReceiptRow, Tally, Thread
from hotline.db.tables.index import CommonTerm, Posting
from hotline.db.tables.matters import Lead, LeadEvent, Link, Membership, Tip
from hotline.db.tables.people import Credential, Officer, OfficerSession, Unit, UnitKey, UnitKeyHolder
from hotline.db.tables.preferences import Preference
from hotline.db.tables.registry import Approval, Period, PeriodProposal, Record, RecordEdge, RecordEvent
from hotline.db.tables.running import AuditEvent, AuditHead, AuditItem, Schedule
from hotline.db.tables.talks import Conversation, Outbox, ProviderCopy

metadata = Base.metadata

__all__ = [
    "Approval",
    "AuditEvent",
    "AuditHead",
    "AuditItem",
    "Base",
    "CommonTerm",
    "Conversation",
    "Credential",
    "Delivery",
    "Grant",
    "Handover",
    "HandoverLine",
    "Inbound",
    "Item",
    "Lead",
    "LeadEvent",
    "Link",
    "Membership",
    "Officer",
    "OfficerSession",
    "Outbox",
    "Period",
    "PeriodProposal",
    "Posting",
    "Preference",
    "Presence",
    "ProviderCopy",
    "ReceiptRow",
    "Record",
    "RecordEdge",
    "RecordEvent",
    "Release",
    "SavedFilter",
    "Schedule",
    "Tally",
    "Thread",
    "Tip",
    "Unit",
    "UnitKey",
    "UnitKeyHolder",
    "metadata",
]
