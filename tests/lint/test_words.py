"""The words that type checkers see are those of the tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import pytest

from jobspan._planes.ciphertrust import families, scheduled_clouds, words as ciphertrust
from jobspan._planes.huawei_drs import words as drs
from jobspan._planes.huawei_drs.flows import cutover_end, lifecycle, subscriptions
from jobspan._planes.huawei_dsc import words as dsc
from jobspan.drs import GOALS, UseType
from jobspan.dsc import Cycle


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (ciphertrust.FamilyName, [*families.BY_KEY, *families.SHORT_NAMES]),
        (ciphertrust.CloudName, scheduled_clouds.SCHEDULED_CLOUDS),
        (ciphertrust.RotatedCloudName, scheduled_clouds.ROTATED_CLOUDS),
        (drs.GoalName, GOALS),
        (drs.SubscriptionGoal, subscriptions.GOALS),
        (drs.CutoverEnd, cutover_end.THEN),
        (drs.PrecheckMode, lifecycle._PRECHECK_MODES),
        (drs.Use, UseType),
        (dsc.CycleWord, Cycle),
    ],
)
def test_words_are_those_of_the_table(words: Any, table: Iterable[str]) -> None:
    assert {*get_args(words)} == {*table}
