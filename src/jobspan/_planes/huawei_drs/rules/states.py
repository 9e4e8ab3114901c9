"""Which action is allowed in which state.

Sources: the page of each action in https://support.huaweicloud.com/intl/en-us/api-drs/, and the user guide where the reference is
silent.
"""

from typing import Final

_COLUMNS: Final = "PWD CON CFG MTA OBJ DEF PRM PCK PCR STA PAU RTY RST SWO CMP TRM DEL"
ACTIONS: Final = tuple(_COLUMNS.split())
"""Change passwords, test connections, configure, rename, select objects, definer, parameters, precheck before the start,
precheck before a retry, start, pause, resume, reset, switch over, compare, terminate, delete."""

MATRIX: Final = {
    "CREATING": "- - - Y - - - - n n - n n - - y -",
    "CREATE_FAILED": "- - - Y - - - - n n - n n - - ? Y",
    "CONFIGURATION": "- Y Y Y Y Y Y Y n Y - n n - - y -",
    "STARTJOBING": "Y - - Y - - - - n n - n n - - ? -",
    "WAITING_FOR_START": "- - - Y - - - - ? y - n n - - y -",
    "START_JOB_FAILED": "Y - - Y - - - - ? ? - y ? - - ? -",
    "PAUSING": "Y - - Y - - - - y n - Y y - - y -",
    "FULL_TRANSFER_STARTED": "Y - - Y - - - - n n Y n n - - y -",
    "FULL_TRANSFER_FAILED": "Y - - Y - - - - Y n Y Y y - - y -",
    "FULL_TRANSFER_COMPLETE": "Y - - Y - - - - n n Y n n - - ? -",
    "INCRE_TRANSFER_STARTED": "Y - - Y - - - - Y n Y n n Y Y y -",
    "INCRE_TRANSFER_FAILED": "Y - - Y - - - - Y n Y Y y Y - y -",
    "RELEASE_RESOURCE_STARTED": "- - - ? - - - - n n - n n - - n -",
    "RELEASE_RESOURCE_FAILED": "- - - ? - - - - n n - n n - - ? -",
    "RELEASE_RESOURCE_COMPLETE": "- - - - - - - - n n - n n - - n Y",
    "REBUILD_NODE_STARTED": "- - - Y - - - - n n - n n - - n -",
    "REBUILD_NODE_FAILED": "- - - Y - - - - ? n - ? ? - - y -",
    "CHANGE_JOB_STARTED": "- - - Y - - - - n n - n n - - ? -",
    "CHANGE_JOB_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
    "DELETED": "- - - - - - - - n n - n n - - n n",
    "CHILD_TRANSFER_STARTING": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_STARTED": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_COMPLETE": "- - - Y - - - - ? n - ? ? - - ? -",
    "CHILD_TRANSFER_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
    "RELEASE_CHILD_TRANSFER_STARTED": "- - - Y - - - - ? n - ? ? - - ? -",
    "RELEASE_CHILD_TRANSFER_COMPLETE": "- - - ? - - - - n n - n n - - n Y",
    "NODE_UPGRADE_START": "- - - Y - - - - ? n - ? ? - - ? -",
    "NODE_UPGRADE_COMPLETE": "- - - Y - - - - ? n - ? ? - - ? -",
    "NODE_UPGRADE_FAILED": "- - - Y - - - - ? n - ? ? - - ? -",
}
"""State x action: ``Y`` the reference allows it, ``y`` the user guide or practice does; ``-`` the reference excludes it,
``n`` practice does; ``?`` neither of them mentions it."""


def states_marked(action: str, marks: str) -> frozenset[str]:
    """The states with one of these marks in the column of an action."""
    column = ACTIONS.index(action)
    return frozenset(state for state, row in MATRIX.items() if row.split()[column] in marks)
