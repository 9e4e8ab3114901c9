"""A SQLite file that another process has just now is waited for, also where SQLite itself gives up at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from jobspan._io.journal import database


def refusing(code: int, times: int) -> tuple[Callable[[], None], list[int]]:
    calls: list[int] = []

    def run() -> None:
        calls.append(1)
        if len(calls) <= times:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = code
            raise error

    return run, calls


def test_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PAUSE", 0.0)
    run, calls = refusing(sqlite3.SQLITE_BUSY_RECOVERY, 3)
    database._patiently(run)
    assert len(calls) == 4


def test_it_is_not_waited_for_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE", 0.0)
    run, calls = refusing(sqlite3.SQLITE_BUSY, 3)
    with pytest.raises(sqlite3.OperationalError):
        database._patiently(run)
    assert len(calls) == 1


def test_what_is_wrong_otherwise_is_not_tried_again() -> None:
    run, calls = refusing(sqlite3.SQLITE_READONLY, 1)
    with pytest.raises(sqlite3.OperationalError):
        database._patiently(run)
    assert len(calls) == 1
