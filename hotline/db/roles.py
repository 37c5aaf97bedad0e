"""Who may do what to which table on PostgreSQL: a role for each process, beside the owner who migrates (design 9).

The intake role writes what it sealed and reads nothing of it back. No role may rewrite the audit chain.
"""

from sqlalchemy import Connection, text

from hotline.db.tables import metadata

READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
ALL = (READ, ADD, CHANGE, REMOVE)
EDGE: dict[str, tuple[str, ...]] = {
    "delivery": (ADD,),
    "inbound": (ADD,),
    "thread": (READ, ADD, CHANGE),
    "receipt": (READ,),
    "tally": (READ, ADD, CHANGE),
}
CHAIN: dict[str, tuple[str, ...]] = {
    "audit_event": (READ, ADD),
    "audit_item": (READ, ADD),
    "audit_head": (READ, ADD, CHANGE),
}
# What differs from ALL, by role. The worker's sweep removes old events (behind a checkpoint) and dead sessions.
WORKER: dict[str, tuple[str, ...]] = {
    **CHAIN,
    "audit_event": (READ, ADD, REMOVE),
    "audit_item": (READ, ADD, REMOVE),
    "officer": (READ,),
    "session": (READ, REMOVE),
    "credential": (),
    "unit_key_holder": (),
}
BOARD: dict[str, tuple[str, ...]] = {
    **CHAIN,
    **EDGE,
    "inbound": (READ, ADD),
    "receipt": (READ, ADD, CHANGE),
    "tally": ALL,
    "conversation": (READ,),
    "provider_copy": (READ,),
}


def privileges(role: str) -> dict[str, tuple[str, ...]]:
    """What a role may do, by table: hotline_intake, hotline_worker or hotline_board."""
    if role == "hotline_intake":
        return EDGE
    special = {"hotline_worker": WORKER, "hotline_board": BOARD}[role]
    return {table: special.get(table, ALL) for table in metadata.tables}


def grant(connection: Connection) -> None:
    """Makes the three roles where they are missing and sets their rights anew. PostgreSQL only; needs CREATEROLE."""
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    preparer = connection.dialect.identifier_preparer
    for role in ("hotline_intake", "hotline_worker", "hotline_board"):
        if role not in there:
            connection.execute(text(f"CREATE ROLE {role} NOLOGIN"))
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {role}"))
        for table, rights in privileges(role).items():
            if rights:
                connection.execute(text(f"GRANT {', '.join(rights)} ON {preparer.quote(table)} TO {role}"))
        if role != "hotline_intake":
            connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"))
