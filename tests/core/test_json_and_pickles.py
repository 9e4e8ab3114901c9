"""What people do with objects: write them as JSON, send them to workers, read references and settings from files."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan import AsyncClient, Client, ConfigError, DelphixSettings, JobRef
from jobspan._core.plain import plain
from jobspan._planes.groupid.models.job_settings import Settings
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.credentials import Secret
from jobspan.delphix import Connector, CopyView, Job, MaskingJob
from jobspan.drs import EndpointPassword
from jobspan.groupid import DataSource, Setting, Static
from jobspan.models import OpenEnum, Progress
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

REF = JobRef(plane="delphix", kind="delphix.copy", id="J1", endpoint="abc")
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


class Word(OpenEnum):
    SHORT = "SHORT"


@attrs.frozen
class Pair:
    left: Any
    right: Any


# --- JSON ---


def test_a_model_is_json_with_times_words_and_lists() -> None:
    job = MaskingJob(id="m1", name="x", creation_date=datetime(2023, 5, 26, 12, 44, 7, tzinfo=UTC), extra={"novel": 1})
    tree = json.loads(job.to_json())
    assert (tree["id"], tree["creation_date"], tree["extra"]) == ("m1", "2023-05-26T12:44:07+00:00", {"novel": 1})
    assert tree == job.to_dict()


def test_secrets_are_masked_until_somebody_asks_for_them() -> None:
    connector = Connector(
        id="c", password=Secret("hunter2"), extra={"sshKeyPassphrase": "hunter3", "auth_present": True}
    )
    shown = connector.to_json()
    assert "hunter" not in shown
    assert json.loads(shown)["extra"] == {"sshKeyPassphrase": "***", "auth_present": True}
    asked = connector.to_dict(reveal_secrets=True)
    assert (asked["password"], asked["extra"]["sshKeyPassphrase"]) == ("hunter2", "hunter3")


def test_documents_show_their_content_and_not_how_they_are_kept() -> None:
    source = DataSource.from_document(
        {"id": 7, "name": "HR", "configurationValues": {"Password": "hunter2", "File": "a"}}
    )
    tree = source.to_dict()
    assert "original" not in tree
    assert "as_read" not in tree
    assert tree["configuration_values"] == {"Password": "***", "File": "a"}
    assert source.to_dict(reveal_secrets=True)["configuration_values"]["Password"] == "hunter2"


def test_values_that_stand_for_lists_and_texts_are_written_as_those() -> None:
    rows = Settings((Setting(id=1, key="k", value="v"),))
    assert [each["key"] for each in plain(rows)] == ["k"]
    assert plain(Static("x")) == "Static:value=x"


def test_views_and_lines_have_the_same_form() -> None:
    view = CopyView(job=Job(id="J1", status=None), masking_job_id="m2", resync=None)
    assert view.to_dict()["job"]["id"] == "J1"
    assert Progress(fraction=0.5, text="half").to_json() == '{"fraction":0.5,"text":"half"}'


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Word("LONG"), "LONG"),
        (math.nan, None),
        (math.inf, None),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(minutes=1), 60.0),
        (frozenset({"b", "a"}), ["a", "b"]),
        (Path("/x/y"), "/x/y"),
        (Pair(Secret("hunter2"), (1, {"token": "hunter2"})), {"left": "***", "right": [1, {"token": "***"}]}),
    ],
)
def test_every_value_has_a_form(value: Any, form: Any) -> None:
    assert plain(value) == form
    json.dumps(plain(value), allow_nan=False)


def test_inputs_of_a_batch_are_written_without_their_secrets() -> None:
    entry = EndpointPassword("00000001-0000-4000-8000-0000001jb101", "source", Secret("hunter2"))
    done = BatchResult((ItemResult(item=entry, status=ItemStatus.NOT_SENT),))
    assert "hunter2" not in done.to_json()
    assert BatchResult.from_json(done.to_json(), [entry]) == done


# --- pickles ---


def live_objects(client: Client) -> dict[str, Any]:
    handle = client.connectors.update("1-DATABASE-1", username="USER123")
    place: dict[str, Any] = {"target_engine_id": "2", "target_environment_id": "prod-env"}
    return {
        "handle": handle,
        "pager": client.masking_jobs.list(),
        "resource": client.masking_jobs,
        "plane": client.delphix,
        "changing method": client.masking_jobs.copy,
        "plan": client.masking_jobs.copy.plan(FINANCE_JOB, **place),
    }


@pytest.mark.parametrize("act", [pickle.dumps, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_what_belongs_to_connections_says_what_to_pickle_instead(act: Callable[[Any], Any]) -> None:
    with Sandbox(["delphix"]) as sandbox, sandbox.client() as client:
        for name, each in live_objects(client).items():
            with pytest.raises(TypeError, match=r"belongs to its client's connections\. Pickle") as caught:
                act(each)
            assert ("client.resume(ref)" in str(caught.value)) == (name == "handle")


@pytest.mark.parametrize("act", [pickle.dumps, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_client_in_the_time_of_a_sandbox_says_that_it_stays(act: Callable[[Any], Any]) -> None:
    stays = pytest.raises(TypeError, match=r"stays in its process\. Pickle one that is made from the settings")
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox, sandbox.client() as client, stays:
        act(client)


@pytest.mark.parametrize("act", [pickle.dumps, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_so_does_a_sandbox(act: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=r"stays in its process\. Pickle sandbox.environment\(\)"):
        act(Sandbox(["delphix"]))


def test_a_handle_travels_as_its_reference() -> None:
    with Sandbox(["delphix"]) as sandbox, sandbox.client() as client:
        handle = client.connectors.update("1-DATABASE-1", username="USER123")
        elsewhere, ref = pickle.loads(pickle.dumps((client, handle.ref)))
        with elsewhere:
            assert elsewhere.resume(ref).wait().id == "1-DATABASE-1"


def test_an_asynchronous_handle_is_no_exception() -> None:
    client = AsyncClient(delphix=DelphixSettings(url="http://dct", api_key="k"))
    with pytest.raises(TypeError, match="belongs to its client's connections"):
        pickle.dumps(client.masking_jobs.list())


# --- files ---


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_profile_is_read_in_every_encoding_of_unicode(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('[prod.delphix]\nurl = "http://dct"\napi_key = "clé"\n'.encode(encoding))
    file.chmod(0o600)
    assert Client.from_profile("prod", file=file).address("delphix") == "http://dct/v3"


@pytest.mark.parametrize("content", ['[prod.delphix]\nurl = "http://dct"  # für'.encode("cp1252"), b"\xff\xfe\x00"])
def test_a_profile_in_another_encoding_is_a_wrong_setting(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.toml cannot be read: .*save it as UTF-8"):
        _ = Client.from_profile("prod", file=file).delphix


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_reference_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    assert JobRef.from_json(REF.to_json().encode(encoding)) == REF
    assert JobRef.from_json("\ufeff" + REF.to_json()) == REF
    result = BatchResult((ItemResult(item="ü", status=ItemStatus.ACCEPTED),))
    assert BatchResult.from_json(result.to_json().encode(encoding)) == result
    assert BatchResult.from_json("\ufeff" + result.to_json()) == result


@pytest.mark.parametrize("text", [b"\xff", '{"jobspan": 1, "id": "ü"}'.encode("cp1252"), "", "[]"])
def test_what_is_not_a_reference_is_said(text: str | bytes) -> None:
    with pytest.raises(ConfigError, match="not a job reference"):
        JobRef.from_json(text)


def test_a_definition_is_read_with_its_mark() -> None:
    assert DataSource.from_document('\ufeff{"id": 7, "name": "HR"}').name == "HR"
    assert DataSource.from_document('{"id": 7, "name": "HR"}'.encode("utf-16")).name == "HR"
