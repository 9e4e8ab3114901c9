"""A journal of changing calls, so that a call made again under its key is the same call. See the guide "Once"."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

import jobspan
from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.extras import from_extra
from jobspan._core.portrait import html_of_model
from jobspan._core.validation import validating
from jobspan.credentials import Secret
from jobspan.errors import ConfigError, Problem, ValidationError
from jobspan.jobs import JobRef
from jobspan.tables import Rows

if TYPE_CHECKING:
    import jobspan.fleet
    from jobspan._io.journal.archive import Archive
    from jobspan._io.journal.fleets import FleetBook
    from jobspan._io.journal.opened import Opened
    from jobspan._io.journal.store import SqlStore

LONGEST_KEY: Final = 512
_ADDRESS: Final = re.compile(r"(sqlite|postgres|postgresql)(\+\w+)?://")


class RunState(StrEnum):
    """How far a call under a key is."""

    RUNNING = "running"
    """A process runs it, or ran it and is gone: call again, and it is gone on with."""
    DONE = "done"
    """It is over, and its outcome is known."""
    AMBIGUOUS = "ambiguous"
    """It is not known whether the plane acted on it: call again to look again, or resolve it."""
    UNFINISHED = "unfinished"
    """A journey of several steps of which some were made: call again, and it goes on."""


@frozen(kw_only=True)
class Run:
    """A call under a key, as the journal knows it.

    Attributes:
        key: what the call stands for.
        plane, method: what was called.
        state: how far it is.
        arguments: as JSON; secrets are masked.
        holder: the process that runs it, or ran it last.
        created, updated: when the key was first used, and when its row last changed, by the database's clock.
        ref: the job that it started, if it started one.
        error: why it is not done.
        note: what was said when it was resolved by hand.
        steps: how many answers are kept.
    """

    key: str
    plane: str
    method: str
    state: RunState
    arguments: Mapping[str, Any] = attrs.field(repr=False)
    holder: str
    created: datetime
    updated: datetime
    ref: JobRef | None = None
    error: str | None = None
    note: str | None = None
    steps: int = 0

    def _repr_html_(self) -> str:
        return html_of_model(self)


class Journal:
    """Where calls under a key are written down. Making one opens nothing.

    Args:
        url: of the database: ``sqlite:///file`` or ``postgresql://user:password@host/name``. Default: a SQLite file in the
            user's state folder.
        key: 32 bytes in base64 that replies are sealed with. Default: ``JOBSPAN_JOURNAL_KEY``, or a file beside the database
            that only its owner can read, made on first use.
        lease: seconds for which a call is held without a sign of life from its process.
        heartbeat: seconds between signs of life.
        shared: ``False``: the client that it is given to closes it along with itself.

    Raises:
        ConfigError: the address is not one of these databases.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        key: Secret | str | None = None,
        lease: float = 30.0,
        heartbeat: float = 10.0,
        shared: bool = True,
    ) -> None:
        if url is not None and not _ADDRESS.match(url):
            raise ConfigError(
                message="A journal is kept in SQLite or PostgreSQL, and this is the address of neither.",
                hint="Give sqlite:///file or postgresql://user@host/name.",
            )
        self._url = url
        self._key = Secret(key) if isinstance(key, str) else key
        self._lease, self._heartbeat = lease, heartbeat
        self._opened: Opened | None = None
        self._digest_key: bytes | None = None
        self.shared: Final = shared

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Journal":
        """The journal that ``JOBSPAN_JOURNAL`` and ``JOBSPAN_JOURNAL_KEY`` name, or the default one.

        Args:
            env: look there instead of in ``os.environ``.
        """
        environment = os.environ if env is None else env
        return cls(environment.get("JOBSPAN_JOURNAL") or None, key=environment.get("JOBSPAN_JOURNAL_KEY") or None)

    def runs(
        self, *, state: RunState | str | None = None, plane: str | None = None, since: datetime | None = None
    ) -> Rows[Run]:
        """The calls under keys, the latest first.

        Args:
            state: only those in this state.
            plane: only those of this plane.
            since: only those that changed since; with a time zone.

        Raises:
            ValidationError: there is no such state, or the time has no zone.
        """
        problems = []
        if state is not None and state not in [*RunState]:
            problems.append(Problem("state", f"there is no state {state!r}", tuple(RunState)))
        if since is not None and since.tzinfo is None:
            problems.append(Problem("since", "must have a time zone"))
        if problems:
            raise ValidationError(message="Nothing was looked up.", problems=tuple(problems))
        found = map(_run, self._archive.rows())
        wanted = [
            run
            for run in found
            if (state is None or run.state == state)
            and (plane is None or run.plane == plane)
            and (since is None or run.updated >= since)
        ]
        return Rows(wanted, of=Run)

    def get(self, key: str) -> Run | None:
        """The call under a key, or ``None``.

        Args:
            key: what the call stands for, as it was given to ``method.once``.
        """
        row = self._archive.row(key)
        return None if row is None else _run(row)

    def sent(self, key: str) -> list[str]:
        """The changing requests that are known of a call, in words.

        Args:
            key: what the call stands for, as it was given to ``method.once``.
        """
        from jobspan._core.effects import pure
        from jobspan._core.replay import Recording

        return Recording(key, lambda steps: pure(None), self._archive.steps(key)).sent()

    def resolve(
        self, key: str, *, done: "JobRef | str | Literal[True] | None" = None, not_done: bool = False, note: str = ""
    ) -> None:
        """Say what happened to a call that ended without certainty.

        Args:
            key: what the call stands for, as it was given to ``method.once``.
            done: the reference of the job that it started (or its JSON): later calls return that job. ``True``: it was done,
                and started no job: later calls return ``None``.
            not_done: it did nothing: the key is free again.
            note: kept with the call, for those who look later.

        Raises:
            ValidationError: neither or both are said, or no call of this key waits for it.
        """
        if (done is None) == (not not_done):
            raise ValidationError(
                message="Nothing was resolved.",
                problems=(Problem("done | not_done", "exactly one of these is required"),),
            )
        ref = JobRef.from_json(done) if isinstance(done, str) else None if done is True else done
        known = self.get(key)
        if ref is not None and known is not None and ref.plane != known.plane:
            raise ValidationError(
                message="Nothing was resolved.",
                problems=(Problem("done", f"is a job of {ref.plane}, and the call is one of {known.plane}"),),
            )
        text = None if ref is None else ref.to_json()
        if not self._archive.resolve(key, ref=text, done=done is not None, note=note):
            raise ValidationError(
                message="Nothing was resolved.",
                problems=(Problem("key", f"{key!r} is not the key of a call that ended without certainty"),),
            )

    def forget(self, key: str) -> bool:
        """Forget a key and all that is known of it: the next call under it is made. ``False`` when it was not known.

        Args:
            key: what the call stands for, as it was given to ``method.once``.
        """
        return self._archive.forget(key)

    def fleets(self) -> "Rows[jobspan.fleet.FleetLine]":
        """The fleets that were run, the latest first."""
        from jobspan.fleet import FleetLine

        return Rows(self._fleets.lines(), of=FleetLine)

    def fleet(self, name: str) -> "jobspan.FleetReport | None":
        """What is known of a fleet, or ``None``.

        Args:
            name: of the fleet.
        """
        from jobspan.fleet import FleetReport

        items = tuple(stored.item for stored in self._fleets.items(name))
        return FleetReport(name=name, items=items) if items else None

    def forget_fleet(self, name: str) -> bool:
        """Forget a fleet; the keys of its calls stay. ``False`` when it was not known.

        Args:
            name: of the fleet.
        """
        return self._fleets.forget(name)

    def prune(self, older_than: timedelta) -> int:
        """Forget calls that are done, and were so this long ago. Returns how many.

        Args:
            older_than: how long ago they must have ended.

        Raises:
            ValidationError: the time is negative, or is not a ``timedelta``.
        """
        with validating("journal.prune") as problems:
            if older_than < timedelta():
                problems.add("older_than", "must not be negative: all that is done would be forgotten")
        return self._archive.prune(older_than.total_seconds())

    def rekey(self, key: Secret | str) -> int:
        """Seal everything with another key (32 bytes in base64). Returns how many entries were sealed anew.

        Args:
            key: the new key: 32 bytes in base64; text or ``Secret``, never shown or logged.
        """
        from jobspan._io.journal.sealing import Seal, key_of

        count = self._archive.rekey(Seal(key_of(key)))
        self._key = Secret(key) if isinstance(key, str) else key
        return count

    def close(self) -> None:
        """Close the database; it is opened again when it is needed."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _store(self) -> "SqlStore":
        return self._open().store

    @property
    def _archive(self) -> "Archive":
        return self._open().archive

    @property
    def _fleets(self) -> "FleetBook":
        return self._open().fleets

    def _open(self) -> "Opened":
        if self._opened is None:
            with from_extra("journal", "The journal", " (and 'jobspan[postgres]' for PostgreSQL)"):
                from jobspan._io.journal.opened import opened
            self._opened = opened(self._url, self._key, lease=self._lease, heartbeat=self._heartbeat)
        return self._opened

    def _digest(self, secret: str) -> str:
        from jobspan._io.journal.sealing import digest

        if self._digest_key is None:
            self._digest_key = self._archive.digest_key()
        return digest(self._digest_key, secret)

    def _called(self, method: str) -> str:
        return f"journal.{method}"

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_opened": None, "_digest_key": None}

    def __repr__(self) -> str:
        where = "default" if self._url is None else self._url.partition("://")[0]
        return f"<Journal {where}>"


hold_to_types(Journal, also=("__init__",))


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        key=row["key"],
        plane=row["plane"],
        method=row["method"],
        state=RunState(row["state"]),
        arguments=row["arguments"],
        holder=row["holder"],
        created=datetime.fromtimestamp(row["created"], UTC),
        updated=datetime.fromtimestamp(row["updated"], UTC),
        ref=JobRef.from_json(row["ref"]) if row["ref"] else None,
        error=row["error"],
        note=row["note"],
        steps=row["steps"],
    )
