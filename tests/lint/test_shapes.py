"""Every model and every error: it travels, it keeps its fields, and it shows no secret."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import attrs
import pytest

from jobspan import Client, Policy
from jobspan._core.convert import Codec
from jobspan._core.redact import reveal_json
from jobspan._core.secret_names import is_secret_name
from jobspan._core.showing import INTERNAL
from jobspan._planes.registry import PLANES
from jobspan.config import ConnectionOptions, PlaneSettings
from jobspan.credentials import Secret
from jobspan.errors import JobspanError
from jobspan.jobs import JobRef, Phase
from jobspan.models import Model
from tests.lint.conftest import CANARY, ERRORS, MODELS, filled, subclasses

SETTINGS = [each for each in subclasses(PlaneSettings) if "section" in vars(each)]


def test_there_is_something_to_test() -> None:
    assert len(MODELS) > 25
    assert len(ERRORS) > 20
    assert {each.section for each in SETTINGS} == {plane.settings.section for plane in PLANES.values()}


class TestModels:
    def test_frozen_slotted_and_by_keyword(self, model: type[Model]) -> None:
        value = filled(model)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.extra = {}
        assert not hasattr(value, "__dict__")
        assert all(field.kw_only for field in attrs.fields(model))

    def test_it_is_documented(self, model: type[Model]) -> None:
        assert model.__doc__
        assert not model.__doc__.startswith("Method generated"), model

    def test_it_travels(self, model: type[Model]) -> None:
        value = filled(model)
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
        assert pickle.loads(pickle.dumps(value)).extra == value.extra

    def test_it_shows_no_secret(self, model: type[Model]) -> None:
        assert CANARY not in repr(filled(model)) + str(filled(model))

    def test_it_has_a_form_in_json_that_shows_no_secret(self, model: type[Model]) -> None:
        value = with_unknown_members(filled(model))
        assert json.loads(value.to_json()) == value.to_dict()
        elsewhere = f'"unknown":"{CANARY}"'  # what models inside of this one do not know, and is no secret by its name
        assert CANARY not in value.to_json().replace(elsewhere, "")
        fields = {field.name for field in attrs.fields(model) if INTERNAL not in field.metadata}
        assert set(value.to_dict()) == fields
        assert value.to_dict()["extra"] == {"unknown": [1, None], "newPassword": "***", "tokens": {"a": ["***"]}}

    def test_its_secrets_are_shown_to_whoever_asks_for_them(self, model: type[Model]) -> None:
        value = with_unknown_members(filled(model))
        shown = value.to_dict(reveal_secrets=True)
        assert shown["extra"] == dict(value.extra)
        assert "***" not in str(shown)

    def test_it_can_be_written_and_read_by_its_plane(self, model: type[Model], client: Client) -> None:
        value = filled(model)
        codec = codec_of(model, client)
        again, oddities = codec.read(model, reveal_json(codec.write(value)))
        assert again == value
        assert oddities == ()


def with_unknown_members(value: Any) -> Any:
    tree = {"unknown": [1, None], "newPassword": CANARY, "tokens": {"a": [CANARY]}}
    return attrs.evolve(value, extra=tree)


def codec_of(model: type[Model], client: Client) -> Codec:
    """That of the model's plane. It shows the plane's face, or lives in its package."""
    faces = {f"jobspan.{plane.namespace.name}": name for name, plane in PLANES.items()}
    name = faces[model.__module__] if model.__module__ in faces else model.__module__.split(".")[2]
    codec: Codec = client._plane(name)[0].dialect.codec
    return codec


def a_failure(kind: type[JobspanError]) -> JobspanError:
    ref = JobRef(plane="lathe", kind="lathe.part", id="1", endpoint="abc")
    values: dict[str, Any] = {
        "ref": ref, "phase": Phase.FAILED, "view": {"password": Secret(CANARY)}, "result": (), "status": 404,
    }  # fmt: skip
    fields = {
        field.name: values.get(field.name, "text") for field in attrs.fields(kind) if field.default is attrs.NOTHING
    }
    return kind(**fields)


class TestErrors:
    def test_it_travels(self, error_class: type[JobspanError]) -> None:
        error = a_failure(error_class)
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is error_class
        assert (str(again), repr(again)) == (str(error), repr(error))
        assert again.__dict__ == error.__dict__

    def test_it_is_documented(self, error_class: type[JobspanError]) -> None:
        assert error_class.__doc__
        assert "Method generated" not in error_class.__doc__

    def test_it_shows_no_secret(self, error_class: type[JobspanError]) -> None:
        assert CANARY not in repr(a_failure(error_class)) + str(a_failure(error_class))


@pytest.mark.parametrize("kind", SETTINGS, ids=lambda kind: kind.__name__)
class TestSettings:
    def test_their_secrets_are_secrets(self, kind: type[PlaneSettings]) -> None:
        """A text whose name sounds secret is one, or is at least not shown."""
        for field in attrs.fields(kind):
            if is_secret_name(field.name) and "str" in str(field.type):
                assert "Secret" in str(field.type) or field.repr is False, field.name

    def test_each_is_explained(self, kind: type[PlaneSettings]) -> None:
        said = " ".join(each.__doc__ or "" for each in kind.__mro__)
        missing = [field.name for field in attrs.fields(kind) if field.name not in said]
        assert missing == []


def test_configured_settings_show_no_credentials(client: Client) -> None:
    for name in PLANES:
        context = client._plane(name)[0]
        revealed = [
            value.reveal()
            for value in attrs.asdict(context.settings_as(PLANES[name].settings), recurse=False).values()
            if isinstance(value, Secret)
        ]
        shown = repr(context) + repr(context.settings) + repr(client) + repr(client._sources)
        assert revealed, f"{name} has no secret at all?"
        assert not [secret for secret in revealed if secret in shown]


def test_a_client_travels_as_its_configuration(client: Client) -> None:
    again = pickle.loads(pickle.dumps(Client.from_env(env=dict(client._sources.environment or {}))))
    assert again.configured() == client.configured()
    assert again.delphix._ctx.base_url == client.delphix._ctx.base_url


def test_a_policy_and_a_link_show_no_header_or_proxy() -> None:
    assert CANARY not in repr(Policy(headers={"X-Key": CANARY}))
    assert CANARY not in repr(ConnectionOptions(proxy=f"http://me:{CANARY}@proxy.example"))
