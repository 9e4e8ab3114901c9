"""``@change``: a changing method that is written once and can be called, planned first, or made once under a key."""

import copy
from collections.abc import Callable, Collection, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, NoReturn, ParamSpec, Self, TypeVar, overload

from jobspan._async.bound import AsyncBound, Intercepted, PendingChange
from jobspan._async.plan import AsyncPlan
from jobspan._core.arguments import arguments_of, as_named, joined, refused, tell_as_called
from jobspan._core.calls import call_name
from jobspan._core.canonical import canonical, is_storable, settled
from jobspan._core.change import accounting_for_changes
from jobspan._core.effects import Flow, blocking
from jobspan._core.looking import problems_behind, stand_in_for
from jobspan._core.planning import hold_to, stop_at_proposal
from jobspan._core.signatures import check_fit, explain_misfit
from jobspan._core.staying import Staying
from jobspan._core.validation import Validator
from jobspan._public import public
from jobspan.errors import ValidationError
from jobspan.journal import LONGEST_KEY

if TYPE_CHECKING:
    from jobspan._core.once import KeyedCall
    from jobspan._core.rest import Rest

B = TypeVar("B", bound=AsyncBound)
P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class AsyncChange(Generic[B, P, T]):
    """The descriptor behind ``@change``. On a resource it gives a :class:`AsyncChangingMethod`."""

    def __init__(self, function: Callable[Concatenate[B, P], Coroutine[Any, Any, T]]) -> None:
        self._function = function
        self.__doc__ = function.__doc__
        self.__wrapped__ = function

    @overload
    def __get__(self, owner: None, kind: type[Any], /) -> Self: ...

    @overload
    def __get__(self, owner: B, kind: type[Any], /) -> "AsyncChangingMethod[P, T]": ...

    def __get__(self, owner: B | None, kind: type[Any], /) -> "Self | AsyncChangingMethod[P, T]":
        return self if owner is None else AsyncChangingMethod(self._function, owner)


change = AsyncChange

_ONE_FLOW: Final = "_jobspan_one_flow"


def one_flow(function: F) -> F:
    """Mark a method that changes nothing and whose last act is to run one flow, so that fleets can run it for the method."""
    setattr(function, _ONE_FLOW, True)
    return function


def is_one_flow(method: object) -> bool:
    """Whether a method is marked so."""
    return hasattr(method, _ONE_FLOW)


@public
class AsyncChangingMethod(Staying, Generic[P, T]):
    """A method that changes something. Call it to make the change; :meth:`plan` shows it first, :meth:`once` makes it once."""

    def __init__(self, function: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]], owner: AsyncBound) -> None:
        self._function = function
        self._owner = owner
        self.__name__: str = function.__name__
        self.__qualname__ = function.__qualname__
        self.__doc__ = function.__doc__
        self.__wrapped__: Callable[P, Coroutine[Any, Any, T]] = function.__get__(owner)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make the change.

        Args:
            *args: those of the method.
            **kwargs: those of the method, by name.
        """
        return await self._call(self._owner, *args, **kwargs)

    async def plan(self, *args: P.args, **kwargs: P.kwargs) -> AsyncPlan[T]:
        """Show what the call would do, and change nothing: its requests, secrets masked, and the verdict of each rule.

        Takes the arguments of the call itself; ``plan.apply()`` then does exactly what was shown, or nothing.

        Args:
            *args: those of the method.
            **kwargs: those of the method, by name.

        Raises:
            ValidationError: the call itself would raise it.
        """
        owner = self._owner
        args_held, kwargs_held = settled(args, kwargs)
        asked = await self._intercepted(*args_held, **kwargs_held)
        with self._telling():
            proposal = await owner._run(stop_at_proposal(asked.start()), name=f"{self._name}.plan")

        def held() -> Flow[Any]:
            return hold_to(proposal, asked.start())

        async def apply(once: str | None) -> T:
            flow = accounting_for_changes(held()) if once is None else self._keyed(once, held, args_held, kwargs_held)
            with self._telling():
                return asked.wrap(await owner._run(flow, key=once, name=self._name))

        return AsyncPlan(proposal, apply)

    async def once(self, key: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make the call once, however often and wherever this is called with the key: all get what the one call came to.

        Takes the arguments of the call itself after the key. The journal of the client (``Client(journal=...)``,
        ``JOBSPAN_JOURNAL``, or one in the user's state folder) keeps what the key stands for.

        Args:
            key: what the call stands for, 1..512 characters, for example ``nightly-2026-11-25``.
            *args: those of the method.
            **kwargs: those of the method, by name.

        Raises:
            KeyReused: the key stands for another call, or for other arguments.
            InProgress: another process runs it just now.
            JournalError: the journal cannot be used; nothing was sent.
            AmbiguousOutcomeError: it is not known whether the plane acted; call again to look again.
        """
        check_fit(self._function, "The key comes first: once(key, ...).", self._owner, *args, **kwargs)
        return await self._once(key, None, *args, **kwargs)

    async def _once(self, key: str, rest: "Rest | None", /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, for a batch of which ``rest`` is left."""
        args_held, kwargs_held = settled(args, kwargs)
        asked = await self._asked(rest, args_held, kwargs_held)
        flow = self._keyed(key, asked.start, args_held, kwargs_held)
        with self._telling():
            return asked.wrap(await self._owner._run(flow, key=key, name=self._name))

    async def _asked(self, rest: "Rest | None", args: tuple[Any, ...], kwargs: dict[str, Any]) -> PendingChange[Any, T]:
        if rest is None:
            return await self._intercepted(*args, **kwargs)
        part = await self._intercepted(*rest.args, **rest.kwargs)
        return PendingChange(lambda: rest.completed(part.start), part.wrap)

    @property
    def _name(self) -> str:
        return call_name(type(self._owner), self._function.__name__)

    def _keyed(
        self, key: str, start: Callable[[], Flow[Any]], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Flow[Any]:
        from jobspan._core.once import run_once

        ctx, journal = self._owner._ctx, self._owner._driver.journal
        problems = Validator(self._name)
        problems.text("key", key, longest=LONGEST_KEY)
        if not is_storable(key):
            problems.add("key", "has a NUL or half of a surrogate pair, which not every database takes")
        if problems.found:
            raise refused(f"{self._owner._called(self.__name__)}.once", problems.found)
        about = yield from blocking(lambda: self._keyed_call(key, args, kwargs))

        def counted() -> Flow[Any]:
            return accounting_for_changes(start())

        return (yield from run_once(ctx, journal._store, about, counted))

    def _keyed_call(self, key: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "KeyedCall":
        """The call that a key stands for. Reads the journal's key for digests."""
        from jobspan._core.once import KeyedCall

        owner, journal = self._owner, self._owner._driver.journal
        return KeyedCall(
            key=key,
            plane=owner._ctx.plane,
            method=f"{self._name} ({owner._which})" if owner._which else self._name,
            endpoint=owner._ctx.scope,
            arguments=canonical(self._function, owner, args, kwargs, journal._digest),
        )

    async def _intercepted(self, *args: P.args, **kwargs: P.kwargs) -> PendingChange[Any, T]:
        """The change that the method would make, taken out of it before it is made."""
        stand_in = copy.copy(self._owner)
        stand_in._intercept = True
        try:
            await self._call(stand_in, *args, **kwargs)
        except Intercepted as intercepted:
            return intercepted.change
        raise RuntimeError(f"{self._function.__qualname__} is marked @change and changes nothing")

    async def _call(self, owner: AsyncBound, *args: P.args, **kwargs: P.kwargs) -> T:
        if found := arguments_of(self._function).problems(args, kwargs):
            try:
                await self._function(stand_in_for(self._owner), *args, **kwargs)
            except BaseException as stop:
                found = joined(found, problems_behind(stop))
            raise refused(self._owner._called(self.__name__), as_named(found, self._names))
        with self._telling():
            try:
                started = self._function(owner, *args, **kwargs)
            except TypeError as misfit:
                self._explain(misfit, args, kwargs)
            return await started

    @property
    def _names(self) -> Collection[str]:
        return arguments_of(self._function).names

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Refusals inside name this method and its arguments."""
        try:
            yield
        except ValidationError as error:
            tell_as_called(error, self._owner._called(self.__name__), self._names)
            raise

    def _explain(self, misfit: TypeError, args: tuple[object, ...], kwargs: dict[str, object]) -> NoReturn:
        raise explain_misfit(self._function, misfit, self._owner, *args, **kwargs) from None

    def __repr__(self) -> str:
        return f"<changing method {self._function.__qualname__} of {self._owner!r}>"
