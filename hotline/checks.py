"""What `hotline check` looks at: settings, rings, database, migrations, clock; for a deployment what else must be so.

Every finding says what to do. Nothing here changes anything or prints a value of a setting.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from hotline import recovery, rotation
from hotline.clock import DAY, MINUTE, now
from hotline.db import migrate
from hotline.db.engine import Database, make_engine, reachable, reading
from hotline.db.tables import AuditEvent, Inbound, Unit, UnitKey
from hotline.doorbell import redis_from
from hotline.errors import HotlineError
from hotline.finding import Finding
from hotline.keyring import RingFile
from hotline.units import sealing_keys

REHEARSAL = 366 * DAY
DRIFT = 2 * MINUTE


Check = Callable[[Settings], Iterable[Finding]]


def run(settings: Settings, *, deploy: bool = False, more: Sequence[Check] = ()) -> list[Finding]:
    """Every finding, in the order in which to mend them. `more` are the providers' own checks, for a deployment."""
    found = [*_rings(settings), *_database(settings)]
    if not deploy:
        return found
    found += [*_mode(settings), *_redis(settings), *_recovery(settings)]
    for check in more:
        found += check(settings)
    return found


def _rings(settings: Settings) -> Iterable[Finding]:
    if settings.keyring is None or settings.keyring_passphrase is None:
        yield Finding("no key rings are configured", "set HOTLINE_KEYRING and HOTLINE_KEYRING_PASSPHRASE")
        return
    rings = rotation.Rings(Path(settings.keyring), settings.secret("keyring_passphrase"))
    for problem in rotation.problems(rings):
        yield Finding(problem, "see docs/operate.md, keys; `hotline keys check` repeats this")


def _database(settings: Settings) -> Iterable[Finding]:
    db = Database(make_engine(settings.database_url))
    try:
        yield from _schema(settings, db)
    finally:
        db.engine.dispose()


def _schema(settings: Settings, db: Database) -> Iterable[Finding]:
    if not reachable(db):
        yield Finding("the database does not answer", "start it, or correct HOTLINE_DATABASE_URL")
        return
    wanted, there = migrate.head(), migrate.current(db.engine)
    if there != wanted:
        yield Finding(f"the database stands at migration {there or 'none'}, not {wanted}", "run `hotline db upgrade`")
        return
    yield from (Finding(line, "restore the schema from the migrations") for line in migrate.differences(db.engine))
    yield from _clock(db)
    yield from _units(settings, db)


def _clock(db: Database) -> Iterable[Finding]:
    with reading(db) as session:
        latest = max((session.scalar(select(func.max(column))) or 0) for column in (AuditEvent.at, Inbound.at))
        there = session.scalar(text("SELECT extract(epoch FROM now())")) if not db.is_sqlite else now()
    if latest > now() + DRIFT:
        yield Finding("rows of the future stand in the database", "set this machine's clock: it went back")
    if abs(int(there or 0) - now()) > DRIFT:
        yield Finding("this machine's clock and the database's differ", "let both follow the same time server")


def _units(settings: Settings, db: Database) -> Iterable[Finding]:
    with reading(db) as session:
        kinds = set(session.scalars(select(Unit.kind).join(UnitKey, UnitKey.unit_id == Unit.id)))
        missing = [kind for kind in ("desk", "supervision") if kind not in kinds]
        if missing:
            yield Finding(
                f"there is no unit of kind {' and '.join(missing)}: tips wait in the queue",
                "run `hotline officer add` and `hotline unit add`",
            )
            return
        ring = _ring(settings)
        if ring is not None:
            try:
                sealing_keys(session, ring().current("roster").secret)
            except HotlineError:
                yield Finding("a unit's public key carries a wrong MAC", "see docs/operate.md, trusted keys; tips wait")


def _ring(settings: Settings, purpose: str = "roster") -> RingFile | None:
    """A ring of this machine that holds a key of the purpose; None where another machine has it."""
    if settings.keyring is None or settings.keyring_passphrase is None:
        return None
    for process in rotation.HOLDERS[purpose]:
        if (Path(settings.keyring) / f"{process}.ring").exists():
            return RingFile(Path(settings.keyring), process, settings.secret("keyring_passphrase"))
    return None


def _mode(settings: Settings) -> Iterable[Finding]:
    if settings.demo:
        yield Finding("HOTLINE_MODE is demo", "set HOTLINE_MODE=production: demo asks for no second factor")
    if settings.database_url.startswith("sqlite"):
        yield Finding("the database is SQLite", "use PostgreSQL for more than one desk of five officers")
    if settings.public_base_url is None:
        yield Finding("HOTLINE_PUBLIC_BASE_URL is not set", "set it to the address that the providers call")
    if settings.secret_key is None:
        yield Finding("HOTLINE_SECRET_KEY is not set", "set it to 32 or more random characters")
    if settings.alert_url is None:
        yield Finding("HOTLINE_ALERT_URL is not set", "set it, so that a stopped queue is heard of")
    providers = (settings.twilio_account_sid, settings.telegram_token, settings.gateway_secret)
    if not any(providers):
        yield Finding("no channel is configured", "configure Twilio, Telegram or a gateway; see config/example.env")


def _redis(settings: Settings) -> Iterable[Finding]:
    if settings.redis_url is None:
        return
    try:
        redis_from(settings.redis_url).ping()
    except RedisError:
        yield Finding("Redis does not answer", "start it, or leave HOTLINE_REDIS_URL out: workers then poll")


def _recovery(settings: Settings) -> Iterable[Finding]:
    ring = _ring(settings, "recovery")
    if ring is None:
        return
    db = Database(make_engine(settings.database_url))
    try:
        with reading(db) as session:
            rehearsed = recovery.rehearsed_at(session, ring().current("recovery"))
    except (HotlineError, SQLAlchemyError):
        return
    finally:
        db.engine.dispose()
    if rehearsed is None or rehearsed < now() - REHEARSAL:
        yield Finding(
            "recovery was not rehearsed within a year", "gather the holders and run `hotline recover --rehearse`"
        )
