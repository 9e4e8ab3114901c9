"""A fleet: many changes as one thing with a name."""

import copy
import hashlib
import hmac
import inspect
import json
import math
import os
import pickle
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, ParamSpec, Self

import attrs

import jobspan
from jobspan._async.bound import AsyncBound, Intercepted, PendingChange
from jobspan._async.change import AsyncChangingMethod, is_one_flow
from jobspan._async.parts import part_of
from jobspan._core.arguments import hold_to_types
from jobspan._core.calls import Calling, call_name
from jobspan._core.canonical import canonical, is_storable, settled
from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, blocking, delegated, now
from jobspan._core.events import listening
from jobspan._core.fleet.book import Book, StoredItem
from jobspan._core.fleet.judging import plan_fleet
from jobspan._core.fleet.naming import default_name, keys_of
from jobspan._core.fleet.rows import arguments_of, check_complete, rows_of
from jobspan._core.fleet.run import FleetRun, Orders
from jobspan._core.fleet.schedule import Entry
from jobspan._core.fleet.workers import SignsOfLife, WorkersGone
from jobspan._core.html import html_table
from jobspan._core.rest import Past, is_batch, not_known, rest_of
from jobspan._core.signatures import explain_misfit
from jobspan._core.staying import Staying
from jobspan._core.validation import validating
from jobspan._planes.registry import PLANES
from jobspan._public import public
from jobspan._worker import Errand, Outcome, alive, lost, run_errand, words_of
from jobspan.errors import JobspanError, JournalError, KeyReused, Problem, ValidationError
from jobspan.fleet import FleetItem, FleetPlan, FleetReport, ItemEnd, Window
from jobspan.progress import FleetProgressOption, showing_fleet

P = ParamSpec("P")

LONGEST_NAME: Final = 200
_LISTED: Final = 20
_NAME_THEM: Final = "add_named gives each one that is meant a name of its own"


@frozen
class _Call:
    """A call that was added: what it calls, and with what."""

    name: str
    function: Callable[..., Any]
    owner: AsyncBound
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    has_secrets: bool
    is_named: bool = False
    identity: str = ""
    """Equal for calls that are the same; tells secrets apart within one fleet."""

    @property
    def method(self) -> str:
        name = f"{type(self.owner).__name__.removeprefix('Async')}.{self.function.__name__}"
        return f"{name} ({self.owner._which})" if self.owner._which else name

    @property
    def arguments(self) -> dict[str, Any]:
        bound = inspect.signature(self.function).bind(self.owner, *self.args, **self.kwargs)
        return dict(list(bound.arguments.items())[1:])

    @property
    def parts(self) -> tuple[str, str, str, tuple[Any, ...], dict[str, Any]]:
        """For those who make it elsewhere."""
        owner = type(self.owner).__name__.removeprefix("Async")
        return owner, self.owner._which, self.function.__name__, self.args, self.kwargs


class _Noticed:
    """Whether there were any secrets, which are compared with those of other calls of a fleet."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.any = False

    def notice(self, secret: str) -> str:
        """A digest that means something to one fleet of one process, and is kept nowhere else."""
        self.any = True
        return hmac.new(self._key, secret.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


@public
class AsyncFleet(Staying):
    """Many changes as one thing: planned, run lane by lane, stopped, gone on with, reported. See the guide "Fleets".

    Each item is a call under a key (``method.once``) and its wait. What is known of it is kept in the client's journal, so
    running the fleet again, in whatever process, goes on with what is left.

    Args:
        client: the client whose methods the items are, and whose journal keeps them.
        name: what it stands for, 1..200 characters; running a fleet of this name again goes on with it.
        lanes: how many items of a lane may be under way at once, by patterns of lane names; without it, what each plane
            states.
    """

    _pickle_instead = "Pickle the client, and go on where it arrives: client.fleet(name).resume()."

    def __init__(self, client: "jobspan.AsyncClient", name: str, lanes: Mapping[str, int] | None) -> None:
        with validating("fleet") as problems:
            problems.text("name", name, longest=LONGEST_NAME)
            if not is_storable(name):
                problems.add("name", "has a NUL or half of a surrogate pair, which not every database takes")
            for lane, width in (lanes or {}).items():
                problems.whole(f"lanes[{lane!r}]", width, 1, 10_000)
        self.name = name
        self._client = client
        self._widths = dict(lanes or {})
        self._calls: dict[str, _Call] = {}
        self._digest_key = os.urandom(32)
        self._last: FleetReport | None = None

    def add(self, method: Callable[P, Awaitable[Any]], /, *args: P.args, **kwargs: P.kwargs) -> Self:
        """Add a call: ``fleet.add(client.masking_jobs.copy, job_id, target_engine_id="2", ...)``. Sends nothing.

        Its name within the fleet comes from its arguments, so adding the same call again, now or later, means the same item,
        which is sent once. For a call that is to be made twice see :meth:`add_named`.

        Args:
            method: a changing method of this client, or a test of a connector.
            *args: what it is called with.
            **kwargs: what it is called with, by name.

        Raises:
            ValidationError: it is another method; an argument cannot be compared with that of a later call; or a call that was
                added has other secrets and is the same else.
            TypeError: the arguments do not fit.
        """
        self._keep(self._call(None, method, args, kwargs))
        return self

    def add_named(self, name: str, method: Callable[P, Awaitable[Any]], /, *args: P.args, **kwargs: P.kwargs) -> Self:
        """Add a call under a name of your own.

        Args:
            name: name of the item: 1..200 characters, used once in the fleet. Running the fleet again needs the same one.
            method: a changing method of this client, or a test of a connector.
            *args: what it is called with.
            **kwargs: what it is called with, by name.

        Raises:
            ValidationError: the name is in use or out of range; or it is another method, or an argument cannot be compared
                with that of a later call.
            TypeError: the arguments do not fit.
        """
        self._keep(self._call(name, method, args, kwargs))
        return self

    def add_many(
        self, method: Callable[..., Awaitable[Any]], calls: Iterable[Mapping[str, Any]], /, **common: Any
    ) -> Self:
        """Add a call for each mapping of arguments.

        Args:
            method: as for :meth:`add`.
            calls: the arguments of each call, by name.
            **common: arguments of all calls; a call that has one of its own keeps that.

        Raises:
            ValidationError: it is another method; an argument cannot be compared with that of a later call; or two of the calls
                are the same (:meth:`add_named` is for those who mean it). Then none is added.
            TypeError: the arguments do not fit.
        """
        self._keep_all("calls", [self._call(None, method, (), {**common, **arguments}) for arguments in calls])
        return self

    def from_rows(
        self, method: Callable[..., Awaitable[Any]], rows: Any, /, *, item_name: str | None = None, **common: Any
    ) -> Self:
        """Add a call for each row of a table. Columns are named like arguments; empty cells are not given.

        Args:
            method: as for :meth:`add`.
            rows: a pandas or polars DataFrame, the path of a CSV file with a head, or an iterable of mappings.
            item_name: the column that names the items; default: their names come from their arguments.
            **common: arguments of all calls.

        Raises:
            ValidationError: it is not a table; a column is not the name of an argument; an argument that is needed has no
                cell; a text of a file is not what the argument takes; or two rows are the same call (``item_name``, or
                :meth:`add_named`, is for those who mean it). Then none is added.
            TypeError: one of ``common`` is not the name of an argument.
        """
        function, _ = _parts(method)
        is_text = isinstance(rows, str | Path)
        calls = []
        for row in rows_of(rows):
            if item_name is not None and item_name not in row:
                raise ValidationError(
                    message="A row cannot be read.",
                    problems=(Problem("item_name", f"there is no column {item_name!r}", tuple(map(str, row))),),
                )
            name = None if item_name is None else str(row[item_name])
            given = {column: value for column, value in row.items() if column != item_name}
            arguments = {**common, **arguments_of(function, given, is_text=is_text)}
            check_complete(function, arguments)
            calls.append(self._call(name, method, (), arguments))
        self._keep_all("rows", calls)
        return self

    def __len__(self) -> int:
        return len(self._calls)

    async def plan(self) -> FleetPlan:
        """Judge every item, in one report; sends nothing that changes anything."""
        entries = [each for each in await self._items() if isinstance(each, Entry)]
        for name, differs in (await self._otherwise_done(entries)).items():
            next(each for each in entries if each.item.name == name).differs = differs
        with self._calling("plan", entries):
            plan: FleetPlan = await self._run(plan_fleet(self.name, entries, self._client._policy))
        return plan

    async def run(
        self,
        *,
        progress: FleetProgressOption = False,
        at_once: int | None = None,
        stop_after_failures: float | None = None,
        window: Window | None = None,
        busy_timeout: float = 3600.0,
        timeout: float | None = None,
        failed_too: bool = False,
        executor: Executor | None = None,
        executor_timeout: float = 1800.0,
    ) -> FleetReport:
        """Run what is left: all items the first time, later those that are not over. Returns when nothing more can be done.

        Failures do not raise: look at the report, or ``report.raise_for_failures()``. Ctrl-C and SIGTERM start nothing more,
        let requests that are in flight end, and say how to go on; jobs that were started go on by themselves.

        Args:
            progress: ``True`` shows a table that changes in its place (notebooks; terminals, with rich), or lines;
                a callable gets each ``FleetItemChanged``.
            at_once: how many items may be under way together; ``None``: as many as lanes allow.
            stop_after_failures: start nothing more after so many failures; below 1: such a share of all items.
            window: when items may be started.
            busy_timeout: seconds for which an item that meets something busy, or is throttled, is tried again.
            timeout: seconds to wait for jobs; ``None`` means ``Policy.wait_timeout``. Then nothing more is started; jobs that are
                not over stay ``running`` in the report, and the next run waits for them.
            failed_too: try items again that failed or were refused; of a batch that failed in part only the entries that were not
                accepted. Where these cannot be told any more, nothing is sent, and the item says so.
            executor: any of ``concurrent.futures``: its workers make the calls and wait for the jobs, each item in one of them.
                Processes need a journal that all of them reach; hooks stay here.
            executor_timeout: seconds without a sign of life of any worker after which the executor counts as gone: what it was
                given and never began is held, and what it may have begun is looked for by the next run.

        Raises:
            ValidationError: items of an earlier run have secrets, which are not kept: add these items again.
            KeyReused: an item that is done comes with other arguments; ``error.differs`` names items and arguments.
            InProgress: another process runs this fleet.
            JournalError: the journal cannot be used.
        """
        with validating("fleet.run") as problems:
            if stop_after_failures is not None and not _is_limit(stop_after_failures):
                problems.add("stop_after_failures", "must be a whole number from 1, or a share between 0 and 1")
            if at_once is not None:
                problems.whole("at_once", at_once, 1, 100_000)
            problems.within("busy_timeout", busy_timeout, 0, math.inf)
            problems.within("timeout", timeout, 0, math.inf)
            if not executor_timeout > 0:
                problems.add("executor_timeout", "must be more than 0")
        orders = Orders(
            stop_after=stop_after_failures,
            window=window,
            at_once=at_once,
            widths=self._widths,
            busy_timeout=busy_timeout,
            timeout=timeout,
            failed_too=failed_too,
            elsewhere=executor is not None,
        )
        items = await self._items(complete=True)
        if differing := await self._otherwise_done(items):
            raise self._reused(differing, items)
        await self._leave_out_accepted([each for each in items if isinstance(each, Entry)], failed_too=failed_too)
        if executor is not None:
            state, signs = pickle.dumps(self._client.__getstate__() | {"hooks": ()}), SignsOfLife(executor_timeout)
            for each in items:
                if isinstance(each, Entry):
                    _send_elsewhere(each, executor, state, timeout, self._client.journal._fleets, signs)
        running = FleetRun(self.name, items, self._client.journal._fleets, orders, self._client._policy)
        with (
            showing_fleet(progress, self.name, map(_item, items)) as display,
            listening(display),
            self._calling("run", items),
        ):
            self._last = await self._client._driver.run_stoppable(running.run())
        return self._last

    async def resume(
        self,
        *,
        progress: FleetProgressOption = False,
        stop_after_failures: float | None = None,
        window: Window | None = None,
        failed_too: bool = False,
        executor: Executor | None = None,
        executor_timeout: float = 1800.0,
    ) -> FleetReport:
        """Go on with a fleet of this name that was run before, here or elsewhere. See :meth:`run`.

        Args:
            progress: ``True`` shows a table that changes in its place (notebooks; terminals, with rich), or lines; a callable
                gets each ``FleetItemChanged``.
            stop_after_failures: start nothing more after so many failures; below 1: such a share of all items.
            window: when items may be started.
            failed_too: try items again that failed or were refused; of a batch that failed in part only the entries that were
                not accepted. Where these cannot be told any more, nothing is sent, and the item says so.
            executor: any of ``concurrent.futures``: its workers make the calls and wait for the jobs, each item in one of
                them. Processes need a journal that all of them reach; hooks stay here.
            executor_timeout: seconds without a sign of life of any worker after which the executor counts as gone: what it
                was given and never began is held, and what it may have begun is looked for by the next run. Without it, 1800.

        Raises:
            ValidationError: there is none; or items have secrets, which are not kept: add these items again, then ``run()``.
        """
        if not await self._run(blocking(lambda: self._client.journal._fleets.items(self.name))):
            problem = Problem("name", f"{self.name!r} is unknown to the journal")
            raise ValidationError(message="Nothing to go on with.", problems=(problem,))
        return await self.run(
            progress=progress,
            stop_after_failures=stop_after_failures,
            window=window,
            failed_too=failed_too,
            executor=executor,
            executor_timeout=executor_timeout,
        )

    async def report(self) -> FleetReport:
        """What the journal knows of every item now; also while another process runs the fleet."""
        items = await self._items()
        return FleetReport(name=self.name, items=tuple(map(_item, items)))

    def _calling(self, method: str, items: Sequence[Entry | FleetItem]) -> AbstractContextManager[None]:
        """The public call that all items are parts of. Its plane is that of the first one."""
        if not items:
            return nullcontext()
        return Calling(self._client._driver, _item(items[0]).plane, lambda: f"Fleet.{method}", accounts=True)

    def _called(self, method: str) -> str:
        return f"fleet.{method}"

    async def _run(self, flow: Flow[Any]) -> Any:
        return await self._client._driver.run(flow)

    def _call(
        self, name: str | None, method: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> _Call:
        """A call under its name: the given one, or that which its arguments have."""
        function, owner = _parts(method)
        if owner._driver is not self._client._driver:
            raise ValidationError(
                message="This method belongs to another client.",
                problems=(Problem("method", "give one of the client that the fleet is of"),),
            )
        held, named = settled(args, kwargs)
        secrets = _Noticed(self._digest_key)
        try:
            arguments = canonical(function, owner, held, named, secrets.notice)
        except TypeError as misfit:
            raise explain_misfit(function, misfit, owner, *held, **named) from None
        call = _Call("", function, owner, held, named, secrets.any)
        about = f"{owner._ctx.plane} {call.method}"
        if name is not None:
            with validating("fleet.add") as problems:
                problems.text("name", name, longest=LONGEST_NAME)
        return attrs.evolve(
            call,
            name=default_name(about, arguments) if name is None else name,
            is_named=name is not None,
            identity=json.dumps([about, arguments], sort_keys=True),
        )

    def _keep(self, call: _Call) -> None:
        """Add a call, if it is not there."""
        there = self._calls.get(call.name)
        if there is None:
            self._calls[call.name] = call
        elif call.is_named:
            with validating("fleet.add") as problems:
                problems.add("name", f"another item is called {call.name!r}")
        elif call.identity != there.identity:
            with validating("fleet.add") as problems:
                problems.add(
                    "name", f"item {call.name!r} is this call with other secrets, which no name tells; {_NAME_THEM}"
                )

    def _keep_all(self, given: str, calls: Sequence[_Call]) -> None:
        """Add calls that were given together: all of them, or none."""
        before: dict[str, int] = {}
        with validating(f"fleet.{'from_rows' if given == 'rows' else 'add_many'}") as problems:
            for number, call in enumerate(calls, 1):
                if (first := before.setdefault(call.identity, number)) != number and not call.is_named:
                    problems.add(given, f"{first} and {number} are the same call; {_NAME_THEM}")
        names = dict(self._calls)
        try:
            for call in calls:
                self._keep(call)
        except ValidationError:
            self._calls = names
            raise

    async def _items(self, *, complete: bool = False) -> list[Entry | FleetItem]:
        """All items, those of earlier runs first; with ``complete``, what is left can be run."""
        stored = await self._run(blocking(lambda: self._client.journal._fleets.items(self.name)))
        known: dict[str, StoredItem] = {each.item.name: each for each in stored}
        items: list[Entry | FleetItem] = []
        missing: list[str] = []
        for name, each in known.items():
            call = self._calls.get(name) or self._revived(each)
            if call is not None:
                items.append(await self._entry(call, each.item))
                continue
            items.append(each.item)
            if each.item.end.is_left:
                missing.append(name)
        for name, call in self._calls.items():
            if name not in known:
                item = FleetItem(name=name, plane=call.owner._ctx.plane, method=call.method)
                items.append(await self._entry(call, item))
        if missing and complete:
            raise ValidationError(
                message=f"{len(missing)} items of fleet {self.name!r} have secrets, which are not kept; nothing was sent.",
                hint="Add these calls again, then run().",
                problems=tuple(Problem("item", name) for name in missing[:10]),
            )
        return items

    async def _otherwise_done(self, items: Sequence[Entry | FleetItem]) -> dict[str, tuple[str, ...]]:
        """Items that are done, and were added again with other arguments: how these differ, by name."""
        done = {
            each.item.key: self._calls[each.item.name]
            for each in items
            if isinstance(each, Entry)
            and each.item.end is ItemEnd.DONE
            and each.keyed
            and each.item.name in self._calls
        }
        if not done:
            return {}

        def compare() -> dict[str, tuple[str, ...]]:
            keyed = [
                getattr(call.owner, call.function.__name__)._keyed_call(key, call.args, call.kwargs)
                for key, call in done.items()
            ]
            return self._client.journal._store.differences(keyed)

        found = await self._run(blocking(compare))
        return {done[key].name: differs for key, differs in found.items()}

    async def _leave_out_accepted(self, entries: Sequence[Entry], *, failed_too: bool) -> None:
        """Of batches that are tried again, under another key than before, keep what was accepted."""
        tried = [
            (entry, keys_of(self.name, entry.item.name, entry.item.attempts))
            for entry in entries
            if entry.keyed and _may_have_parts(entry.item, failed_too)
        ]
        if not tried:
            return
        store = self._client.journal._store
        found = await self._run(blocking(lambda: store.pasts({key for _, keys in tried for key in keys})))
        for entry, keys in tried:
            try:
                await self._leave_out(entry, {key: found[key] for key in keys if key in found}, failed_too)
            except JobspanError as refused:
                entry.start, entry.errand, entry.keeps_key = _refusing(refused), None, True

    async def _leave_out(self, entry: Entry, pasts: dict[str, Past], failed_too: bool) -> None:
        """
        Args:
            pasts: the earlier attempts, the latest first.

        Raises:
            JournalError: what was accepted cannot be told, or comes with other arguments.
        """
        item, call = entry.item, entry.added
        method = getattr(call.owner, call.function.__name__)
        current = pasts.get(item.key)
        entry.keeps_key = current is not None and not current.over and is_batch(call.function)
        goes_on = current is not None and (entry.keeps_key or not (failed_too and item.end is ItemEnd.FAILED))
        if goes_on:
            del pasts[item.key]
        past, batch = next(((each, found) for each in pasts.values() if (found := each.batch)), (None, None))
        if not goes_on and item.accepted > (len(batch.succeeded) if batch else 0):
            raise not_known(item.accepted)
        if past is None:
            return
        about = await self._run(blocking(lambda: method._keyed_call(item.key, call.args, call.kwargs)))
        entry.rest = rest_of(past, about, call.function, call.owner, call.args, call.kwargs)
        asked = await method._asked(entry.rest, call.args, call.kwargs)
        entry.start = lambda key: method._keyed(key, asked.start, call.args, call.kwargs)

    def _reused(self, differing: Mapping[str, tuple[str, ...]], items: Sequence[Entry | FleetItem]) -> KeyReused:
        keys = {_item(each).name: _item(each).key for each in items}
        first = next(iter(differing))
        return KeyReused(
            message=f"Fleet {self.name!r}: what is done was added again with other arguments; nothing was sent "
            f"({', '.join([*differing][:5])}{', ...' if len(differing) > 5 else ''}).",
            hint="What was done stays done: give another call another name, or take a fleet of another name.",
            key=keys[first],
            differs=tuple(
                f"{each}, in item {name!r}" for name, differs in [*differing.items()][:10] for each in differs
            ),
        )

    def _revived(self, stored: StoredItem) -> _Call | None:
        if stored.call is None:
            return None
        owner_name, which, method, args, kwargs = pickle.loads(stored.call)  # sealed with a key of the journal
        owner = part_of(self._client, stored.item.plane, owner_name, which)
        if owner is None:
            return None
        function, _ = _parts(getattr(owner, method))
        return _Call(stored.item.name, function, owner, args, kwargs, False)

    async def _entry(self, call: _Call, item: FleetItem) -> Entry:
        ctx = call.owner._ctx
        method = getattr(call.owner, call.function.__name__)
        facts = PLANES[ctx.plane].abilities().fleet
        entry = Entry(
            item=item,
            ctx=ctx,
            facts=facts,
            arguments=call.arguments,
            start=lambda key: _nothing(),
            call=None if call.has_secrets else pickle.dumps(call.parts),
            added=call,
            errand=call.parts,
            calling=lambda key, part: Calling(
                call.owner._driver,
                ctx.plane,
                lambda: call_name(type(call.owner), call.function.__name__) + part,
                key=None if part else key or None,
                ref=call.owner._about(),
            ),
            keyed=isinstance(method, AsyncChangingMethod),
        )
        try:
            if isinstance(method, AsyncChangingMethod):
                asked = await method._intercepted(*call.args, **call.kwargs)
                entry.propose = asked.start
                entry.start = lambda key: method._keyed(key, asked.start, call.args, call.kwargs)
            else:
                asked = await _flow_of(call)
                entry.start = lambda key: asked.start()
        except JobspanError as refused:
            told = refused
            entry.start = lambda key: _raising(told)
            entry.propose = lambda: _raising(told)
        return entry

    def __repr__(self) -> str:
        ran = "" if self._last is None else f"; the last run here: {self._last.summary}"
        return f"<{type(self).__name__} {self.name!r}: {len(self)} items added{ran}>"

    def _repr_html_(self) -> str:
        if self._last is not None:
            return self._last._repr_html_()
        rows = [(call.name, f"{call.owner._ctx.plane} {call.method}") for call in islice(self._calls.values(), _LISTED)]
        title = f"Fleet {self.name}: {len(self)} items added; plan() judges them, run() makes them, report() tells their ends"
        return html_table(("item", "call"), rows, more=len(self) - len(rows), title=title)


hold_to_types(AsyncFleet, apart_from=("from_rows",))  # empty cells may be NaN


def _is_limit(failures: float) -> bool:
    return 0 < failures < 1 or (failures >= 1 and float(failures).is_integer())


def _parts(method: Callable[..., Any]) -> tuple[Callable[..., Any], AsyncBound]:
    """The function and the owner of a method that a fleet can run.

    Raises:
        ValidationError: it is another one.
    """
    if isinstance(method, AsyncChangingMethod):
        return method._function, method._owner
    owner = getattr(method, "__self__", None)
    if isinstance(owner, AsyncBound) and is_one_flow(method):
        return method.__func__, owner  # type: ignore[attr-defined]  # it is bound, as its owner shows
    named = owner._called(method.__name__) if isinstance(owner, AsyncBound) else repr(method)
    raise ValidationError(
        message="A fleet cannot run this.",
        problems=(Problem("method", f"{named} is neither a changing method of a client nor a test of a connector"),),
    )


async def _flow_of(call: _Call) -> PendingChange[Any, Any]:
    """The flow that a method would run, taken out of it."""
    stand_in = copy.copy(call.owner)

    async def take(flow: Flow[Any]) -> Any:
        raise Intercepted(PendingChange(lambda: flow, lambda value: value))

    vars(stand_in)["_run"] = take
    try:
        await call.function(stand_in, *call.args, **call.kwargs)
    except Intercepted as intercepted:
        return intercepted.change
    raise RuntimeError(f"{call.function.__qualname__} runs no flow")


def _send_elsewhere(
    entry: Entry, executor: Executor, client: bytes, timeout: float | None, book: Book, signs: SignsOfLife
) -> None:
    """Let a worker run an item, its wait included."""
    if entry.errand is None:
        return
    owner, which, method, args, kwargs = entry.errand

    def start(key: str) -> Flow[Any]:
        errand = Errand(
            id=uuid.uuid4().hex,
            client=client,
            plane=entry.item.plane,
            owner=owner,
            which=which,
            method=method,
            arguments=pickle.dumps((args, kwargs)),
            key=key,
            lane=entry.lane,
            width=entry.place.width,
            timeout=timeout,
            rest=None if entry.rest is None else pickle.dumps(entry.rest),
        )
        try:
            outcome = yield from _worked_out(_handed_over(executor, errand), errand, book, signs)
        except (JobspanError, WorkersGone):
            raise
        except Exception as why:
            if not key and (yield from blocking(lambda: book.begin(errand.id))):
                raise WorkersGone(words_of(why)) from why  # nobody began it, and now nobody will
            raise lost(errand, why) from why
        if not key:
            yield from blocking(lambda: book.ended(errand.id))
        if outcome.ref is not None:
            entry.item = attrs.evolve(entry.item, job=outcome.ref.id, ref=outcome.ref)
        if outcome.error is not None:
            raise outcome.error
        return outcome.batch

    entry.start = start


def _may_have_parts(item: FleetItem, failed_too: bool) -> bool:
    """Whether an item that is to be run may have been accepted in part by an attempt before."""
    if not (item.end.is_left or (failed_too and item.end in (ItemEnd.FAILED, ItemEnd.REFUSED))):
        return False
    return item.attempts > 1 or item.accepted > 0 or item.end is ItemEnd.FAILED


def _item(each: Entry | FleetItem) -> FleetItem:
    return each.item if isinstance(each, Entry) else each


def _handed_over(executor: Executor, errand: Errand) -> Future[Outcome]:
    try:
        return executor.submit(run_errand, errand)
    except Exception as refused:
        raise WorkersGone(words_of(refused)) from refused


def _worked_out(future: "Future[Outcome]", errand: Errand, book: Book, signs: SignsOfLife) -> Flow[Outcome]:
    """What came of an errand, as long as there are workers.

    Raises:
        WorkersGone: none of them has shown a sign of life for too long.
    """
    signs.handed_over((yield from now()))
    try:
        while not (yield from delegated(future, signs.look)):
            at = yield from now()
            if (yield from blocking(lambda: _works(book, errand))):
                signs.seen(at)
            elif signs.gone(at):
                if future.cancel() and errand.key:
                    raise WorkersGone(signs.reason)
                raise BrokenExecutor(signs.reason)
        signs.seen((yield from now()))
    finally:
        signs.came_back()
    return future.result()


def _works(book: Book, errand: Errand) -> bool:
    with suppress(JournalError):
        return book.is_held(alive(errand))
    return False


def _nothing() -> Flow[None]:
    return None
    yield


def _refusing(error: Exception) -> Callable[[str], Flow[Any]]:
    return lambda key: _raising(error)


def _raising(error: Exception) -> Flow[Any]:
    raise error
    yield
