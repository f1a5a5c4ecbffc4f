"""The rules, the dashboard and the examples of ``deploy/monitoring`` fit what is told."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from contenthub.operations.monitoring import exposition
from contenthub.settings import Settings
from tests.support import cli_reference, prometheus

METRIC = re.compile(r"\bcontenthub_[a-z_]+")
COMMAND = re.compile(r"`contenthub ([^`]+)`")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(prometheus.RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((prometheus.FOLDER / "grafana-dashboard.json").read_text())
    return found


def expressions() -> Iterator[tuple[str, str]]:
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@pytest.fixture
def told(database: Settings) -> set[str]:
    """The names of all series, as a scrape has them."""
    text = exposition.exposition()[0].decode()
    names = set(re.findall(r"^# TYPE (\S+) gauge", text, re.M))
    names |= set(re.findall(r"^# TYPE (\S+) counter", text, re.M))
    histograms = re.findall(r"^# TYPE (\S+) histogram", text, re.M)
    return names | {f"{one}_{part}" for one in histograms for part in ("bucket", "sum", "count")}


def test_each_metric_that_is_asked_for_is_told(told: set[str]) -> None:
    asked = [(where, name) for where, text in expressions() for name in METRIC.findall(text)]
    assert len(asked) > 25
    assert [one for one in asked if one[1] not in told] == []


def test_labels_that_are_asked_for_are_those_that_are_told(database: Settings) -> None:
    text = exposition.exposition()[0].decode()
    for where, expression in expressions():
        for name, label, value in re.findall(r'(contenthub_\w+)\{(\w+)="([^"]+)"\}', expression):
            if f"# TYPE {name} gauge" in text:
                assert f'{name}{{{label}="{value}"}}' in text, where


def test_the_panels_have_room_and_none_covers_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        places = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not places & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= places


def test_the_commands_that_alerts_name_are_there() -> None:
    known = {" ".join(one.path[1:]) for one in cli_reference.commands() if not one.is_group}
    named = [
        command
        for rule in rules()
        for text in rule.get("annotations", {}).values()
        for command in COMMAND.findall(text)
    ]
    assert named
    for command in named:
        words = command.split()
        assert any(" ".join(words[:size]) in known for size in (1, 2)), command


def test_promtool_takes_the_rules_and_their_cases() -> None:
    prometheus.require()
    for command in (
        ["check", "rules", "contenthub.rules.yml"],
        ["test", "rules", "contenthub.rules.test.yml"],
        ["check", "config", "--syntax-only", "prometheus.yml"],
    ):
        done = subprocess.run(
            ["promtool", *command], cwd=prometheus.FOLDER, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_modules_for_the_blackbox_exporter_are_those_that_the_example_asks_for() -> None:
    modules = yaml.safe_load((prometheus.FOLDER / "blackbox.yml").read_text())["modules"]
    jobs = yaml.safe_load(prometheus.EXAMPLE.read_text())["scrape_configs"]
    asked = [one for job in jobs for one in job.get("params", {}).get("module", [])]
    assert asked == list(modules)
