"""The way from a connection of Airflow to a client."""

import json
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from airflow.sdk import BaseHook, Connection, log as airflow_log

from jobspan._async.client import AsyncClient
from jobspan._planes.registry import PLANES
from jobspan._public import public
from jobspan._sync.client import Client
from jobspan.errors import ConfigError, JobspanError
from jobspan.hooks import Hook
from jobspan.integrations.airflow.connections import Target, target_of
from jobspan.integrations.airflow.options import journal_at, option, waiting_policy
from jobspan.jobs import JobRef
from jobspan.journal import Journal
from jobspan.policy import Policy

_TEST = Policy(attempts=1, request_timeout=15)


@public
class JobspanHook(BaseHook):
    """Makes clients from a connection of one of the types ``jobspan_delphix``, ``jobspan_ciphertrust``, ``jobspan_groupid``
    and ``jobspan_huawei``. What is secret in the connection is masked in logs.

    Args:
        jobspan_conn_id: the name of the connection.
    """

    conn_name_attr: ClassVar[str] = "jobspan_conn_id"
    default_conn_name: ClassVar[str] = "jobspan_default"
    conn_type: ClassVar[str] = "jobspan"
    hook_name: ClassVar[str] = "jobspan"

    def __init__(self, jobspan_conn_id: str = "jobspan_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jobspan_conn_id = jobspan_conn_id
        self._target: Target | None = None

    @property
    def target(self) -> Target:
        """What the connection says; read once.

        Raises:
            ConfigError: it is not one of jobspan's, or a setting is unknown, missing or unusable.
        """
        if self._target is None:
            connection: Connection = self.get_connection(self.jobspan_conn_id)
            self._target = _masked(target_of(connection, _extra(connection)))
        return self._target

    async def atarget(self) -> Target:
        """The same from an event loop, as in a triggerer."""
        if self._target is None:
            connection: Connection = await self.aget_connection(self.jobspan_conn_id)
            self._target = target_of(connection, _extra(connection))
            for secret in self._target.secrets():
                await _mask(secret)
        return self._target

    def get_conn(self) -> Client:
        """A client; use it as a context manager, or ``close()`` it."""
        return self.client()

    def client(self, *, hooks: Sequence[Hook] = (), policy: Policy | None = None) -> Client:
        """A client.

        Args:
            hooks: get its events.
            policy: default: looks as often as Airflow's configuration says, section ``jobspan``.
        """
        settings: dict[str, Any] = {self.target.settings.section: self.target.settings}
        return Client(**settings, policy=policy or waiting_policy(), hooks=hooks, journal=self._journal(shared=False))

    async def async_client(self) -> AsyncClient:
        """An asynchronous client, for the event loop that this runs in."""
        target = await self.atarget()
        settings: dict[str, Any] = {target.settings.section: target.settings}
        return AsyncClient(**settings, policy=waiting_policy())

    def journal(self) -> Journal:
        """Where calls under keys are written down: as the connection says, or Airflow's configuration (section ``jobspan``), or
        ``JOBSPAN_JOURNAL``; else a file of the user that the worker runs as, which other machines do not see."""
        return self._journal(shared=True)

    def _journal(self, *, shared: bool) -> Journal:
        if self.target.journal is not None:
            return journal_at(self.target.journal.reveal(), self.target.journal_key, shared=shared)
        return journal_at(option("journal"), option("journal_key"), shared=shared)

    def job_page(self, ref: JobRef) -> str:
        """The address of a job's page as the connection words it (``job_page``), or the server's own; empty: neither is known."""
        page = self.target.job_page
        if page is not None:
            for name, value in {"id": ref.id, "kind": ref.kind, **ref.about}.items():
                page = page.replace(f"{{{name}}}", value)
            return page
        url = getattr(self.target.settings, "url", None)
        return f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/" if url else ""

    def test_connection(self) -> tuple[bool, str]:
        """Make one harmless read on each service that the connection is for, and in the journal: what the button *Test* does.

        The journal counts only where the connection or Airflow's configuration names one: another would be that of this machine.
        """
        try:
            section = self.target.settings.section
            with self.client(policy=_TEST) as client:
                answers = [_answer(client, name) for name in _services(section)]
                has_journal = self.target.journal is not None or option("journal") is not None
                written, said = _journal_answer(client) if has_journal else (True, "")
        except JobspanError as error:
            return False, str(error)
        fine = any(answered for answered, _ in answers)
        told = [words for answered, words in answers if answered or not fine]
        return fine and written, " ".join(filter(None, (*told, said)))


def _services(section: str) -> list[str]:
    """The planes that these settings reach, and that have jobs to look at."""
    return [name for name, plane in PLANES.items() if plane.settings.section == section and plane.abilities().kinds]


def _answer(client: Client, plane: str) -> tuple[bool, str]:
    try:
        client.recent_jobs(plane, 1)
        return True, f"{client.address(plane)} answers."
    except JobspanError as error:
        return False, f"{plane}: {type(error).__name__}: {error}"


def _journal_answer(client: Client) -> tuple[bool, str]:
    try:
        client.journal.get("jobspan: is there a journal?")
        return True, "The journal answers."
    except JobspanError as error:
        return False, f"journal: {type(error).__name__}: {error}"


async def _mask(secret: str) -> None:
    """Mask a secret from within an event loop; Airflow before 3.3 has no way of its own for that."""
    mask = getattr(airflow_log, "amask_secret", None)
    if mask is None:
        airflow_log.mask_secret(secret)
    else:
        await mask(secret)


def _extra(connection: Connection) -> dict[str, Any]:
    try:
        extra = json.loads(connection.extra or "{}")
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise ConfigError(message=f"Extra of the connection {connection.conn_id!r} is not a JSON object.")
    return extra


def _masked(target: Target) -> Target:
    for secret in target.secrets():
        airflow_log.mask_secret(secret)
    return target


@public
class DelphixHook(JobspanHook):
    """A connection to Delphix DCT."""

    default_conn_name = "delphix_default"
    conn_type = "jobspan_delphix"
    hook_name = "Delphix DCT (jobspan)"


@public
class CipherTrustHook(JobspanHook):
    """A connection to Thales CipherTrust Manager."""

    default_conn_name = "ciphertrust_default"
    conn_type = "jobspan_ciphertrust"
    hook_name = "CipherTrust Manager (jobspan)"


@public
class GroupIDHook(JobspanHook):
    """A connection to Netwrix Directory Manager."""

    default_conn_name = "groupid_default"
    conn_type = "jobspan_groupid"
    hook_name = "Netwrix Directory Manager (jobspan)"


@public
class HuaweiHook(JobspanHook):
    """A connection to Huawei Cloud, for DRS and DSC."""

    default_conn_name = "huawei_default"
    conn_type = "jobspan_huawei"
    hook_name = "Huawei Cloud DRS and DSC (jobspan)"
