"""Objects that belong to a client's connections and stay with them: what to pickle instead."""

from typing import Any, ClassVar, NoReturn

from jobspan._core.absent import Helpful


class Staying(Helpful):
    """Base of what cannot be pickled, and says what can."""

    __slots__ = ()
    _pickle_instead: ClassVar[str] = "Pickle the client, which travels as its configuration, and ask it again."

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} belongs to its client's connections. {self._pickle_instead}")

    def __copy__(self) -> Any:
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin
