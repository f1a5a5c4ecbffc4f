"""What is in supervisord.conf and deploy/ fits the commands, the settings and each other."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from contenthub.processes.engine import STOP_MARGIN
from contenthub.settings import SPECS, Settings
from tests.support.processes import REPOSITORY
from tests.support.supervisord import CONF, all_in_one
from tests.unit.test_docs import assert_parses

DEPLOY = REPOSITORY / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("contenthub*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
SCRIPTS = [*REPOSITORY.glob("scripts/*.sh"), *DEPLOY.rglob("*.sh")]
YAMLS = sorted(DEPLOY.rglob("*.yaml"))
_NOT_OURS = {"CONTENTHUB_LOGS"}  # variables of the sender and the aggregator, and no settings
_LOGGING = "CONTENTHUB_LOG_"


def each(paths: list[Path]) -> Any:
    return pytest.mark.parametrize(
        "path", paths, ids=lambda path: str(path.relative_to(REPOSITORY))
    )


def _ini(text: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, comment_prefixes=(";", "#"))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def _programs(text: str) -> dict[str, dict[str, str]]:
    conf = _ini(text)
    return {
        name.removeprefix("program:"): dict(conf[name])
        for name in conf.sections()
        if name.startswith("program:")
    }


PROGRAMS = _programs(CONF.read_text(encoding="utf-8")) | _programs(all_in_one())


class TestSupervisord:
    def test_it_runs_the_daemons_and_knows_the_all_in_one_service(self) -> None:
        assert set(PROGRAMS) == {"worker", "scheduler", "api", "contenthub"}

    @pytest.mark.parametrize("name", sorted(PROGRAMS))
    def test_every_program_is_a_command_of_ours(self, name: str) -> None:
        words = shlex.split(PROGRAMS[name]["command"])
        assert words[0] == "contenthub"
        assert_parses(words[1:])

    @pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"scheduler", "api"}))
    def test_it_waits_longer_than_a_stop_may_take(self, name: str) -> None:
        assert int(PROGRAMS[name]["stopwaitsecs"]) >= _longest_stop()

    @pytest.mark.parametrize("name", sorted(PROGRAMS))
    def test_every_program_has_its_own_rotated_files(self, name: str) -> None:
        program = PROGRAMS[name]
        assert program["stdout_logfile"] == f"%%(ENV_CONTENTHUB_HOME)s/logs/{name}.log"
        assert program["stderr_logfile"] == f"%%(ENV_CONTENTHUB_HOME)s/logs/{name}.err"
        assert program["environment"] == 'CONTENTHUB_LOG_FORMAT="json"'
        assert int(program["stdout_logfile_backups"]) > 0

    @pytest.mark.parametrize(
        ("programs", "wanted"), [("worker scheduler api", CONF.read_text()), ("contenthub", None)]
    )
    def test_the_installer_takes_the_daemons_or_the_service_in_one(
        self, programs: str, wanted: str | None
    ) -> None:
        script = (
            f". {DEPLOY}/install/service.sh; programs() {{ echo {programs}; }}; "
            f"release={CONF.parent}; supervisord_conf"
        )
        made = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True)
        assert _programs(made.stdout) == _programs(wanted or all_in_one())
        assert made.stdout.startswith(CONF.read_text().partition("[program:")[0])

    def test_it_names_no_place_of_a_machine(self) -> None:
        settings = [
            line
            for line in CONF.read_text(encoding="utf-8").splitlines()
            if re.match(r";?\w+=", line)
        ]
        assert [line for line in settings if re.search(r"=(/|~)", line)] == []


def _longest_stop() -> float:
    """Seconds that a worker may take to end; see Engine.stop and the worker's parent."""
    allowed = Settings().shutdown_timeout
    return max(2 * (allowed + STOP_MARGIN), allowed + 2 * STOP_MARGIN)


class TestSystemd:
    @each(SERVICES)
    def test_what_it_starts_is_there(self, path: Path) -> None:
        program, *arguments = shlex.split(_ini(path.read_text())["Service"]["ExecStart"])
        if program == "/opt/contenthub/bin/contenthub":
            assert_parses(arguments)
        else:
            known = {"/opt/contenthub/bin/supervisord", "/etc/contenthub/send.sh"}
            assert program in known | {"/usr/sbin/rsyslogd"}

    @each(SERVICES)
    def test_it_is_no_service_of_root_and_gains_no_rights(self, path: Path) -> None:
        service = _ini(path.read_text())["Service"]
        assert service["User"] == "contenthub"
        assert service["NoNewPrivileges"] == "yes"
        assert service["ProtectSystem"] == "strict"
        if service["StateDirectory"] == "contenthub":  # systemd opens it to others otherwise
            assert service["StateDirectoryMode"] == "0700"

    @pytest.mark.parametrize("name", ["contenthub", "contenthub-worker"])
    def test_it_waits_longer_than_a_stop_may_take(self, name: str) -> None:
        service = _ini((DEPLOY / "systemd" / f"{name}.service").read_text())["Service"]
        assert int(service["TimeoutStopSec"]) >= _longest_stop()
        assert service["KillMode"] == "mixed"

    def test_supervisord_gets_the_time_that_all_its_programs_may_take(self) -> None:
        programs = _programs(CONF.read_text(encoding="utf-8")).values()
        service = _ini((DEPLOY / "systemd" / "contenthub-supervisord.service").read_text())
        needed = sum(int(program["stopwaitsecs"]) for program in programs)
        assert int(service["Service"]["TimeoutStopSec"]) > needed

    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
    def test_systemd_understands_every_line(self, tmp_path: Path) -> None:
        """With programs that exist here in the place of those that the units name."""
        for unit in UNITS:
            text = re.sub(
                r"(?<=\w=)/(opt|etc|usr)/[\w/.]+(?= |$)",
                "/bin/true",
                unit.read_text(),
                flags=re.MULTILINE,
            )
            (tmp_path / unit.name).write_text(text.replace("EnvironmentFile=/bin/true\n", ""))
        done = subprocess.run(
            ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line for line in done.stderr.splitlines() if "contenthub" in line]
        assert said == [], done.stderr


class TestLogging:
    @each(YAMLS)
    def test_every_part_gets_its_lines_from_another(self, path: Path) -> None:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "pipeline" in read:  # Fluent Bit
            assert all(one["name"] for kind in read["pipeline"].values() for one in kind)
            assert {one["storage.type"] for one in read["pipeline"]["inputs"]} == {"filesystem"}
        else:
            parts = {**read["sources"], **read["transforms"], **read["sinks"]}
            used = {name for part in parts.values() for name in part.get("inputs", [])}
            assert used == {*read["sources"], *read["transforms"]}
            assert read["acknowledgements"] == {"enabled": True}

    def test_the_variables_of_all_senders_and_aggregators_are_the_same(self) -> None:
        def variables(name: str) -> set[str]:
            return set(
                re.findall(r"\$\{?(CONTENTHUB_\w+)", (DEPLOY / "logging" / name).read_text())
            )

        sender, aggregator = variables("rsyslog/sender.conf"), variables("rsyslog/aggregator.conf")
        assert len(sender) == len(aggregator) == 4
        for other in ("vector", "fluent-bit"):
            assert variables(f"{other}/agent.yaml") == sender
            assert variables(f"{other}/aggregator.yaml") == aggregator

    @each(SCRIPTS)
    def test_every_script_is_understood_and_may_be_run(self, path: Path) -> None:
        subprocess.run(["bash", "-n", path], check=True)
        assert path.stat().st_mode & 0o111


@each([CONF, *UNITS, DEPLOY / "nginx" / "contenthub.conf"])
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"\b(?:CONTENTHUB|ASYNC)_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    ours = {name for name in named - _NOT_OURS if not name.startswith(_LOGGING)}
    assert ours <= {spec.env for spec in SPECS.values()}
