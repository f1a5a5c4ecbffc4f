"""Somebody who types what a page says, for the tests that keep the pages true."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.pages import Page, Step
from tests.support.processes import Processes
from tests.support.servers import free_port

API = "http://127.0.0.1:18010"  # the address that the pages show

_SHELL = """\
end_service() {
  if [ -n "${service:-}" ]; then
    kill "$service"; wait "$service"; echo $? > "$number.code"; service=
  fi
}
started() {  # the service's log says so for each of its processes
  until [ "$(grep -c '"event": "started"' "$number.out")" -ge "$1" ]; do
    kill -0 "$service" || break
    sleep 0.05
  done
}
trap end_service EXIT
"""


def _script(steps: list[Step]) -> str:
    """One bash script for the whole page: each command's output and exit code go to files."""
    lines = [_SHELL]
    for number, step in enumerate(steps):
        if not step.command or step.is_service:
            lines.append("end_service")
        if step.is_service:
            words = step.command.split()
            many = words[words.index("--processes") + 1] if "--processes" in words else "1"
            lines.append(f"number={number}; {step.command} >{number}.out 2>&1 & service=$!")
            lines.append(f"number={number}; started {many}")
        elif step.command:
            lines.append(f"{{ {step.command}\n}} >{number}.out 2>&1; echo $? >{number}.code")
    return "\n".join(lines) + "\n"


class Reader:
    """Somebody who types what a page says, in a folder of their own."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.folder = folder
        self._processes = processes
        programs = folder / "programs"
        programs.mkdir()
        program = programs / "contenthub"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m contenthub "$@"\n')
        program.chmod(0o755)
        self._path = f"{programs}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        port = free_port()  # many services run at a time
        processes.configure({"CONTENTHUB_API_PORT": str(port)})
        self._api = f"http://127.0.0.1:{port}"

    def follow(self, page: Page, steps: list[Step]) -> None:
        """Type all steps, and compare what they print and how they end with the page."""
        steps = instead(steps, {API: self._api})
        for program in ("curl", "git"):
            _demand(program, page, steps)
        for block in page.blocks():
            if block.file_name:
                (self.folder / block.file_name).write_text(block.text, encoding="utf-8")
        (self.folder / "page.sh").write_text(_script(steps), encoding="utf-8")
        where = {"PATH": self._path, "TZ": "UTC"}  # the pages show what is printed there
        shell = self._processes.start(["bash", "page.sh"], settings=where)
        shell.wait(300)  # a loaded machine takes its time
        wrong = [self._wrong(n, step) for n, step in enumerate(steps) if step.command]
        assert not any(wrong), f"{page.name}\n" + "\n".join(filter(None, wrong))

    def _wrong(self, number: int, step: Step) -> str | None:
        """What a step did that the page does not say; None if it is as it says."""
        output = (self.folder / f"{number}.out").read_text(encoding="utf-8")
        code = int((self.folder / f"{number}.code").read_text())
        missing = step.missing(output)
        if code == step.exit_code and missing is None:
            return None
        return f"$ {step.command}\nexit code {code}, not printed: {missing}\n{output}"


def instead(steps: list[Step], places: Mapping[str, str]) -> list[Step]:
    """The same steps with other words for those that a page shows."""
    found = []
    for step in steps:
        command = step.command
        for shown, real in places.items():
            command = command.replace(shown, real)
        found.append(Step(command, step.shown))
    return found


def _demand(program: str, page: Page, steps: list[Step]) -> None:
    """Skip a page that calls a program which is missing, and fail it where it must not be."""
    if shutil.which(program) or not any(f"{program} " in step.command for step in steps):
        return
    has_it = "scripts/install-test-packages.sh has it"
    reason = f"{page.name} IS NOT TESTED: {program} is missing; {has_it}"
    required = f"CONTENTHUB_TEST_REQUIRE_{program.upper()}"  # CI sets it: there it must be there
    if os.environ.get(required, "") not in ("", "0"):
        pytest.fail(f"{reason} ({required} is set)")
    pytest.skip(reason)
