"""What a context knows of its plane: its settings by their type, and which headers it lets be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import attrs
import pytest

from jobspan._core.abilities import Abilities
from jobspan._core.call import call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import pure
from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan.config import PlaneSettings, ServerSettings
from jobspan.credentials import Secret
from jobspan.hooks import ResponseReceived
from jobspan.policy import Policy
from tests.core.conftest import Hand, LatheDialect, NoAuth

Contexts = Callable[..., PlaneContext]
Operations = Callable[..., Operation[Any]]
Replies = Callable[..., Response]


@attrs.frozen(kw_only=True)
class LatheSettings(ServerSettings):
    section: ClassVar[str] = "lathe"

    bench: str = "north"


@attrs.frozen(kw_only=True)
class OtherSettings(PlaneSettings):
    section: ClassVar[str] = "other"


def connect(settings: LatheSettings) -> Connection:
    return Connection(base_url=f"{settings.url}/{settings.bench}", auth=NoAuth(), dialect=LatheDialect())


LATHE = Plane(
    name="lathe",
    title="Lathe",
    settings=LatheSettings,
    connect=connect,
    abilities=lambda: Abilities(operations=(), rules=(), kinds={}, recent=lambda ctx, limit: pure([])),
    namespace=ClientAttribute("lathe", "resources.lathe_async:AsyncLathe", "All of it."),
    shown_headers=frozenset({"x-lathe"}),
    sandbox=None,
    page=None,
)
SETTINGS = LatheSettings(url="https://lathe.example")


class TestSettings:
    def test_a_flow_gets_them_by_their_type(self, context: Contexts) -> None:
        assert context(settings=SETTINGS).settings_as(LatheSettings).bench == "north"

    @pytest.mark.parametrize("given", [None, OtherSettings()])
    def test_those_of_another_plane_are_a_mistake_of_ours(self, context: Contexts, given: PlaneSettings | None) -> None:
        with pytest.raises(TypeError, match=r"the settings of lathe is .*, not LatheSettings"):
            context(settings=given).settings_as(LatheSettings)

    def test_so_are_authentication_and_dialect(self, context: Contexts) -> None:
        ctx = context()
        assert ctx.auth_as(NoAuth) is ctx.auth
        assert ctx.dialect_as(LatheDialect) is ctx.dialect
        with pytest.raises(TypeError, match="the auth of lathe is NoAuth, not LatheDialect"):
            ctx.auth_as(LatheDialect)
        with pytest.raises(TypeError, match="the dialect of lathe is LatheDialect, not NoAuth"):
            ctx.dialect_as(NoAuth)

    def test_they_name_the_places_where_a_setting_is_looked_for(self) -> None:
        assert LatheSettings.variable("ca_bundle") == "JOBSPAN_LATHE_CA_BUNDLE"
        assert LatheSettings.place("bench") == "as bench=... or in JOBSPAN_LATHE_BENCH"


class TestThePlane:
    def test_makes_the_context_of_its_connection(self) -> None:
        policy = Policy(attempts=1)
        made = LATHE.context(SETTINGS, policy)
        assert (made.plane, made.base_url, made.policy) == ("lathe", "https://lathe.example/north", policy)
        assert made.settings_as(LatheSettings) is SETTINGS

    def test_says_which_of_its_headers_may_be_shown(
        self, hand: type[Hand], operation: Operations, reply: Replies
    ) -> None:
        ctx = LATHE.context(SETTINGS, Policy())
        request = prepare(ctx, operation(), path={"partId": "1"}, headers={"X-Other": "canary"})
        shown = request.masked()["headers"]
        assert (shown["X-Lathe"], shown["X-Other"]) == ("yes", "***")
        by_hand = hand(reply(200, {"id": "1"}, x_lathe="iron", x_other="canary"))
        by_hand.run(call(ctx, operation(), path={"partId": "1"}))
        (received,) = by_hand.heard(ResponseReceived)
        assert received.headers == {"x-lathe": "iron", "x-other": "***"}

    def test_shows_no_secret_whatever_its_name(self) -> None:
        ctx = LATHE.context(SETTINGS, Policy())
        assert ctx.masked_headers([("X-Lathe", Secret("canary"))]) == {"X-Lathe": "***"}

    def test_finds_an_attribute_of_the_client_in_its_namespace_by_the_same_name(self) -> None:
        assert ClientAttribute("parts", "resources.parts_async:AsyncParts", "Parts.").within == "parts"
        assert ClientAttribute("parts", "a:B", "Parts.", within="pieces").within == "pieces"
