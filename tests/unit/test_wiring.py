"""The parts fit together: states have actors, actors have messages, modules load, tables match."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

from contenthub import boot, migrations, models, states
from contenthub.actors import catalogue
from contenthub.codes import Code
from contenthub.commands.console import advice
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.settings import Settings
from contenthub.states import ActorName, Due, Entity, EntryState, TaskState
from tests.support.processes import Processes, environment
from tests.support.servers import Postgres

HEAVY = (
    "dramatiq",
    "redis",
    "structlog",
    "jinja2",
    "httpx2",
    "rich",
    "markdown_it",
    "eldc",
    "rjieba",
    "psycopg",
)

declared = {spec.name for spec in catalogue.ALL}


def python(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in an interpreter of its own, where every warning is an error."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment(tmp_path / "home"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


class TestActors:
    @pytest.mark.parametrize("name", ActorName)
    def test_every_name_that_messages_carry_is_an_actor(self, name: ActorName) -> None:
        assert name in declared

    def test_every_actor_is_rung_by_name_or_is_where_failed_messages_go(self) -> None:
        assert declared == {*ActorName, "exhausted"}

    @pytest.mark.parametrize("state", sorted(states.OPEN_TASK_STATES))
    @pytest.mark.parametrize(
        "trouble", [{}, {"lost_lease": True}, {"overdue": True}, {"cancel_requested": True}]
    )
    def test_every_open_task_that_is_due_has_an_actor(
        self, state: TaskState, trouble: dict[str, bool]
    ) -> None:
        assert states.actor_for(Due(Entity.TASK, 1, 1, state, **trouble)) in declared

    @pytest.mark.parametrize("state", [EntryState.QUEUED, EntryState.UNVERIFIED])
    def test_every_open_entry_that_is_due_has_an_actor(self, state: EntryState) -> None:
        assert states.actor_for(Due(Entity.ENTRY, 1, 1, state)) in declared

    def test_an_entry_whose_publisher_died_is_looked_up(self) -> None:
        lost = Due(Entity.ENTRY, 1, 1, EntryState.PUBLISHING, lost_lease=True)
        assert states.actor_for(lost) is ActorName.VERIFY

    @pytest.mark.parametrize("state", sorted(states.RESTING_ENTRY_STATES))
    def test_what_rests_is_due_only_where_a_person_wants_it_looked_at(
        self, state: EntryState
    ) -> None:
        assert states.actor_for(Due(Entity.ENTRY, 1, 1, state)) is ActorName.VERIFY

    def test_a_timed_out_task_is_still_looked_at_for_its_late_result(self) -> None:
        assert states.actor_for(Due(Entity.TASK, 1, 1, TaskState.TIMEOUT)) is ActorName.POLL

    @pytest.mark.parametrize(
        "state",
        [
            TaskState.COMPLETED,
            TaskState.FAILED,
            TaskState.CANCELLED,
            EntryState.WITHDRAWN,
        ],
    )
    def test_nobody_is_called_for_what_has_ended(self, state: Any) -> None:
        entity = Entity.TASK if isinstance(state, TaskState) else Entity.ENTRY
        assert states.actor_for(Due(entity, 1, 1, state)) is None


def imported_first(package: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    paths = f"sys.path[:0] = {[str(Path(__file__).parents[2]), str(tmp_path)]}"
    return python(
        tmp_path,
        f"import sys; {paths}; from tests.support import imported_first as tried;"
        f" sys.exit('\\n'.join(tried.failures({package!r})) or None)",
    )


class TestModules:
    @pytest.mark.timeout(300)  # it works without a pause, and a loaded machine lets it wait
    def test_each_can_be_imported_first(self, tmp_path: Path) -> None:
        """Without those that usually come before it: circles of imports show here."""
        done = imported_first("contenthub", tmp_path)
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(
        ("first", "second", "failing"),
        [
            ("from planted import second\nNAME = 1", "from planted.first import NAME", "first"),
            ("import planted.third", "import planted\nplanted.third.NAME", "second"),
            ("import planted.third", "import planted.third\nplanted.third.NAME", None),
        ],
    )
    def test_one_that_cannot_is_found(
        self, tmp_path: Path, first: str, second: str, failing: str | None
    ) -> None:
        texts = {"__init__": "", "first": first, "second": second, "third": "NAME = 1"}
        (tmp_path / "planted").mkdir()
        for name, text in texts.items():
            (tmp_path / "planted" / f"{name}.py").write_text(text)
        found = imported_first("planted", tmp_path).stderr
        assert found.partition(":")[0] == ("" if failing is None else f"planted.{failing}")

    def test_the_command_line_starts_without_anything_heavy(self, tmp_path: Path) -> None:
        done = python(tmp_path, "import sys, contenthub.cli; print(*sys.modules)")
        assert done.returncode == 0, done.stderr
        assert not set(HEAVY) & set(done.stdout.split())
        assert "peewee" not in done.stdout.split()

    def test_a_command_that_reads_loads_nothing_heavy_but_peewee(self, tmp_path: Path) -> None:
        reading = 'from contenthub.cli import run; run(["task", "list"])'
        done = python(tmp_path, f"import sys; {reading}; print(*sys.modules)")
        assert done.returncode == 0, done.stderr
        assert not set(HEAVY) & set(done.stdout.split())
        assert "peewee" in done.stdout.split()
        assert "contenthub.commands.task.listing" in done.stdout.split()
        assert "contenthub.commands.task.changes" not in done.stdout.split()
        assert "contenthub.articles.gate" not in done.stdout.split()

    def test_commands_on_the_publish_pool_do_not_load_the_gate(self, tmp_path: Path) -> None:
        done = python(
            tmp_path,
            'import sys; from contenthub.cli import run; run(["publish-pool", "list"]);'
            " print(*sys.modules)",
        )
        assert done.returncode == 0, done.stderr
        assert "contenthub.operations.pool" in done.stdout.split()
        assert "contenthub.articles.gate" not in done.stdout.split()


class TestSchema:
    def test_the_migrated_tables_are_those_of_the_models(self, database: Settings) -> None:
        assert not any(diff_models(db.database.obj, models.ALL))

    def test_the_migrated_tables_are_those_of_the_models_on_postgresql(
        self, postgresql: Postgres
    ) -> None:
        boot.open_database(Settings(database_url=postgresql.create_database()))
        try:
            assert not any(diff_models(db.database.obj, models.ALL))
        finally:
            db.close()

    def test_a_database_with_an_unknown_migration_is_refused(self, database: Settings) -> None:
        db.execute(
            f"INSERT INTO {migrations.HISTORY} (name, applied) VALUES (?, ?)",
            ("9999_from_the_future", "2030-01-01 00:00:00"),
        )
        db.close()
        with pytest.raises(NotAllowedError, match=r"newer than this program.*9999_from_the_future"):
            boot.open_database(database)

    def test_a_database_that_lacks_a_migration_waits_for_a_person(
        self, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        db.close()
        monkeypatch.setattr(migrations, "names", lambda: [*migrations.applied(), "9999_next"])
        with pytest.raises(NotAllowedError) as refused:
            boot.open_database(database)
        assert refused.value.code is Code.DATABASE_OLDER
        assert "contenthub db migrate" in advice.line(refused.value)

    def test_the_topics_of_earlier_tasks_are_remembered_by_the_second_script(
        self, config: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = tmp_path / "first"
        folder.mkdir()
        shutil.copy(migrations.FOLDER / "0001_initial.py", folder)
        with monkeypatch.context() as older:
            older.setattr(migrations, "FOLDER", folder)
            boot.open_database(config)
        db.execute(
            "INSERT INTO accounts (name, language, tone, audience, requirements,"
            " banned_words, required_words, publisher_settings, active, created_at,"
            " updated_at) VALUES ('a', 'auto', '', '', '', '[]', '[]', '{}', 1, '', '')"
        )
        for number in range(3):
            db.execute(
                "INSERT INTO generation_tasks (attempt, crash_count, retry_count, max_retries,"
                " task_id, account_id, topic, keywords, category, requirements, tone, creator,"
                " status, priority, lost_looks, auto_approve, created_at, updated_at) VALUES"
                " (1, 0, 0, 3, ?, 1, ?, '[]', '', '', '', 'outline', 'completed', 5, 0, 1,"
                " 't', 't')",
                (f"task-{number}", f"The TEA, part {number}!"),
            )
        assert migrations.migrate() == migrations.names()[1:]
        rows = db.execute("SELECT account_id, key, topic, task_id FROM account_topics ORDER BY id")
        assert [tuple(row) for row in rows][1] == (
            1,
            "the tea part 1",
            "The TEA, part 1!",
            "task-1",
        )
        assert db.execute("SELECT auto_publish FROM accounts").fetchone()[0] == 1
        db.close()

    def test_a_database_of_another_program_is_refused(self, config: Settings) -> None:
        config.home_folder.mkdir()
        db.open_database(config.database)
        db.execute("CREATE TABLE guests (name TEXT)")
        db.close()
        with pytest.raises(NotAllowedError, match=r"other tables.*guests"):
            boot.open_database(config)
        db.close()


class TestFirstCommand:
    def test_an_empty_home_is_made_and_migrated_by_it(self, tmp_path: Path) -> None:
        with Processes(tmp_path) as processes:
            done = processes.run("task", "list")
            assert (done.returncode, done.stdout) == (0, "no tasks yet\n"), done.stderr
            assert (processes.home / "contenthub.db").exists()

    def test_two_at_the_same_time_both_work(self, tmp_path: Path) -> None:
        with Processes(tmp_path) as processes:
            asking = ["content", "generate", "-t", "tea", "--async"]
            both = [processes.contenthub(*asking) for _ in range(2)]
            assert [one.wait() for one in both] == [0, 0], "\n".join(p.report() for p in both)
            listed = processes.run("task", "list", "-f", "csv")
            assert len(listed.stdout.splitlines()) == 3, listed.stdout
            accounts = processes.run("account", "list", "-f", "csv")
            assert len(accounts.stdout.splitlines()) == 2, accounts.stdout
