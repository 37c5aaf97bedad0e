"""Which role may do what: one table (design 2, roles). Pure; what a page may show is decided again by keys and queries.

A permission that stands in no row is nobody's. STEP_UP names those that also want a factor given a moment ago.
"""

from collections.abc import Mapping

DUTY, LEADER, SUPERVISOR = "duty_officer", "shift_lead", "supervisor"
REGISTRY, COMMUNE, AUDITOR, ADMIN = "registry_officer", "commune_officer", "auditor", "administrator"
ROLES = (DUTY, LEADER, SUPERVISOR, REGISTRY, COMMUNE, AUDITOR, ADMIN)

# The kind of unit that a role works in; an administrator works in none and therefore holds no key.
KIND_OF: Mapping[str, str | None] = {
    DUTY: "desk",
    LEADER: "desk",
    SUPERVISOR: "supervision",
    REGISTRY: "registry",
    COMMUNE: "commune",
    AUDITOR: "audit",
    ADMIN: None,
}

_DESK = frozenset({DUTY, LEADER, SUPERVISOR})

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "leads.read": _DESK | {COMMUNE, AUDITOR},
    "tips.read": _DESK | {AUDITOR},
    "leads.act": _DESK,
    "leads.verify": frozenset({COMMUNE}),
    "leads.review": frozenset({SUPERVISOR}),
    "tips.unmask": _DESK,
    "releases.write": _DESK,
    "releases.decide": frozenset({LEADER, SUPERVISOR}),
    "sender.ask": _DESK,
    "entry.write": _DESK,
    "search": _DESK | {REGISTRY, COMMUNE},
    "registry.read": _DESK | {REGISTRY, COMMUNE},
    "registry.propose": _DESK | {REGISTRY},
    "registry.edit": frozenset({REGISTRY, SUPERVISOR}),
    "registry.decide": frozenset({SUPERVISOR, LEADER}),
    "approvals.read": _DESK | {REGISTRY},
    "handover": _DESK,
    "reports.read": frozenset({LEADER, SUPERVISOR, COMMUNE}),
    "export": frozenset({LEADER, SUPERVISOR}),
    "officers.read": frozenset({SUPERVISOR, LEADER, ADMIN}),
    "officers.manage": frozenset({SUPERVISOR, ADMIN}),
    "officers.grant": frozenset(ROLES) - {ADMIN},
    "retention.keep": frozenset({SUPERVISOR}),
    "audit.read": frozenset(ROLES),
    "audit.shift": frozenset({LEADER, SUPERVISOR, AUDITOR}),
    "audit.all": frozenset({SUPERVISOR, AUDITOR}),
    "audit.verify": frozenset({SUPERVISOR, AUDITOR, ADMIN}),
    "audit.ask": frozenset({AUDITOR}),
    "audit.grant": frozenset({SUPERVISOR}),
}

# Whose signature is enough for a new unit of a kind. Every new tip is sealed to each desk and supervision unit, so
# whoever holds no key must not make one for an account of his own; an audit unit is made at the machine alone.
_UNIT_MAKERS: Mapping[str, frozenset[str]] = {
    "commune": frozenset({SUPERVISOR, ADMIN}),
    "desk": frozenset({SUPERVISOR}),
    "supervision": frozenset({SUPERVISOR}),
    "registry": frozenset({SUPERVISOR}),
}

STEP_UP = frozenset({"export", "tips.unmask", "officers.manage", "officers.grant", "audit.grant"})


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; an unknown role or permission has nothing."""
    return role in PERMISSIONS.get(permission, frozenset())


def of(role: str) -> frozenset[str]:
    """Everything that a role may do."""
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)


def units_made_by(role: str) -> tuple[str, ...]:
    """The kinds of unit that a role may make from the board."""
    return tuple(kind for kind, roles in _UNIT_MAKERS.items() if role in roles)
