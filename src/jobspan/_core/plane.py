"""What a plane is to everything that treats planes alike: one value, written in the plane's ``plane.py``."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.context import Auth, Dialect, PlaneContext, Turn
from jobspan.config import PlaneSettings
from jobspan.policy import Policy

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities

S = TypeVar("S", bound=PlaneSettings)


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """Where the calls of a plane go, how they carry credentials and how they are worded.

    Attributes:
        base_url: in front of every path.
        auth: adds the credentials.
        dialect: words requests and errors.
        refusals: statuses with which the plane turns credentials down.
        turn: when a request with credentials may go out; ``None``: at once.
    """

    base_url: str
    auth: Auth
    dialect: Dialect
    refusals: frozenset[int] = frozenset({401})
    turn: Turn | None = None


@frozen
class ClientAttribute:
    """An attribute that a plane adds to the client.

    Attributes:
        name: as in ``client.<name>``.
        resource: its async class, ``module:class`` below the plane's folder; imported when the attribute is first used.
        about: its docstring.
        within: its name in the plane's namespace, where that is another one.
    """

    name: str
    resource: str
    about: str
    within: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))


class Plane(msgspec.Struct, Generic[S], frozen=True, kw_only=True):
    """One control plane: the client, the command line, the documentation, the sandbox and the tests start here.

    Attributes:
        name: as in tables, job references and logs; also the name of its folders.
        title: for people.
        settings: the class of its settings. Planes may share one.
        connect: makes the connection of a client. Does no I/O.
        abilities: what can be done there; imports it, for most calls need a small part of it only.
        namespace: ``client.<namespace>`` leads to everything of the plane.
        shortcuts: parts of the namespace that are attributes of the client, too.
        shown_headers: header names in lower case that may be shown, besides the standard ones.
        sets_headers: header names in lower case that its credentials set: callers cannot.
        sandbox: its class in ``plane.py`` of its folder in the sandbox; ``None`` where other planes' sandboxes serve it.
        page: its page in ``docs/planes`` and ``docs/reference``; ``None`` where other planes' pages describe it.
    """

    name: str
    title: str
    settings: type[S]
    connect: Callable[[S], Connection]
    abilities: "Callable[[], Abilities]"
    namespace: ClientAttribute
    shortcuts: tuple[ClientAttribute, ...] = ()
    shown_headers: frozenset[str] = frozenset()
    sets_headers: frozenset[str] = frozenset()
    sandbox: str | None
    page: str | None

    def context(self, settings: S, policy: Policy) -> PlaneContext:
        """What the flows of a client know. Does no I/O."""
        connection = self.connect(settings)
        return PlaneContext(
            plane=self.name,
            base_url=connection.base_url,
            auth=connection.auth,
            dialect=connection.dialect,
            refusals=connection.refusals,
            turn=connection.turn,
            policy=policy,
            settings=settings,
            shown_headers=self.shown_headers,
            sets_headers=self.sets_headers,
            kinds=lambda: self.abilities().kinds,
        )
