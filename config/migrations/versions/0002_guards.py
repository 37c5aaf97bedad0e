"""What the database itself refuses: rewriting the audit chain, and granting a commune anything but releases and records.

The application keeps these rules too; here they hold against a mistake in it and against whoever has its password.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Events may leave once a checkpoint of the chain says so; verification tells whether the checkpoint is a true one.
CHECKPOINT = {
    "sqlite": "SELECT 1 FROM audit_event WHERE action = 'audit.checkpoint' AND json_extract(codes, '$.through') >= OLD.seq",
    "postgresql": "SELECT 1 FROM audit_event WHERE action = 'audit.checkpoint' AND (codes->>'through')::bigint >= OLD.seq",
}
# A subject that a commune may have: a record's items, or a release with the pictures chosen for it.
FOREIGN = """SELECT 1 FROM item WHERE item.subject_id = {subject} AND item.owner <> 'record' AND item.kind <> 'release'
    AND NOT (item.kind IN ('image', 'thumb') AND EXISTS (
        SELECT 1 FROM item r WHERE r.subject_id = {subject} AND r.kind = 'release'))"""
COMMUNE = "SELECT 1 FROM unit WHERE unit.id = NEW.unit_id AND unit.kind = 'commune'"
GRANTED = """SELECT 1 FROM "grant" g JOIN unit u ON u.id = g.unit_id
    WHERE g.subject_id = NEW.subject_id AND u.kind = 'commune'"""
BAD_GRANT = f"""EXISTS ({COMMUNE}) AND (NOT EXISTS (SELECT 1 FROM item WHERE item.subject_id = NEW.subject_id)
    OR EXISTS ({FOREIGN.format(subject="NEW.subject_id")}))"""
BAD_ITEM = f"""EXISTS ({GRANTED}) AND NEW.owner <> 'record' AND NEW.kind <> 'release'
    AND NOT (NEW.kind IN ('image', 'thumb') AND EXISTS (
        SELECT 1 FROM item r WHERE r.subject_id = NEW.subject_id AND r.kind = 'release'))"""

# name, event, table, condition (None: always), code of the refusal
GUARDS = (
    ("audit_event_update", "UPDATE", "audit_event", None, "audit.append_only"),
    ("audit_event_delete", "DELETE", "audit_event", "NOT EXISTS ({checkpoint})", "audit.append_only"),
    ("audit_item_update", "UPDATE", "audit_item", None, "audit.append_only"),
    ("audit_item_delete", "DELETE", "audit_item", "NOT EXISTS ({checkpoint})", "audit.append_only"),
    ("audit_head_back", "UPDATE", "audit_head", "NEW.seq <= OLD.seq", "audit.append_only"),
    ("audit_head_delete", "DELETE", "audit_head", None, "audit.append_only"),
    ("grant_commune_insert", "INSERT", '"grant"', BAD_GRANT, "grant.commune"),
    ("grant_commune_update", "UPDATE", '"grant"', BAD_GRANT, "grant.commune"),
    ("item_commune_insert", "INSERT", "item", BAD_ITEM, "grant.commune"),
    ("item_fixed", "UPDATE OF subject_id, owner, kind, body", "item", None, "item.fixed"),
    ("unit_kind_fixed", "UPDATE OF kind", "unit", "NEW.kind <> OLD.kind", "unit.kind_fixed"),
)
WHOLE = ("audit_event", "audit_item", "audit_head")  # TRUNCATE knows no rows


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, event, table, condition, code in GUARDS:
        condition = condition and condition.replace("{checkpoint}", CHECKPOINT[dialect])
        (_sqlite if dialect == "sqlite" else _postgresql)(name, event, table, condition, code)
    if dialect == "postgresql":
        for table in WHOLE:
            op.execute(
                f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION guard_audit_head_delete()"
            )


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for table in WHOLE:
            op.execute(f"DROP TRIGGER guard_{table}_truncate ON {table}")
    for name, _event, table, _condition, _code in reversed(GUARDS):
        op.execute(f"DROP TRIGGER guard_{name}" + (f" ON {table}" if dialect == "postgresql" else ""))
        if dialect == "postgresql":
            op.execute(f"DROP FUNCTION guard_{name}()")


def _sqlite(name: str, event: str, table: str, condition: str | None, code: str) -> None:
    when = f"WHEN {condition}" if condition else ""
    op.execute(
        f"CREATE TRIGGER guard_{name} BEFORE {event} ON {table} FOR EACH ROW {when} "
        f"BEGIN SELECT RAISE(ABORT, '{code}'); END"
    )


def _postgresql(name: str, event: str, table: str, condition: str | None, code: str) -> None:
    row = "OLD" if event == "DELETE" else "NEW"
    raised = f"RAISE EXCEPTION '{code}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"IF {condition} THEN {raised}; END IF; RETURN {row}" if condition else raised
    op.execute(f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$")
    op.execute(f"CREATE TRIGGER guard_{name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()")
