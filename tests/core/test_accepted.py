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


def test_states_that_an_earlier_action_left_are_not_news_after_a_later_one() -> None:
    """Paused and resumed within a minute: a server that is behind still shows what was before the pause."""
    actions = AcceptedActions()
    actions.note(["a"], frozenset({"RUNNING"}).__contains__, 100.0, 60.0)
    assert not actions.is_old("a", "PAUSED", 105.0)
    actions.note(["a"], FAILED, 110.0, 60.0)
    assert actions.is_old("a", "PAUSED", 115.0)
    assert actions.is_old("a", "RUNNING", 120.0)
    assert not actions.is_old("a", "RUNNING", 160.0), "the grace of the first is over"


def test_a_change_after_the_later_action_is_believed() -> None:
    actions = AcceptedActions()
    actions.note(["a"], frozenset({"RUNNING"}).__contains__, 100.0, 60.0)
    actions.note(["a"], FAILED, 110.0, 60.0)
    assert not actions.is_old("a", "STARTING", 115.0)
    assert not actions.is_old("a", "RUNNING", 120.0)


def test_a_server_that_is_behind_answers_again_after_another_has_shown_the_change() -> None:
    actions = AcceptedActions()
    actions.note(["a"], frozenset({"RUNNING"}).__contains__, 100.0, 60.0)
    actions.note(["a"], FAILED, 110.0, 60.0)
    assert not actions.is_old("a", "STARTING", 112.0)
    assert actions.was_left("a", "RUNNING", 114.0)
    assert not actions.was_left("a", "RUNNING", 160.0)
    assert not actions.was_left("b", "RUNNING", 114.0)
    assert not actions.was_left("a", "STARTING", 114.0)
