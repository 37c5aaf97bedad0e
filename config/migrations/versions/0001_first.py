"""First"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("payload_item", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "open",
                "approved",
                "refused",
                "withdrawn",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_approval_four_eyes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_open", "approval", ["verdict", "kind"], unique=False)
    op.create_index(op.f("ix_approval_subject_id"), "approval", ["subject_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=24), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("purpose_item", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_event_prev")),
    )
    op.create_index(op.f("ix_audit_event_action"), "audit_event", ["action"], unique=False)
    op.create_index(op.f("ix_audit_event_actor"), "audit_event", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_item",
        sa.Column("item_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_audit_item")),
    )
    op.create_index(op.f("ix_audit_item_seq"), "audit_item", ["seq"], unique=False)
    op.create_table(
        "common_term",
        sa.Column(
            "scope",
            sa.Enum(
                "tip", "person", "hotspot", "roster", name="scope", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "term", name=op.f("pk_common_term")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("thread", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=True),
        sa.Column("tip_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("transcript", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("asked_lead", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("thread", name=op.f("uq_conversation_thread")),
    )
    op.create_index(op.f("ix_conversation_closes_at"), "conversation", ["closes_at"], unique=False)
    op.create_index(op.f("ix_conversation_sender"), "conversation", ["sender"], unique=False)
    op.create_index(op.f("ix_conversation_tip_id"), "conversation", ["tip_id"], unique=False)
    op.create_index(op.f("ix_conversation_until"), "conversation", ["until"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("provider_hash", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider_hash", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_day"), "delivery", ["day"], unique=False)
    op.create_table(
        "inbound",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("thread", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "aside", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    op.create_index("ix_inbound_queue", "inbound", ["state", "not_before", "at", "id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "tip",
                "lead",
                "record",
                "approval",
                "audit",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text",
                "findings",
                "image",
                "thumb",
                "release",
                "note",
                "question",
                "answer",
                "record",
                "evidence",
                "document",
                "purpose",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index("ix_item_owner", "item", ["owner", "owner_id", "kind"], unique=False)
    op.create_index(op.f("ix_item_subject_id"), "item", ["subject_id"], unique=False)
    op.create_table(
        "lead_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_lead_event")),
    )
    op.create_index(op.f("ix_lead_event_decision_id"), "lead_event", ["decision_id"], unique=False)
    op.create_index(op.f("ix_lead_event_lead_id"), "lead_event", ["lead_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ack",
                "warning",
                "question",
                "status",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "uncertain",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_conversation_id"), "outbox", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_outbox_lead_id"), "outbox", ["lead_id"], unique=False)
    op.create_index("ix_outbox_queue", "outbox", ["state", "not_before"], unique=False)
    op.create_table(
        "posting",
        sa.Column(
            "scope",
            sa.Enum(
                "tip", "person", "hotspot", "roster", name="scope", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("doc", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("scope", "term", "doc", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
        postgresql_with={"autovacuum_vacuum_insert_scale_factor": 0, "autovacuum_vacuum_insert_threshold": 50_000},
    )
    op.create_index(op.f("ix_posting_doc"), "posting", ["doc"], unique=False)
    op.create_table(
        "provider_copy",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("kept", "deleted", "verified", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_copy")),
    )
    op.create_index("ix_provider_copy_queue", "provider_copy", ["state", "not_before"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("tip_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "looked_at",
                "passed_on",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_tip_id"), "receipt", ["tip_id"], unique=False)
    op.create_table(
        "record",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("person", "hotspot", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.Column("sketch_version", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "active",
                "retired",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.Column("merged_decision", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_index(op.f("ix_record_batch"), "record", ["batch"], unique=False)
    op.create_index(op.f("ix_record_expires_at"), "record", ["expires_at"], unique=False)
    op.create_index("ix_record_list", "record", ["kind", "state", "commune", "id"], unique=False)
    op.create_table(
        "record_edge",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("a", sa.BigInteger(), nullable=False),
        sa.Column("b", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("same", "not_same", name="verdict", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_edge")),
    )
    op.create_index(op.f("ix_record_edge_a"), "record_edge", ["a"], unique=False)
    op.create_index(op.f("ix_record_edge_b"), "record_edge", ["b"], unique=False)
    op.create_index(op.f("ix_record_edge_decision_id"), "record_edge", ["decision_id"], unique=False)
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("last_result", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    op.create_table(
        "tally",
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_until"), "tally", ["until"], unique=False)
    op.create_table(
        "thread",
        sa.Column("sender", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.Column("replies", sa.BigInteger(), nullable=False),
        sa.Column("window_until", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_window_until"), "thread", ["window_until"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "desk",
                "supervision",
                "registry",
                "commune",
                "audit",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note_item", sa.BigInteger(), nullable=True),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("head_mac", sa.String(length=64), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_handover_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_unit_id"), "handover", ["unit_id"], unique=False)
    op.create_table(
        "lead",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "triaging",
                "waiting",
                "watch",
                "assigned",
                "verifying",
                "review",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column(
            "lane",
            sa.Enum("main", "quarantine", name="lane", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "routed",
            sa.Enum(
                "desk", "supervision", "audit", name="routed", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "retail",
                "harbouring",
                "use",
                "trafficking",
                "psychosis",
                "treatment",
                "irrelevant",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "danger",
                "now",
                "timebound",
                "normal",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column("guessed", sa.JSON(), nullable=False),
        sa.Column("no_place", sa.Boolean(), nullable=False),
        sa.Column("source_grade", sa.String(length=16), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "saw",
                "took_part",
                "heard",
                "inferred",
                "unknown",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("information", sa.BigInteger(), nullable=True),
        sa.Column("handling", sa.String(length=24), nullable=False),
        sa.Column("tips", sa.BigInteger(), nullable=False),
        sa.Column("independent", sa.BigInteger(), nullable=False),
        sa.Column("brigading", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("cleared_before", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_by", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("alarm_at", sa.BigInteger(), nullable=True),
        sa.Column("alarm_ack_by", sa.BigInteger(), nullable=True),
        sa.Column("alarm_ack_at", sa.BigInteger(), nullable=True),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "case_opened",
                "fined",
                "positive_test",
                "hotspot_cleared",
                "drugs_seized",
                "voluntary_treatment",
                "compulsory_treatment",
                "warned",
                "partly",
                "insufficient",
                "unfounded",
                "malicious",
                "already_known",
                "duplicate",
                "out_of_scope",
                "spam",
                "no_information",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("first_action_s", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_lead_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index(
        "ix_lead_alarm",
        "lead",
        ["alarm_at", "id"],
        unique=False,
        postgresql_where=sa.text("alarm_ack_by IS NULL"),
        sqlite_where=sa.text("alarm_ack_by IS NULL"),
    )
    op.create_index(
        "ix_lead_closed",
        "lead",
        ["routed", "closed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'closed'"),
        sqlite_where=sa.text("state = 'closed'"),
    )
    op.create_index(
        "ix_lead_due",
        "lead",
        ["routed", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.create_index(op.f("ix_lead_expires_at"), "lead", ["expires_at"], unique=False)
    op.create_index(
        "ix_lead_lease",
        "lead",
        ["lease_by", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "ix_lead_queue",
        "lead",
        ["routed", "state", "lane", "rank", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_lead_state", "lead", ["routed", "state", "lane", "opened_at", "id"], unique=False)
    op.create_index("ix_lead_unit", "lead", ["unit_id", "state", "opened_at", "id"], unique=False)
    op.create_table(
        "officer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "duty_officer",
                "shift_lead",
                "supervisor",
                "registry_officer",
                "commune_officer",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=True),
        sa.Column("private", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("cost", sa.String(length=40), nullable=True),
        sa.Column("pepper_id", sa.String(length=40), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "enrolled",
                "active",
                "revoked",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invite", sa.LargeBinary(), nullable=True),
        sa.Column("invite_until", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_officer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("invite", name=op.f("uq_officer_invite")),
        sa.UniqueConstraint("login", name=op.f("uq_officer_login")),
    )
    op.create_index(op.f("ix_officer_unit_id"), "officer", ["unit_id"], unique=False)
    op.create_table(
        "period",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "addict",
                "user",
                "post_rehab",
                "psychosis_risk",
                "suspected_user",
                "suspected_addict",
                "retail_dealer",
                "at_risk",
                "complex",
                "cleared",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("to_day", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("document_item", sa.BigInteger(), nullable=False),
        sa.Column("approval_id", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_period_approval_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_period_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period")),
    )
    op.create_index(op.f("ix_period_record_id"), "period", ["record_id"], unique=False)
    op.create_index(op.f("ix_period_review_at"), "period", ["review_at"], unique=False)
    op.create_index("ix_period_status", "period", ["status", "to_day", "commune"], unique=False)
    op.create_table(
        "period_proposal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("approval_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "addict",
                "user",
                "post_rehab",
                "psychosis_risk",
                "suspected_user",
                "suspected_addict",
                "retail_dealer",
                "at_risk",
                "complex",
                "cleared",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column("from_day", sa.BigInteger(), nullable=False),
        sa.Column("to_day", sa.BigInteger(), nullable=True),
        sa.Column("document_item", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_period_proposal_approval_id")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_period_proposal_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_proposal")),
    )
    op.create_index(op.f("ix_period_proposal_approval_id"), "period_proposal", ["approval_id"], unique=False)
    op.create_index(op.f("ix_period_proposal_record_id"), "period_proposal", ["record_id"], unique=False)
    op.create_table(
        "record_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_record_event_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_event")),
    )
    op.create_index(op.f("ix_record_event_decision_id"), "record_event", ["decision_id"], unique=False)
    op.create_index(op.f("ix_record_event_record_id"), "record_event", ["record_id"], unique=False)
    op.create_table(
        "unit_key",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("current", "retired", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_key_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_key")),
    )
    op.create_index(op.f("ix_unit_key_unit_id"), "unit_key", ["unit_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_credential_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("handle", name=op.f("uq_credential_handle")),
    )
    op.create_index(op.f("ix_credential_officer_id"), "credential", ["officer_id"], unique=False)
    op.create_table(
        "grant",
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_grant_unit_id")),
        sa.ForeignKeyConstraint(["unit_key_id"], ["unit_key.id"], name=op.f("fk_grant_unit_key_id")),
        sa.PrimaryKeyConstraint("subject_id", "unit_key_id", name=op.f("pk_grant")),
    )
    op.create_index(op.f("ix_grant_unit_id"), "grant", ["unit_id"], unique=False)
    op.create_table(
        "handover_line",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "alarm",
                "lease",
                "waiting",
                "overdue",
                "approval",
                "review",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("approval_id", sa.BigInteger(), nullable=True),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_by", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_line_handover_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_line")),
    )
    op.create_index(op.f("ix_handover_line_handover_id"), "handover_line", ["handover_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "mention", "confirmed", "rejected", name="verdict", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("bits", sa.BigInteger(), nullable=False),
        sa.Column("tie_size", sa.BigInteger(), nullable=False),
        sa.Column("strong", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "case_opened",
                "fined",
                "positive_test",
                "hotspot_cleared",
                "drugs_seized",
                "voluntary_treatment",
                "compulsory_treatment",
                "warned",
                "partly",
                "insufficient",
                "unfounded",
                "malicious",
                "already_known",
                "duplicate",
                "out_of_scope",
                "spam",
                "no_information",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("evidence_item", sa.BigInteger(), nullable=True),
        sa.Column("approval_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_link_lead_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_link_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_decision_id"), "link", ["decision_id"], unique=False)
    op.create_index(op.f("ix_link_expires_at"), "link", ["expires_at"], unique=False)
    op.create_index(op.f("ix_link_lead_id"), "link", ["lead_id"], unique=False)
    op.create_index(op.f("ix_link_record_id"), "link", ["record_id"], unique=False)
    op.create_table(
        "preference",
        sa.Column("officer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "language",
            sa.Enum("vi", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.Enum("system", "dark", "light", name="theme", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("keys", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_preference_officer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "presence",
        sa.Column("officer_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_presence_officer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_lead_id"), "presence", ["lead_id"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("approval_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "retail",
                "harbouring",
                "use",
                "trafficking",
                "psychosis",
                "treatment",
                "irrelevant",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "danger",
                "now",
                "timebound",
                "normal",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column("lead_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "released",
                "withdrawn",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_release_approval_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_release_lead_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_release_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_decision_id"), "release", ["decision_id"], unique=False)
    op.create_index(op.f("ix_release_lead_id"), "release", ["lead_id"], unique=False)
    op.create_index("ix_release_unit", "release", ["unit_id", "state", "released_at", "id"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("unit_key_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_saved_filter_officer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_key_id"], ["unit_key.id"], name=op.f("fk_saved_filter_unit_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_officer_id"), "saved_filter", ["officer_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "open", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("strong_at", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_session_officer_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_officer_id"), "session", ["officer_id"], unique=False)
    op.create_table(
        "tip",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column(
            "entry",
            sa.Enum("citizen", "officer", "added", name="entry", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("source", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "retail",
                "harbouring",
                "use",
                "trafficking",
                "psychosis",
                "treatment",
                "irrelevant",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "danger",
                "now",
                "timebound",
                "normal",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "saw",
                "took_part",
                "heard",
                "inferred",
                "unknown",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("commune", sa.String(length=8), nullable=True),
        sa.Column(
            "lane",
            sa.Enum("main", "quarantine", name="lane", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "routed",
            sa.Enum(
                "desk", "supervision", "audit", name="routed", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.Column("sketch_version", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_tip_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
    )
    op.create_index(op.f("ix_tip_expires_at"), "tip", ["expires_at"], unique=False)
    op.create_index(op.f("ix_tip_lead_id"), "tip", ["lead_id"], unique=False)
    op.create_index(op.f("ix_tip_received_at"), "tip", ["received_at"], unique=False)
    op.create_index("ix_tip_source", "tip", ["period", "source"], unique=False)
    op.create_table(
        "unit_key_holder",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_key_id", sa.BigInteger(), nullable=False),
        sa.Column("officer_id", sa.BigInteger(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_unit_key_holder_officer_id")),
        sa.ForeignKeyConstraint(["unit_key_id"], ["unit_key.id"], name=op.f("fk_unit_key_holder_unit_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_key_holder")),
    )
    op.create_index(op.f("ix_unit_key_holder_officer_id"), "unit_key_holder", ["officer_id"], unique=False)
    op.create_index(op.f("ix_unit_key_holder_unit_key_id"), "unit_key_holder", ["unit_key_id"], unique=False)
    op.create_index("uq_unit_key_holder", "unit_key_holder", ["unit_key_id", "officer_id"], unique=True)
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tip_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("same", "not_same", "maybe", name="verdict", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "why",
            sa.Enum(
                "first",
                "repeat",
                "same_matter",
                "addition",
                "answer",
                "officer",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("bits", sa.BigInteger(), nullable=False),
        sa.Column("weights", sa.BigInteger(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.Column("evidence_item", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_membership_lead_id")),
        sa.ForeignKeyConstraint(["tip_id"], ["tip.id"], name=op.f("fk_membership_tip_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_decision_id"), "membership", ["decision_id"], unique=False)
    op.create_index(op.f("ix_membership_lead_id"), "membership", ["lead_id"], unique=False)
    op.create_index("ix_membership_tip", "membership", ["tip_id", "lead_id"], unique=False)
    op.create_index(
        "uq_membership_same",
        "membership",
        ["tip_id"],
        unique=True,
        postgresql_where=sa.text("verdict = 'same' AND undone_at IS NULL"),
        sqlite_where=sa.text("verdict = 'same' AND undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_membership_same",
        table_name="membership",
        postgresql_where=sa.text("verdict = 'same' AND undone_at IS NULL"),
        sqlite_where=sa.text("verdict = 'same' AND undone_at IS NULL"),
    )
    op.drop_index("ix_membership_tip", table_name="membership")
    op.drop_index(op.f("ix_membership_lead_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_decision_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index("uq_unit_key_holder", table_name="unit_key_holder")
    op.drop_index(op.f("ix_unit_key_holder_unit_key_id"), table_name="unit_key_holder")
    op.drop_index(op.f("ix_unit_key_holder_officer_id"), table_name="unit_key_holder")
    op.drop_table("unit_key_holder")
    op.drop_index("ix_tip_source", table_name="tip")
    op.drop_index(op.f("ix_tip_received_at"), table_name="tip")
    op.drop_index(op.f("ix_tip_lead_id"), table_name="tip")
    op.drop_index(op.f("ix_tip_expires_at"), table_name="tip")
    op.drop_table("tip")
    op.drop_index(op.f("ix_session_officer_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_saved_filter_officer_id"), table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_index("ix_release_unit", table_name="release")
    op.drop_index(op.f("ix_release_lead_id"), table_name="release")
    op.drop_index(op.f("ix_release_decision_id"), table_name="release")
    op.drop_table("release")
    op.drop_index(op.f("ix_presence_lead_id"), table_name="presence")
    op.drop_table("presence")
    op.drop_table("preference")
    op.drop_index(op.f("ix_link_record_id"), table_name="link")
    op.drop_index(op.f("ix_link_lead_id"), table_name="link")
    op.drop_index(op.f("ix_link_expires_at"), table_name="link")
    op.drop_index(op.f("ix_link_decision_id"), table_name="link")
    op.drop_table("link")
    op.drop_index(op.f("ix_handover_line_handover_id"), table_name="handover_line")
    op.drop_table("handover_line")
    op.drop_index(op.f("ix_grant_unit_id"), table_name="grant")
    op.drop_table("grant")
    op.drop_index(op.f("ix_credential_officer_id"), table_name="credential")
    op.drop_table("credential")
    op.drop_index(op.f("ix_unit_key_unit_id"), table_name="unit_key")
    op.drop_table("unit_key")
    op.drop_index(op.f("ix_record_event_record_id"), table_name="record_event")
    op.drop_index(op.f("ix_record_event_decision_id"), table_name="record_event")
    op.drop_table("record_event")
    op.drop_index(op.f("ix_period_proposal_record_id"), table_name="period_proposal")
    op.drop_index(op.f("ix_period_proposal_approval_id"), table_name="period_proposal")
    op.drop_table("period_proposal")
    op.drop_index("ix_period_status", table_name="period")
    op.drop_index(op.f("ix_period_review_at"), table_name="period")
    op.drop_index(op.f("ix_period_record_id"), table_name="period")
    op.drop_table("period")
    op.drop_index(op.f("ix_officer_unit_id"), table_name="officer")
    op.drop_table("officer")
    op.drop_index("ix_lead_unit", table_name="lead")
    op.drop_index("ix_lead_state", table_name="lead")
    op.drop_index(
        "ix_lead_queue",
        table_name="lead",
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.drop_index(
        "ix_lead_lease",
        table_name="lead",
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.drop_index(op.f("ix_lead_expires_at"), table_name="lead")
    op.drop_index(
        "ix_lead_due",
        table_name="lead",
        postgresql_where=sa.text("state <> 'closed'"),
        sqlite_where=sa.text("state <> 'closed'"),
    )
    op.drop_index(
        "ix_lead_closed",
        table_name="lead",
        postgresql_where=sa.text("state = 'closed'"),
        sqlite_where=sa.text("state = 'closed'"),
    )
    op.drop_index(
        "ix_lead_alarm",
        table_name="lead",
        postgresql_where=sa.text("alarm_ack_by IS NULL"),
        sqlite_where=sa.text("alarm_ack_by IS NULL"),
    )
    op.drop_table("lead")
    op.drop_index(op.f("ix_handover_unit_id"), table_name="handover")
    op.drop_table("handover")
    op.drop_table("unit")
    op.drop_index(op.f("ix_thread_window_until"), table_name="thread")
    op.drop_table("thread")
    op.drop_index(op.f("ix_tally_until"), table_name="tally")
    op.drop_table("tally")
    op.drop_table("schedule")
    op.drop_index(op.f("ix_record_edge_decision_id"), table_name="record_edge")
    op.drop_index(op.f("ix_record_edge_b"), table_name="record_edge")
    op.drop_index(op.f("ix_record_edge_a"), table_name="record_edge")
    op.drop_table("record_edge")
    op.drop_index("ix_record_list", table_name="record")
    op.drop_index(op.f("ix_record_expires_at"), table_name="record")
    op.drop_index(op.f("ix_record_batch"), table_name="record")
    op.drop_table("record")
    op.drop_index(op.f("ix_receipt_tip_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index("ix_provider_copy_queue", table_name="provider_copy")
    op.drop_table("provider_copy")
    op.drop_index(op.f("ix_posting_doc"), table_name="posting")
    op.drop_table("posting")
    op.drop_index("ix_outbox_queue", table_name="outbox")
    op.drop_index(op.f("ix_outbox_lead_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_conversation_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_lead_event_lead_id"), table_name="lead_event")
    op.drop_index(op.f("ix_lead_event_decision_id"), table_name="lead_event")
    op.drop_table("lead_event")
    op.drop_index(op.f("ix_item_subject_id"), table_name="item")
    op.drop_index("ix_item_owner", table_name="item")
    op.drop_table("item")
    op.drop_index("ix_inbound_queue", table_name="inbound")
    op.drop_table("inbound")
    op.drop_index(op.f("ix_delivery_day"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("ix_conversation_until"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_tip_id"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_sender"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_closes_at"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_table("common_term")
    op.drop_index(op.f("ix_audit_item_seq"), table_name="audit_item")
    op.drop_table("audit_item")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_event_at"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_actor"), table_name="audit_event")
    op.drop_index(op.f("ix_audit_event_action"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index(op.f("ix_approval_subject_id"), table_name="approval")
    op.drop_index("ix_approval_open", table_name="approval")
    op.drop_table("approval")
