"""What a plane says in its own words may repeat a password, in any text, list or dictionary: no view of anything shows it."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from enum import Enum
from html import unescape
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan import Client
from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.plain import Plain
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.credentials import Secret
from jobspan.drs import EndpointPassword
from jobspan.errors import JobFailed
from jobspan.groupid import Document, RunBaseline
from jobspan.hooks import Published
from jobspan.models import Model, extra_of
from jobspan.tables import Rows
from jobspan.testing import Clock, Sandbox
from tests.lint.conftest import CANARY, filled, subclasses
from tests.masking.views import in_full, views

SAID = f"login failed for jdbc:mysql://h/x?user=u&password={CANARY}"
MEMBERS = {"key": SAID, "password": f"two {CANARY}", "deep": [{"newPassword": f"two {CANARY}", "said": [SAID]}]}


def talkative(value: Any) -> Any:
    """The same with a password in each free text of it."""
    match value:
        case Enum() | None | bool():
            return value
        case str():
            return SAID
        case RunBaseline():
            return RunBaseline(times_run=1)  # jobspan's own words: times that it wrote itself
        case dict():
            return {name: talkative(each) for name, each in value.items()} | MEMBERS
        case tuple() | list():
            return type(value)(talkative(each) for each in value)
        case _ if attrs.has(type(value)):
            other = copy.copy(value)
            for field in attrs.fields(type(value)):
                if field.name == "extra":
                    object.__setattr__(other, "extra", extra_of(MEMBERS))
                elif hasattr(value, field.name) and not is_a_name(field.name):
                    object.__setattr__(other, field.name, talkative(getattr(value, field.name)))
            return other
        case _:
            return value


def is_a_name(field: str) -> bool:
    """Whether it names something, and is no text in somebody's words. Models are told by it where they stand in a sentence."""
    return field.endswith(("id", "name", "end_point"))


def looks(value: Any) -> dict[str, str]:
    found = {"repr": repr(value), "str": str(value), "format": f"{value}", "in a list": repr([value])}
    for name in ("_repr_html_", "to_json", "to_dict", "to_dicts"):
        show = getattr(value, name, None)
        if callable(show):
            found[name] = unescape(in_full(show()))
    return found


def of_rows(value: Any) -> dict[str, str]:
    rows = Rows([value])
    return {
        "rows": repr(rows),
        "rows in HTML": unescape(rows._repr_html_()),
        "frame": rows.to_pandas().to_csv(),
        "other frame": str(rows.to_polars().rows(named=True)),
        "table": str(rows.to_arrow().to_pylist()),
        "dicts": str(rows.to_dicts()),
    }


SHOWN = [
    each
    for each in subclasses(Plain)
    if attrs.has(each) and not issubclass(each, ReplyEnvelope) and each is not Document
]
EVENTS = [each for each in subclasses(Published) if each is not Published]


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_view_of_anything_read_shows_it(kind: type[Any]) -> None:
    value = talkative(filled(kind))
    found = looks(value) | (of_rows(value) if issubclass(kind, Model) else {})
    assert [name for name, text in found.items() if CANARY in text] == []


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_no_view_of_an_event_shows_it(kind: type[Any]) -> None:
    assert [name for name, text in looks(talkative(filled(kind))).items() if CANARY in text] == []


@pytest.fixture
def batch() -> BatchResult[Any]:
    given = EndpointPassword("1", "source", CANARY)
    return BatchResult((ItemResult(item=given, status=ItemStatus.ACCEPTED, value={"again": Secret(CANARY)}),))


def test_no_pickle_of_a_batch_or_a_part_of_it_holds_a_password(batch: BatchResult[Any]) -> None:
    for part in (batch, batch.succeeded, list(batch), next(iter(batch)), Rows(batch), {"kept": batch.items}):
        octets = pickle.dumps(part)
        assert CANARY.encode() not in octets
        assert pickle.loads(octets) is not None
    again = pickle.loads(pickle.dumps(next(iter(batch))))
    assert (again.item.job_id, again.status) == ("1", ItemStatus.ACCEPTED)


def test_copies_of_an_item_keep_it(batch: BatchResult[Any]) -> None:
    for twin in (copy.copy(batch.items[0]), copy.deepcopy(batch.items[0]), attrs.evolve(batch.items[0])):
        assert twin.item.password.reveal() == CANARY


FORMS = {
    "JDBC": f"jdbc:mysql://h/x?user=u&password={CANARY}",
    "Oracle": f"jdbc:oracle:thin:app/{CANARY}@//h:1521/x",
    "SQL Server": f"jdbc:sqlserver://h;user=sa;password={CANARY};encrypt=true",
    "URL": f"postgresql://app:{CANARY}@h/x",
    "PEM": f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----",
    "bare": f"password={CANARY}",
}
STARTS: dict[str, Callable[[Sandbox, Client, str], Any]] = {}


def starts(function: Callable[[Sandbox, Client, str], Any]) -> Callable[[Sandbox, Client, str], Any]:
    STARTS[function.__name__] = function
    return function


@starts
def delphix(box: Sandbox, client: Client, said: str) -> Any:
    job = client.masking_jobs.execute("d53812ce-9186-485d-a388-44bc52087ead", engine_id="2")
    box.delphix.fail(job.id, said)
    return job


@starts
def huawei_drs(box: Sandbox, client: Client, said: str) -> Any:
    id = client.migration_jobs.list("migration", status="INCRE_TRANSFER_STARTED").to_list()[0].id
    box.huawei_drs.fail(id, "DRS.M1", said)
    return client.migration_jobs.watch([id])[0]


@starts
def ciphertrust(box: Sandbox, client: Client, said: str) -> Any:
    box.ciphertrust.broken_units["123456789012/eu-west-1"] = said
    return client.sync_jobs.aws.keys.start(kms=["kms"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("plane", STARTS)
def test_no_view_of_a_job_that_failed_shows_what_its_plane_repeats(plane: str, form: str) -> None:
    heard: list[Any] = []
    with Sandbox(clock=Clock.manual()) as box, box.client(hooks=[heard.append]) as client:
        job = STARTS[plane](box, client, f"login failed for {FORMS[form]} at last")
        with pytest.raises(JobFailed) as failed:
            job.wait()
        assert "login failed for" in failed.value.reason
        shown = (
            dict(views(failed.value))
            | looks(job.view)
            | looks(failed.value)
            | {"handle": job._repr_html_() + repr(job)}
        )
        shown |= {f"{type(each).__name__} {at}": repr(each) + str(each.to_dict()) for at, each in enumerate(heard)}
        shown["said"] = (
            f"{failed.value} {failed.value!r} {failed.value.args} {failed.value.reason} {failed.value.evidence}"
        )
    assert [name for name, text in shown.items() if CANARY in text and "pickled" not in name] == []


def test_whatever_tells_why_a_job_failed_asks_for_what_may_be_shown() -> None:
    """``explain`` is the plane's own text, and ``why`` the way to it."""
    root = Path(jobspan.__file__).parent
    users = [path.name for path in root.rglob("*.py") if re.search(r"\bkind\.explain\b", path.read_text())]
    assert users == []
