"""Steps of deploy/install.sh by themselves: some fail in ways that no test machine shows."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY

STEPS = REPOSITORY / "deploy" / "install"
# What is around the steps: the places below a folder of the test, and nobody to become.
AROUND = """
set -euo pipefail
SOURCE={repository} PREFIX=$PWD/contenthub RELEASES=$PWD/releases DATA=$PWD/home CONFIGURATION=$PWD
OWNER=$(id -un) JOURNAL=$RELEASES/.under-way release=$RELEASES/new
dry='' supervisor=none previous=''
mkdir -p "$RELEASES/new" "$DATA"
for step in machine release service change; do . "{steps}/$step.sh"; done
runuser() {{ shift 3; "$@"; }}
{script}
"""


def run(folder: Path, script: str, wanted: int = 0) -> str:
    """What a script of these steps says."""
    text = AROUND.format(repository=REPOSITORY, steps=STEPS, script=script)
    done = subprocess.run(
        ["bash", "-c", text],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # bash warns of one that is not installed
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == wanted, done.stdout
    return done.stdout


def test_an_installation_by_hand_is_moved_once_and_led_back_to(tmp_path: Path) -> None:
    (tmp_path / "contenthub" / "bin").mkdir(parents=True)
    lines = run(
        tmp_path,
        """
        previous=$(current)
        lead_to "$(before)"; [ -d "$PREFIX" ] && [ ! -L "$PREFIX" ]
        lead_to "$release"; current
        before
        lead_to "$(before)"; current
        rm "$PREFIX"; before  # killed between the two moves
        """,
    ).splitlines()
    releases = tmp_path / "releases"
    by_hand = str(releases / "by-hand")
    assert lines == [str(releases / "new"), by_hand, by_hand, by_hand]
    assert (releases / "by-hand" / "bin").is_dir()


def test_a_link_that_leads_nowhere_is_no_version(tmp_path: Path) -> None:
    (tmp_path / "contenthub").symlink_to(tmp_path / "gone")
    assert run(tmp_path, 'echo "[$(current)]"') == "[]\n"


def test_what_is_no_installation_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "contenthub").mkdir()
    (tmp_path / "contenthub" / "thesis.txt").write_text("mine")
    run(tmp_path, "demand_free_places", wanted=2)


@pytest.mark.parametrize(
    ("answer", "code", "named"),
    [
        ('[{"check": "disk", "status": "failed"}, {"check": "zone", "status": "ok"}]', 0, "disk"),
        ('a warning\n[{"check": "zone", "status": "ok"}]', 0, ""),
        ("", 1, ""),
        ("[]", 1, ""),
    ],
)
def test_a_checklist_that_says_nothing_has_failed(
    tmp_path: Path, answer: str, code: int, named: str
) -> None:
    (tmp_path / "answer").write_text(answer)
    python = tmp_path / "releases" / "new" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(os.path.realpath("/proc/self/exe"))
    script = f"program() {{ cat {tmp_path}/answer; }}; failures {tmp_path}"
    assert run(tmp_path, script, wanted=code).strip() == named


def test_the_version_before_is_noted_in_one_step(tmp_path: Path) -> None:
    """An interrupted run that had noted less would take the machine for an empty one."""
    script = """
    failures() { :; }; keep_service_files() { :; }
    previous=/opt/before
    sync() { cat "$1"; [ ! -e "$JOURNAL" ]; }
    begin; of_journal previous
    """
    assert run(tmp_path, script) == "previous=/opt/before\n/opt/before\n"


def test_settings_of_the_environment_file_are_read_as_systemd_reads_them(tmp_path: Path) -> None:
    lines = ['A="two words"', "B='$HOME'", "C=plain", "# D=1", "", "E=", "G=last"]
    (tmp_path / "contenthub.env").write_text("\n".join(lines))
    told = run(tmp_path, "as_owner env").splitlines()
    assert [one for one in told if one[1:2] == "="] == [
        "A=two words",
        "B=$HOME",
        "C=plain",
        "E=",
        "G=last",
    ]


@pytest.mark.parametrize(
    ("step", "code", "said"),
    [("exit 9", 1, "it failed"), ("exit 2", 2, ""), ("exit 1", 1, ""), ("true", 0, "")],
)
def test_exit_codes_are_those_that_are_promised(
    tmp_path: Path, step: str, code: int, said: str
) -> None:
    assert said in run(tmp_path, f"trap plain_end EXIT; {step}", wanted=code)


def test_a_disk_without_space_is_refused(tmp_path: Path) -> None:
    run(tmp_path, 'demand_space "$DATA/not/yet/there" 1 copies')
    run(tmp_path, 'demand_space "$DATA" 999999999 copies', wanted=2)
