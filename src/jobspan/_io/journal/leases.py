"""Signs of life: while a call runs, its lease is made longer again and again."""

import contextlib
import os
import threading
from typing import Final

import sqlalchemy as sa

from jobspan._core.process import PerProcess
from jobspan._io.journal.database import Database, now_of
from jobspan._io.journal.holders import this_process
from jobspan._io.journal.schema import KEYS, LANES, RUNNING
from jobspan.errors import JournalError

_OF_THIS_PROCESS: Final = PerProcess(set[str])
"""Leases of all journals of a process that are held, or about to be."""


def is_abandoned(holder: str, lease: str) -> bool:
    """Whether a key is held in the name of this process by a call that is over: its end could not be written."""
    return holder == this_process() and lease not in _OF_THIS_PROCESS.get()


class Leases:
    """The keys that calls of this process hold, by lease."""

    def __init__(self, database: Database, lease: float, heartbeat: float) -> None:
        self._database = database
        self.seconds = lease
        self._heartbeat = heartbeat
        self._lock = PerProcess(threading.Lock)
        self._pid = 0
        self._held: dict[str, str] = {}
        self._stop = threading.Event()
        self._beating: threading.Thread | None = None

    def announce(self, lease: str) -> None:
        """A call of this process is about to get a key with this lease, or not."""
        _OF_THIS_PROCESS.get().add(lease)

    def hold(self, lease: str, key: str) -> None:
        """A call of this process has got its key."""
        with self._lock.get():
            if self._pid != os.getpid():  # what a parent holds is the parent's
                self._pid, self._held, self._stop, self._beating = os.getpid(), {}, threading.Event(), None
            self._held[lease] = key
            if self._beating is None or not self._beating.is_alive():
                self._beating = threading.Thread(
                    target=self._beat, args=(self._stop, os.getpid()), name="jobspan-journal", daemon=True
                )
                self._beating.start()

    def key_of(self, lease: str) -> str:
        """The key that a lease is for; empty when it is over."""
        return self._held.get(lease, "")

    def let_go(self, lease: str) -> None:
        """The call is over, or did not get the key."""
        self._held.pop(lease, None)
        _OF_THIS_PROCESS.get().discard(lease)

    def close(self) -> None:
        """Stop the signs of life."""
        with self._lock.get():
            if self._pid != os.getpid():
                return
            self._stop.set()
            beating, self._beating = self._beating, None
            self._stop = threading.Event()
        if beating is not None:
            beating.join(self.seconds)

    def _beat(self, stop: threading.Event, pid: int) -> None:
        while not stop.wait(self._heartbeat) and pid == os.getpid():
            with self._lock.get():
                held = list(self._held)
                if not held:
                    self._beating = None
                    return
            with contextlib.suppress(JournalError), self._database.transaction(durable=False) as connection:
                until = now_of(connection) + self.seconds
                alive = KEYS.c.lease.in_(held) & (KEYS.c.state == RUNNING)
                connection.execute(sa.update(KEYS).where(alive).values(lease_until=until))
                connection.execute(sa.update(LANES).where(LANES.c.lease.in_(held)).values(lease_until=until))
