"""PostgreSQL without its driver is asked for by the name of its extra."""

from __future__ import annotations

import sys

import pytest

from jobspan.errors import MissingExtra
from jobspan.journal import Journal


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"a journal in PostgreSQL needs psycopg.*pip install 'jobspan\[postgres\]'"):
        Journal("postgresql://somebody@localhost/jobspan").runs()
