"""Names, arguments and things that do not fit: the error says what would."""

import copy
import inspect
import pickle
import traceback
from functools import partial
from typing import Any
from unittest import mock

import attrs
import pytest

import jobspan
from jobspan import AsyncClient, Client, ConfigError, DelphixSettings, NotConfigured, Policy, ValidationError
from jobspan.batches import BatchResult

SETTINGS = DelphixSettings(url="https://dct.example", api_key="k")


@pytest.fixture
def client() -> Any:
    return Client(delphix=SETTINGS)


class TestAttributes:
    @pytest.mark.parametrize(
        ("part", "name", "meant"),
        [
            ("masking_jobs", "run", "MaskingJobs has no 'run'. Did you mean 'execute'?"),
            ("masking_jobs", "remove", "MaskingJobs has no 'remove'. Did you mean 'delete'?"),
            ("masking_jobs", "lst", "MaskingJobs has no 'lst'. Did you mean 'list'?"),
            ("delphix", "frobnicate", "Delphix has no 'frobnicate'. It has: account, "),
        ],
    )
    def test_of_a_part_that_means_the_same(self, client: Any, part: str, name: str, meant: str) -> None:
        with pytest.raises(AttributeError) as caught:
            getattr(getattr(client, part), name)
        assert str(caught.value).startswith(meant)

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_of_a_client(self, kind: Any) -> None:
        with pytest.raises(AttributeError, match=r"has no 'masking_job'\. Did you mean 'masking_jobs'"):
            _ = kind(delphix=SETTINGS).masking_job

    def test_of_a_list(self, client: Any) -> None:
        with pytest.raises(AttributeError, match=r"Pager has no 'all'\. Did you mean 'to_list'\?"):
            client.masking_jobs.list().all()

    def test_of_a_batch(self) -> None:
        batch: Any = BatchResult(items=())
        with pytest.raises(AttributeError, match=r"BatchResult has no 'wait'.*wait\(ids, until=\.\.\.\)"):
            batch.wait()
        assert pickle.loads(pickle.dumps(batch)) == copy.copy(batch) == batch

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_of_a_plane_that_is_not_configured(self, kind: Any) -> None:
        client = kind(delphix=SETTINGS)
        assert [hasattr(client, each) for each in ("masking_jobs", "sync_jobs", "drs")] == [True, False, False]
        assert getattr(client, "drs", None) is None
        members = dict(inspect.getmembers(client))
        assert members["delphix"] is client.delphix
        assert "huawei" in dir(client)
        mock.create_autospec(client).address("delphix")
        with pytest.raises(ConfigError, match=r"ciphertrust is not configured: url.*Looked for") as caught:
            _ = client.sync_jobs
        assert isinstance(caught.value, AttributeError)
        assert "Did you mean" not in "".join(traceback.format_exception(caught.value))
        again = pickle.loads(pickle.dumps(caught.value))
        assert (type(again), str(again)) == (NotConfigured, str(caught.value))
        assert copy.deepcopy(caught.value).looked_for == caught.value.looked_for

    def test_of_a_plane_whose_settings_cannot_be_used(self) -> None:
        client = Client.from_env(env={"JOBSPAN_DELPHIX_URL": "ftp://x", "JOBSPAN_DELPHIX_API_KEY": "k"})
        assert not hasattr(client, "masking_jobs")
        with pytest.raises(NotConfigured, match="delphix"):
            client.address("delphix")

    def test_that_a_property_fails_inside_is_not_hidden(self) -> None:
        class Broken(Client):
            @property
            def policy(self) -> Policy:
                raise AttributeError("what is inside")

        with pytest.raises(AttributeError, match="what is inside"):
            _ = Broken(delphix=SETTINGS).policy


class TestLists:
    def test_emptiness_is_not_guessed(self, client: Any) -> None:
        with pytest.raises(TypeError, match=r"first\(\) is None"):
            bool(client.masking_jobs.list())

    def test_no_place_before_it_is_read(self, client: Any) -> None:
        with pytest.raises(TypeError, match="rows have places once they are read"):
            client.masking_jobs.list()[0]


class TestArguments:
    @pytest.mark.parametrize(
        ("args", "kwargs", "said"),
        [
            (("j",), {"engine": "1"}, "masking_jobs.execute() has no argument 'engine'. Did you mean 'engine_id'?"),
            (("j",), {"once": "k"}, "masking_jobs.execute.once(key, ...) makes the call once under a key."),
            (("j",), {"dry_run": True}, "masking_jobs.execute.plan(...) shows the call and sends nothing."),
            (("j",), {"wait": True}, "handle.wait() takes that."),
            (
                ("j", "1"),
                {},
                "masking_jobs.execute() takes job_id by place, and got 2 values. Give by name: engine_id=, ",
            ),
            ((), {}, "masking_jobs.execute() needs job_id as well."),
        ],
    )
    def test_of_a_change(self, client: Any, args: Any, kwargs: Any, said: str) -> None:
        with pytest.raises(TypeError) as caught:
            client.masking_jobs.execute(*args, **kwargs)
        assert said in str(caught.value)

    def test_a_forgotten_key(self, client: Any) -> None:
        with pytest.raises(TypeError, match=r"needs job_id as well\. The key comes first: once\(key, \.\.\.\)\."):
            client.masking_jobs.execute.once("d53812ce", engine_id="1")

    def test_of_a_list(self, client: Any) -> None:
        with pytest.raises(TypeError, match=r"masking_jobs\.list\(\) has no argument 'limit'.*to_list\(limit=\.\.\.\)"):
            client.masking_jobs.list(limit=2)
        with pytest.raises(TypeError, match=r"masking_jobs\.list\(\) has no argument 'name'.*search\(\.\.\.\) filters"):
            client.masking_jobs.list(name="finance")

    def test_words_of_a_missing_one(self) -> None:
        syncs: Any = Client(ciphertrust=jobspan.CipherTrustSettings(url="h", username="u", password="p")).sync_jobs
        with pytest.raises(TypeError, match=r"sync_jobs\.list\(\) needs family \(one of aws, aws\.keys"):
            syncs.list()

    @pytest.mark.parametrize("method", ["get", "execute"])
    def test_a_thing_in_the_place_of_its_id(self, client: Any, method: str) -> None:
        job = jobspan.delphix.MaskingJob(id="j", name="n")
        with pytest.raises(jobspan.ValidationError, match="id: must be a string, not MaskingJob; give its id"):
            getattr(client.masking_jobs, method)(job)

    def test_of_an_item_of_a_fleet(self, client: Any) -> None:
        with pytest.raises(TypeError, match=r"masking_jobs\.execute\(\) needs job_id as well"):
            client.fleet("f").add(client.masking_jobs.execute, engine_id="1")
        with pytest.raises(jobspan.ValidationError, match=r"method: masking_jobs\.list is neither"):
            client.fleet("f").add(client.masking_jobs.list)


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("retries", "Did you mean 'attempts'?"),
            ("timeout", "'connect_timeout' or 'request_timeout' or 'wait_timeout' or 'tail_timeout'?"),
        ],
    )
    def test_of_a_policy(self, name: str, meant: str) -> None:
        given: dict[str, Any] = {name: 3}
        with pytest.raises(TypeError) as caught:
            Policy(**given)
        assert str(caught.value).startswith(f"Policy() has no argument {name!r}.")
        assert str(caught.value).endswith(meant)

    def test_of_settings(self) -> None:
        kind: Any = DelphixSettings
        with pytest.raises(TypeError, match=r"DelphixSettings\(\) has no argument 'apikey'\. Did you mean 'api_key'\?"):
            kind(url="https://dct.example", apikey="k")
        with pytest.raises(TypeError, match=r"DelphixSettings\(\) takes nothing by place.*Give by name: url="):
            kind("https://dct.example")

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_of_a_client(self, kind: Any) -> None:
        with pytest.raises(TypeError, match=rf"^{kind.__name__}\(\) has no argument 'url'.*from_env\(\)"):
            kind(url="https://dct.example")
        with pytest.raises(
            ValidationError, match=r"retries: must be a PlaneSettings, not int; other arguments: env, .*"
        ):
            kind.from_env(env={}, retries=2)
        with pytest.raises(ConfigError, match=r"got dict.*Give the settings object of that plane"):
            kind(delphix={"url": "https://dct.example"})

    def test_a_misspelt_variable(self) -> None:
        env = {"JOBSPAN_DELPHIX_URL": "https://dct.example", "JOBSPAN_DELPHIX_APIKEY": "k", "JOBSPAN_OTHER": "x"}
        with pytest.raises(ConfigError) as caught:
            _ = Client.from_env(env=env).masking_jobs
        assert "JOBSPAN_DELPHIX_APIKEY is not a setting: did you mean JOBSPAN_DELPHIX_API_KEY?" in str(caught.value)
        assert "JOBSPAN_OTHER" not in str(caught.value)

    def test_who_calls_is_asked_for_at_once(self) -> None:
        with pytest.raises(ConfigError, match="url missing; who calls, too: api_key, or username and password"):
            _ = Client.from_env(env={}, profile_file="nowhere.toml").masking_jobs
        with pytest.raises(ConfigError, match=r"url missing\. Give"):
            _ = Client.from_env(env={"JOBSPAN_DELPHIX_API_KEY": "k"}, profile_file="nowhere.toml").masking_jobs


def test_a_part_of_the_policy_can_be_changed(client: Client) -> None:
    mine = Client(delphix=SETTINGS, policy=Policy(attempts=9))
    other = mine.with_options(policy=attrs.evolve(mine.policy, rules="warn"))
    assert (other.policy.attempts, other.policy.rules) == (9, "warn")
    assert client.policy == Policy()


async def _heard(_: object) -> None: ...


class _Heard:
    async def __call__(self, _: object) -> None: ...


class TestWhatAClientIsGiven:
    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    @pytest.mark.parametrize("hook", [_heard, _Heard(), partial(_heard)])
    def test_hooks_are_not_async(self, kind: Any, hook: Any) -> None:
        for make in (kind, kind.from_env):
            with pytest.raises(ValidationError, match=r"hooks\[1\]: must not be async, for nothing awaits it"):
                make(hooks=[print, hook])

    def test_secrets_are_not_async(self) -> None:
        async def secret() -> str:
            return "s"

        with pytest.raises(ConfigError, match="api_key: must not be async"):
            DelphixSettings(url="https://dct.example", api_key=secret)  # type: ignore[arg-type]

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_a_clock(self, kind: Any) -> None:
        for make in (kind, kind.from_env):
            with pytest.raises(ValidationError, match="clock: must be a Clock, not int"):
                make(clock=5)

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    @pytest.mark.parametrize(
        "name", ["Content-Length", "transfer-encoding", "Host", "Authorization", "X-Sdk-Date", "a b"]
    )
    def test_headers_that_it_sets_itself(self, kind: Any, name: str) -> None:
        client = kind(delphix=SETTINGS)
        with pytest.raises(
            ValidationError, match=f"{name!r} is (set by jobspan, as authorization, .* are|not a header)"
        ):
            client.with_options(headers={name: "x"})
        with pytest.raises(ValidationError, match=name):
            kind(delphix=SETTINGS, policy=Policy(headers={name: "x"}))

    @pytest.mark.parametrize("address", ["mysql://x/y", "/tmp/x.db", "x.db"])
    def test_the_address_of_a_journal(self, address: str) -> None:
        for make in (jobspan.Journal, lambda url: Client(journal=url)):
            with pytest.raises(ConfigError, match="SQLite or PostgreSQL"):
                make(address)
        jobspan.Journal("postgresql+psycopg://u@h/d")

    def test_attributes_without_an_order(self) -> None:
        rows = jobspan.Rows([SETTINGS, SETTINGS])
        with pytest.raises(ValidationError, match="'api_key' has values that have no order"):
            rows.sorted_by("api_key")
