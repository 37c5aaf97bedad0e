"""Fixtures for all tests: both databases for real, Redis, a browser, and an environment without any `HOTLINE_` name.

`database` runs a test twice, on SQLite and on PostgreSQL, each with a migrated database of its own.
"""

import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import WSGIApplication

import psycopg
import pytest
import redis
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from config.logs import Careful
from hotline.db.engine import Database, make_engine
from hotline.db.migrate import upgrade
from tests import servers

if TYPE_CHECKING:
    from tests.world import World

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("suite")
for _name in [name for name in os.environ if name.startswith("HOTLINE_")]:
    del os.environ[_name]


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """The command line sets up the log of its whole process, and cuts every line in place: the next test undoes it."""
    yield
    root = logging.getLogger()
    root.handlers[:] = [one for one in root.handlers if not any(isinstance(some, Careful) for some in one.filters)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of the random tests to run; `make fuzz` and `make faults` ask for more."""
    group = parser.getgroup("hotline")
    group.addoption("--fuzz-bodies", type=int, default=2_000, help="made bodies sent to each endpoint")
    group.addoption("--kills", type=int, default=30, help="processes killed in the fault tests")
    group.addoption("--seed", type=int, default=None, help="seed of the random tests; printed, chosen when absent")


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the seed once."""
    if config.option.seed is None:
        config.option.seed = secrets.randbits(32)


def pytest_report_header(config: pytest.Config) -> str:
    """Prints what repeats a random failure."""
    return f"seed of the random tests: {config.option.seed} (--seed)"


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The seed of this run's random tests."""
    chosen: int = pytestconfig.option.seed
    return chosen


@pytest.fixture(scope="session")
def fuzz_bodies(pytestconfig: pytest.Config) -> int:
    """How many made bodies an endpoint gets."""
    count: int = pytestconfig.option.fuzz_bodies
    return count


@pytest.fixture(scope="session")
def kills(pytestconfig: pytest.Config) -> int:
    """How often the fault tests kill a process."""
    count: int = pytestconfig.option.kills
    return count


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: what fails there should not wait for a browser or for thirty kills."""
    slow = ("journeys", "faults")
    items.sort(key=lambda item: next((i + 1 for i, name in enumerate(slow) if f"tests/{name}/" in item.nodeid), 0))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a running PostgreSQL's database `postgres`."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_cluster() -> Iterator[str]:
    """The address of a running Redis; tests want `redis_url`."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis_cluster: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_cluster) as client:
        client.flushall()
    return redis_cluster


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


class _Postgres:
    """Databases copied from one that was migrated once."""

    template = "hotline_template"

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._control = psycopg.connect(cluster.replace("+psycopg", ""), autocommit=True)
        self._control.execute(f"CREATE DATABASE {self.template}")  # a constant of our own
        _migrate(self.url(self.template))

    def url(self, name: str) -> str:
        """The address of one of the cluster's databases."""
        return self._cluster.replace("/postgres?", f"/{name}?")

    def create(self) -> str:
        """The name of a new migrated database."""
        name = f"test_{secrets.token_hex(6)}"
        self._control.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        """Removes a database with whoever is still connected to it."""
        for _ in range(50):
            try:
                self._control.execute(f"DROP DATABASE {name} WITH (FORCE)")
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.1)  # the server's own vacuum is in it, which only a superuser may end, and is soon done
            else:
                return
        raise TimeoutError(f"{name} cannot be dropped")

    def close(self) -> None:
        """Ends the controlling connection."""
        self._control.close()


@pytest.fixture(scope="session")
def _postgres(postgres_cluster: str) -> Iterator[_Postgres]:
    databases = _Postgres(postgres_cluster)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "hotline.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database of this test's own."""
    shutil.copy(_sqlite_template, tmp_path / "hotline.db")
    return f"sqlite:///{tmp_path / 'hotline.db'}"


@pytest.fixture
def postgres_url(_postgres: _Postgres) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    name = _postgres.create()
    yield _postgres.url(name)
    _postgres.drop(name)


@pytest.fixture
def empty_postgres_url(_postgres: _Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    name = f"test_{secrets.token_hex(6)}"
    _postgres._control.execute(f"CREATE DATABASE {name}")
    yield _postgres.url(name)
    _postgres.drop(name)


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without any table, of the same kind as `database_url`."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database; the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def _opened(url: str) -> Iterator[Database]:
    engine = make_engine(url)
    yield Database(engine)
    engine.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of this test's own, without an audit writer; the test runs on SQLite and on PostgreSQL."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """The same on SQLite alone, for what no kind of database can change."""
    yield from _opened(sqlite_url)


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    """The same on PostgreSQL alone, for roles, locks and real concurrency."""
    yield from _opened(postgres_url)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> "World":
    """A small hotline with real keys on a migrated database; the test runs on SQLite and on PostgreSQL."""
    from tests.world import World

    return World(database, tmp_path / "rings")


@pytest.fixture
def sqlite_world(sqlite: Database, tmp_path: Path) -> "World":
    """The same on SQLite alone."""
    from tests.world import World

    return World(sqlite, tmp_path / "rings")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless. Of module scope: its event loop must be gone before others run asyncio."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=servers.program("chromium", "chromium-browser"), headless=True, args=list(CHROMIUM_FLAGS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a Vietnamese officer's browser; fails the test when a script of the page fails."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10_000)
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, errors


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """`served(app)` runs a WSGI application on loopback in a thread until the test ends, and returns its address."""
    running = []

    def serve(app: WSGIApplication, port: int = 0) -> str:
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join(10)
        server.server_close()
