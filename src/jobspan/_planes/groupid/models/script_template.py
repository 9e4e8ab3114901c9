"""The empty script module that a new job carries in ``Destination.ExposedScriptCode``.

It declares a handler for each event of a run, and does nothing.
"""

from typing import Final

_IMPORTS: Final = (
    "System",
    "System.Text",
    "System.Text.RegularExpressions",
    "System.IO",
    "System.Math",
    "Microsoft.VisualBasic",
    "Imanami.DataSyncServices.Scripting",
)
_EVENTS: Final = {
    "Startup": "EventArgs",
    "BuildSourceQuery": "QueryEventArgs",
    "RowStarting": "EventArgs",
    "BuildDestinationQuery": "QueryEventArgs",
    "RowChanging": "JobEventArgs",
    "RowChanged": "JobEventArgs",
    "RowAdding": "JobEventArgs",
    "RowAdded": "JobEventArgs",
    "RowDeleting": "JobEventArgs",
    "RowDeleted": "JobEventArgs",
    "RowFinishing": "JobEventArgs",
    "RowFinished": "JobEventArgs",
    "RowFailed": "JobEventArgs",
    "Shutdown": "EventArgs",
}


def empty_script() -> str:
    """The module as the portal writes it, line ends included."""
    lines = ["Option Strict Off", "", *(f"Imports {name}" for name in _IMPORTS), "", "Module ImanamiExposedCode", ""]
    lines += ['#Region "Imanami Generated Code"', "'<--- PowerTool Instance Definitions --->\t", "#End Region", ""]
    lines += ['#Region " User-definable code "']
    for event, arguments in _EVENTS.items():
        if event == "BuildDestinationQuery":
            lines += [""]
        lines += [*_handler(event, arguments), ""]
    lines[-1:] = ["#End Region", "", "end Module ' ImanamiExposedCode", ""]
    return "\r\n".join(lines)


def _handler(event: str, arguments: str) -> list[str]:
    return [
        f"    Sub DTM_{event}(ByVal dtmsource As Object, ByVal args As {arguments}) Handles DTM.{event}",
        "        ' User-definable script goes here -----------------",
        "",
        "        ' -------------------------------------------------",
        "    End Sub",
    ]
