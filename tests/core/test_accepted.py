"""States from before an accepted action: how long they count for nothing."""

from jobspan._core.accepted import AcceptedActions

FAILED = frozenset({"FAILED", "PAUSED"}).__contains__


def test_a_state_from_before_is_old_until_it_changes() -> None:
    actions = AcceptedActions()
    actions.note(["a"], FAILED, 100.0, 60.0)
    assert actions.is_old("a", "FAILED", 110.0)
    assert not actions.is_old("b", "FAILED", 110.0)
    assert not actions.is_old("a", None, 110.0)
    assert actions.is_old("a", "FAILED", 120.0)
    assert not actions.is_old("a", "RUNNING", 130.0)
    assert not actions.is_old("a", "FAILED", 140.0), "it changed, so this is a new failure"


def test_a_state_from_before_is_believed_after_the_grace() -> None:
    actions = AcceptedActions()
    actions.note(["a"], FAILED, 100.0, 60.0)
    assert not actions.is_old("a", "FAILED", 160.0)


def test_a_later_action_replaces_the_one_before() -> None:
    actions = AcceptedActions()
    actions.note(["a"], FAILED, 100.0, 60.0)
    actions.note(["a"], frozenset({"RUNNING"}).__contains__, 110.0, 60.0)
    assert actions.is_old("a", "RUNNING", 120.0)
    assert not actions.is_old("a", "FAILED", 120.0)
