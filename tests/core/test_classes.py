"""Classes that attrs finishes when they are first needed: what anybody can see of them is what ``attrs.frozen`` makes."""

import copy
import inspect
import pickle
import weakref
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any, ClassVar, Generic, TypeVar

import attrs
import msgspec
import pytest

from jobspan._core.classes import define, frozen

T = TypeVar("T")


def is_finished(cls: type[Any]) -> bool:
    return isinstance(vars(cls)["__attrs_attrs__"], tuple)


@frozen
class Point:
    """A point."""

    DIMENSIONS: ClassVar[int] = 2
    x: int
    y: int = 0
    tags: list[str] = attrs.field(factory=list, eq=False, repr=False)

    def twice(self) -> "Point":
        return attrs.evolve(self, x=2 * self.x)


def stripped(text: str) -> str:
    return text.strip()


@frozen(kw_only=True)
class Named(Point):
    name: str = attrs.field(converter=stripped)

    @name.validator
    def _check(self, attribute: Any, value: str) -> None:
        if not value:
            raise ValueError("no name")

    def twice(self) -> Point:
        return super().twice()


@frozen
class Box(Generic[T]):
    value: T


@frozen
class Renamed:
    number: int = attrs.field(alias="n", repr=hex)
    doubled: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "doubled", 2 * self.number)


@frozen
class OwnPickling:
    value: str

    def __getstate__(self) -> dict[str, Any]:
        return {"value": self.value.upper()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        object.__setattr__(self, "value", state["value"])


@define(kw_only=True, slots=False, eq=False, repr=False, str=False)
class Trouble(Exception):
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return self.message


def fresh() -> Any:
    @frozen
    class Fresh:
        value: int
        more: int = 1

    return Fresh


@pytest.mark.parametrize(
    "ask",
    [
        lambda cls: cls(1),
        lambda cls: attrs.fields(cls),
        lambda cls: inspect.signature(cls),
        lambda cls: cls.__match_args__,
        lambda cls: msgspec.convert({"value": 1}, cls),
        lambda cls: cls.__new__(cls).__setstate__({"value": 1, "more": 2}),
    ],
)
def test_it_is_finished_by_whoever_asks(ask: Callable[[Any], object]) -> None:
    cls = fresh()
    assert not is_finished(cls)
    ask(cls)
    assert is_finished(cls)


def test_it_is_what_attrs_makes() -> None:
    assert attrs.has(type(Point(1)))
    assert [field.name for field in attrs.fields(Named)] == ["x", "y", "tags", "name"]
    assert attrs.fields(Point).y.type is int
    assert attrs.asdict(Point(1)) == {"x": 1, "y": 0, "tags": []}
    assert (Point.__name__, Point.__qualname__, Point.__doc__) == ("Point", "Point", "A point.")
    assert Point.DIMENSIONS == 2
    assert list(inspect.signature(Renamed).parameters) == ["n"]
    assert Box[int](3).value == 3


def test_it_is_frozen_and_slotted() -> None:
    point: Any = Point(1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        point.x = 2
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")
    assert weakref.ref(point)() is point


def test_it_is_compared_hashed_and_shown_by_its_fields() -> None:
    assert Point(1, tags=["a"]) == Point(1, 0) != Point(2)
    assert Point(1) != Named(x=1, name="p")
    assert hash(Point(1, tags=["a"])) == hash(Point(1))
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert repr(Renamed(n=16)) == "Renamed(number=0x10, doubled=32)"


def test_fields_convert_and_validate() -> None:
    assert Named(x=1, name=" p ").name == "p"
    with pytest.raises(ValueError, match="no name"):
        Named(x=1, name=" ")


def test_super_means_the_class() -> None:
    assert Named(x=1, name="p").twice() == Named(x=2, name="p")


def test_it_matches_by_position() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_it_travels() -> None:
    point = Named(x=1, name="p", tags=["a"])
    again = pickle.loads(pickle.dumps(point))
    assert again == copy.deepcopy(point) == point
    assert again.tags == ["a"]
    assert pickle.loads(pickle.dumps(OwnPickling("a"))).value == "A"


def test_classes_of_attrs_can_derive_from_it() -> None:
    @attrs.frozen
    class Below(Point):
        z: int = 3

    made: Any = Below
    assert made(1) == made(1, 0, [], 3)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made(1).x = 2


def test_exceptions() -> None:
    class Kind(Trouble):
        pass

    error = Kind(message="no")
    assert (str(error), error.hint) == ("no", None)
    assert not hasattr(Kind, "hint")
    error.hint = "ask"
    assert error.hint == "ask"
    assert error != Kind(message="no", hint="ask")
    with pytest.raises(TypeError):
        Kind("no")  # type: ignore[call-arg]


def test_what_is_no_exception_is_not_defined_later() -> None:
    with pytest.raises(TypeError, match=r"attrs\.define"):

        @define(slots=True, eq=False, repr=False, str=False)
        class Mutable:
            value: int


def test_threads_finish_it_together() -> None:
    for _ in range(20):
        cls, together = fresh(), Barrier(4)
        made: list[Any] = []

        def make(cls: Any = cls, together: Barrier = together, made: list[Any] = made) -> None:
            together.wait()
            made.append(cls(1))

        threads = [Thread(target=make) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert made == [cls(1)] * 4
