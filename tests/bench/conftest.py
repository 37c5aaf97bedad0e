"""The database of the benches: PostgreSQL with room to hold what it is asked for again and again (docs/operate.md)."""

from collections.abc import Iterator

import pytest

from tests import servers


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a running PostgreSQL's database `postgres`."""
    with servers.postgres(shared_buffers="2GB") as url:
        yield url
