"""The value that masks itself. Needs nothing else, so that everything can show itself with it."""

import hmac
from typing import TYPE_CHECKING, Any, Final

import jobspan
from jobspan._public import public

if TYPE_CHECKING:
    import jobspan.errors

FACE: Final = "jobspan.credentials"

MASK: Final = "***"


def _not_text(value: object) -> Exception:
    wanted = f"must be a string, not {'None' if value is None else type(value).__name__}"
    problem = jobspan.errors.Problem(
        "value", wanted
    )  # imported now: errors show themselves with what is in this module
    return jobspan.ValidationError(message="Secret: nothing was sent.", problems=(problem,))


@public
class Secret:
    """A value that shows itself nowhere: not in ``repr``, ``str``, formatting, logs, plans or errors.

    ``reveal()`` is the only way to the text. Pickling keeps the value, because a client travels to workers with its
    configuration; treat such a pickle as you would treat the password.

    Args:
        value: the secret text, or another ``Secret``.

    Raises:
        ValidationError: it is neither a string nor a ``Secret``.
    """

    __slots__ = ("_value",)

    def __init__(self, value: "str | Secret") -> None:
        text = value.reveal() if isinstance(value, Secret) else value
        if not isinstance(text, str):
            raise _not_text(text)
        self._value: str = text

    def reveal(self) -> str:
        """The secret text. Call it only where the text is needed, and keep it out of variables that live on."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret('{MASK}')"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        mine, theirs = (text.encode("utf-8", "surrogatepass") for text in (self._value, other._value))
        return hmac.compare_digest(mine, theirs)

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Secret, (self._value,))
