"""PostgreSQL's driver is loaded late, and peewee is then as if it had come with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("psycopg")

# What peewee knows of drivers: names of the module, and of the class that speaks to this one.
TOLD = """
names = {name: repr(value) for name, value in vars(peewee).items() if "psycopg" in repr(value)
         and not isinstance(value, type) or name.endswith(("_pg3", "TransactionStatus"))}
adapter = {name: repr(value) for name, value in vars(peewee.Psycopg3Adapter).items()
           if not callable(value) and not name.startswith("__")}
print(sorted(names.items()), sorted(adapter.items()))
"""
LATER = "from contenthub.database import drivers; drivers.leave_for_later(); import peewee\n"


def told(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_peewee_comes_without_it() -> None:
    assert told(f"{LATER}import sys; print(peewee.psycopg, 'psycopg' in sys.modules)") == (
        "None False\n"
    )


def test_given_late_it_is_known_as_if_it_had_been_there() -> None:
    at_once = told(f"import peewee{TOLD}")
    assert "txn_idle" in at_once
    assert told(f"{LATER}drivers.load(){TOLD}") == at_once


def test_others_load_it_whenever_they_like() -> None:
    assert told(f"{LATER}import psycopg; print(psycopg.__name__)") == "psycopg\n"
