"""What expires is renewed early, by one caller, and the old one is used while that is under way."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan._core.effects import Flow, pure
from jobspan._core.renewal import Lease, Renewal
from jobspan.errors import ConfigError


class Source:
    """Gives A, B, C, ... each good for an hour from when it was asked for."""

    def __init__(self, hand: Any, life: float = 3600.0) -> None:
        self.driver = hand()
        self.life = life
        self.given: list[str] = []
        self.broken = False
        self.renewal: Renewal[str] = Renewal("letters")

    def obtain(self) -> Flow[Lease[str]]:
        if self.broken:
            raise ConfigError(message="out of order")
        self.given.append(chr(ord("A") + len(self.given)))
        return pure(Lease(value=self.given[-1], issued=self.driver.time, expires=self.driver.time + self.life))

    def now(self) -> str:
        value: str = self.driver.run(self.renewal.current(self.obtain))
        return value

    def later(self, seconds: float) -> str:
        self.driver.time += seconds
        return self.now()


@pytest.mark.parametrize(
    ("life", "kept", "renewed"), [(3600, 2999, 3000), (7200, 6599, 6600), (900, 674, 675), (60, 44, 45)]
)
def test_it_is_renewed_ten_minutes_early_or_in_the_last_quarter(
    hand: Any, life: float, kept: float, renewed: float
) -> None:
    source = Source(hand, life)
    assert source.now() == "A"
    assert source.later(kept) == "A"
    assert source.later(renewed - kept) == "B"


def test_a_failed_renewal_is_tried_again_after_a_pause(hand: Any, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(hand)
    source.now()
    source.broken = True
    assert source.later(3100) == "A"
    assert source.later(29) == "A"
    assert caplog.text.count("could not be renewed") == 1
    source.broken = False
    assert source.later(2) == "B"


def test_what_has_ended_is_not_used(hand: Any) -> None:
    source = Source(hand)
    source.now()
    source.broken = True
    with pytest.raises(ConfigError, match="out of order"):
        source.later(3600)


def test_the_others_go_on_with_the_old_one_while_one_renews(hand: Any) -> None:
    source = Source(hand)
    source.now()
    seen: list[str] = []

    def slowly() -> Flow[Lease[str]]:
        seen.append(source.driver.run(source.renewal.current(source.obtain)))
        return source.obtain()

    source.driver.time += 3100
    assert source.driver.run(source.renewal.current(slowly)) == "B"
    assert seen == ["A"]


def test_what_was_refused_is_had_anew_and_what_came_since_stays(hand: Any) -> None:
    source = Source(hand)
    source.now()
    source.renewal.refuse("A")
    assert source.now() == "B"
    source.renewal.refuse("A")
    assert source.now() == "B"


def test_it_shows_no_value(hand: Any) -> None:
    assert "canary" not in repr(Lease(value="canary", issued=0.0, expires=1.0))
