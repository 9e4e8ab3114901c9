"""Secrets are shown to who says ``True``, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from jobspan import ValidationError
from jobspan.credentials import Secret
from jobspan.delphix import Connector
from jobspan.tables import Rows
from jobspan.testing import Sandbox


def _asked(rows: Rows[Connector], view: str, asked: Any) -> object:
    return getattr(rows, view)(reveal_secrets=asked)


CONNECTOR = Connector(id="c", password=Secret("hunter2"))
VIEWS: dict[str, Callable[[Any], object]] = {
    "to_dict": lambda asked: CONNECTOR.to_dict(reveal_secrets=asked),
    "to_json": lambda asked: CONNECTOR.to_json(reveal_secrets=asked),
    **{
        f"{name} of {len(rows)}": partial(_asked, rows, name)
        for name in ("to_dicts", "to_pandas", "to_polars", "to_arrow")
        for rows in (Rows([CONNECTOR]), Rows([], of=Connector))
    },
}


@pytest.mark.parametrize("asked", ["no", "False", "yes", 1, 0, None, ["x"]], ids=repr)
@pytest.mark.parametrize("view", VIEWS)
def test_anything_else_is_refused(view: str, asked: object) -> None:
    with pytest.raises(ValidationError, match="reveal_secrets: must be True or False"):
        VIEWS[view](asked)


@pytest.mark.parametrize("view", VIEWS)
def test_both_answers_are_taken(view: str) -> None:
    VIEWS[view](False)
    VIEWS[view](True)


def test_listings_refuse_it_before_they_read() -> None:
    with Sandbox(["delphix"]) as sandbox, sandbox.client() as client:
        for name in ("to_pandas", "to_polars", "to_arrow"):
            with pytest.raises(ValidationError, match="reveal_secrets: must be True or False"):
                getattr(client.connectors.list(), name)(reveal_secrets="no")
        assert len(list(sandbox.requests)) == 0
