"""What readers need of the codec they belong to."""

from collections.abc import Callable
from typing import Any, Protocol

from jobspan._core.convert.fields import WireField
from jobspan._core.convert.naming import Naming
from jobspan._core.convert.structs import Placeholders

Hook = Callable[[Any, Any], Any]


class Readers(Protocol):
    """The readers of a plane, for those that read what is made of other things.

    Attributes:
        naming: what a field is called on the wire.
        placeholders: what stands for types of the plane that msgspec does not know.
        learnt: grows with each kind of oddity that was met.
    """

    naming: Naming
    placeholders: Placeholders
    learnt: int

    def hook(self, declared: Any) -> Hook:
        """What reads a type."""

    def hook_of(self, field: WireField) -> Hook:
        """What reads a field."""

    def reads_exactly(self, model: Any) -> bool:
        """Whether values of a model's type are always of that very class."""

    def twins_of(self, model: Any) -> Any:
        """What makes the twin of a model; ``None`` where the type has a reader of its own."""
