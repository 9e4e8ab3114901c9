"""The run of a fleet: one flow that starts items lane by lane, looks at all their jobs together, and writes down what it sees."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, blocking, emit, gather, now, sleep, wall_clock
from jobspan._core.fleet.book import Book, StoredItem
from jobspan._core.fleet.facts import Place
from jobspan._core.fleet.naming import key_of
from jobspan._core.fleet.schedule import Entry, Schedule, Stop
from jobspan._core.fleet.verdicts import Verdict, judge
from jobspan._core.fleet.windows import Opening, opening
from jobspan._core.fleet.workers import WorkersGone
from jobspan._core.interruption import FlowInterrupted
from jobspan._core.jobs import Started
from jobspan._core.watch import Watch, Watched, results
from jobspan.errors import InProgress, Interrupted, JobspanError
from jobspan.fleet import FleetItem, FleetReport, ItemEnd, Window
from jobspan.hooks import FleetItemChanged, FleetWaits
from jobspan.policy import Policy

_LEASE_PAUSE: Final = 1.0
_ELSEWHERE_AT_ONCE: Final = 64


@frozen(kw_only=True)
class Orders:
    """How a fleet is to be run.

    Attributes:
        stop_after: failures, or a share of all items.
        window: when items may be started.
        at_once: items that may be under way together; ``None``: as many as lanes allow.
        widths: of lanes, by patterns of their names; they come before what planes say.
        busy_timeout: seconds for which an item that meets something busy is tried again.
        timeout: seconds to wait for jobs; ``None``: ``Policy.wait_timeout``.
        failed_too: try items again that failed.
        elsewhere: items run in other processes, which hold their places in lanes, and wait for their jobs.
    """

    stop_after: float | None = None
    window: Window | None = None
    at_once: int | None = None
    widths: Mapping[str, int] = attrs.field(factory=dict)
    busy_timeout: float = 3600.0
    timeout: float | None = None
    failed_too: bool = False
    elsewhere: bool = False

    def side_by_side(self, policy: Policy) -> int:
        """How many items are started side by side."""
        return _ELSEWHERE_AT_ONCE if self.elsewhere else policy.concurrency


class FleetRun:
    """A fleet that is under way."""

    def __init__(
        self, name: str, items: Sequence[Entry | FleetItem], book: Book, orders: Orders, policy: Policy
    ) -> None:
        self._name = name
        self._items = list(items)
        """In the order of the report; those without an entry are over."""
        self._entries = [each for each in self._items if isinstance(each, Entry)]
        self._book = book
        self._orders = orders
        self._policy = policy
        self._opening = Opening()
        self._schedule = Schedule((), Stop(None, 0))
        self._watch = Watch([], policy, orders.timeout)
        self._of_job: dict[int, Entry] = {}
        self._settled: deque[tuple[Entry, Verdict]] = deque()
        self._unsent: list[tuple[Entry, Verdict]] = []
        self._changed: dict[str, Entry] = {}
        self._leases: list[str] = []

    def report(self) -> FleetReport:
        """What is known at this moment."""
        items = tuple(each.item if isinstance(each, Entry) else each for each in self._items)
        return FleetReport(name=self._name, items=items, stopped=self._schedule.stopped)

    def run(self) -> Flow[FleetReport]:
        """Run what is left of it.

        Raises:
            InProgress: another process runs this fleet.
        """
        own = f"fleet/{self._name}"
        lease = yield from blocking(lambda: self._book.lease(own, 1))
        if lease is None:
            holder = yield from blocking(lambda: self._book.holder(own))
            raise InProgress(
                message=f"The fleet {self._name!r} is being run by {holder}; nothing was sent.",
                hint="Look at it with `jobspan fleet show`, or run it again when that process is over.",
                key=own,
                holder=holder,
            )
        try:
            yield from self._prepare()
            yield from self._go_on()
            yield from self._hold_the_rest()
            yield from self._write()
        except (Exception, GeneratorExit):
            raise
        except BaseException as cause:
            self._unsent = []
            yield from self._note_all()
            yield from self._write()
            stop = cause if isinstance(cause, FlowInterrupted) else FlowInterrupted(cause)
            stop.report = self._interrupted()
            raise stop from None
        finally:
            held = [lease, *self._leases]
            self._book.release(held)
        return self.report()

    def _prepare(self) -> Flow[None]:
        if self._orders.failed_too:
            for entry in self._entries:
                self._renew(entry)
        left = [entry for entry in self._entries if entry.item.end.is_left]
        for answer in (yield from gather([_placing(entry) for entry in left], self._policy.concurrency)):
            if isinstance(answer, Exception):
                raise answer
        startable = [entry for entry in left if self._is_startable(entry)]
        for entry in left:
            entry.place = self._widened(entry.place)
            entry.item = attrs.evolve(entry.item, lane=entry.place.lane, account=entry.place.account)
        for entry in startable:
            key = entry.item.key or key_of(self._name, entry.item.name, 1)
            entry.item = attrs.evolve(entry.item, end=ItemEnd.WAITING, reason="", key=key if entry.keyed else "")
        stored = [StoredItem(item=entry.item, call=entry.call) for entry in self._entries]
        yield from blocking(lambda: self._book.put(self._name, stored))
        self._schedule = Schedule(startable, Stop(self._orders.stop_after, len(self._items)), self._orders.at_once)
        self._opening = opening(self._orders.window, (yield from wall_clock()))

    def _renew(self, entry: Entry) -> None:
        """Let an item that failed be tried again."""
        item = entry.item
        if item.end is ItemEnd.FAILED and entry.keeps_key:
            entry.item = attrs.evolve(item, end=ItemEnd.WAITING, ended=None)
        elif item.end is ItemEnd.FAILED:
            attempts = max(1, item.attempts) + 1
            key = key_of(self._name, item.name, attempts) if entry.keyed else ""
            entry.item = attrs.evolve(
                item, end=ItemEnd.WAITING, attempts=attempts, key=key, job="", ref=None, ended=None
            )
        elif item.end is ItemEnd.REFUSED:
            entry.item = attrs.evolve(item, end=ItemEnd.WAITING, ended=None)

    def _is_startable(self, entry: Entry) -> bool:
        """A call that the journal knows nothing of is not made again by guess."""
        if entry.keyed or entry.item.end in (ItemEnd.WAITING, ItemEnd.HELD):
            return True
        entry.item = attrs.evolve(entry.item, end=ItemEnd.UNKNOWN, reason="Its process ended while it was under way.")
        return False

    def _widened(self, place: Place) -> Place:
        for pattern, width in self._orders.widths.items():
            if place.lane and fnmatchcase(place.lane, pattern):
                return attrs.evolve(place, width=width)
        return place

    def _go_on(self) -> Flow[None]:
        yield from self._wait_for_opening()
        while True:
            yield from self._close_if_late()
            at = yield from now()
            turns = [] if self._schedule.stopped else self._schedule.turns(at)
            if turns:
                answers = yield from gather(
                    [self._turn(entry) for entry in turns], self._orders.side_by_side(self._policy)
                )
                for answer in answers:
                    if isinstance(answer, Exception):
                        raise answer
            yield from self._note_all()
            if turns:
                yield from self._write()
                self._watch.soon()
                continue
            if self._watch.open:
                ended, moved = yield from self._watch.turn()
                if ended:
                    yield from self._conclude(ended)
                else:
                    yield from self._watch.rest(moved)
                continue
            moment = None if self._schedule.stopped else self._schedule.next_moment()
            if moment is None:
                return
            yield from sleep(max(0.0, moment - at))

    def _wait_for_opening(self) -> Flow[None]:
        opens = self._opening.opens if self._schedule.waiting() else None
        while opens is not None and (wall := (yield from wall_clock())) < opens:
            plane = self._entries[0].item.plane if self._entries else ""
            until = datetime.fromtimestamp(opens, UTC)
            yield from emit(FleetWaits(plane=plane, fleet=self._name, until=until))
            yield from sleep(opens - wall)

    def _close_if_late(self) -> Flow[None]:
        closes = self._opening.closes
        if closes is not None and not self._schedule.stopped and (yield from wall_clock()) >= closes:
            moment = datetime.fromtimestamp(closes, UTC).isoformat(timespec="minutes")
            self._schedule.stop(f"The window closed at {moment}.")

    def _turn(self, first: Entry) -> Any:
        def start() -> Flow[None]:
            entry: Entry | None = first
            while entry is not None:
                yield from self._close_if_late()
                stays = yield from self._start(entry)
                if self._orders.elsewhere:
                    yield from self._note_settled()
                    yield from self._write()
                if stays:
                    return
                following = self._schedule.pass_on(entry, (yield from now()))
                if following is None:
                    yield from self._release(entry)
                else:
                    following.lease, entry.lease = entry.lease, None
                entry = following

        return start

    def _start(self, entry: Entry) -> Flow[bool]:
        """Start an item; ``True``: its place stays taken, or was given back already."""
        barred = self._schedule.barred(entry)
        if barred:
            self._settled.append((entry, Verdict(end=ItemEnd.HELD, reason=barred)))
            return False
        resting = self._schedule.resting(entry, (yield from now()))
        if resting is not None:
            self._schedule.give_back(entry)
            self._schedule.put_back(entry, resting)
            yield from self._release(entry)
            return True
        if entry.lane and entry.lease is None and not self._orders.elsewhere:
            entry.lease = yield from blocking(lambda: self._book.lease(entry.lane, entry.place.width))
            if entry.lease is None:
                self._schedule.give_back(entry)
                self._schedule.put_back(entry, (yield from now()) + _LEASE_PAUSE)
                return True
            self._leases.append(entry.lease)
        wall = yield from wall_clock()
        began = entry.item.began or datetime.fromtimestamp(wall, UTC)
        entry.item = attrs.evolve(entry.item, began=began)
        if not entry.keyed:
            running = attrs.evolve(entry.item, end=ItemEnd.RUNNING, attempts=1)
            yield from blocking(lambda: self._book.update(self._name, [running]))
        try:
            with entry.announced():
                answer: Any = yield from entry.start(entry.item.key)
        except JobspanError as error:
            answer = error
        except WorkersGone as gone:
            self._schedule.stop(str(gone))
            if gone.error is None:
                self._settled.append((entry, Verdict(end=ItemEnd.HELD, reason=self._schedule.stopped)))
                return False
            answer = gone.error
        if isinstance(answer, Started):
            entry.watched = Watched(entry.ctx, answer.kind, answer.ref, answer.view)
            self._of_job[id(entry.watched)] = entry
            self._settled.append((entry, Verdict(end=ItemEnd.RUNNING)))
            return True
        verdict = self._judged(entry, answer, (yield from now()))
        if verdict.unsent and not self._orders.elsewhere:
            self._unsent.append((entry, verdict))
            self._schedule.give_back(entry)
            yield from self._release(entry)
            return True
        self._settled.append((entry, verdict))
        return False

    def _judged(self, entry: Entry, answer: Any, at: float) -> Verdict:
        """What an answer means; what it means for other items counts at once."""
        verdict = judge(answer, entry.facts.is_busy, entry.facts.is_lock_risk)
        if verdict.again:
            self._schedule.rest(entry.item.plane if verdict.throttled else entry.lane, at + verdict.pause)
        if verdict.lock_risk:
            account = "" if verdict.of_client else entry.place.account
            whose = f"account {account}" if account else "its credentials"
            was = "may have been" if verdict.end is ItemEnd.UNKNOWN else "was"
            why = f"Not sent: {whose} {was} refused for {entry.item.name}, and another try may lock it."
            if account or verdict.of_client:
                self._schedule.hold(entry.item.plane, account, why)
        if (verdict.unsent or verdict.end in (ItemEnd.FAILED, ItemEnd.UNKNOWN)) and not verdict.again:
            self._schedule.failed()
        return verdict

    def _conclude(self, ended: list[Watched]) -> Flow[None]:
        answers = yield from results(ended, self._policy, raise_on_failure=True)
        at = yield from now()
        for job, answer in zip(ended, answers, strict=True):
            entry = self._of_job.pop(id(job))
            verdict = self._judged(entry, answer, at)
            if verdict.end is ItemEnd.RUNNING:  # its time is up, and it goes on: the next run waits for it
                entry.watched = None
                self._schedule.stop("Not sent: the time to wait for jobs is up.")
            self._settled.append((entry, verdict))
            self._schedule.give_back(entry)
            yield from self._release(entry)
        yield from self._note_all()
        yield from self._write()

    def _release(self, entry: Entry) -> Flow[None]:
        lease, entry.lease = entry.lease, None
        if lease is not None:
            yield from blocking(lambda: self._book.release([lease]))
            self._leases.remove(lease)

    def _note_all(self) -> Flow[None]:
        """Take in what came of items that were started."""
        self._settled.extend(self._unsent)
        self._unsent = []
        yield from self._note_settled()

    def _note_settled(self) -> Flow[None]:
        """The same, except for those that did not leave. Several threads may do so at once."""
        wall, at = (yield from wall_clock()), (yield from now())
        while self._settled:
            try:
                entry, verdict = self._settled.popleft()
            except IndexError:
                return
            yield from self._note(entry, verdict, at, datetime.fromtimestamp(wall, UTC))

    def _note(self, entry: Entry, verdict: Verdict, at: float, wall: datetime) -> Flow[None]:
        attempts = max(1, entry.item.attempts)
        if verdict.accepted is not None:
            entry.item = attrs.evolve(entry.item, accepted=verdict.accepted)
        if verdict.end is ItemEnd.RUNNING and entry.watched is not None:
            ref = entry.watched.ref
            self._watch.add(entry.watched)
            self._change(entry, end=ItemEnd.RUNNING, job=ref.id, ref=ref, attempts=attempts, reason="")
        elif verdict.again and entry.keyed and self._may_try_again(entry, at):
            attempts += 1
            key = key_of(self._name, entry.item.name, attempts) if verdict.made else entry.item.key
            self._change(
                entry, end=ItemEnd.WAITING, reason=verdict.reason, attempts=attempts, key=key, job="", ref=None
            )
            entry.watched = None
            self._schedule.put_back(entry, at + verdict.pause)
        else:
            held = verdict.end is ItemEnd.HELD
            ended = None if held or verdict.end is ItemEnd.RUNNING else wall
            began = None if held else entry.item.began
            attempts = entry.item.attempts if held else attempts
            self._change(entry, end=verdict.end, reason=verdict.reason, attempts=attempts, began=began, ended=ended)
        yield from self._tell(entry)

    def _tell(self, entry: Entry) -> Flow[None]:
        total = len(self._items)
        with entry.told():
            yield from emit(FleetItemChanged(plane=entry.item.plane, fleet=self._name, item=entry.item, total=total))

    def _may_try_again(self, entry: Entry, at: float) -> bool:
        entry.busy_since = at if entry.busy_since is None else entry.busy_since
        return at - entry.busy_since < self._orders.busy_timeout

    def _hold_the_rest(self) -> Flow[None]:
        yield from self._note_all()
        for entry in self._schedule.waiting():
            reason = self._schedule.barred(entry) or self._schedule.stopped
            self._change(entry, end=ItemEnd.HELD, reason=reason)
            yield from self._tell(entry)

    def _change(self, entry: Entry, **what: Any) -> None:
        entry.item = attrs.evolve(entry.item, **what)
        self._changed[entry.item.name] = entry

    def _write(self) -> Flow[None]:
        taken = [self._changed.pop(name, None) for name in list(self._changed)]
        items: list[FleetItem] = [entry.item for entry in taken if entry is not None]
        if items:
            yield from blocking(lambda: self._book.update(self._name, items))

    def _interrupted(self) -> Interrupted:
        report = self.report()
        refs = tuple(item.ref for item in report.of(ItemEnd.RUNNING) if item.ref is not None)
        return Interrupted(
            message=f"Interrupted: fleet {self._name!r}: {report.summary}.",
            hint=f"Go on with client.fleet({self._name!r}).resume(), or: jobspan fleet resume {self._name!r}.",
            refs=refs,
        )


def _placing(entry: Entry) -> Any:
    def place() -> Flow[None]:
        entry.place = yield from entry.facts.place(entry.ctx, entry.item.method, entry.arguments)

    return place
