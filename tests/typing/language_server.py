"""A small client of pyright's language server: what an editor shows at a place in a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class LanguageServer:
    """Runs ``pyright-langserver --stdio`` for a folder and asks it about files there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last_id = 0
        self._server = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        folder = {"uri": self._folder.as_uri(), "name": self._folder.name}
        about_us = {
            "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
            "workspace": {"configuration": True},
        }
        self._ask("initialize", {"processId": None, "workspaceFolders": [folder], "capabilities": about_us})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        self._server.communicate()

    def open(self, name: str, text: str) -> None:
        """Show the server a file, as an editor does that has it open."""
        document = {"uri": self._uri(name), "languageId": "python", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def hover(self, name: str, line: int, character: int) -> str:
        """What is shown over a place; both numbers count from 0."""
        place = {"textDocument": {"uri": self._uri(name)}, "position": {"line": line, "character": character}}
        found = self._ask("textDocument/hover", place)
        return str(found["contents"]["value"]) if found else ""

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message:
                self._oblige(message)
            elif message["id"] == self._last_id:
                return message["result"]

    def _oblige(self, message: dict[str, Any]) -> None:
        """The server has questions as well: which Python, for example."""
        if "id" not in message:
            return
        settings = {"python": {"pythonPath": sys.executable}}
        asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
        result = None if asked is None else [settings.get(item.get("section"), {}) for item in asked]
        self._send({"id": message["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while header := self._server.stdout.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server ended"
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message
