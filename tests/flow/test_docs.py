"""What the pages tell a reader to type works, in the order of the page, from an empty folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.pages import Page, Step, page, pages
from tests.support.processes import Processes
from tests.support.servers import free_port

pytestmark = pytest.mark.takes_long

REDIS = "redis://127.0.0.1:6379/0"  # the address that the pages show
API = "http://127.0.0.1:18010"  # the same

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
        steps = _with_address(steps, API, self._api)
        for program in ("curl", "git"):
            _demand(program, page, steps)
        for block in page.blocks():
            if block.file_name:
                (self.folder / block.file_name).write_text(block.text, encoding="utf-8")
        (self.folder / "page.sh").write_text(_script(steps), encoding="utf-8")
        shell = self._processes.start(["bash", "page.sh"], settings={"PATH": self._path})
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


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    with Processes(tmp_path) as processes:
        yield Reader(tmp_path, processes)


def _with_address(steps: list[Step], shown: str, real: str) -> list[Step]:
    return [Step(step.command.replace(shown, real), step.shown) for step in steps]


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


class TestReadme:
    @pytest.mark.timeout(320)  # its shell has 300 s: dozens of commands, one after another
    def test_its_session_works_embedded_and_with_redis(self, reader: Reader) -> None:
        readme = page("README.md")
        # `make run`, which the page begins with, is this command.
        first = Step("contenthub content generate --auto-approve -t 'The craft of bookbinding'")
        with servers.valkey(tcp=True) as server:
            reader.follow(readme, [first, *_with_address(readme.steps(), REDIS, server.url)])


class TestOtherPages:
    @pytest.mark.parametrize(
        "one",
        [one for one in pages() if one.name != "README.md" and one.steps()],
        ids=lambda one: one.name,
    )
    def test_their_commands_work(self, reader: Reader, one: Page) -> None:
        reader.follow(one, one.steps())

    def test_the_creators_are_shown_at_work(self) -> None:
        assert any("--creator command" in step.command for step in page("docs/creators.md").steps())
