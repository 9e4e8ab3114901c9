"""What is given to a public call, held to the types that the call declares, before anything is sent."""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, cached_property, wraps
from types import SimpleNamespace
from typing import Any, Final, ParamSpecArgs, ParamSpecKwargs, TypeVar, cast, get_args, get_type_hints, is_typeddict

import attrs

from jobspan._core.common_arguments import common_problems, empty_filters, is_common, is_empty_meant
from jobspan._core.looking import Part, problems_behind, stand_in_for
from jobspan._core.shapes import Shape, shape_of
from jobspan._core.signatures import explain_misfit
from jobspan.errors import Problem, ValidationError

Function = TypeVar("Function", bound=Callable[..., Any])

_OF_ANOTHER: Final = (ParamSpecArgs, ParamSpecKwargs)
"""What a call takes that is given along: it is looked at when that call is made."""
_CAPITALS: Final = re.compile("[A-Z]")
_NOT_SENT: Final = re.compile(r"([\w. ]+): (?=nothing was (?:sent|changed)\.)")
_PLACE: Final = re.compile(r"[A-Za-z]\w*")


class Arguments:
    """The parameters of a method or a function, and what they take."""

    def __init__(self, method: Callable[..., Any], *, owned: bool = True) -> None:
        self._method = method
        self._owned = owned

    def problems(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with the arguments of a call, apart from ``self``."""
        found: list[Problem] = []
        for (name, shape), value in zip(self._placed, args, strict=False):
            if type(value) not in shape.at_once:
                found += shape.problems(name, value)
        for at, value in enumerate(args[len(self._placed) :]):
            found += self._rest.problems(f"{self._rest_name}[{at}]", value)
        for name, value in kwargs.items():
            shape = self._named.get(name, self._gathered)
            if type(value) in shape.at_once:
                continue
            known = "" if name in self._named else f"; other arguments: {', '.join(self._named)}"
            found += [attrs.evolve(each, message=f"{each.message}{known}") for each in shape.problems(name, value)]
        if self._has_common:
            found += common_problems(self._given(args, kwargs))
        return found

    def empty_filters(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Problem]:
        """Of a call that reads: the filters that are given, and empty. They must not widen what the call is about."""
        return empty_filters(self._filters, self._given(args, kwargs)) if self._filters else []

    @property
    def names(self) -> Collection[str]:
        """What users call the arguments."""
        return self._named.keys()

    def _given(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for (name, _), value in zip(self._placed, args, strict=False)} | dict(kwargs)

    @cached_property
    def _has_common(self) -> bool:
        return any(map(is_common, self._named))

    @cached_property
    def _filters(self) -> tuple[str, ...]:
        """Those that may be left out. A text that is empty by default means something."""
        if is_empty_meant(self._method):
            return ()
        optional = [each for each in self._parameters if each.default is None or each.default == ()]
        return tuple(each.name for each in optional)

    @cached_property
    def _placed(self) -> list[tuple[str, Shape]]:
        return [
            (each.name, self._named[each.name])
            for each in self._parameters
            if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        ]

    @cached_property
    def _rest_name(self) -> str:
        return next((each.name for each in self._parameters if each.kind is each.VAR_POSITIONAL), "")

    @cached_property
    def _rest(self) -> Shape:
        """What each of the arguments is that come behind those with a place of their own."""
        return shape_of(self._types.get(self._rest_name, Any))

    @cached_property
    def _named(self) -> dict[str, Shape]:
        plain = [each.name for each in self._parameters if each.kind is not each.VAR_KEYWORD]
        declared = {name: self._types.get(name, Any) for name in plain} | self._unpacked
        return {name: shape_of(each) for name, each in declared.items()}

    @cached_property
    def _gathered(self) -> Shape:
        """What arguments without a parameter of their own are."""
        every = [each.name for each in self._parameters if each.kind is each.VAR_KEYWORD and not self._unpacked]
        return shape_of(self._types.get(every[0], Any) if every else Any)

    @cached_property
    def _unpacked(self) -> dict[str, Any]:
        for each in self._parameters:
            named = next(iter(get_args(self._types.get(each.name))), None)
            if each.kind is each.VAR_KEYWORD and is_typeddict(named):
                return get_type_hints(named)
        return {}

    @cached_property
    def _parameters(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self._method).parameters.values())[self._owned :]

    @cached_property
    def _types(self) -> Mapping[str, Any]:
        """Of the parameters alone: what a method returns may be imported when it is made."""
        given = {name: each for name, each in self._method.__annotations__.items() if name != "return"}
        found = get_type_hints(SimpleNamespace(__annotations__=given), globalns=self._method.__globals__)
        return {name: Any if isinstance(each, _OF_ANOTHER) else each for name, each in found.items()}


def hold_to_types(kind: type[Any], *, apart_from: Collection[str] = (), also: Collection[str] = ()) -> None:
    """Have the public methods that a class defines look at their arguments first; ``also`` such as ``__init__``.

    Their names in errors are those of ``_called``, where the class has it. Arguments that are missing or have no parameter are
    left to Python: they are a ``TypeError`` in every call.
    """
    for name, member in list(vars(kind).items()):
        if name in apart_from or (name.startswith("_") and name not in also):
            continue
        if inspect.isfunction(member):
            setattr(kind, name, _held(member))
        elif isinstance(member, classmethod):
            setattr(kind, name, classmethod(_held(member.__func__)))


def held_to_types(function: Function) -> Function:
    """A function that looks at its arguments first."""
    arguments = Arguments(function, owned=False)

    def check(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        if found := arguments.problems(args, kwargs):
            raise refused(function.__name__, found)

    if inspect.iscoroutinefunction(function):

        @wraps(function)
        async def _awaited(*args: Any, **kwargs: Any) -> Any:
            check(args, kwargs)
            return await function(*args, **kwargs)

        return cast(Function, _awaited)

    @wraps(function)
    def _called(*args: Any, **kwargs: Any) -> Any:
        check(args, kwargs)
        return function(*args, **kwargs)

    return cast(Function, _called)


def _held(method: Callable[..., Any]) -> Callable[..., Any]:
    arguments = arguments_of(method)

    if inspect.iscoroutinefunction(method):

        @wraps(method)
        async def _awaited(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            if found := _misfits(arguments, self, args, kwargs):
                if isinstance(self, Part):
                    try:
                        await method(stand_in_for(self), *args, **kwargs)
                    except BaseException as stop:
                        found = joined(found, problems_behind(stop))
                raise refused(_name_of(self, method), as_named(found, arguments.names))
            try:
                return await _begun(method, self, args, kwargs)
            except ValidationError as error:
                if isinstance(self, Part):
                    tell_as_called(error, _name_of(self, method), arguments.names)
                raise

        return _awaited

    @wraps(method)
    def _called(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        if found := _misfits(arguments, self, args, kwargs):
            if isinstance(self, Part):
                try:
                    method(stand_in_for(self), *args, **kwargs)
                except BaseException as stop:
                    found = joined(found, problems_behind(stop))
            raise refused(_name_of(self, method), as_named(found, arguments.names))
        try:
            return _begun(method, self, args, kwargs)
        except ValidationError as error:
            if isinstance(self, Part):
                tell_as_called(error, _name_of(self, method), arguments.names)
            raise

    return _called


def _misfits(arguments: Arguments, owner: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the arguments of a method that changes nothing. Optional ones of a plane's calls narrow what is read."""
    found = arguments.problems(args, kwargs)
    return joined(arguments.empty_filters(args, kwargs), found) if isinstance(owner, Part) else found


def _name_of(owner: Any, method: Callable[..., Any]) -> str:
    """What users write for a method, or for making an instance."""
    name, kind = method.__name__, owner if isinstance(owner, type) else type(owner)
    if name == "__init__":
        return kind.__name__
    called = None if owner is kind else getattr(owner, "_called", None)
    return f"{kind.__name__}.{name}" if called is None else str(called(name))


def _begun(method: Callable[..., Any], owner: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    try:
        return method(owner, *args, **kwargs)
    except TypeError as misfit:
        raise explain_misfit(method, misfit, owner, *args, **kwargs) from None


@cache
def arguments_of(method: Callable[..., Any]) -> Arguments:
    """The parameters of a method."""
    return Arguments(method)


def joined(misfits: list[Problem], others: Iterable[Problem]) -> list[Problem]:
    """What does not fit, together with what a call finds by itself: in its own words, where both are about one place."""
    places = {each.field for each in misfits}
    own = [each for each in others if each.field in places or not _is_near(each.field, places)]
    rest = [each for each in misfits if each.field not in {other.field for other in own}]
    return list(dict.fromkeys([*own, *rest]))


def tell_as_called(error: ValidationError, name: str, names: Collection[str]) -> None:
    """Have an error name the call that the user made, and its arguments: calls share what they are made of."""
    said = _NOT_SENT.match(error.message)
    if said is not None and said[1] != f"{name}.once":
        error.message = f"{name}: {error.message[said.end() :]}"
    error.problems = tuple(as_named(error.problems, names))


def as_named(problems: Iterable[Problem], names: Collection[str]) -> list[Problem]:
    """Problems with the names of arguments in the place of those that a plane has on the wire."""
    return [attrs.evolve(each, field=_argument(each.field, names)) for each in problems]


def _argument(field: str, names: Collection[str]) -> str:
    place = _PLACE.match(field)
    if place is None or place[0] in names:
        return field
    snake = _snake(place[0])
    known = [each for each in names if snake == each or snake.endswith(f"_{each}") or each.endswith(f"_{snake}")]
    return f"{max(known, key=len)}{field[place.end() :]}" if known else field


def _snake(name: str) -> str:
    return _CAPITALS.sub(lambda capital: f"_{capital[0].lower()}", name)


def _is_near(place: str, places: Iterable[str]) -> bool:
    """Whether a place is one of these, around one or a part of one: ``files[0]`` is near ``files``; ``jobId`` is ``job_id``."""
    place = _snake(place)
    if place in places:
        return True
    return any(
        place.startswith((f"{each}.", f"{each}[")) or each.startswith((f"{place}.", f"{place}[")) for each in places
    )


def refused(name: str, problems: Iterable[Problem]) -> ValidationError:
    """The error for arguments that do not fit."""
    return ValidationError(message=f"{name}: nothing was sent.", problems=tuple(problems))
