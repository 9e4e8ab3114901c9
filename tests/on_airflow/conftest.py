"""Tests on a real Airflow. It has constraints of its own, so they have a session of their own: ``nox -s airflow``."""

from importlib.util import find_spec

import pytest

collect_ignore_glob: list[str] = []
if find_spec("airflow") is None:
    collect_ignore_glob.append("test_*.py")
else:
    from tests.on_airflow.home import clean_up, lay_out

    HOME = lay_out()

    def pytest_unconfigure() -> None:
        """Nothing of it stays."""
        clean_up(HOME)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What Airflow and its libraries warn of is not ours to mend."""
    item.add_marker(pytest.mark.filterwarnings("default"))
